/**
 * Every code has a page in docs/diagnostics and a case in golden/, and the page tells the truth: what it shows is what its case prints, what it
 * calls bad is the case's input, and what it calls good, followed literally, is silent.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { resolveProject } from '../src/3-resolve/project.ts'
import { compileProject } from '../src/commands/project.ts'
import { type Code, codes } from '../src/diagnostics/codes.ts'
import type { Diagnostic } from '../src/diagnostics/diagnostic.ts'
import { printPretty } from '../src/diagnostics/print-pretty.ts'
import { selectContext } from '../src/dockerignore/select-context.ts'
import { memorySources } from '../src/model/memory-sources.ts'
import { callIn } from './golden/call.ts'
import { readFolder, writeFolder } from './golden/folder.ts'

/** Codes that no input file of a compilation can produce: where they come from instead. */
const ELSEWHERE: Partial<Record<Code, string>> = {
  DC3022: '`check`, and programs that cannot ask git; `compile` asks it',
  DC3041: 'the file of `check --baseline` (test/policy.test.ts)',
  DC3030: 'flags that a program hands to the library; the command line calls it a wrong call',
  DC4082: 'paths that are compared with a pattern, which `selectContext` does and a compilation does not',
  DC6001: 'the output folder on the disk (test/write.test.ts)',
  DC6002: 'the output folder on the disk (test/write.test.ts)',
  DC6003: 'the output folder on the disk (test/write.test.ts)',
  DC6005: 'the output folder on the disk (test/write.test.ts)',
  DC6006: 'another process (test/write.test.ts)',
  DC6008: 'the files on the disk, in a report of `check` (test/check.test.ts)',
  DC6010: 'freeze: a command of a file, and nobody agrees (test/freeze.test.ts)',
  DC6011: 'freeze: a command that fails (test/freeze.test.ts)',
  DC6012: 'freeze: what registries and engines answer (test/freeze.test.ts)',
  DC6013: 'freeze: what registries and engines answer (test/freeze.test.ts)',
  DC6014: 'freeze: the output of a command (test/freeze.test.ts)',
  DC6015: 'freeze: the output of a command (test/freeze.test.ts)',
  DC6016: 'freeze: what uv answers (test/freeze.test.ts)',
  DC6020: 'a metadata file of bake (test/zenml-build.test.ts)',
  DC6021: 'a metadata file of bake (test/zenml-build.test.ts)',
  DC6022: 'a metadata file of bake (test/zenml-build.test.ts)',
  DC6023: 'a metadata file of bake (test/zenml-build.test.ts)',
  DC6030: 'the files of a context on the disk (test/context.test.ts)',
  DC6031: 'the files of a context on the disk (test/context.test.ts)',
}

/** Codes that nothing reports: they are to be used, or to be removed. */
const UNUSED: readonly string[] = []

const PAGES = 'docs/diagnostics'
const cases = readdirSync('golden').sort()
const caseOf = (code: string) => cases.find(name => name.startsWith(`${code}-`))
const all = Object.keys(codes) as Code[]
const told = all.filter(code => !UNUSED.includes(code))
const pages = new Map(told.filter(hasPage).map(code => [code, readPage(code)]))

const elsewhere = mkdtempSync(join(tmpdir(), 'pages-'))
test.after(() => rmSync(elsewhere, { recursive: true, force: true }))

test('a code is reported somewhere', () => {
  const sources = [...readFolder('src')].filter(([path]) => path.endsWith('.ts') && !path.startsWith('diagnostics/'))
  const text = sources.map(([, bytes]) => bytes.toString('utf8')).join('\n')
  assert.equal(
    all.filter(code => !text.includes(`'${code}'`)),
    UNUSED,
  )
})

test('a code has a page, and a page has a code', () => {
  const files = readdirSync(PAGES).flatMap(name => /^(DC\d+)\.md$/.exec(name)?.[1] ?? [])
  assert.equal(files.sort(), [...told].sort())
})

test('a code has a golden case, and a case named after a code prints it', () => {
  assert.equal(
    told.filter(code => !caseOf(code)),
    told.filter(code => code in ELSEWHERE),
  )
  assert.equal(
    cases.filter(name => /^DC\d/.test(name) && !(name.slice(0, 6) in codes)),
    [],
  )
})

