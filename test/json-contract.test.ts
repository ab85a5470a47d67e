/**
 * Answers of verbs keep their keys for programs: the places of every JSON answer, with their types, are compared with test/json-1.json, which says what they
 * were in the first release. A place more is no matter; then, or after a change on purpose, `UPDATE_JSON=1 npm test -- json-contract` records it.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { main } from '../src/cli.ts'
import { wholeSchema } from '../src/commands/shared/whole-schema.ts'
import { verbs } from '../src/commands/verbs.ts'
import { STACK, TestProject } from './golden/project.ts'

const RECORD = resolve('test/json-1.json')

/** Every call that answers in JSON. */
const CALLS = [
  'compile --json',
  'compile --plan',
  'compile --format json',
  'compile --format sarif',
  'check --json',
  'check --format json',
  'check --format sarif',
  'show train-fit --json',
  'show train-fit --all --json',
  'explain --json',
  'explain train-fit --json',
  'explain train-fit:5 --json',
  'explain requirements --json',
  'explain numpy --json',
  'explain DC4060 --json',
  'list --json',
  'list --built metadata.json --json',
  'list --changed-since HEAD --json',
  'diff old build --json',
  'diff --zenml 0.84.3 --json',
  'graph --json',
  'context --json',
  'context train-fit --json',
  'matrix',
  'matrix --json',
  'verify',
  'verify --json',
  'report --json',
  'init --json --yes',
  'freeze --json',
  'zenml-build --metadata metadata.json --pipeline train --json',
  'doctor --json',
]
/** `watch --json` runs until it is stopped: test/watch.test.ts reads its lines. */
const ELSEWHERE = ['watch']

const project = new TestProject({
  'stack.yaml': STACK,
  'dockcompile.config.yaml': 'stack: stack.yaml\npython: "3.11"\npipelines: [train.yaml, score.yaml]\n',
  // Of everything a little, a hint, a warning with a fix, and one without.
  'train.yaml': `settings:
  docker:
    parent_image: python:3.11
    requirments: [numpy]
    requirements: [numpy==2.1.0, zenml==0.98.0, pandas]
    environment: {MODE: fast}
    apt_packages: [git]
    allow_download_from_artifact_store: false
    build_config: {build_options: {labels: {team: ml}, build_args: {A: b}}}
steps:
  load: {}
  fit: {settings: {docker: {requirements: [torch==2.1.0, zenml==0.98.0], user: me}}}
`,
  'score.yaml': '{}\n',
  'run.py': 'print()\n',
})
const home = process.cwd()
const { PATH } = process.env
test.after(() => {
  process.chdir(home)
  project.remove()
})

async function run(line: string): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const code = await main(line.split(' '), {
    out: text => {
      said.out += text
    },
    err: text => {
      said.err += text
    },
  })
  return { code, ...said }
}

/** `images[].used_by[]` and `string`, for everything in an answer. */
function shapeOf(answer: unknown): Record<string, string[]> {
  const shape: Record<string, Set<string>> = {}
  const visit = (value: unknown, place: string): void => {
    const type = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value
    shape[place] ??= new Set()
    shape[place].add(type)
    if (Array.isArray(value)) for (const item of value) visit(item, `${place}[]`)
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) visit(item, place === '' ? key : `${place}.${key}`)
  }
  visit(answer, '')
  return Object.fromEntries(Object.entries(shape).map(([place, types]) => [place, [...types].sort()]))
}

/** What readers of an answer miss, or do not expect. */
function broken(before: Record<string, readonly string[]>, now: Record<string, readonly string[]>): string[] {
  return Object.entries(before).flatMap(([place, types]) => {
    const after = now[place]
    if (!after) return [`\`${place}\` is gone: keep printing it`]
    const added = after.filter(type => !types.includes(type))
    return added.length > 0 ? [`\`${place}\` may now be ${added.join(', ')}: print it under a new key`] : []
  })
}

