import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { filepathClean } from '../src/dockerignore/filepath-clean.ts'
import { isWellFormedMatch } from '../src/dockerignore/filepath-match.ts'
import { compileRegexp } from '../src/dockerignore/go-regexp.ts'
import { ignoreWalk } from '../src/dockerignore/ignore-walk.ts'
import { openPlaces } from '../src/dockerignore/open-places.ts'
import { parseDockerignore } from '../src/dockerignore/parse-dockerignore.ts'
import { selectContext } from '../src/dockerignore/select-context.ts'
import { skip } from './skip.ts'

const files = (text: string, paths: readonly string[]) => {
  const result = selectContext(paths, text)
  return 'files' in result ? result.files : result.diagnostics.map(d => d.code)
}
const patterns = (text: string) => {
  const parsed = parseDockerignore(text)
  if ('problems' in parsed) throw new Error(parsed.problems[0]!.message)
  return parsed.patterns
}
const shown = (text: string) => patterns(text).map(p => (p.exception ? '!' : '') + p.text)

const tree = [
  '.env',
  'a b',
  'a.b/x',
  'a/b/foo',
  'a/foo',
  'ab/f',
  'data1.csv',
  'data2.csv',
  'foo',
  'foobar',
  'src/keep/k.txt',
  'src/m.py',
  'x.pyc',
]

/** Ignore text, then what is left out of `tree`. Each was built with docker buildx 0.29.1 and dockerd 28.5.2. */
const cases: [string, string[] | 'refused'][] = [
  ['', []],
  ['foo', ['foo']],
  ['/foo/', ['foo']],
  ['./a/../foo', ['foo']],
  ['/foo /', ['foo']],
  ['*.pyc', ['x.pyc']],
  ['**/foo', ['a/b/foo', 'a/foo', 'foo']],
  ['**foo', ['a/b/foo', 'a/foo', 'foo']],
  ['foo**', ['foo', 'foobar']],
  ['a/**', ['a/b/foo', 'a/foo']],
  ['**/b/**', ['a/b/foo']],
  ['a**/foo', ['a/b/foo', 'a/foo']],
  ['*/', tree],
  ['**', tree],
  ['.', []],
  ['/', []],
  ['../foo', []],
  ['# foo', []],
  ['\ufefffoo', ['foo']],
  [' foo \r\n', ['foo']],
  ['\u00a0foo\u2003', ['foo']],
  ['src\n!src/keep', ['src/m.py']],
  ['src\n!**/k.txt', ['src/m.py']],
  ['src/*\n! /src/keep/', ['src/m.py']],
  ['**\n!src', tree.filter(f => !f.startsWith('src/'))],
  ['ab/**\n!a*', ['ab/f']],
  ['ab\n!a*', []],
  ['ab\n!ab/f\na*', ['a b', 'a.b/x', 'a/b/foo', 'a/foo']],
  ['data[!1].csv', ['data1.csv']],
  ['data[^1].csv', ['data2.csv']],
  ['data\\d.csv', ['data1.csv', 'data2.csv']],
  ['data[[:digit:]].csv', ['data1.csv', 'data2.csv']],
  ['data[1-2].csv', ['data1.csv', 'data2.csv']],
  ['data{1,2}.csv', []],
  ['fo{2}*', ['foo', 'foobar']],
  ['x*|foo', ['a/b/foo', 'a/foo', 'foo', 'x.pyc']],
  ['a ?', ['a b']],
  ['^foo*', ['foo', 'foobar']],
  ['a.b*', ['a.b/x']],
  ['FOO', []],
  ['!', 'refused'],
  ['foo\n!/', 'refused'],
  ['[', 'refused'],
  ['foo\\', 'refused'],
  ['[z-a]', 'refused'],
  ['*\n[z-a]', tree],
  ['a*[', 'refused'],
  ['\\é', 'refused'],
  ['a\tb', 'refused'],
  ['a\tb\né', []],
  [`#${'x'.repeat(65_535)}`, 'refused'],
]

for (const [text, excluded] of cases)
  test(`ignore file ${JSON.stringify(text.slice(0, 40))}`, () => {
    const got = selectContext(tree, text)
    if (excluded === 'refused') assert.ok('diagnostics' in got && got.diagnostics.length > 0)
    else assert.equal(got, { files: tree.filter(f => !excluded.includes(f)) })
  })

