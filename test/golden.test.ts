/**
 * The folders of golden/: each is compiled, and what comes out is compared with its `expected/`, byte for byte (golden/README.md).
 * UPDATE=1 rewrites what is expected, CASE=name runs one case.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileCase } from './golden/compile-case.ts'
import { readFolder, replaceFolder, writeFolder } from './golden/folder.ts'
import { needsAnotherUser, Session, typedIn } from './golden/session.ts'
import { skip } from './skip.ts'

const { UPDATE, CASE, CI } = process.env
if (UPDATE && CI) throw new Error('UPDATE=1 is refused under CI: golden files are rewritten where somebody reads them')

type Files = ReadonlyMap<string, string>

const elsewhere = mkdtempSync(join(tmpdir(), 'golden-'))
test.after(() => rmSync(elsewhere, { recursive: true, force: true }))

const cases = readdirSync('golden', { withFileTypes: true })
  .filter(e => e.isDirectory() && (!CASE || e.name === CASE))
  .map(e => e.name)
  .sort()

test('there are cases', () => assert.ok(cases.length > 0, CASE ? `there is no golden/${CASE}` : 'golden/ is empty'))

for (const name of cases) {
  const title = `${name}: ${sentence(name)}`
  if (!typedIn(name)) test(title, () => runCase(name))
  else if (needsAnotherUser(name)) skip(test, title, 'root is refused nothing, and nobody else can run this checkout')
  else test(title, () => playCase(name))
}

/** A case with a `run`: what its commands print, in a copy of its input. */
function playCase(name: string): void {
  const session = new Session(name)
  try {
    const printed = new Map([['printed.txt', session.play().printed]])
    const expected = join('golden', name, 'expected')
    if (UPDATE) replaceFolder(expected, printed)
    assertSame(printed, texts(readFolder(expected)), 'expected/')
  } finally {
    session.end()
  }
}

function runCase(name: string): void {
  const input = join('golden', name, 'input')
  const expected = join('golden', name, 'expected')
  const args = join('golden', name, 'args')
  const line = existsSync(args) ? readFileSync(args, 'utf8').trim() : ''

  const before = readFolder(input)
  const made = compileCase(input, line)
  if (UPDATE) replaceFolder(expected, made)
  assertSame(made, texts(readFolder(expected)), 'expected/')
  assertSame(compileCase(input, line), made, 'the first run')
  assertSame(texts(readFolder(input)), texts(before), 'the input before')

  const copy = join(elsewhere, name)
  cpSync(input, copy, { recursive: true, verbatimSymlinks: true })
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

/** What a case proves: the first comment line of its input, looked for in the stack file last. */
function sentence(name: string): string {
  const files = [...readFolder(join('golden', name, 'input'))].sort(
    ([a], [b]) => Number(a === 'stack.yaml') - Number(b === 'stack.yaml'),
  )
  const comments = files.flatMap(([, bytes]) => /^\ufeff?# *(.+)/.exec(bytes.toString('utf8'))?.[1] ?? [])
  return comments[0]?.trim() ?? '(no file of its input begins with the sentence that it proves)'
}

/** No control characters, so no carriage return either: such a file is about them. */
const isPlainText = (bytes: Buffer) => bytes.every(b => b >= 0x20 || b === 0x09 || b === 0x0a)

const windowsLines = (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')

const texts = (files: ReadonlyMap<string, Buffer>) => new Map([...files].map(([path, bytes]) => [path, bytes.toString('utf8')]))

test.run()
