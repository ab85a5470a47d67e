import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** Tests may go elsewhere. */
const SCHEMAS = resolve('schema')

/** What the tests read of a JSON Schema. */
export interface Schema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly pattern?: string
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

/** Every place of a schema, or of one of its definitions, that takes a text, or what it does not say: `pipelines[].file`, `stacks.*`. In the schema's order. */
export function placesOf(name: string, definition?: string): string[] {
  const root = JSON.parse(readFileSync(`${SCHEMAS}/${name}.schema.json`, 'utf8')) as Schema
  const found = new Set<string>()
  const visit = (schema: Schema, path: string, above: readonly Schema[]): void => {
    // Another schema has its own table.
    if (schema.$ref !== undefined && !schema.$ref.startsWith('#')) return
    if (schema.$ref !== undefined) {
      const words = schema.$ref.slice('#/'.length).split('/')
      visit(words.reduce<unknown>((here, word) => (here as Record<string, unknown>)[word], root) as Schema, path, above)
      return
    }
    if (above.includes(schema)) return
    const inside = [...above, schema]
    const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]
    const below = path === '' ? '' : `${path}.`
    if ([schema.type ?? []].flat().includes('string')) found.add(path)
    for (const [key, value] of Object.entries(schema.properties ?? {})) visit(value, `${below}${key}`, inside)
    for (const value of [...Object.values(schema.patternProperties ?? {}), schema.additionalProperties])
      if (typeof value === 'object') visit(value, `${below}*`, inside)
    if (schema.items) visit(schema.items, `${path}[]`, inside)
    for (const part of parts) visit(part, path, inside)
  }
  visit(definition === undefined ? root : root.$defs![definition]!, '', [])
  return [...found]
}