const shared = new URL('../../shared/dockerignore-vectors.json', import.meta.url)
if (!existsSync(shared)) skip(test, 'the shared vectors', 'no ../shared/dockerignore-vectors.json here')
else
  test('the shared vectors', () => {
    const vectors: { files: string[]; cases: { patterns: string[]; excluded: string[] | string }[] } = JSON.parse(
      readFileSync(shared, 'utf8'),
    )
    for (const { patterns, excluded } of vectors.cases) {
      const got = selectContext(vectors.files, patterns.join('\n'))
      if (typeof excluded === 'string') assert.ok('diagnostics' in got, JSON.stringify(patterns))
      else
        assert.equal(
          'files' in got && new Set(got.files),
          new Set(vectors.files.filter(f => !excluded.includes(f))),
          JSON.stringify(patterns),
        )
    }
  })

test('diagnostics say where and what', () => {
  const text = 'foo\n  !  \nbar [\n[z-a]\n'
  const got = selectContext(['foo'], text, 'build/Dockerfile.dockerignore')
  assert.ok('diagnostics' in got)
  assert.equal(
    got.diagnostics.map(d => [d.code, d.severity, d.at?.file, text.slice(d.at!.start, d.at!.end)]),
    [
      ['DC4080', 'error', 'build/Dockerfile.dockerignore', '!'],
      ['DC4081', 'error', 'build/Dockerfile.dockerignore', 'bar ['],
    ],
  )
  const used = selectContext(['foo'], '# x\n [z-a]\n')
  assert.ok('diagnostics' in used)
  assert.equal(
    used.diagnostics.map(d => [d.code, d.at]),
    [['DC4082', { file: '.dockerignore', start: 5, end: 10 }]],
  )
})

test('an unusable pattern matters only when a path reaches it', () => {
  assert.equal(files('[z-a]', []), [])
  assert.equal(files('a\n[z-a]', ['a/x', 'a/y']), [])
  assert.equal(files('a\n[z-a]', ['a/x', 'b']), ['DC4082'])
})

test('files come in code-point order, each once', () => {
  assert.equal(files('', ['\u{1f600}', '\uff5e', 'b', 'a/b', 'a', 'b', 'a-b']), ['a', 'a-b', 'a/b', 'b', '\uff5e', '\u{1f600}'])
})

test('lines are read as Docker reads them', () => {
  assert.equal(shown('\ufeff#c\n#\n #x\n\n!!x\n! !x\n/!x\n!/ x\n// x\na /\n\ufeffy'), [
    '#x',
    '!!x',
    '!!x',
    '!x',
    '! x',
    'x',
    'a',
    '\ufeffy',
  ])
  assert.equal(
    patterns('a\r\n  b c \r\n').map(p => [p.line, p.column, p.start, p.end]),
    [
      [1, 1, 0, 1],
      [2, 3, 5, 8],
    ],
  )
})

test('a verdict names the pattern that decided', () => {
  const judge = ignoreWalk(patterns('src\n!src/keep\n*.pyc'))
  const by = (path: string) => [judge(path).sent, judge(path).by?.line]
  assert.equal(['a', 'src/m.py', 'src/keep/k', 'x.pyc'].map(by), [
    [true, undefined],
    [false, 1],
    [true, 2],
    [false, 3],
  ])
})

test('a file that Docker selects in the walk and refuses when it opens it is selected', () => {
  assert.equal(files('ab\n!ab/f\na*', ['ab/f']), ['ab/f'])
})

test('filepath.Clean', () => {
  for (const [from, to] of [
    ['', '.'],
    ['.', '.'],
    ['/', '/'],
    ['//', '/'],
    ['a//b/./c/', 'a/b/c'],
    ['a/../b', 'b'],
    ['a/..', '.'],
    ['../a/../../b', '../../b'],
    ['/../a', '/a'],
    ['a/...', 'a/...'],
    [' /. ', ' /. '],
  ] as const)
    assert.is(filepathClean(from), to, from)
})

test('filepath.Match finds what is malformed before the first mismatch only', () => {
  for (const bad of ['[', '[]', '[]a]', '[^]', '[a', '[a-]', '[-a]', '\\', '*[', '?[a', '[a]\\', '**[', '.\\'])
    assert.not(isWellFormedMatch(bad), bad)
  for (const good of ['', 'a', '[a]', '[^a]', '[!a]', '[z-a]', '[\\]]', '[a\\-b]', 'a*[', 'a]', '\\[', '[[]', '[*]'])
    assert.ok(isWellFormedMatch(good), good)
})