/** The schema of an answer in JSON; undefined: it is in a form of others. */
function schemaOf(line: string): string | undefined {
  const [verb = ''] = line.split(' ')
  if (line.includes('--format json')) return 'diagnostics'
  if (line.includes('--plan')) return 'plan'
  return line.includes('--json') || verb === 'matrix' ? verb : undefined
}

const misfits: string[] = []
const now: Record<string, Record<string, string[]>> = {}

test('every answer in JSON is made', async () => {
  process.chdir(project.root)
  // No engine, and no registry: what they say is for other tests.
  project.program('docker', 'exit 1')
  process.env.PATH = `${project.programs}:${PATH}`
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=me', '-c', 'user.email=me@example.com', ...words], { stdio: 'ignore' })
  assert.is((await run('compile --quiet')).code, 0)
  cpSync('build', 'old', { recursive: true })
  git('init')
  git('add', '--all')
  git('commit', '--message', 'first')
  project.put('train.yaml', readFileSync('train.yaml', 'utf8').replace('pandas', 'polars'))
  const images = Object.keys((JSON.parse(readFileSync('build/manifest.json', 'utf8')) as { images: object }).images)
  const built = { 'containerimage.digest': `sha256:${'1'.repeat(64)}`, 'image.name': 'example.com/a:1' }
  project.put('metadata.json', JSON.stringify(Object.fromEntries(images.map(image => [image, built]))))
  // `check` comes before the calls that write: it compares what differs.
  for (const line of [...CALLS].sort((a, b) => Number(b.startsWith('check')) - Number(a.startsWith('check')))) {
    if (line.startsWith('init')) project.remove('dockcompile.config.yaml')
    const { out, err } = await run(line)
    if (line.startsWith('init'))
      project.put('dockcompile.config.yaml', 'stack: stack.yaml\npython: "3.11"\npipelines: [train.yaml, score.yaml]\n')
    try {
      const answer: unknown = JSON.parse(out)
      now[line] = shapeOf(answer)
      const schema = schemaOf(line)
      if (!schema) continue
      const fits = new Ajv2020({ strict: false }).compile(JSON.parse(wholeSchema(schema)))
      if (!fits(answer)) misfits.push(`${line}: ${JSON.stringify(fits.errors?.slice(0, 3))}`)
    } catch {
      assert.unreachable(`${line}: ${out}${err}`)
    }
  }
  if (process.env.UPDATE_JSON) {
    const entries = CALLS.map(line => {
      const places = Object.entries(now[line]!).map(([place, types]) => `${JSON.stringify(place)}: ${JSON.stringify(types)}`)
      return `${JSON.stringify(line)}: {\n${places.join(',\n')}\n}`
    })
    writeFileSync(RECORD, `{\n${entries.join(',\n')}\n}\n`)
  }
})

const recorded = () => JSON.parse(readFileSync(RECORD, 'utf8')) as Record<string, Record<string, string[]>>

for (const line of CALLS)
  test(`${line}: what is read of it stays`, () => {
    assert.ok(Object.keys(recorded()[line] ?? {}).length > 1, 'the record holds the answer')
    assert.equal(broken(recorded()[line]!, now[line]!), [])
  })

test('every answer fits its published schema', () => assert.equal(misfits, []))

test('no verb with --json is forgotten', async () => {
  const called = new Set([...CALLS.map(line => line.split(' ')[0]!), ...ELSEWHERE])
  for (const [verb, { load }] of Object.entries(verbs)) {
    const { flags } = await load()
    if ((flags as readonly string[]).includes('json')) assert.ok(called.has(verb), verb)
  }
})

test('a change that breaks a reader is reported in a sentence', () => {
  const before = shapeOf({ images: [{ name: 'a', tags: ['x'] }] })
  assert.equal(broken(before, shapeOf({ images: [{ name: 'a', tags: ['x'], more: 1 }] })), [])
  assert.equal(broken(before, shapeOf({ images: [{ name: 'a', tags: [] }] })), ['`images[].tags[]` is gone: keep printing it'])
  assert.equal(broken(before, shapeOf({ images: [{ name: null, tags: ['x'] }] })), [
    '`images[].name` may now be null: print it under a new key',
  ])
})

test.run()
