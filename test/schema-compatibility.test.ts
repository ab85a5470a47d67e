/**
 * Valid files stay valid, and answers keep their keys: the schemas are compared with test/schemas-1.json, which says what they were in the
 * first release of format 1. A key more is no matter; then, or after a change on purpose, `UPDATE_SCHEMAS=1 npm test -- schema-compatibility` records it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Schema } from './schema-places.ts'

/** Files that people write must still be taken; files that programs read must still hold what they held. */
const SCHEMAS = { project: 'written', lock: 'written', manifest: 'read', explain: 'read' } as const
type Use = (typeof SCHEMAS)[keyof typeof SCHEMAS]

const RECORD = 'test/schemas-1.json'

/** What may be at a place of a file. */
interface Facts {
  types: string[]
  /** The only values, as JSON; empty: any of these types. */
  values: string[]
  patterns: string[]
  required: string[]
  /** Whether keys that the schema does not name are taken. */
  open: boolean
}
type Shape = Record<string, Facts>

/** The facts of every place (`pipelines[].file`, `images.*.kind`), with references followed and alternatives put together. */
function shapeOf(root: Schema): Shape {
  const shape: Shape = {}
  const visit = (written: Schema | boolean, place: string, above: readonly Schema[]): void => {
    if (typeof written === 'boolean') return
    const schema = resolve(written, root)
    if (above.includes(schema)) return
    const inside = [...above, schema]
    shape[place] ??= { types: [], values: [], patterns: [], required: [], open: false }
    const facts = shape[place]
    add(facts.types, [schema.type ?? []].flat())
    add(
      facts.values,
      [...(schema.enum ?? []), ...('const' in schema ? [schema.const] : [])].map(value => JSON.stringify(value)),
    )
    add(facts.patterns, schema.pattern === undefined ? [] : [schema.pattern])
    add(facts.required, schema.required ?? [])
    if (schema.properties && schema.additionalProperties !== false) facts.open = true
    const below = place === '' ? '' : `${place}.`
    for (const [key, value] of Object.entries(schema.properties ?? {})) visit(value, `${below}${key}`, inside)
    for (const value of Object.values(schema.patternProperties ?? {})) visit(value, `${below}*`, inside)
    if (typeof schema.additionalProperties === 'object') visit(schema.additionalProperties, `${below}*`, inside)
    if (schema.items) visit(schema.items, `${place}[]`, inside)
    for (const part of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) visit(part, place, inside)
  }
  visit(root, '', [])
  return shape
}

function resolve(schema: Schema, root: Schema): Schema {
  const path = schema.$ref?.match(/^#\/(.*)$/)?.[1]
  if (path === undefined) return schema
  const found = path.split('/').reduce<unknown>((here, name) => (here as Record<string, unknown>)[name], root) as Schema
  return resolve(found, root)
}

function add(to: string[], more: readonly string[]): void {
  for (const text of more) if (!to.includes(text)) to.push(text)
  to.sort()
}

/** What a change breaks, one sentence each. */
function broken(old: Shape, now: Shape, use: Use): string[] {
  const found: string[] = []
  for (const [place, before] of Object.entries(old)) {
    const after = now[place]
    const where = place === '' ? 'the file' : `\`${place}\``
    if (!after) {
      const advice = use === 'written' ? 'keep it, deprecated, beside the new one' : 'keep writing it'
      found.push(`${where} is gone: files of users hold it or read it; ${advice}`)
      continue
    }
    const [narrow, wide] = use === 'written' ? [after, before] : [before, after]
    for (const kind of ['types', 'values'] as const) {
      const lost =
        narrow[kind].length > 0
          ? wide[kind].length > 0
            ? wide[kind].filter(v => !narrow[kind].includes(v))
            : ['all others']
          : []
      if (lost.length === 0) continue
      found.push(
        use === 'written'
          ? `${where} no longer takes ${lost.join(', ')}: take it as before, with a warning`
          : `${where} may now be ${lost.join(', ')}, which readers do not expect: write it under a new key`,
      )
    }
    const lostPatterns = use === 'written' ? after.patterns.filter(p => !before.patterns.includes(p)) : []
    if (lostPatterns.length > 0)
      found.push(`${where} must match ${lostPatterns.join(', ')} now: if it takes all that it took, record it, else warn instead`)
    const needed =
      use === 'written'
        ? after.required.filter(k => !before.required.includes(k))
        : before.required.filter(k => !after.required.includes(k))
    for (const key of needed)
      found.push(
        use === 'written'
          ? `${where} needs \`${key}\` now, which files of users do not have: give it a default`
          : `${where} may be without \`${key}\` now, which readers rely on: keep writing it`,
      )
    if (use === 'written' && before.open && !after.open) found.push(`${where} refuses unknown keys now: warn instead`)
  }
  return found
}

const load = (name: string) => JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8')) as Schema
const now = Object.fromEntries(Object.keys(SCHEMAS).map(name => [name, shapeOf(load(name))]))
if (process.env.UPDATE_SCHEMAS) {
  const lines = Object.entries(now).map(
    ([name, shape]) =>
      `${JSON.stringify(name)}: {\n${Object.entries(shape)
        .map(([place, facts]) => `${JSON.stringify(place)}: ${JSON.stringify(facts)}`)
        .join(',\n')}\n}`,
  )
  writeFileSync(RECORD, `{\n${lines.join(',\n')}\n}\n`)
}
const recorded = JSON.parse(readFileSync(RECORD, 'utf8')) as Record<string, Shape>

for (const [name, use] of Object.entries(SCHEMAS)) {
  test(`${name}: files that are ${use} stay good`, () => {
    assert.ok(Object.keys(recorded[name]!).length > 10, 'the record holds the schema')
    assert.equal(broken(recorded[name]!, now[name]!, use), [])
  })
}

test('a change that breaks somebody is reported in a sentence', () => {
  const schema = (more: Schema, required: string[] = []): Schema => ({
    type: 'object',
    additionalProperties: false,
    required,
    properties: { output: { type: 'string' }, dialect: { enum: ['a', 'b'] }, ...more.properties },
  })
  const before = shapeOf(schema({}))
  const change = (after: Schema, use: Use) => broken(before, shapeOf(after), use)
  assert.equal(change(schema({ properties: { added: { type: 'string' } } }), 'written'), [])
  assert.equal(change(schema({ properties: { added: { type: 'string' } } }), 'read'), [])
  assert.match(change({ type: 'object', properties: { folder: { type: 'string' } } }, 'written')[0]!, /`output` is gone/)
  assert.match(change(schema({ properties: { output: { type: 'integer' } } }), 'written')[0]!, /`output` no longer takes string/)
  assert.match(change(schema({ properties: { dialect: { enum: ['a'] } } }), 'written')[0]!, /`dialect` no longer takes "b"/)
  assert.match(change(schema({ properties: { output: { type: 'string', pattern: '^a' } } }), 'written')[0]!, /must match/)
  assert.match(change(schema({}, ['output']), 'written')[0]!, /the file needs `output` now/)
  assert.match(change(schema({ properties: { dialect: { enum: ['a', 'b', 'c'] } } }), 'read')[0]!, /may now be "c"/)
  assert.match(change(schema({ properties: { output: { type: ['string', 'null'] } } }), 'read')[0]!, /may now be null/)
  assert.match(broken(shapeOf(schema({}, ['output'])), before, 'read')[0]!, /may be without `output`/)
})

test.run()
