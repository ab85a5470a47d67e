import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Diagnostic, diagnostic } from '../src/diagnostics/diagnostic.ts'
import { positions } from '../src/diagnostics/position.ts'
import { printGithub } from '../src/diagnostics/print-github.ts'
import { printLine } from '../src/diagnostics/print-line.ts'
import { printPretty } from '../src/diagnostics/print-pretty.ts'
import { toJson } from '../src/diagnostics/to-json.ts'

/** A text with the marked place: `«…»`. */
function marked(text: string): { text: string; start: number; end: number } {
  const start = text.indexOf('«')
  const end = text.indexOf('»') - 1
  return { text: text.replace('«', '').replace('»', ''), start, end }
}

function at(source: string, more: Partial<Diagnostic> = {}): { found: Diagnostic; textOf: () => string } {
  const { text, start, end } = marked(source)
  return {
    found: { code: 'DC2001', severity: 'error', message: 'unknown key `bse`', at: { file: 'x.yaml', start, end }, ...more },
    textOf: () => text,
  }
}

const pretty = (source: string, more?: Partial<Diagnostic>) => {
  const { found, textOf } = at(source, more)
  return printPretty([found], { textOf })
}

test('the whole form', () => {
  const { found, textOf } = at('images:\n  api:\n    «bse»: node:20\n', {
    label: 'did you mean `base`?',
    notes: [{ message: 'images are listed here', at: { file: 'x.yaml', start: 0, end: 6 } }, { message: 'a fact' }],
    help: 'write `base`\nor nothing',
  })
  assert.is(
    printPretty([found], { textOf }),
    `error[DC2001]: unknown key \`bse\`
 --> x.yaml:3:5
  |
3 |     bse: node:20
  |     ^^^ did you mean \`base\`?
  = note: images are listed here (x.yaml:1:1)
  = note: a fact
  = help: write \`base\`
          or nothing

1 error
`,
  )
})

/** The source line and the line of the mark below it. */
const snippet = (source: string) => pretty(source).split('\n').slice(3, 5)

test('marks', () => {
  const cases: [string, string, string, string][] = [
    ['a word', 'a: «b»', '1 | a: b', '  |    ^'],
    ['an empty place', 'a:«»', '1 | a:', '  |   ^'],
    ['an empty file', '«»', '1 |', '  | ^'],
    ['the end of the file', 'a: 1\n«»', '2 |', '  | ^'],
    ['more than a line: the first', '«a:\n  b: 1\n»', '1 | a:', '  | ^^'],
    ['a tab', '\ta: «b»', '1 |     a: b', '  |        ^'],
    ['a tab inside', '«a\tb»', '1 | a    b', '  | ^^^^^^'],
    ['wide characters', '日本: «語»', '1 | 日本: 語', '  |       ^^'],
    ['an emoji', '"🚀": «x»', '1 | "🚀": x', '  |       ^'],
    ['combining characters', 'e\u0301: «x»', '1 | e\u0301: x', '  |    ^'],
    ['Windows line ends', 'a: 1\r\nb: «x»\r\n', '2 | b: x', '  |    ^'],
    ['a byte order mark', '\ufeff«a»: 1', '1 | a: 1', '  | ^'],
    ['an escape sequence', '\x1b[31m: «x»', '1 | \\x1b[31m: x', '  |           ^'],
    ['turned writing', 'a\u202e: «x»', '1 | a\\u202e: x', '  |          ^'],
  ]
  for (const [name, source, line, mark] of cases) assert.equal(snippet(source), [line, mark], name)
})

test('the frame is as wide as the line number', () => {
  const text = pretty(`${'\n'.repeat(122)}a: «b»`, { help: 'h' })
  assert.is(
    text,
    'error[DC2001]: unknown key `bse`\n   --> x.yaml:123:4\n    |\n123 | a: b\n    |    ^\n    = help: h\n\n1 error\n',
  )
})

test('long lines are cut around the place', () => {
  const long = 'x'.repeat(300)
  for (const [name, source, place] of [
    ['at the start', `«key»: ${long}`, 'key'],
    ['in the middle', `${long} «key» ${long}`, 'key'],
    ['at the end', `${long} «key»`, 'key'],
    ['a long place', `a: «${long}» ${long}`, 'xxx'],
    ['wide characters', `${'語'.repeat(200)}«key»${'語'.repeat(200)}`, 'key'],
  ] as const) {
    const [line, mark] = snippet(source) as [string, string]
    assert.ok(line.length <= 120, `${name}: ${line.length}`)
    assert.match(line, '…', name)
    if (!name.startsWith('wide')) assert.ok(line.slice(mark.indexOf('^')).startsWith(place), `${name}\n${line}\n${mark}`)
  }
})

test('without a text there is no snippet, and the label is a note', () => {
  const { found } = at('«a»', { label: 'did you mean `b`?' })
  assert.is(
    printPretty([found], { textOf: () => undefined }),
    'error[DC2001]: unknown key `bse`\n --> x.yaml\n  = note: did you mean `b`?\n\n1 error\n',
  )
})

test('without a place', () => {
  const found = diagnostic('DC6001', null, { path: 'build/x' }, { help: 'h' })
  assert.is(
    printPretty([found], { textOf: () => undefined }),
    'error[DC6001]: `build/x` was changed by hand since dockcompile wrote it\n  = help: h\n\n1 error\n',
  )
})

