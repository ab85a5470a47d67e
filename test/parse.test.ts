import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from '../src/1-parse/parse.ts'
import { parseToml } from '../src/1-parse/parse-toml.ts'
import { subtree } from '../src/1-parse/subtree.ts'
import type { Diagnostic } from '../src/diagnostics/diagnostic.ts'
import { entry, get, type MapNode, type Node } from '../src/model/node.ts'
import { pythonRepr } from '../src/python/values.ts'

function read(text: string, file = 'pipeline.yaml') {
  const diagnostics: Diagnostic[] = []
  const { root } = (file.endsWith('.toml') ? parseToml : parse)(file, text, d => void diagnostics.push(d))
  return { root, diagnostics }
}

/** The value as Python's repr, or the errors as `CODE line:column`. */
function outcome(text: string, file?: string): string {
  const { root, diagnostics } = read(text, file)
  const errors = diagnostics.filter(d => d.severity === 'error')
  if (errors.length === 0) return root ? pythonRepr(root) : 'empty'
  return errors.map(d => `${d.code} ${place(text, d)}`).join(', ')
}

function place(text: string, { at }: Diagnostic): string {
  const before = text.slice(0, at!.start).split('\n')
  return `${before.length}:${before.at(-1)!.length + 1}`
}

const written = (text: string, node: Node | undefined) => node && text.slice(node.span.start, node.span.end)

function table(rows: readonly (readonly [string, string])[], file?: string): void {
  for (const [text, expected] of rows) assert.is(outcome(text, file), expected, JSON.stringify(text.slice(0, 200)))
}

test('unquoted values mean what YAML 1.1 says', () => {
  table([
    ['[yes, No, ON, off, TRUE, y, n, tRue]', "[True, False, True, False, True, 'y', 'n', 'tRue']"],
    ['[~, null, Null, NULL, nUll, ]', "[None, None, None, None, 'nUll']"],
    ['[0755, 0o17, 08, 0b101, 0x1F, 1_000, +5, -0]', "[493, '0o17', '08', 5, 31, 1000, 5, 0]"],
    ['[1:30, -1:30, 1:60, 12:30:45, 1:30.5]', "[90, -90, '1:60', 45045, 90.5]"],
    ['[1e3, 1.0e3, 1.0e+3, 1., .5, 3.11, 1.5.2]', "['1e3', '1.0e3', 1000.0, 1.0, 0.5, 3.11, '1.5.2']"],
    ['[.inf, -.INF, .NaN, inf]', "[inf, -inf, nan, 'inf']"],
    ['[2026-01-02, 2026-1-2]', "[datetime.date(2026, 1, 2), '2026-1-2']"],
    ['2026-01-02T03:04:05Z', 'datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)'],
    [
      '2026-01-02 03:04:05.25 -5',
      'datetime.datetime(2026, 1, 2, 3, 4, 5, 250000, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=68400)))',
    ],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ["'${VAR}-yes'", "'${VAR}-yes'"],
    ['${VAR}', "'${VAR}'"],
    ['[numpy>=1.0, numpy[extra]]', 'DC1007 1:19'],
    ['- numpy[extra]>=1.0; python_version < "3.11"', `['numpy[extra]>=1.0; python_version < "3.11"']`],
  ])
})

test('tags choose the kind', () => {
  table([
    ['[!!str 1, !!int "3", !!float 5, !!bool "no", !!null x]', "['1', 3, 5.0, False, None]"],
    ['! "12"', '12'],
    ['!!binary aGVsbG8=', "b'hello'"],
    ['!!set {a, b}', "{'a', 'b'}"],
    ['!!omap [a: 1, b: 2]', "[('a', 1), ('b', 2)]"],
    ['!!map {a: 1}', "{'a': 1}"],
    ['!<tag:yaml.org,2002:str> 1', "'1'"],
    ['a: !foo b', 'DC1011 1:4'],
    ['a: !!python/name:os.system &x b', 'DC1011 1:4'],
    ['a: !!int x', 'DC1012 1:10'],
    ['a: 2026-13-01', 'DC1012 1:4'],
    ['a: !!binary a', 'DC1012 1:13'],
    ['!!seq {a: 1}', 'DC1011 1:1'],
    ['a: =', 'DC1016 1:4'],
    ['=: a', "{'=': 'a'}"],
  ])
})

