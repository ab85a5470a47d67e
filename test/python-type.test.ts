import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from '../src/1-parse/parse.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import type { Node } from '../src/model/node.ts'
import { findMismatch, mismatch } from '../src/python/type.ts'

const yaml = (text: string): Node => {
  const { root } = parse('value.yaml', text, d => assert.unreachable(`${text}: ${d.message}`))
  return root!
}

const models = {
  Inner: { keys: { a: 'int', b: 'Optional[str]' }, required: ['a'] },
  Closed: { keys: { a: 'int' }, required: [], closed: true as const },
}

// What pydantic itself takes: test/python-type.json, written by its `how`.
const truth = JSON.parse(readFileSync('test/python-type.json', 'utf8')) as {
  values: string[]
  types: Record<string, string>
}
for (const [type, answers] of Object.entries(truth.types)) {
  test(`${type} takes what pydantic takes`, () => {
    for (const [i, text] of truth.values.entries()) {
      const fits = mismatch(type, yaml(text), models) === undefined
      assert.is(fits, answers[i] === '1', `${type} and ${text}`)
    }
  })
}

for (const [type, value, expected] of [
  ['int', 'x', 'a whole number'],
  ['Optional[int(gt=0)]', '0', 'a whole number above 0'],
  ['int(ge=1, le=65535)', '0', 'a whole number from 1 to 65535'],
  ['float(ge=0.1)', '0', 'a number of at least 0.1'],
  ['bool', 'perhaps', '`true` or `false`'],
  ['str', '5', 'text'],
  ['List[str]', 'x', 'a list of texts'],
  ['Tuple[int, int]', '[1]', 'a list of 2 whole numbers'],
  ['Dict[str, str]', '[]', 'a mapping'],
  ["Literal['a', 'b']", 'c', 'one of `a`, `b`'],
  ['Union[int, Dict[str, Any]]', 'x', 'a whole number or a mapping'],
  ['Optional[Closed]', '{b: 1}', 'a mapping with keys among `a`'],
  ['Inner', '{}', 'a mapping with `a`'],
] as const) {
  test(`${type} is said as: ${expected}`, () => assert.is(mismatch(type, yaml(value), models), expected))
}

test('the place inside is reported', () => {
  const found = findMismatch('Dict[str, List[Inner]]', yaml('{x: [{a: 1}, {a: no-number}]}'), models)
  assert.equal(found?.path, ['x', 1, 'a'])
  assert.is(found?.expected, 'a whole number')
  assert.equal(findMismatch('Union[str, Dict[str, int]]', yaml('{x: y}'))?.path, ['x'])
})

test('every type of every catalog is understood', () => {
  let understood = 0
  const catalogs = packageCatalogs('catalog')
  for (const version of catalogs.versions) {
    const catalog = catalogs.load(version)
    const groups = [...Object.values(catalog.flavors), ...Object.values(catalog.models)] as {
      configuration?: object
      keys?: object
    }[]
    for (const group of groups) {
      for (const type of Object.values(group.configuration ?? group.keys ?? {})) {
        // It throws for a type that it cannot read.
        mismatch(type, yaml('5'), catalog.models)
        understood++
      }
    }
  }
  assert.ok(understood > 20_000, `${understood} were`)
})

test.run()