test('no character of a message controls the terminal', () => {
  const text = pretty('«a»', {
    message: 'a\x1b[2J\u202e\nb',
    label: '\x07',
    help: '\x9b1m',
    notes: [{ message: '\x1b]0;x\x07' }],
  })
  assert.not.match(text, /[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]/)
})

test('many diagnostics: sorted, the gravest shown, all counted', () => {
  const text = Array.from({ length: 40 }, (_, i) => `key${i}: 1\n`).join('')
  const warnings = Array.from({ length: 30 }, (_, i): Diagnostic => {
    const start = text.indexOf(`key${i}:`)
    return {
      code: 'DC2001',
      severity: i === 29 ? 'hint' : 'warning',
      message: `at ${i}`,
      at: { file: 'x.yaml', start, end: start + 3 },
    }
  })
  const last: Diagnostic = { code: 'DC2002', severity: 'error', message: 'the error', at: { file: 'z.yaml', start: 0, end: 1 } }
  const printed = printPretty([last, ...warnings.toReversed()], { textOf: () => text })
  const titles = printed.split('\n').filter(l => /^\w+\[/.test(l))
  assert.is(titles.length, 20)
  assert.is(titles[0], 'warning[DC2001]: at 0')
  assert.is(titles.at(-1), 'error[DC2002]: the error')
  assert.ok(
    printed.endsWith('\n… and 10 more warnings, 1 more hint (--verbose shows all)\n\n1 error, 29 warnings, 1 hint\n'),
    printed.slice(-120),
  )
  assert.is(
    printPretty(warnings, { textOf: () => text, limit: Infinity })
      .split('\n')
      .filter(l => /^\w+\[/.test(l)).length,
    30,
  )
})

test('nothing to tell', () => {
  assert.is(printPretty([], { textOf: () => '' }), '')
  assert.is(printLine([], { textOf: () => '' }), '')
})

test('colour is around words, never in them', () => {
  const { found, textOf } = at('a: «b»', { label: 'l', help: 'h' })
  const painted = printPretty([found], { textOf, color: true })
  assert.match(painted, '\x1b[1;31merror[DC2001]\x1b[0m')
  assert.is(painted.replace(/\x1b\[[\d;]*m/g, ''), printPretty([found], { textOf }))
})

test('files are named from where the reader is', () => {
  const { found, textOf } = at('«a»')
  assert.match(printPretty([found], { textOf, nameOf: f => `../${f}` }), ' --> ../x.yaml:1:1')
  assert.is(printLine([found], { textOf, nameOf: f => `../${f}` }), '../x.yaml:1:1: error[DC2001]: unknown key `bse`\n')
})

test('one line each', () => {
  const { found, textOf } = at('a: 1\n  «b»: 2\n', { message: 'two\nlines' })
  const general = diagnostic('DC6001', null, { path: 'p' })
  assert.is(
    printLine([found, general], { textOf }),
    'dockcompile: error[DC6001]: `p` was changed by hand since dockcompile wrote it\nx.yaml:2:3: error[DC2001]: two\\nlines\n',
  )
})

test('forms without a source line say all that a diagnostic says', () => {
  const { found, textOf } = at('a: 1\n  «b»: 2\n', { help: 'h\ni', label: 'l' })
  const noted = { ...found, notes: [{ message: 'first used here', at: found.at! }, { message: 'a fact' }] }
  const rest = ['l', 'note: first used here (x.yaml:2:3)', 'note: a fact']
  assert.match(printLine([noted], { textOf }), `: unknown key \`bse\`; ${rest.join('; ')}; help: h i\n`)
  assert.match(printGithub([noted], textOf), `::unknown key \`bse\`%0A${rest.join('%0A')}%0Ahelp: h%0Ai\n`)
})

test('JSON has every field', () => {
  const { found, textOf } = at('a: 1\n  «b»: 2\n', { help: 'h', label: 'l' })
  const place = { file: 'x.yaml', line: 2, column: 3, endLine: 2, endColumn: 4 }
  const nowhere = { line: null, column: null, endLine: null, endColumn: null }
  const json = {
    code: 'DC2001',
    severity: 'error',
    message: 'unknown key `bse`',
    ...place,
    label: 'l',
    notes: [
      { message: 'first used here', ...place },
      { message: 'a fact', file: null, ...nowhere },
    ],
    help: 'h',
    fix: null,
    url: null,
    fingerprint: 'e2c0fd1bbad4d8c48b687903c10e6d0a:1',
  }
  const noted = { ...found, notes: [{ message: 'first used here', at: found.at! }, { message: 'a fact' }] }
  assert.equal(toJson([noted], textOf), [json])
  assert.equal(toJson([at('«»', { label: 'did you mean?' }).found], () => undefined)[0], {
    ...json,
    ...nowhere,
    label: 'did you mean?',
    notes: [],
    help: 'did you mean?',
  })
  assert.equal(toJson([diagnostic('DC6001', null, { path: 'p' })], textOf)[0]?.file, null)
})

test('places', () => {
  const place = positions(() => '\ufeffab\r\ncd\n')
  const cases: [number, number, number][] = [
    [0, 1, 1],
    [1, 1, 1],
    [2, 1, 2],
    [5, 2, 1],
    [6, 2, 2],
    [8, 3, 1],
    [99, 3, 1],
  ]
  for (const [start, line, column] of cases) {
    const found = place({ file: 'f', start, end: start })!
    assert.equal([found.line, found.column], [line, column], `${start}`)
  }
})

test.run()
