/**
 * The documentation is true: every command on a page is run, and prints what the page says. `npm test -- --update docs` rewrites the outputs; read the
 * diff as prose. What a page needs besides a shell is said at its block (`needs="docker"`); with Docker they run in test/build/docs.test.ts.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { marked } from 'marked'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseAllDocuments } from 'yaml'
import { allowOnly, checkChoices, parseArguments } from '../src/commands/shared/arguments.ts'
import { verbs } from '../src/commands/verbs.ts'
import { parsePage, proseOf } from './docs/page.ts'
import { DOCUMENTS, PAGES } from './docs/pages.ts'
import { runPage } from './docs/run-page.ts'
import { typePage } from './docs/type-page.ts'

const LOCAL = new Set(['git', 'make', 'jq', 'python3'])
const left = new Map<string, number>()

for (const path of PAGES) {
  test(`${path}: the commands print what the page says`, () => {
    const { text, skipped } = runPage(path, program => LOCAL.has(program))
    for (const [program, count] of skipped) left.set(program, (left.get(program) ?? 0) + count)
    if (process.env.UPDATE) writeFileSync(path, text)
    else assert.is(readFileSync(path, 'utf8'), text)
  })
}

test('every call of dockcompile that a text mentions is one that the command line takes', async () => {
  const wrong: string[] = []
  for (const path of DOCUMENTS) {
    const text = readFileSync(path, 'utf8')
    for (const [, call] of text.matchAll(/(?:`|^\$ )dockcompile ([^`\n|>&)]*)/gm)) {
      const problem = await refused(call!.trim())
      if (problem !== undefined) wrong.push(`${path}: \`dockcompile ${call}\`: ${problem}`)
    }
  }
  assert.equal(wrong, [])
})

const CONFIGURATION = new Set(['yaml', 'toml', 'dockerfile', 'make', 'ini', 'lua'])
/** What says which file a fragment is from. */
const FILE = /[\w./*-]+\.(?:ya?ml|toml|txt|py|json|cfg|conf|lua)\b|\b(?:Dockerfile|Makefile)\b|(?:project|pipeline|stack) file/

test('every example says in which file it is, where each reader sees it: in the text above, or in a comment that begins it', () => {
  const nameless: string[] = []
  for (const path of PAGES) {
    // A page about one file names it in its title.
    if (path.startsWith('docs/reference/')) continue
    const text = readFileSync(path, 'utf8')
    const lines = text.split('\n')
    let end = 0
    for (const block of parsePage(text).blocks) {
      const above = lines.slice(end, block.line - 1)
      end = block.line + block.lines.length + 1
      if (block.kind !== 'file' && !CONFIGURATION.has(block.language)) continue
      const heading = above.findLastIndex(line => line.startsWith('#'))
      const seen = [
        ...above.slice(Math.max(heading, 0)),
        /^\s*(?:#|\/\/|--) /.test(block.lines[0] ?? '') ? block.lines[0]! : '',
      ].join('\n')
      const isNamed = block.kind === 'file' ? seen.includes(block.path) : FILE.test(seen)
      if (!isNamed) nameless.push(`${path}:${block.line} ${block.kind === 'file' ? block.path : block.language}`)
    }
  }
  assert.equal(nameless, [])
})

test('every example in YAML is YAML', () => {
  const wrong: string[] = []
  for (const path of PAGES)
    for (const { language, line, lines } of parsePage(readFileSync(path, 'utf8')).blocks) {
      if (language !== 'yaml') continue
      const shown = lines.filter(text => text.trim() !== '…').join('\n')
      for (const { message } of parseAllDocuments(shown).flatMap(({ errors }) => errors))
        wrong.push(`${path}:${line}: ${message}`)
    }
  assert.equal(wrong, [])
})

test('the tutorial can be typed from what a browser shows of it, and ends with everything up to date', () => {
  const typed = typePage(marked.parse(readFileSync('docs/tutorial.md', 'utf8'), { async: false }))
  assert.equal(typed.wrong, [])
  assert.equal(typed.written, [
    'stack.yaml',
    'pipelines/training.yaml',
    'requirements.txt',
    'shop/pipelines.py',
    'dockcompile.config.yaml',
    '.pre-commit-config.yaml',
  ])
  assert.equal(typed.last, ['up to date: 6 files'])
})

test('every link leads to a file or a heading that is there', () => {
  const broken: string[] = []
  for (const path of DOCUMENTS) {
    const text = proseOf(readFileSync(path, 'utf8'))
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target!)) continue
      const [file, anchor] = target!.split('#') as [string, string | undefined]
      const full = file === '' ? path : join(dirname(path), decodeURI(file))
      if (!existsSync(full)) broken.push(`${path}: ${target}`)
      else if (anchor !== undefined && full.endsWith('.md') && !headings(full).has(anchor)) broken.push(`${path}: ${target}`)
    }
  }
  assert.equal(broken, [])
})

test('a page that nobody links to is not found by anybody', () => {
  const linked = new Set(
    DOCUMENTS.flatMap(path =>
      [...readFileSync(path, 'utf8').matchAll(/\]\(([^)\s#]+)/g)].map(([, target]) =>
        relative('.', join(dirname(path), target!)),
      ),
    ),
  )
  const pages = DOCUMENTS.filter(path => path.startsWith('docs/') && path !== 'docs/README.md')
  assert.equal(
    pages.filter(path => !linked.has(path)),
    [],
  )
})

test('every test that the threat model names is there', () => {
  const text = readFileSync('docs/security.md', 'utf8')
  const missing: string[] = []
  let named = 0
  for (const [, file, titles] of text.matchAll(/`([\w-]+\.test\.ts)`(?:: ((?:"[^"]+"(?:, )?)+))?/g)) {
    const source = readFileSync(`test/${file}`, 'utf8')
    const wanted = [...(titles ?? '').matchAll(/"([^"]+)"/g)].map(([, title]) => title!)
    named += wanted.length
    for (const title of wanted)
      if (!source.split('\n').some(line => line.includes(title) && /\btest\(|^test/.test(line.trim())))
        missing.push(`${file}: ${title}`)
  }
  assert.equal(missing, [])
  assert.ok(named > 30, `only ${named} tests are named`)
})

test('every command has its help in the reference', () => {
  const text = readFileSync('docs/reference/commands.md', 'utf8')
  assert.equal(
    Object.keys(verbs).filter(name => name !== 'help' && !text.includes(`$ dockcompile ${name} --help\n`)),
    [],
  )
})

test.after(() => {
  for (const [program, count] of left) console.log(`skipped: ${count} blocks of the documentation need ${program}`)
})

test.run()

/** Why the command line refuses a call; a word in capitals, `…` or `NAME=…` stands for anything. */
async function refused(call: string): Promise<string | undefined> {
  const words = call.split(/\s+/).filter(word => word !== '' && word !== '…' && !word.startsWith('#'))
  try {
    const args = parseArguments(words)
    if (args.has('help') || args.has('version')) return undefined
    const [first] = args.words
    const isVerb = first !== undefined && Object.hasOwn(verbs, first)
    if (first !== undefined && !isVerb && /^[a-z-]+$/.test(first)) return `no command \`${first}\``
    const name = isVerb ? first : 'compile'
    const command = await verbs[name]!.load()
    allowOnly(args, name, command.flags)
    checkChoices(args, command.ownFlags)
    return undefined
  } catch (problem) {
    return (problem as Error).message
  }
}

/** The anchors that GitHub gives a page's headings. */
function headings(path: string): Set<string> {
  const text = proseOf(readFileSync(path, 'utf8'))
  return new Set(
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}
