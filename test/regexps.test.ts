/**
 * Every regular expression of the program, run on long texts that make a careless one try again from each place: all take linear time. A stranger
 * may write a megabyte into one line.
 */
import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

interface Found {
  readonly regexp: RegExp
  readonly at: string
}

/** Files whose expressions read texts of bounded length, and the bound. */
const BOUNDS: Readonly<Record<string, number>> = {
  // The types of our own catalogs.
  'src/python/type-notation.ts': 1000,
  'src/credentials/placeholder.ts': 200,
  'src/requirements/requirement-line.ts': 2000,
  // One path.
  'src/answers/context/suspects.ts': 4000,
  'src/answers/layers/layer-name.ts': 4000,
}
const UNBOUNDED = 30_000

function regexps(): Found[] {
  const found: Found[] = []
  for (const path of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue
    const file = ts.createSourceFile(path, readFileSync(`src/${path}`, 'utf8'), ts.ScriptTarget.Latest, true)
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const [, source = '', flags = ''] = /^\/(.*)\/(\w*)$/s.exec(node.text) ?? []
        const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1
        found.push({ regexp: new RegExp(source, flags.replace(/[gy]/g, '')), at: `src/${path}:${line} /${source}/` })
      }
      ts.forEachChild(node, visit)
    }
    visit(file)
  }
  for (const path of readdirSync('schema', { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.json'))) {
    const patterns = new Set<string>()
    JSON.parse(readFileSync(`schema/${path}`, 'utf8'), (key, value) => {
      if (key === 'pattern' && typeof value === 'string') patterns.add(value)
      if (key === 'patternProperties') for (const pattern of Object.keys(value as object)) patterns.add(pattern)
      return value as unknown
    })
    for (const pattern of patterns) found.push({ regexp: new RegExp(pattern, 'u'), at: `schema/${path} /${pattern}/` })
  }
  return found
}

/** What is repeated: what people write, signs of each grammar, and the expression's own words. */
const PUMPS = [
  'a',
  '0',
  ' ',
  '\t',
  '\n',
  '/',
  '\\',
  '"',
  "'",
  '#',
  '-',
  '_',
  ':',
  '{',
  '.{',
  '=',
  '@',
  '*',
  ',',
  '$',
  '[',
  'a.',
  'a-',
  'a_',
  '0_',
  'a ',
  ' #',
  '{{',
  '${',
  'a:',
  '\\"',
]

/** Words that are in an expression, as its own repetitions may be of them. */
const wordsOf = (source: string) => [...source.replace(/\\./g, ' ').matchAll(/[A-Za-z-]{3,}[ :]?/g)].map(([word]) => word)

/** Seconds of computing that an expression takes on a text that is hardly anything but repetition. */
function timeOf(regexp: RegExp, pump: string, length: number): number {
  const text = pump.repeat(Math.ceil(length / pump.length))
  const before = process.cpuUsage()
  for (const long of [`${text}\0`, `a${text}\0\n`, `"${text}`, `{{${text}`, `0${text}é`]) regexp.test(long)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

test('every regular expression takes linear time', () => {
  const all = regexps()
  assert.ok(all.length > 500, `${all.length} expressions`)
  const slow: string[] = []
  for (const { regexp, at } of all) {
    const bound = BOUNDS[at.split(':', 1)[0]!] ?? UNBOUNDED
    // Short texts first: what grows like a power of two would not come back from a long one.
    const lengths = [24, 100, 400, 2000].filter(length => length <= bound)
    // Linear: microseconds for a few thousand characters, less than a millisecond for the bound. Quadratic: some seconds for the bound, which is
    // tried where a shorter text took noticeable time. That leaves room for a busy machine.
    const isSlow = (pump: string) =>
      lengths.some(length => timeOf(regexp, pump, length) > 0.3) ||
      (timeOf(regexp, pump, Math.min(bound, 4000)) > 0.002 && timeOf(regexp, pump, bound) > 0.3)
    const bad = [...PUMPS, ...wordsOf(regexp.source)].find(isSlow)
    if (bad !== undefined) slow.push(`${at} on many ${JSON.stringify(bad)}`)
  }
  assert.equal(slow, [])
})

test('the bundle has them as they were written', () => {
  // As a call of `RegExp` one is compiled whenever it is come by; V8 keeps what it made of a literal.
  assert.is(readFileSync('dist/program.js', 'utf8').match(/new RegExp\("[^"]*\\\\p\{/g), null)
})

test.run()
