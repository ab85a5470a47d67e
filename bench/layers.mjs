// The section `layers` of `npm run bench`: what an edit of one pin costs in each way to install the same 64 packages (bench/layers), built and pushed.
//
//   npm run bench -- layers --builder NAME --registry HOST:PORT [--context python:3.11-slim=oci-layout://…] [--runs 3] [--no-bytecode] [--write]
//
// It needs docker with buildx, uv, a package index that uv and the builds reach, a builder of its own, whose whole cache it removes again and again, and a
// registry that both the builder and this machine reach by the same name. With plain docker:
//
//   docker run --detach --name layers-registry --publish 5000:5000 registry:3
//   docker buildx create --name layers --driver docker-container --driver-opt network=host
//   npm run bench -- layers --builder layers --registry localhost:5000
//
// BENCH_BUILDER and BENCH_REGISTRY stand for the two flags. `--context` gives a builder an image that it cannot pull.
//
// Bytes are those of layers in the manifest of an image that the manifest before the edit does not have, compressed, as the registry has them. Only
// builds and pushes are timed. All ways take turns in each round; a round begins with an empty builder and new names in the registry.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { median, run, seconds, table, times } from './measure.mjs'

/** The ways, each with its keys of the project file. */
const WAYS = [
  { name: "ZenML's text", keys: { dialect: 'zenml' } },
  { name: 'default', keys: {} },
  { name: '`split_heavy`', keys: { split_heavy: true } },
  { name: '`resolve: locked`', keys: { resolve: 'locked', layers: 'stacked' } },
  { name: '`layers: independent`', keys: { resolve: 'locked', layers: 'independent' } },
]
const [ZENML, DEFAULT, , STACKED, INDEPENDENT] = WAYS

/** Pins that are edited: a light package and a heavy one. */
const EDITS = {
  click: ['click==8.1.7', 'click==8.1.8'],
  'scikit-learn': ['scikit-learn==1.5.2', 'scikit-learn==1.6.1'],
}

/** "Layers": the table, and what it says about the edit of a heavy pin and about a builder that starts empty. */
export async function layers({ root, temporary, runs, building }) {
  const bench = bencher(root, temporary, building)
  bench.checkBuilder()
  bench.freeze()
  /** @type {() => { cold: any[], click: any[], heavy: any[] }} */
  const nothing = () => ({ cold: [], click: [], heavy: [] })
  const taken = new Map(WAYS.map(way => [way, nothing()]))
  const empty = []
  for (let round = 0; round < runs; round++) {
    for (const [way, { cold, click, heavy }] of taken) {
      bench.emptyBuilder()
      const before = await bench.build(way, 'as-it-is', round)
      const after = await bench.build(way, 'click', round)
      cold.push(before)
      click.push(changed(after, before))
      if (way === DEFAULT || way === INDEPENDENT) heavy.push(changed(await bench.build(way, 'scikit-learn', round), before))
    }
    empty.push(await onEmptyBuilders(bench, round))
  }
  return { text: textOf(taken, empty, bench.facts(), runs) }
}

/** The same image from two builders that know nothing, then with a pin changed: with the settings for layers of equal bytes. */
async function onEmptyBuilders(bench, round) {
  const build = async (state, tag) => {
    bench.emptyBuilder()
    return bench.build(INDEPENDENT, state, round, { tag, reproducible: true })
  }
  const first = await build('as-it-is', 'first')
  return { unchanged: changed(await build('as-it-is', 'second'), first), click: changed(await build('click', 'third'), first) }
}

/** What of an image the one before it does not have. */
function changed({ seconds, layers }, before) {
  const known = new Set(before.layers.map(layer => layer.digest))
  return { seconds, bytes: sum(layers.filter(layer => !known.has(layer.digest))) }
}

const sum = layers => layers.reduce((total, { size }) => total + size, 0)

