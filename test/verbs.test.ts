/**
 * Every verb does its job on real projects: the examples of its help work when they are pasted into the quickstart, and those that only read answer on
 * public configurations and on a workspace of two hundred images.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeWorkspace } from '../bench/workspace.mjs'
import { verbs } from '../src/commands/verbs.ts'
import { programsIn } from './docs/shell.ts'
import { skip } from './skip.ts'

const CORPUS = '../shared/corpus/cases'
const base = mkdtempSync(join(tmpdir(), 'verbs-'))
const programs = programsIn(join(base, 'bin'))
test.after(() => rmSync(base, { recursive: true, force: true }))

/** What an example needs that is not everywhere, and where it is tested instead. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/\bdocker /, 'a Docker daemon: test/build'],
  [/--metadata \S+\.json/, "bake's metadata: test/zenml-build.test.ts"],
  [/^dockcompile watch/, 'an end: test/watch.test.ts'],
  [/^dockcompile lsp/, 'an editor: test/lsp'],
  [/^dockcompile init --example/, 'a folder without a project: test/init.test.ts'],
  [/^dockcompile freeze/, 'a registry: test/freeze.test.ts'],
  [/^dockcompile doctor/, 'a Docker client: test/doctor.test.ts'],
]

test('the examples of every help work when they are pasted into the quickstart', async () => {
  for (const [name, { load }] of Object.entries(verbs)) {
    for (const example of (await load()).examples) {
      if (ELSEWHERE.some(([pattern]) => pattern.test(example))) continue
      const folder = quickstart()
      // `init` is for a project that has no project file yet.
      if (name === 'init') rmSync(join(folder, 'dockcompile.config.yaml'))
      const { status, stdout, stderr } = shell(example, folder)
      assert.is(status, 0, `${name}: ${example}\n${stdout}${stderr}`)
      rmSync(folder, { recursive: true, force: true })
    }
  }
})

/** Verbs that only read, as one calls them without knowing the project; IMAGE stands for its first image. */
const READERS = [
  'check',
  'list',
  'list --json',
  'show IMAGE --all',
  'explain',
  'explain IMAGE',
  'explain IMAGE:3',
  'explain requirements',
  'explain --json',
  'graph',
  'graph --format svg --out graph.svg',
  'context IMAGE',
  'matrix',
  'verify',
  'diff build build --exit-code',
  'report --out report.html',
]

const workspace = join(base, 'workspace')
makeWorkspace(workspace, 67)
readersWork('201 images', () => workspace)

if (!existsSync(CORPUS)) skip(test, 'public configurations', 'the corpus is not here')
else
  for (const name of ['template-nlp', 'projects-credit-scorer', 'rag-llm-finetune']) readersWork(name, () => corpusProject(name))

test.run()

function readersWork(name: string, project: () => string): void {
  test(`the verbs that read answer on ${name}`, () => {
    const folder = project()
    const compiled = shell('dockcompile compile --quiet', folder)
    assert.is(compiled.status, 0, compiled.stderr)
    const { images } = JSON.parse(shell('dockcompile list --json --quiet', folder).stdout) as {
      images: { image: string; kind: string }[]
    }
    const image = images.find(({ kind }) => kind === 'build')!.image
    for (const verb of READERS) {
      const call = `dockcompile ${verb.replace('IMAGE', image)} --quiet`
      const { status, stdout, stderr } = shell(call, folder)
      assert.is(status, 0, `${call}\n${stdout}${stderr}`)
      assert.ok(stdout !== '' || /--out|^dockcompile (check|diff)/.test(call), `${call} prints nothing`)
    }
    for (const written of ['graph.svg', 'report.html']) assert.ok(readFileSync(join(folder, written), 'utf8').length > 500)
  })
}

function shell(command: string, cwd: string) {
  const env = { ...process.env, PATH: `${programs}:${process.env.PATH}`, GITHUB_OUTPUT: join(cwd, 'github-output'), CI: '' }
  return spawnSync('bash', ['-c', command], { cwd, env, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, timeout: 60_000 })
}

/** A copy of the quickstart under git, with a second copy of its output to compare with. */
function quickstart(): string {
  const folder = mkdtempSync(join(base, 'quickstart-'))
  cpSync('examples/quickstart', folder, { recursive: true, filter: path => !path.includes('__pycache__') })
  cpSync(join(folder, 'build'), join(folder, 'old/build'), { recursive: true })
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=me', '-c', 'user.email=me@example.com', ...words], { cwd: folder, stdio: 'ignore' })
  git('init', '--initial-branch', 'main')
  git('add', '--all')
  git('commit', '--message', 'first')
  return folder
}

interface CorpusCase {
  readonly steps: Readonly<Record<string, readonly string[]>>
  readonly python?: string
}

/** A case of the corpus as its README says: its files, every configuration that is valid, its first stack. */
function corpusProject(name: string): string {
  const folder = join(base, name)
  const from = resolve(CORPUS, name)
  mkdirSync(join(folder, 'cfg'), { recursive: true })
  if (existsSync(join(from, 'files'))) cpSync(join(from, 'files'), folder, { recursive: true })
  const about = JSON.parse(readFileSync(join(from, 'case.json'), 'utf8')) as CorpusCase
  const stack = readdirSync(join(from, 'stacks')).sort()[0]!
  cpSync(join(from, 'stacks', stack), join(folder, 'stack.yaml'))
  const configs = readdirSync(join(from, 'configs')).sort()
  for (const config of configs) cpSync(join(from, 'configs', config), join(folder, 'cfg', config))
  // Configurations of one pipeline would share its name: here each is a pipeline of its own.
  const pipelines = configs.map(config => ({ file: `cfg/${config}`, steps: about.steps[config] }))
  const project = { stack: 'stack.yaml', pipelines, python: about.python ?? '3.11', source_root: '.' }
  writeFileSync(join(folder, 'dockcompile.config.json'), JSON.stringify(project))
  return folder
}