test('<< merges one level, and keys beside it win', () => {
  table([
    ['{<<: {a: 1, b: 2}, b: 3}', "{'a': 1, 'b': 3}"],
    ['{b: 3, <<: {a: 1, b: 2}}', "{'a': 1, 'b': 3}"],
    ['{<<: [{ab: 1}, {ab: 2, cd: 3}]}', "{'ab': 1, 'cd': 3}"],
    ['a: &a {env: {X: 1, Y: 2}}\nb:\n  <<: *a\n  env: {X: 3}\n', "{'a': {'env': {'X': 1, 'Y': 2}}, 'b': {'env': {'X': 3}}}"],
    ["{'<<': {a: 1}}", "{'<<': {'a': 1}}"],
    ['{<<: [], a: 1}', "{'a': 1}"],
    ['{<<: x}', 'DC1015 1:6'],
    ['{<<: [{a: 1}, 2]}', 'DC1015 1:15'],
    ['[<<]', 'DC1016 1:2'],
  ])
  const { root, diagnostics } = read('x: {<<: {a: 1, b: 2}, b: 3}')
  assert.equal(diagnostics, [])
  assert.is(get(root, 'x', 'a')?.span.start, 12)
})

test('the last of two equal keys counts, with a warning that shows both', () => {
  const text = 'a: 1\nb: 2\na: 3\n'
  const { root, diagnostics } = read(text)
  assert.is(pythonRepr(root!), "{'a': 3, 'b': 2}")
  assert.is(diagnostics.length, 1)
  const [warning] = diagnostics as [Diagnostic]
  assert.is(warning.code, 'DC1002')
  assert.is(warning.severity, 'warning')
  assert.is(place(text, warning), '3:1')
  assert.is(warning.notes?.[0]?.at?.start, 0)
  table([
    ['{1: a, true: b, 1.0: c, "1": d}', "{1: 'c', '1': 'd'}"],
    ['{.nan: a, .nan: b}', "{nan: 'b'}"],
  ])
})

test('an alias is its value, with the place where that was written', () => {
  const text = 'a: &x [1]\nb: *x\n'
  const { root } = read(text)
  assert.is(pythonRepr(root!), "{'a': [1], 'b': [1]}")
  assert.is(written(text, get(root, 'b')), '[1]')
  table([
    ['a: *x\nb: &x 1', 'DC1008 1:4'],
    ['a: &x {b: *x}', 'DC1009 1:11'],
    ['a: &x 1\nb: &x 2', 'DC1010 2:7'],
    ['a: *', 'DC1001 1:4'],
    ['a: &b.c d', 'DC1016 1:6'],
  ])
})

test('every value and key has its place', () => {
  const text = '# head\na: &x one # c\nb:\n  - "two"\n  - {c: 3}\nd: |\n  text\ne:\n'
  const root = read(text).root as MapNode
  assert.is(written(text, get(root, 'a')), 'one')
  assert.is(written(text, get(root, 'b', 0)), '"two"')
  assert.is(written(text, get(root, 'b', 1)), '{c: 3}')
  assert.is(written(text, get(root, 'b', 1, 'c')), '3')
  assert.is(written(text, entry(root, 'b')?.key), 'b')
  assert.is(written(text, get(root, 'd')), '|\n  text\n')
  assert.is(get(root, 'e')?.kind, 'null')
  assert.is(get(root, 'e')?.span.file, 'pipeline.yaml')
})

test('places count from the start of a file with a byte order mark and Windows line ends', () => {
  const text = '\ufeffa: 1\r\nb: two\r\n'
  const { root } = read(text)
  assert.is(written(text, get(root, 'b')), 'two')
  assert.is(outcome('a: |\r\n  x\r\n  y\r\nb: "p\r\n  q"\r\n'), "{'a': 'x\\ny\\n', 'b': 'p q'}")
})

test('one document per file', () => {
  table([
    ['', 'empty'],
    ['# only a comment\n', 'empty'],
    ['\ufeff', 'empty'],
    ['---\n', 'empty'],
    ['~', 'None'],
    ['---\na: 1\n...\n', "{'a': 1}"],
    ['%YAML 1.1\n---\na: 1\n', "{'a': 1}"],
    ['%YAML 2.0\n---\na: 1\n', 'DC1001 1:1'],
    ['a: 1\n---\nb: 2\n', 'DC1014 2:1'],
    ['---\n---\n', 'DC1014 2:1'],
  ])
})

