// node bench/build/measure.mjs [--repeats 3] [--packages small|data|cloud]: what building the images of one pipeline costs, ZenML's way and ours.
//
// Four images of one pipeline differ in one user requirement and in `runtime_environment` (project.mjs). Both sides are written by dockcompile from the same files:
//   classic   the `zenml` dialect, `DOCKER_BUILDKIT=0 docker build`, one image after another: what ZenML does
//   buildkit  the same text in the same order, `docker buildx build`
//   bake      the `buildkit` dialect, one `docker buildx bake`
// Only builds are timed: no compiling, no laying out of contexts, no push and pull.
//
// Cold without touching anybody's caches: every round has a parent image of its own (one more small layer) and a cache mount of its own.
// Needs a Docker daemon with the parent image; `npm run build` first. The ways take turns, and medians are printed with all values in brackets.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { imageNames, makeProject, repository } from './project.mjs'

const { values: flags } = parseArgs({
  options: {
    repeats: { type: 'string', default: '3' },
    packages: { type: 'string', default: 'small' },
    parent: { type: 'string' },
  },
})
const parent = flags.parent ?? 'zenmldocker/zenml:0.98.0-py3.11'
const cli = resolve(import.meta.dirname, '../../dist/cli.js')

/** What is done before a build; the later ones add to the earlier. */
const scenarios = [
  { name: 'cold', edit: {} },
  { name: 'no change', edit: {} },
  { name: 'code edit', edit: { code: 1 } },
  { name: 'environment edit', edit: { team: 1 } },
  { name: 'one requirement', edit: { requirement: 1 } },
  { name: 'the key moved', edit: { moved: true }, counted: false },
  { name: 'moved key edit', edit: { team: 2 } },
]
const ways = {
  classic: { dialect: 'zenml', build: project => eachImage(project, ['build'], { DOCKER_BUILDKIT: '0' }) },
  buildkit: { dialect: 'zenml', build: project => eachImage(project, ['buildx', 'build']) },
  bake: { dialect: 'buildkit', build: project => docker(project, ['buildx', 'bake', '-f', 'build/docker-bake.json']) },
}

const times = {}
for (let repeat = 0; repeat < Number(flags.repeats); repeat++) for (const way of Object.keys(ways)) round(way)
print()

function round(way) {
  const { dialect, build } = ways[way]
  const id = randomBytes(4).toString('hex')
  const project = mkdtempSync(join(tmpdir(), `dockcompile-bench-${way}-`))
  const fresh = `${parent}-bench-${id}`
  try {
    docker(project, ['buildx', 'build', '--tag', fresh, '-'], {}, `FROM ${parent}\nLABEL bench=${id}\nRUN echo ${id} >/bench\n`)
    const state = { packages: flags.packages, code: 0, team: 0, requirement: 0, moved: false }
    for (const { name, edit, counted = true } of scenarios) {
      makeProject(project, Object.assign(state, edit), fresh)
      compile(project, dialect, id)
      const started = performance.now()
      build(project)
      const seconds = (performance.now() - started) / 1000
      if (counted) record(way, name, seconds)
    }
    if (way === 'bake') empty(project, fresh)
    process.stderr.write(
      `${way}: ${Object.entries(times[way]).map(([n, t]) => `${n} ${t.at(-1).toFixed(2)}`)}; load ${loadavg()[0].toFixed(1)}\n`,
    )
  } finally {
    rmSync(project, { recursive: true, force: true })
    docker('.', [
      'image',
      'rm',
      '--force',
      fresh,
      ...docker('.', ['image', 'ls', '--quiet', repository]).split('\n').filter(Boolean),
    ])
    forgetCacheMounts(id)
  }
}

/** The least that bake can take for as many images: the parent with a label. */
function empty(project, parent) {
  const target = Object.fromEntries(
    imageNames.map(i => [i, { 'dockerfile-inline': `FROM ${parent}\n`, tags: [`${repository}:${i}`] }]),
  )
  writeFileSync(join(project, 'empty.json'), JSON.stringify({ group: { default: { targets: imageNames } }, target }))
  for (const counted of [false, true]) {
    const started = performance.now()
    docker(project, ['buildx', 'bake', '-f', 'empty.json'])
    if (counted) record('bake', 'empty targets', (performance.now() - started) / 1000)
  }
}

function compile(project, dialect, id) {
  run(project, process.execPath, [cli, 'compile', '--dialect', dialect, '--force', '--allow', 'DC4031'])
  if (dialect === 'zenml') return layOut(project)
  // The same text with a cache of its own: the mount's id is not part of what BuildKit compares.
  for (const file of files(join(project, 'build')).filter(f => f.endsWith('Dockerfile')))
    write(file, readFileSync(file, 'utf8').replaceAll('id=uv,', `id=uv-${id},`))
}

/** ZenML's context: the code and the generated files in one folder. */
function layOut(project) {
  for (const image of imageNames) {
    const from = join(project, 'build/images', image)
    for (const file of files(from)) write(join(project, 'contexts', image, file.slice(from.length + 1)), readFileSync(file))
    for (const file of files(join(project, 'src')))
      write(join(project, 'contexts', image, file.slice(project.length + 5)), readFileSync(file))
  }
}

function eachImage(project, command, environment) {
  for (const image of imageNames)
    docker(join(project, 'contexts', image), [...command, '--tag', `${repository}:${image}`, '.'], environment)
}

/** Cache mounts outlive images; those of a round are of no use to anybody else. */
function forgetCacheMounts(id) {
  const records = docker('.', ['buildx', 'du', '--verbose']).split(/\n\n+/)
  const ours = records.filter(record => record.includes(`uv-${id}`)).flatMap(record => /^ID:\s+(\S+)/m.exec(record)?.[1] ?? [])
  for (const record of ours) docker('.', ['buildx', 'prune', '--force', '--all', '--filter', `id=${record}`])
}

function print() {
  const median = values => [...values].sort((a, b) => a - b)[values.length >> 1]
  const cell = values => `${median(values).toFixed(2)} (${values.map(v => v.toFixed(2)).join(', ')})`
  const rows = scenarios.filter(s => s.counted !== false).map(s => s.name)
  console.log('| | classic (s) | buildkit (s) | bake (s) | classic / bake | buildkit / bake |\n|---|---|---|---|---|---|')
  for (const name of rows) line(name, name)
  line('moved key edit', 'environment edit', 'moved key edit, against an environment edit')
  console.log(
    `\nbake of as many empty targets: ${cell(times.bake['empty targets'])} s; no change takes ${(median(times.bake['no change']) / median(times.bake['empty targets'])).toFixed(2)} times that.`,
  )

  function line(name, theirs, title = name) {
    const [classic, buildkit, bake] = [times.classic[theirs], times.buildkit[theirs], times.bake[name]]
    const ratio = other => `${(median(other) / median(bake)).toFixed(1)} ×`
    console.log(`| ${title} | ${cell(classic)} | ${cell(buildkit)} | ${cell(bake)} | ${ratio(classic)} | ${ratio(buildkit)} |`)
  }
}

function record(way, name, seconds) {
  times[way] ??= {}
  times[way][name] ??= []
  times[way][name].push(seconds)
}

function docker(cwd, args, environment, input) {
  return run(cwd, 'docker', args, environment, input)
}

function run(cwd, command, args, environment, input) {
  const done = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    input,
    env: { ...process.env, ...environment },
    maxBuffer: 1 << 28,
  })
  if (done.status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${done.status}\n${`${done.stdout}${done.stderr}`.slice(-3000)}`)
  return done.stdout
}

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
}

function write(path, content) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