test('regular expressions are those of Go', () => {
  const check = (source: string, yes: string[], no: string[]) => {
    const matches = compileRegexp(source)
    assert.ok(matches, source)
    for (const t of yes) assert.ok(matches(t), `${source} matches ${JSON.stringify(t)}`)
    for (const t of no) assert.not(matches(t), `${source} does not match ${JSON.stringify(t)}`)
  }
  check('^(.*/)?a$', ['a', 'x/a', 'x/y/a'], ['xa', 'a/x', 'x\n/a'])
  check('^[^/]*$', ['', 'a\nb'], ['a/b'])
  check('^\\Qa[^/]*$', ['a[^/]*$', 'a[^/]*$x'], ['a', 'ab'])
  check('^\\pL\\P{L}\\p{^Lu}\\p{greek}$', ['a11α', 'é-bω'], ['111α', 'aaaα', 'a1Bα', 'a1ba'])
  check('^[\\d\\-x]\\x41\\x{1F600}\\101$', ['1A😀A', '-A😀A'], ['aA😀A'])
  check('^a|b$', ['ax', 'xb'], ['xa', 'bx'])
  check('^a{2}b{1,}c{,2}$', ['aabbc{,2}'], ['abc{,2}', 'aabc'])
  check('^\\ba\\b$', ['a'], ['ab'])
  check('^\\s$', [' ', '\t'], ['\v', '\u00a0'])
  check('^[[:^alpha:]][^[:digit:]]$', ['1a'], ['aa', '11'])
  for (const bad of [
    '^\\é$',
    '^\\y$',
    '^\\1$',
    '^[b-a]$',
    '^\\p{Nope}$',
    '^[[:nope:]]$',
    '^\\C$',
    '^a{1001}$',
    '^a{3,2}$',
    '^[^/]*{2}$',
    '^a|{2}$',
    '^\\x4$',
  ])
    assert.is(compileRegexp(bad), undefined, bad)
})

test('both engines agree', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '/',
    '[ab]',
    '[^a]',
    '[^/]*',
    '(.*/)?',
    '\\b',
    '\\B',
    '|',
    'a{2}',
    'b{0,2}',
    'a{1,}',
    '\\n',
  )
  const source = fc.array(atom, { maxLength: 7 }).map(atoms => `^${atoms.join('')}$`)
  const path = fc.array(fc.constantFrom('a', 'b', '/', '\n'), { maxLength: 9 }).map(list => list.join(''))
  fc.assert(
    fc.property(source, path, (source, path) => {
      const few = compileRegexp(source)
      // Four alternatives that never match push the same expression over to the simulation.
      const many = compileRegexp(`${source}|${'^x{0,1}'.repeat(4)}\\z\\A_`)
      assert.is(few === undefined, many === undefined)
      if (few && many) assert.is(many(path), few(path), JSON.stringify([source, path]))
    }),
    { numRuns: 5000 },
  )
})

test('any text gives files or diagnostics, never an exception', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...'ab/*?[]^\\!#. -{}|\u00a0'.split('')), { maxLength: 9 }).map(l => l.join('')),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), lines => {
      const got = selectContext(tree, lines.join('\n'))
      if ('files' in got) assert.ok(got.files.every(f => tree.includes(f)))
      else assert.ok(got.diagnostics.every(d => d.severity === 'error' && d.at && d.help))
    }),
    { numRuns: 3000 },
  )
})

test('below a folder that is left out, files are sent from open places only', () => {
  assert.equal(openPlaces(patterns('b*\nbuild\n!build/a/lists\n!src/*.py\n!build/*/x'), 'build'), [
    'build/a/lists',
    'src',
    'build',
  ])
  assert.equal(openPlaces(patterns('!build/a\nbuild'), 'build'), [])
  assert.equal(openPlaces(patterns('src'), 'build'), ['.'])
  const part = fc.constantFrom('a', 'b', '*', '**', 'a?', 'a|b', '[ab]', 'a+', 'a$', 'b\\a')
  const line = fc
    .tuple(fc.constantFrom('', '!'), fc.array(part, { minLength: 1, maxLength: 3 }))
    .map(([sign, parts]) => sign + parts.join('/'))
  const names = ['a', 'b', 'aa']
  const below = names.flatMap(one => names.flatMap(two => [`a/${one}`, `a/${one}/${two}`]))
  let sent = 0
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), lines => {
      const result = selectContext(below, lines.join('\n'))
      fc.pre('files' in result)
      const places = openPlaces(patterns(lines.join('\n')), 'a')
      for (const file of result.files) {
        sent++
        assert.ok(
          places.some(place => place === '.' || file === place || file.startsWith(`${place}/`)),
          `${file} is sent by ${lines.join(' ')}, and is in none of ${places.join(' ')}`,
        )
      }
    }),
    { numRuns: 5000, seed: 20261201 },
  )
  assert.ok(sent > 1000)
})

test('a hostile pattern takes no time', () => {
  const path = `${'a/'.repeat(80)}${'a'.repeat(200)}`
  const start = process.cpuUsage()
  files(`${'**/a'.repeat(20)}*b\n${'*a'.repeat(30)}b\n**/${'a*'.repeat(40)}b`, [path])
  assert.ok(process.cpuUsage(start).user < 2_000_000)
})

test.run()
