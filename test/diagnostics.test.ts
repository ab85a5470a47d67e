/**
 * Every code has a page in docs/diagnostics and a case in golden/, and the page tells the truth: what it shows is what its case prints, what it
 * calls bad is the case's input, and what it calls good, followed literally, is silent.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { resolveProject } from '../src/3-resolve/project.ts'
import { compileProject } from '../src/commands/shared/project.ts'
import { type Code, codes } from '../src/diagnostics/codes.ts'
import type { Diagnostic } from '../src/diagnostics/diagnostic.ts'
import { printPretty } from '../src/diagnostics/print-pretty.ts'
import { selectContext } from '../src/dockerignore/select-context.ts'
import { writeOutputs } from '../src/edge/write.ts'
import { memorySources } from '../src/sources/memory-sources.ts'
import { callIn } from './golden/call.ts'
import { type GoldenCase, goldenCases } from './golden/cases.ts'
import { readFolder, writeFolder } from './golden/folder.ts'
import { needsAnotherUser, Session } from './golden/session.ts'

/** Codes that nothing typed into a shell produces, or not soon enough: what does, in the page's bad way and in its good one. */
const ELSEWHERE: Partial<Record<Code, (page: Page, which: 'Bad' | 'Good') => string>> = {
  DC3030: ofFlags,
  DC4082: ofComparedPaths,
  DC6006: ofTwoProcesses,
}

/** Codes that nothing reports: they are to be used, or to be removed. */
const UNUSED: readonly string[] = []

const PAGES = 'docs/diagnostics'
const byName = [...goldenCases].sort((a, b) => (a.name < b.name ? -1 : 1))
/** The first of a code's cases is the one that its page shows. */
const caseOf = (code: string) => byName.find(({ name }) => name.startsWith(`${code}-`))
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
    goldenCases.filter(({ name }) => /^DC\d/.test(name) && !(name.slice(0, 6) in codes)),
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
  const elsewhere = ELSEWHERE[code]
  if (elsewhere) {
    assert.is(output, elsewhere(page, 'Bad'))
    assert.is(elsewhere(page, 'Good'), '', 'what it calls good is not')
    return
  }
  const golden = caseOf(code)!
  const input = golden.project
  for (const { file, text } of blocksOf(page.sections.get('Bad')!)) {
    // A line that is too long for a page is cut, and says so.
    if (file && !text.includes('…')) assert.is(text, shown(readFileSync(join(input, file), 'utf8')), `${file} is not its case's`)
  }
  if (golden.typed) {
    if (!needsAnotherUser(golden)) playPage(code, golden, page, output)
    else console.log(`skipped: ${code} followed literally: root is refused nothing, and nobody else can run this checkout`)
    return
  }
  assert.is(output, printed(input, golden.line, code))
  followLiterally(code, input, page)
}

/** A file as its page shows it: without the line that keeps DC4024, which is about something else, out of the case. */
function shown(text: string): string {
  return text.replace(/^allow: \[DC4024\]\n/m, '').trimEnd()
}

/** Types what the page calls bad, and what it calls good where that was done: then the code is gone, no error came instead, and all ends well. */
function playPage(code: Code, golden: GoldenCase, page: Page, output: string): void {
  const bad = typedOn(page, 'Bad')
  if (bad) assert.equal(bad, golden.typed, "what the page's bad way types is not what its case types")
  const session = new Session(golden)
  try {
    const { printed } = session.play()
    assert.ok(`\n${printed}\n`.includes(`\n${output}\n`), `it prints\n${printed}`)
    assert.match(output, code)
    writeFolder(
      session.folder,
      new Map(blocksOf(page.sections.get('Good')!).flatMap(b => (b.file ? [[b.file, `${b.text}\n`]] : []))),
    )
    const good = session.type(typedOn(page, 'Good') ?? golden.typed!)
    assert.not.match(good.printed, code)
    assert.not.match(good.printed, /^error|^::error/m)
    assert.is(good.status, 0, good.printed)
  } finally {
    session.end()
  }
}

/** The lines behind `$ ` of a section. */
function typedOn(page: Page, section: string): string[] | undefined {
  const lines = [...page.sections.get(section)!.matchAll(/^\$ (.*)$/gm)].map(match => match[1]!)
  return lines.length > 0 ? lines : undefined
}

/**
 * Puts the good files into the case in place of the bad ones: the code is gone, and no error came instead. A project file one folder up takes the place
 * of the case's own, and its paths say what the case's folder is called there.
 */
function followLiterally(code: Code, input: string, page: Page): void {
  const good = blocksOf(page.sections.get('Good')!)
  assert.ok(good.length > 0 && good.every(({ file }) => file), 'its good way is not made of files')
  const above = good.find(({ file }) => file!.startsWith('../'))?.text
  const root = join(elsewhere, code)
  const folder = above ? join(root, /^stack: (\w+)\//m.exec(above)![1]!) : root
  cpSync(input, folder, { recursive: true })
  if (above) {
    rmSync(join(folder, 'dockcompile.config.yaml'))
    // What the case's bad way could not reach lay beside it.
    const beside = /^source_root: (\w+)/m.exec(above)?.[1]
    if (beside) mkdirSync(join(root, beside), { recursive: true })
  }
  writeFolder(folder, new Map(good.map(({ file, text }) => [file!, `${text}\n`])))
  const { diagnostics } = compileProject(callIn(root, ''), []).compilation
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

function ofComparedPaths(page: Page, which: 'Bad' | 'Good'): string {
  const { text } = blocksOf(page.sections.get(which)!)[0]!
  const result = selectContext(['model-1.bin'], `${text}\n`)
  return 'diagnostics' in result ? pretty(result.diagnostics, () => `${text}\n`) : ''
}

function ofFlags(page: Page, which: 'Bad' | 'Good'): string {
  const dialect = /dialect: '(\w+)'/.exec(page.sections.get(which)!)![1]!
  const found: Diagnostic[] = []
  const flags = { stack: 'stack.yaml', dialect }
  resolveProject(undefined, { files: ['train.yaml'], flags }, memorySources({}), d => void found.push(d))
  return pretty(
    found.filter(d => d.code === 'DC3030'),
    () => undefined,
  )
}

/** A lock is held: compile waits for it for ten seconds, which nobody wants to see a test do. Its holder's number is another one each time. */
function ofTwoProcesses(_page: Page, which: 'Bad' | 'Good'): string {
  const root = mkdtempSync(join(elsewhere, 'lock-'))
  const output = { folder: 'build', files: [{ path: 'build/manifest.json', text: '{}\n' }] }
  mkdirSync(join(root, 'build'))
  if (which === 'Bad') writeFileSync(join(root, 'build/.dockcompile-lock'), `${process.ppid} ${hostname()}`, { mode: 0o444 })
  const { now } = Date
  let passed = 0
  Date.now = () => {
    passed += 3000
    return now() + passed
  }
  try {
    const { diagnostics } = writeOutputs(root, [output], false)
    return pretty(diagnostics, () => undefined).replace(`process ${process.ppid}`, 'process 4711')
  } finally {
    Date.now = now
  }
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
