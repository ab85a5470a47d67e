/**
 * Every configuration of ../shared/corpus, with every stack of its case: the exit code is what the case expects, bake takes the result, and
 * nothing is left to do after it.
 */
import { execFile, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkCommand } from '../src/commands/check.ts'
import { compileCommand } from '../src/commands/compile.ts'
import { looksSecret } from '../src/credentials/secret-name.ts'
import { runIn } from './golden/call.ts'
import { skip } from './skip.ts'

const CASES = '../shared/corpus/cases'
const buildx = buildxPlugin()

let captureless = 0

interface Case {
  readonly name: string
  readonly configs: readonly string[]
  readonly stacks: readonly string[]
  readonly steps: Readonly<Record<string, readonly string[]>>
  readonly pipeline: Readonly<Record<string, string>>
  readonly python: string
  readonly code_repository: unknown
  readonly expect: Readonly<Record<string, string>>
}

if (!existsSync(CASES)) skip(test, 'real configurations', '../shared/corpus is not here')
else {
  if (!buildx) console.log('note: no docker buildx here: bake files are checked against schema/bake.schema.json instead')
  const workspace = mkdtempSync(join(tmpdir(), 'corpus-'))
  test.after(() => {
    rmSync(workspace, { recursive: true, force: true })
    console.log(`\nnote: ${captureless} of them end with the error that asks for \`dockcompile freeze\``)
  })
  const takeTurns = turns(availableParallelism())
  for (const name of readdirSync(CASES).sort()) {
    const one = { name, ...readJson<Omit<Case, 'name'>>(join(CASES, name, 'case.json')) }
    for (const config of one.configs)
      for (const stack of one.stacks) {
        const id = `${name}: ${config}@${stack}`
        // All start now, some at a time; each test waits for its own.
        const outcome = takeTurns(() => tryOne(one, config, stack, join(workspace, id.replace(/[^\w.@-]+/g, '_')))).then(
          () => undefined,
          (error: unknown) => error,
        )
        test(id, async () => {
          const error = await outcome
          if (error) throw error
          assert.is(error, undefined)
        })
      }
  }
}

async function tryOne(one: Case, config: string, stack: string, project: string): Promise<void> {
  makeProject(one, config, stack, project)
  const first = await compile(project)
  const expected = one.expect[`${config}@${stack}`] ?? one.expect[config] ?? 'ok'
  const lacksCaptures = expected === 'ok' && onlyNeedsCaptures(first)
  if (lacksCaptures) captureless++
  if (expected !== 'ok' || lacksCaptures) {
    assert.is(first.code, 1, `expected ${expected}`)
    assert.not(existsSync(join(project, 'build')), 'refused, yet an output folder was written')
    return
  }
  assert.is(first.code, 0, first.errors.map(e => `${e.code} ${e.file}:${e.line}: ${e.message}`).join('\n'))
  if (!existsSync(join(project, 'build'))) return
  await bakeTakes(project)
  const again = await compile(project)
  assert.equal([again.written, again.removed], [[], []], 'the second run changed files')
  const check = await runIn(project, checkCommand)
  assert.is(check.code, 0, `${check.out}${check.err}`)
}

/** The corpus has no command outputs: errors that ask for them, and no others, are right. */
function onlyNeedsCaptures({ errors }: Compiled): boolean {
  return errors.length > 0 && errors.every(e => `${e.message} ${e.help}`.includes('dockcompile freeze'))
}

interface Compiled {
  readonly code: number
  readonly written: readonly string[]
  readonly removed: readonly string[]
  readonly errors: readonly {
    code: string
    severity: string
    message: string
    file: string | null
    line: number
    help?: string
  }[]
}

async function compile(project: string): Promise<Compiled> {
  const { code, out } = await runIn(project, compileCommand, '--json')
  const { written, removed, diagnostics } = JSON.parse(out) as Compiled & { diagnostics: Compiled['errors'] }
  const errors = diagnostics.filter(d => d.severity === 'error')
  assert.is(errors.length > 0, code === 1, 'exit 1 means at least one error')
  return { code, written, removed, errors }
}

/** A project that leaves a credential to bake has to list its name. */
const secretNames = (text: string): [string, null][] =>
  [...text.matchAll(/\$\{(\w+)\}/g)].flatMap(([, name]) => (looksSecret(name!) ? [[name!, null] as [string, null]] : []))

function makeProject(one: Case, config: string, stack: string, project: string): void {
  mkdirSync(join(project, 'cfg'), { recursive: true })
  const from = join(CASES, one.name)
  if (existsSync(join(from, 'files'))) cpSync(join(from, 'files'), project, { recursive: true })
  cpSync(join(from, 'configs', config), join(project, 'cfg', config))
  cpSync(join(from, 'stacks', stack), join(project, 'stack.yaml'))
  const pipeline = { file: `cfg/${config}`, name: one.pipeline[config], steps: one.steps[config] }
  const variables = Object.fromEntries(secretNames(readFileSync(join(CASES, one.name, 'configs', config), 'utf8')))
  const file = { stack: 'stack.yaml', pipelines: [pipeline], python: one.python, source_root: '.', variables, ...repository(one) }
  writeFileSync(join(project, 'dockcompile.config.json'), JSON.stringify(file, null, 2))
}

const repository = (one: Case) => (one.code_repository ? { code_repository: one.code_repository } : {})

/** Where the plugin behind `docker buildx` is: docker itself would ask all its plugins for their names at each call. */
function buildxPlugin(): string | undefined {
  const plugin = '{{range .ClientInfo.Plugins}}{{if eq .Name "buildx"}}{{.Path}}{{end}}{{end}}'
  const { stdout } = spawnSync('docker', ['info', '--format', plugin], { encoding: 'utf8' })
  return stdout?.trim() || undefined
}

/** Texts of bake files that bake has taken: many configurations of the corpus lead to the same. */
const taken = new Set<string>()

async function bakeTakes(project: string): Promise<void> {
  const file = 'build/docker-bake.json'
  const text = readFileSync(join(project, file), 'utf8')
  if (taken.has(text)) return
  const bake = JSON.parse(text) as { variable?: Record<string, unknown> }
  if (!buildx) return fitsSchema(bake)
  const variables = Object.fromEntries(
    Object.keys(bake.variable ?? {}).map(name => [name, name === 'DOCKCOMPILE_TAG_SUFFIX' ? '-value' : 'value']),
  )
  const options = { cwd: project, timeout: 60_000, env: { ...process.env, ...variables } }
  await promisify(execFile)(buildx, ['bake', '-f', file, '--print'], options)
  taken.add(text)
}

function fitsSchema(bake: unknown): void {
  const ajv = new Ajv2020({ strict: false })
  ajv.validate(readJson<object>('schema/bake.schema.json'), bake)
  assert.is(ajv.errorsText(), 'No errors')
}

/** Runs at most `width` of the given jobs at a time. */
function turns(width: number): <T>(job: () => Promise<T>) => Promise<T> {
  const lanes: Promise<unknown>[] = Array.from({ length: width }, () => Promise.resolve())
  let next = 0
  return job => {
    const lane = next++ % width
    const result = lanes[lane]!.then(job)
    lanes[lane] = result.catch(() => undefined)
    return result
  }
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T
}

test.run()