/** What builds: the states of the project, each in a folder of its own, and the builder. */
function bencher(root, temporary, { builder, registry, contexts, bytecode }) {
  const stamp = Date.now().toString(36)
  const docker = (cwd, args, environment) => run(cwd, 'docker', args, environment).stdout
  const cli = (cwd, ...words) => run(cwd, process.execPath, [join(root, 'dist/cli.js'), ...words])
  const states = ['as-it-is', ...Object.keys(EDITS)]
  const folder = state => join(temporary, 'layers', state)

  /** The project file is written for each way. */
  const configure = (state, keys) => {
    const project = { stack: 'stack.yaml', pipelines: ['train.yaml'], python: '3.11', source_root: 'src', bytecode, ...keys }
    writeFileSync(join(folder(state), 'dockcompile.config.json'), JSON.stringify(project))
  }

  return {
    checkBuilder() {
      if (!builder || !registry)
        throw new Error(
          'layers needs `--builder NAME` and `--registry HOST:PORT`: the head of bench/layers.mjs says how to start both',
        )
      const driver = /^Driver:\s+(\S+)/m.exec(docker(root, ['buildx', 'inspect', builder]))?.[1]
      if (driver === 'docker')
        throw new Error(`the builder \`${builder}\` is the Docker daemon, whose cache is not ours to remove`)
    },
    emptyBuilder: () => docker(root, ['buildx', 'prune', '--builder', builder, '--all', '--force']),

    /** One lock file for each state; an edited one keeps all other versions. */
    freeze() {
      for (const state of states) {
        const [from, to] = EDITS[state] ?? ['', '']
        mkdirSync(folder(state), { recursive: true })
        cpSync(join(root, 'bench/layers'), folder(state), { recursive: true })
        const list = readFileSync(join(folder(state), 'requirements.txt'), 'utf8')
        if (!list.includes(from)) throw new Error(`bench/layers/requirements.txt has no ${from}`)
        writeFileSync(join(folder(state), 'requirements.txt'), list.replace(from, to))
        if (state !== states[0])
          cpSync(join(folder(states[0]), 'dockcompile.lock.json'), join(folder(state), 'dockcompile.lock.json'))
        configure(state, INDEPENDENT.keys)
        cli(folder(state), 'freeze', '--resolve', '--yes')
      }
    },

    async build(way, state, round, { tag = state, reproducible = false } = {}) {
      configure(state, way.keys)
      cli(folder(state), 'compile', '--force', '--allow', 'DC4031')
      const name = `bench/${stamp}-${WAYS.indexOf(way)}-${round}${reproducible ? '-reproducible' : ''}`
      const reference = `${registry}/${name}:${tag}`
      const started = performance.now()
      if (way === ZENML) {
        docker(folder(state), [
          ...['buildx', 'build', '--builder', builder, '--provenance=false', '--push', '--tag', reference],
          ...contexts.flatMap(context => ['--build-context', context]),
          zenmlContext(folder(state)),
        ])
      } else {
        const set = [
          `*.tags=${reference}`,
          ...contexts.map(context => `*.contexts.${context}`),
          ...(reproducible ? ['*.output=type=registry,rewrite-timestamp=true'] : []),
        ]
        docker(
          folder(state),
          [
            ...['buildx', 'bake', '--builder', builder, '-f', 'build/docker-bake.json', '--provenance=false'],
            ...(reproducible ? [] : ['--push']),
            ...set.flatMap(value => ['--set', value]),
          ],
          // The parent's layout may be outside of the project.
          { BUILDX_BAKE_ENTITLEMENTS_FS: '0', ...(reproducible && { SOURCE_DATE_EPOCH: '0' }) },
        )
      }
      const taken = (performance.now() - started) / 1000
      process.stderr.write(`${way.name}, ${tag}: ${seconds(taken)}\n`)
      return { seconds: taken, layers: await layersOf(registry, name, tag) }
    },

    facts() {
      const lock = state => JSON.parse(readFileSync(join(folder(state), 'dockcompile.lock.json'), 'utf8'))
      const [packages] = Object.values(lock('as-it-is').packages ?? {})
      const [edited] = Object.values(lock('scikit-learn').packages ?? {})
      return {
        packages: Object.keys(packages ?? {}).length,
        heavyWheel: edited?.['scikit-learn']?.wheels['linux/amd64'] ?? null,
        buildx: /v?(\d+\.\d+\.\d+)/.exec(docker(root, ['buildx', 'version']))?.[1],
        buildkit: /BuildKit version:\s+(\S+)/.exec(docker(root, ['buildx', 'inspect', builder]))?.[1],
        bytecode,
      }
    },
  }
}

