/**
 * The cases of golden/: each is compiled, and the result is compared with its `expected/`, byte for byte (golden/README.md).
 * UPDATE=1 rewrites what is expected, CASE=name runs one case, CASE=theme those of a theme.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type GoldenCase, goldenCases, ruleOf } from './golden/cases.ts'
import { compileCase } from './golden/compile-case.ts'
import { readFolder, replaceFolder, writeFolder } from './golden/folder.ts'
import { indexOfCases } from './golden/index-of-cases.ts'
import { needsAnotherUser, Session } from './golden/session.ts'
import { skip } from './skip.ts'

const { UPDATE, CASE, CI } = process.env
if (UPDATE && CI) throw new Error('UPDATE=1 is refused under CI: golden files are rewritten where somebody reads them')

type Files = ReadonlyMap<string, string>

const elsewhere = mkdtempSync(join(tmpdir(), 'golden-'))
test.after(() => rmSync(elsewhere, { recursive: true, force: true }))

const cases = goldenCases.filter(({ theme, name }) => !CASE || CASE === name || CASE === theme || CASE === `${theme}/${name}`)

test('there are cases', () => assert.ok(cases.length > 0, CASE ? `no case and no theme is called ${CASE}` : 'golden/ is empty'))

test('no two cases have one name', () => assert.is(new Set(goldenCases.map(c => c.name)).size, goldenCases.length))

test('every case states its rule in its first line', () => {
  const silent = goldenCases.filter(golden => ruleOf(golden) === '')
  assert.equal(
    silent.map(c => c.folder),
    [],
  )
})

test('golden/README.md lists every case with its rule', () => {
  const path = 'golden/README.md'
  const text = readFileSync(path, 'utf8')
  const heading = '\n## The cases\n\n'
  const written = text.slice(0, text.indexOf(heading)) + heading + indexOfCases()
  if (UPDATE) writeFileSync(path, written)
  assert.is(readFileSync(path, 'utf8'), written, `run \`npm run golden\`: the index in ${path} is out of date`)
})

for (const golden of cases) {
  const title = `${golden.theme}/${golden.name}: ${ruleOf(golden)}`
  if (!golden.typed) test(title, () => runCase(golden))
  else if (needsAnotherUser(golden)) skip(test, title, 'root is refused nothing, and nobody else can run this checkout')
  else test(title, () => playCase(golden))
}

/** A case with a `run`: what its commands print, in a copy of its input. */
function playCase(golden: GoldenCase): void {
  const session = new Session(golden)
  try {
    const printed = new Map([['printed.txt', session.play().printed]])
    if (UPDATE) replaceFolder(join(golden.folder, 'expected'), printed)
    assertSame(printed, texts(golden.expected), 'expected/')
  } finally {
    session.end()
  }
}

function runCase(golden: GoldenCase): void {
  const { project, line } = golden
  const before = readFolder(project)
  const made = compileCase(project, line)
  if (UPDATE) replaceFolder(join(golden.folder, 'expected'), made)
  assertSame(made, texts(golden.expected), 'expected/')
  assertSame(compileCase(project, line), made, 'the first run')
  assertSame(texts(readFolder(project)), texts(before), 'the input before')

  const copy = join(elsewhere, golden.name)
  cpSync(project, copy, { recursive: true, verbatimSymlinks: true })
  assertSame(compileCase(copy, line), made, 'the same input in another folder')
  if (![...before.values()].every(isPlainText)) return
  writeFolder(copy, new Map([...before].map(([path, bytes]) => [path, windowsLines(bytes)])))
  assertSame(compileCase(copy, line), made, 'the input with Unix line ends')
}

/** The set of names first: a file too many or too few says more than its content. */
function assertSame(made: Files, expected: Files, what: string): void {
  assert.is([...made.keys()].sort().join('\n'), [...expected.keys()].sort().join('\n'), `not the same files as ${what}`)
  // `assert.is`, because uvu's assertion for snapshots takes indentation away from both sides before it compares.
  for (const [path, text] of made) {
    const wanted = expected.get(path)!
    if (text !== wanted) assert.is(text, wanted, `${path} is not the same as in ${what}`)
  }
}

/** No control characters, so no carriage return either: such a file is about them. */
const isPlainText = (bytes: Buffer) => bytes.every(b => b >= 0x20 || b === 0x09 || b === 0x0a)

const windowsLines = (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')

const texts = (files: ReadonlyMap<string, Buffer>) => new Map([...files].map(([path, bytes]) => [path, bytes.toString('utf8')]))

test.run()