test('block texts keep and fold line breaks', () => {
  table([
    ['a: >\n  pip install\n  .\n', "{'a': 'pip install .\\n'}"],
    ['a: >-\n  x\n\n  y\n    z\n', "{'a': 'x\\ny\\n  z'}"],
    ['a: |\n  x', "{'a': 'x'}"],
    ['a: |+\n  x\n\n', "{'a': 'x\\n\\n'}"],
    ['a: |2\n    x\n', "{'a': '  x\\n'}"],
  ])
})

test('inside brackets and quotes indentation does not count', () => {
  table([
    ['a:\n  b: [\n  x,\n y\n]\nc: d\n', "{'a': {'b': ['x', 'y']}, 'c': 'd'}"],
    ["a:\n  - 'x\ny'\n", "{'a': ['x y']}"],
    ['{"a":1,"b":[1,2,],}', "{'a': 1, 'b': [1, 2]}"],
  ])
})

test('syntax errors are one sentence at the right place', () => {
  table([
    ['a:\n\tb: c\n', 'DC1003 2:1'],
    ['a: b\tc\n', 'DC1003 1:5'],
    ['a: b\t# c\n', 'DC1003 1:5'],
    ["a: 'b\tc' #\td\n", "{'a': 'b\\tc'}"],
    ["a: 'b\nc: d\n", 'DC1004 1:4'],
    ["a: 'it's'\n", 'DC1007 1:8'],
    ['a: [b\nc: d\n', 'DC1005 1:4'],
    ['a: {b: [1}\n', 'DC1005 1:8'],
    ['a: b]\n', "{'a': 'b]'}"],
    ['a: ]\n', 'DC1001 1:4'],
    ['a: {b: 1 c: 2}\n', 'DC1007 1:8'],
    ['a: [b,,c]\n', 'DC1001 1:7'],
    ['a:\n    b: 1\n  c: 2\n', 'DC1006 3:3'],
    ['a: 1\n  b: 2\n', 'DC1006 2:3'],
    ['a:\n  - b\n - c\n', 'DC1006 3:2'],
    ['a: b: c\n', 'DC1007 1:4'],
    ['a: 1\nb\n', 'DC1007 2:1'],
    ['a:1\nb: 2\n', 'DC1007 1:1'],
    ['a:\n  - b\n  -c: d\n', 'DC1007 3:3'],
    ['a: |\nb\n', 'DC1006 2:1'],
    ['a: - b\n', 'DC1001 1:4'],
    ['a: @b\n', 'DC1016 1:4'],
    ['a: `b`\n', 'DC1016 1:4'],
    ['a: [http://x/?q=1]\n', 'DC1016 1:14'],
    ['a: {b: :c}\n', 'DC1016 1:8'],
    ['a: "C:\\Users"\n', 'DC1017 1:7'],
    ['a: \x1b[0m\n', 'DC1016 1:4'],
    ['a: b\u2028c\n', 'DC1016 1:5'],
    ['a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n', 'DC1001 2:1'],
    [': a\n', 'DC1007 1:1'],
    ['{a\n b: c}\n', 'DC1007 1:2'],
    [`${'x'.repeat(1025)}: 1\n`, 'DC1018 1:1'],
    ['[a, b]: c\n', 'DC1013 1:1'],
    ['a: {{ b }}\n', 'DC1013 1:5'],
    ['"a" "b"\n', 'DC1007 1:5'],
  ])
})

test('a syntax error says the way out in the user’s words', () => {
  const mistakes = [
    "a: 'b",
    'a: [b',
    'a:\n\tb',
    'a: b: c',
    'a: @b',
    'a: 1\n---\nb',
    'a: *x',
    'a: !x y',
    ' a: 1\nb: 2',
    '{a: b',
    'a: "\\q"',
  ]
  for (const text of mistakes) {
    const { diagnostics } = read(text)
    assert.is(diagnostics.length, 1, text)
    const [{ message, help }] = diagnostics as [Diagnostic]
    assert.ok(help, text)
    assert.not.match(`${message} ${help}`, /invalid|schema|instance|must match|undefined/i)
    assert.match(message, /^[^A-Z].*[^.]$/)
  }
})

