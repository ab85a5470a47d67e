import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from '../src/1-parse/parse.ts'
import { plain } from '../src/2-validate/plain.ts'
import type { Node } from '../src/model/node.ts'
import { hashKey, pythonEquals, pythonJson, pythonRepr, pythonStr, typeName } from '../src/python/values.ts'

const value = (text: string): Node => {
  const { root } = parse('x.yaml', text, problem => {
    if (problem.severity === 'error') throw new Error(problem.message)
  })
  return root ?? { kind: 'null', span: { file: 'x.yaml', start: 0, end: 0 } }
}

const float = (number: number): Node => ({ kind: 'float', value: number, span: { file: '', start: 0, end: 0 } })

test('numbers print as Python prints them', () => {
  const rows: [number, string][] = [
    [1, '1.0'],
    [1.5, '1.5'],
    [-0, '-0.0'],
    [1e16, '1e+16'],
    [1e15, '1000000000000000.0'],
    [123456789012345680, '1.2345678901234568e+17'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1.25e-7, '1.25e-07'],
    [1e100, '1e+100'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NEGATIVE_INFINITY, '-inf'],
    [Number.NaN, 'nan'],
  ]
  for (const [number, text] of rows) assert.is(pythonStr(float(number)), text)
})

test('str shows values as Python does', () => {
  const rows: [string, string][] = [
    ['yes', 'True'],
    ['~', 'None'],
    ['0755', '493'],
    ['text', 'text'],
    ['2026-01-02', '2026-01-02'],
    ['2026-01-02T03:04:05Z', '2026-01-02 03:04:05+00:00'],
    ['2026-01-02T03:04:05.5', '2026-01-02 03:04:05.500000'],
    ["{a: 1, 2: [x, ~, 1.0], 'it''s': {}}", `{'a': 1, 2: ['x', None, 1.0], "it's": {}}`],
    ['!!binary aGkKJ/8=', `b"hi\\n'\\xff"`],
    ['!!set {}', 'set()'],
    ['!!set {a, b}', "{'a', 'b'}"],
    ['!!omap [a: 1]', "[('a', 1)]"],
    [
      '[2026-01-02, 2026-01-02 03:04:00 +05:30]',
      '[datetime.date(2026, 1, 2), datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))]',
    ],
  ]
  for (const [text, printed] of rows) assert.is(pythonStr(value(text)), printed)
})

test('repr quotes and escapes text as Python does', () => {
  const rows: [string, string][] = [
    ["it's", `"it's"`],
    [`it's "x"`, `'it\\'s "x"'`],
    ['a\\b\n\t\r', `'a\\\\b\\n\\t\\r'`],
    ['\x00\x7f\x80\xa0', `'\\x00\\x7f\\x80\\xa0'`],
    ['é😀\u200b\u2028', `'é😀\\u200b\\u2028'`],
    ['\ud83d', `'\\ud83d'`],
    ['\u{e0001}', `'\\U000e0001'`],
  ]
  for (const [text, printed] of rows)
    assert.is(pythonRepr({ kind: 'string', value: text, span: { file: '', start: 0, end: 0 } }), printed)
})

test('equality is that of Python', () => {
  const rows: [string, string, boolean][] = [
    ['1', '1.0', true],
    ['1', 'true', true],
    ['0', '-0.0', true],
    ['1', "'1'", false],
    ['1', '2', false],
    ['~', 'false', false],
    ['9007199254740993', '9007199254740992.0', false],
    ['9007199254740992', '9007199254740992.0', true],
    ['{a: 1, b: [x]}', '{b: [x], a: 1.0}', true],
    ['{a: 1}', '{a: 1, b: 2}', false],
    ['{1: a}', '{true: a}', true],
    ['[1, 2]', '[2, 1]', false],
    ['[]', '{}', false],
    ['!!set {a, b}', '!!set {b, a}', true],
    ['!!set {a}', '[a]', false],
    // PyYAML gives one object for each, and containers compare by identity first.
    ['.nan', '.nan', true],
    ['2026-01-02', "'2026-01-02'", false],
    ['2026-01-02 03:04:05Z', '2026-01-02 04:04:05+01:00', true],
    ['2026-01-02 03:04:05', '2026-01-02 03:04:05Z', false],
  ]
  for (const [a, b, equal] of rows) assert.is(pythonEquals(value(a), value(b)), equal, `${a} == ${b}`)
})

test('a year before 100 keeps its own instant', () => {
  assert.not(pythonEquals(value('0050-01-01 00:00:00Z'), value('1950-01-01 00:00:00Z')))
})

test("json is Python's: it tells 1, 1.0 and true apart and forgets the order of keys", () => {
  const rows: [string, string][] = [
    ['[1, 1.0, true, ~, .inf, .nan]', '[1, 1.0, true, null, Infinity, NaN]'],
    ['{b: 1, a: 2, 3: x}', '{"3": "x", "a": 2, "b": 1}'],
    ['["é\\x7f\\0\\n", "🐧"]', '["\\u00e9\\u007f\\u0000\\n", "\\ud83d\\udc27"]'],
    ['[[], {}]', '[[], {}]'],
  ]
  for (const [text, json] of rows) assert.is(pythonJson(value(text)), json)
  assert.is.not(pythonJson(value('2026-01-02')), pythonJson(value("'2026-01-02'")))
})

test('plain data has no prototype to fall into', () => {
  const data = plain(value('{__proto__: {polluted: 1}, 1: [yes], "1": text, big: 9007199254740993}')) as Record<string, unknown>
  assert.is(Object.getPrototypeOf(data), null)
  assert.equal(Object.keys(data), ['1', '__proto__', '\x001', 'big'])
  assert.equal([data['1'], data['\x001']], ['text', [true]])
  assert.is(data.big, 9007199254740992)
  assert.is(typeof plain(value('2026-01-02')), 'symbol')
  assert.is(typeof plain(value('!!binary aGk=')), 'symbol')
})

test('kinds of values have the user’s words', () => {
  const rows: [string, string][] = [
    ['x', 'text'],
    ['1', 'a whole number'],
    ['1.0', 'a number'],
    ['no', 'a yes/no value'],
    ['[]', 'a list'],
    ['{}', 'a mapping'],
    ['~', 'nothing'],
    ['2026-01-02', 'a date'],
    ['!!binary aGk=', 'binary data'],
    ['!!set {a}', 'a set'],
  ]
  for (const [text, name] of rows) assert.is(typeName(value(text)), name)
})

test('keys that a Python dict holds once have one hash key', () => {
  const key = (text: string) => hashKey(value(text) as Parameters<typeof hashKey>[0])
  assert.is(key('1'), key('1.0'))
  assert.is(key('1'), key('yes'))
  assert.is.not(key('1'), key("'1'"))
  assert.is.not(key('~'), key("'null'"))
})

test.run()