/** ZenML's context: the code and the generated files in one folder. */
function zenmlContext(folder) {
  const context = join(folder, 'context')
  cpSync(join(folder, 'build/images/train'), context, { recursive: true })
  cpSync(join(folder, 'src'), context, { recursive: true })
  return context
}

/** The layers of an image in a registry, by its manifest. */
async function layersOf(registry, name, tag) {
  const scheme = /^(?:localhost|127\.|\[::1\])/.test(registry) ? 'http' : 'https'
  const accept = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'].join(', ')
  const answer = await fetch(`${scheme}://${registry}/v2/${name}/manifests/${tag}`, { headers: { accept } })
  if (!answer.ok) throw new Error(`${registry} answers ${answer.status} about ${name}:${tag}`)
  const { layers } = /** @type {any} */ (await answer.json())
  return layers
}

const megabytes = bytes => `${(bytes / 1e6).toFixed(3)} MB`
const middle = (values, key) => median(values.map(value => value[key]))
const all = (values, key) => (values.length > 1 ? ` (${values.map(value => value[key].toFixed(1)).join(', ')})` : '')
const time = values => `${middle(values, 'seconds').toFixed(1)} s${all(values, 'seconds')}`

function textOf(taken, empty, { packages, heavyWheel, buildx, buildkit, bytecode }, runs) {
  const rows = [...taken].map(([way, { cold, click }]) => {
    const [{ layers }] = cold
    return [way.name, time(cold), time(click), megabytes(middle(click, 'bytes')), megabytes(sum(layers)), String(layers.length)]
  })
  const of = key => empty.map(each => each[key])
  rows.push(
    [
      '`layers: independent`, unchanged, from a builder without a cache',
      time(of('unchanged')),
      '',
      megabytes(middle(of('unchanged'), 'bytes')),
      '',
      '',
    ],
    ['the same with the pin changed', '', time(of('click')), megabytes(middle(of('click'), 'bytes')), '', ''],
  )
  const [usual, stacked, independent] = [DEFAULT, STACKED, INDEPENDENT].map(way => taken.get(way))
  const ratio = (a, b, key, edit) => times(middle(a[edit], key), middle(b[edit], key))
  const wheel =
    heavyWheel === null
      ? ''
      : `, ${times(middle(independent.heavy, 'bytes'), heavyWheel)} of its wheel (${megabytes(heavyWheel)})`
  return `${packages} packages on python:3.11-slim, ${bytecode ? 'with' : 'without'} bytecode, pushed to a local registry; ${runs === 1 ? 'one round' : `medians of ${runs}, all times in brackets`}.
buildx ${buildx}, BuildKit ${buildkit}, ${cpus().length} processors.

${table(['', 'cold', 'one pin changed', 'pushed again', 'image, compressed', 'layers'], rows)}
One pin, \`click\`: with \`layers: independent\` ${ratio(independent, usual, 'bytes', 'click')} of the bytes and ${ratio(independent, usual, 'seconds', 'click')} of the time of the default. A cold build takes ${ratio(independent, stacked, 'seconds', 'cold')}
the time of \`layers: stacked\`. The pin of scikit-learn: ${megabytes(middle(independent.heavy, 'bytes'))} pushed again in ${time(independent.heavy)}${wheel};
by default ${megabytes(middle(usual.heavy, 'bytes'))} in ${time(usual.heavy)}.
`
}