test('no message repeats a value, which may be a password', () => {
  const values = [
    '*hunter2',
    '!hunter2',
    '!!int hunter2',
    '@hunter2',
    '%hunter2',
    '`hunter2',
    'x hunter2: y',
    '[hunter2',
    '"hunter2',
    '"a" hunter2',
    '[a?hunter2]',
    '!hunter2"',
  ]
  for (const text of values) {
    const { diagnostics } = read(`password: ${text}\nport: 1\n`)
    assert.is(diagnostics.length, 1, text)
    assert.not.match(JSON.stringify(diagnostics), /hunter2/)
  }
  assert.not.match(JSON.stringify(read('a: 1\npassword:hunter2\n').diagnostics), /hunter2/)
})

test('limits are errors that name the limit', () => {
  table([
    ['['.repeat(100_000), 'DC1018 1:201'],
    [`a: ${'- '.repeat(300)}`, 'DC1001 1:4'],
    ['- '.repeat(100_000), 'DC1018 1:401'],
    [`${'['.repeat(200)}${']'.repeat(200)}`, `${'['.repeat(200)}${']'.repeat(200)}`],
    [`# ${'x'.repeat(10_000_000)}`, 'DC1018 1:1'],
  ])
  const bomb = ['a: &a0 [x]', ...Array.from({ length: 30 }, (_, i) => `b${i}: &a${i + 1} [*a${i}, *a${i}]`)].join('\n')
  assert.match(outcome(bomb), /^DC1018 /)
  const { diagnostics } = read(bomb)
  assert.match(diagnostics[0]!.message, /10,000 aliases/)
})

test('many steps may share one anchored value', () => {
  const steps = Array.from({ length: 5000 }, (_, i) => `  step_${i}: {<<: *base}`).join('\n')
  const { diagnostics } = read(`base: &base {enable_cache: false, settings: {docker: {user: me}}}\nsteps:\n${steps}\n`)
  assert.equal(diagnostics, [])
})

test('JSON files may be indented with tabs and have their numbers', () => {
  const text = '{\n\t"a": [1, 1e3, 1.5E2, -2.5e-1, true, null],\n\t"b": "\\u00e9\\/"\n}\n'
  table([[text, "{'a': [1, 1000.0, 150.0, -0.25, True, None], 'b': 'é/'}"]], 'package.json')
  table([[text, "{'a': [1, 1000.0, 150.0, -0.25, True, None], 'b': 'é/'}"]], '.dockcompilerc')
  table([[text, 'DC1003 2:1']], 'pipeline.yaml')
})

test('TOML gives the same tree, with the places of tables and keys', () => {
  const text =
    '[project]\nname = "x"\n\n[tool.dockcompile]\nstack = "s.yaml" # c\npipelines = [\n  "a", # x = 1\n]\n"odd key" = 1979-05-27T07:32:00Z\n[[tool.list]]\nx = 1\n[[tool.list]]\nx = 2.0\n'
  const document = subtree(
    parseToml('pyproject.toml', text, () => assert.unreachable()),
    'tool',
    'dockcompile',
  )
  const root = document.root as MapNode
  assert.is(
    pythonRepr(root),
    "{'stack': 's.yaml', 'pipelines': ['a'], 'odd key': datetime.datetime(1979, 5, 27, 7, 32, tzinfo=datetime.timezone.utc)}",
  )
  assert.is(written(text, root), '[tool.dockcompile]')
  assert.is(written(text, entry(root, 'stack')?.key), 'stack')
  assert.is(text.slice(get(root, 'stack')!.span.start).slice(0, 8), '"s.yaml"')
  const whole = read(text, 'pyproject.toml').root
  assert.is(get(whole, 'tool', 'list', 1, 'x')?.span.start, text.indexOf('2.0'))
  assert.is(subtree(document, 'missing').root, undefined)
})

test('a TOML mistake is one diagnostic with its place', () => {
  table(
    [
      ['a = 1\nb = oops\n', 'DC1019 2:5'],
      ['\ufeffa = \n', 'DC1019 1:6'],
      [`${Array.from({ length: 300 }, () => 'a').join('.')} = 1\n`, 'DC1018 1:1'],
      ['', '{}'],
    ],
    'pyproject.toml',
  )
})

test.run()