test('the index lists every page by its code, with severity and title', () => {
  const rows = [...readFileSync(join(PAGES, 'README.md'), 'utf8').matchAll(/^\| \[.*$/gm)].map(match => match[0])
  assert.equal(
    rows,
    [...told].sort().map(code => `| [${code}](${code}.md) | ${codes[code].severity} | ${codes[code].title} |`),
  )
})

for (const code of told) test(`${code}: ${codes[code].title}`, () => checkPage(code))

function checkPage(code: Code): void {
  const page = pages.get(code)
  assert.ok(page, `there is no ${PAGES}/${code}.md`)
  assert.is(page.title, `# ${code}: ${codes[code].title}`)
  assert.equal([...page.sections.keys()], ['Output', 'Why', 'Bad', 'Good'])
  const output = blocksOf(page.sections.get('Output')!)[0]!.text
  const name = caseOf(code)
  if (!name) {
    const known = producedElsewhere(code)
    if (known) assert.is(output, known)
    else assert.ok(output.startsWith(`${codes[code].severity}[${code}]: `), 'its output is of another code')
    return
  }
  const input = join('golden', name, 'input')
  const args = join('golden', name, 'args')
  const line = existsSync(args) ? readFileSync(args, 'utf8').trim() : ''
  assert.is(output, printed(input, line, code))

  for (const { file, text } of blocksOf(page.sections.get('Bad')!)) {
    // A line that is too long for a page is cut, and says so.
    if (file && !text.includes('…'))
      assert.is(text, readFileSync(join(input, file), 'utf8').trimEnd(), `${file} is not its case's`)
  }
  followLiterally(code, input, page)
}

/** Puts the good files into the case in place of the bad ones: the code is gone, and no error came instead. */
function followLiterally(code: Code, input: string, page: Page): void {
  const good = blocksOf(page.sections.get('Good')!)
  if (good.some(({ file, text }) => !file || /^# one folder up$/m.test(text))) return
  const copy = join(elsewhere, code)
  cpSync(input, copy, { recursive: true })
  writeFolder(copy, new Map(good.map(({ file, text }) => [file!, `${text}\n`])))
  const { diagnostics } = compileProject(callIn(copy, ''), []).compilation
  const left = diagnostics.filter(d => d.code === code || d.severity === 'error')
  assert.equal(
    left.map(d => `${d.code} ${d.message}`),
    [],
    'what it calls good is not',
  )
}

/** What compiling a folder prints for one code, without the count below. */
function printed(folder: string, line: string, code: Code): string {
  const call = callIn(folder, line)
  const { compilation, textOf } = compileProject(call, call.words)
  return pretty(
    compilation.diagnostics.filter(d => d.code === code),
    textOf,
  )
}

function pretty(diagnostics: readonly Diagnostic[], textOf: (file: string) => string | undefined): string {
  return printPretty(diagnostics, { textOf })
    .replace(/\n\d+ [^\n]*\n$/, '')
    .trimEnd()
}

function producedElsewhere(code: Code): string | undefined {
  if (code === 'DC4082') {
    const pattern = 'model-[9-0].bin'
    const result = selectContext(['model-1.bin'], `${pattern}\n`)
    return 'diagnostics' in result ? pretty(result.diagnostics, () => `${pattern}\n`) : ''
  }
  if (code === 'DC3030') {
    const found: Diagnostic[] = []
    const flags = { stack: 'stack.yaml', dialect: 'kaniko' }
    resolveProject(undefined, { files: ['train.yaml'], flags }, memorySources({}), d => void found.push(d))
    return pretty(found, () => undefined)
  }
  return undefined
}

interface Page {
  readonly title: string
  /** Text by heading, in order. */
  readonly sections: ReadonlyMap<string, string>
}

function hasPage(code: Code): boolean {
  return existsSync(join(PAGES, `${code}.md`))
}

function readPage(code: Code): Page {
  const [title = '', ...parts] = readFileSync(join(PAGES, `${code}.md`), 'utf8').split(/^## /m)
  return { title: title.trim(), sections: new Map(parts.map(part => [part.slice(0, part.indexOf('\n')), part])) }
}

/** The fenced blocks of a section, each with the file that it is called above it. */
function blocksOf(section: string): { file: string | undefined; text: string }[] {
  return [...section.matchAll(/(?:^`([^`\n]+)`:\n\n)?^```\w*\n(.*?)\n?```$/gms)].map(([, file, text]) => ({ file, text: text! }))
}

test.run()
