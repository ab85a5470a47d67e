import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { listSizes } from '../src/4-plan/list-sizes.ts'
import { listedPackages } from '../src/4-plan/listed-packages.ts'
import type { OutputFiles } from '../src/answers/layers/output-files.ts'
import { weightOf, weightText } from '../src/answers/layers/package-layers.ts'
import { rebuiltLayers } from '../src/answers/layers/rebuilt-layers.ts'
import { sayRebuilds } from '../src/answers/layers/say-rebuilds.ts'
import { sentAgain } from '../src/answers/layers/sent-again.ts'
import { sha256 } from '../src/basics/sha256.ts'
import { compile } from '../src/compile.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import type { ManifestImage } from '../src/model/generated/manifest.ts'
import type { TargetOptions } from '../src/model/plan.ts'
import type { ParentPython } from '../src/model/workspace.ts'
import { memorySources } from '../src/sources/memory-sources.ts'
import { goldenCases } from './golden/cases.ts'
import { readFolder, readTexts } from './golden/folder.ts'

const catalogs = packageCatalogs()

type Files = Readonly<Record<string, string>>

/** Compiles files of a project; gives its output folder. */
function outputOf(files: Files): OutputFiles {
  const { outputs, diagnostics } = compile(memorySources(files), { projectFile: 'dockcompile.config.yaml' }, { catalogs })
  assert.equal(
    diagnostics.filter(d => d.severity === 'error').map(d => d.message),
    [],
  )
  const { folder, files: written } = outputs[0]!
  return { read: path => written.find(file => file.path === `${folder}/${path}`)?.text }
}

const QUICKSTART: Files = Object.fromEntries(
  Object.entries(readTexts('examples/quickstart')).filter(([path]) => !path.startsWith('build/')),
)

/** What is said when these files of the quickstart are changed, each by one replacement. */
function said(files: Files, changes: Readonly<Record<string, readonly [string | RegExp, string]>>): string[] {
  const changed = { ...files }
  for (const [path, [from, to]] of Object.entries(changes)) {
    changed[path] = files[path]!.replace(from, to)
    assert.not.equal(changed[path], files[path], `nothing to replace in ${path}`)
  }
  return sayRebuilds(rebuiltLayers(outputOf(files), outputOf(changed)))
}

const CHANGES: Readonly<Record<string, readonly [Parameters<typeof said>[1], string[]]>> = {
  'a package of one image': [
    { 'requirements-train.txt': ['4.6.0', '4.6.1'] },
    ['rebuilds from layer 6 (user requirements: content changed): training-train; layers 1 to 5 stay'],
  ],
  'a package of both images': [
    { 'requirements.txt': ['2.3.3', '2.3.4'], 'requirements-train.txt': ['2.3.3', '2.3.4'] },
    ['rebuilds from layer 6 (user requirements: content changed): training, training-train; layers 1 to 5 stay'],
  ],
  'a comment in a requirement list': [
    { 'requirements.txt': ['Every step', 'Each step'] },
    ['rebuilds from layer 6 (user requirements: content changed): training; layers 1 to 5 stay'],
  ],
  'late environment': [
    { 'pipelines/training.yaml': ['OMP_NUM_THREADS: 2', 'OMP_NUM_THREADS: 3'] },
    ['no layer rebuilds, only labels, tags or settings change: training-train'],
  ],
  'a comment of the inputs': [{ 'pipelines/training.yaml': ['Log lines', 'All log lines'] }, []],
  'early environment': [
    { 'pipelines/training.yaml': [/PYTHONUNBUFFERED: 1/, 'PYTHONUNBUFFERED: 2'] },
    [
      'new image, every layer is there already: inference',
      'rebuilds from layer 4 (system packages: environment changed): training, training-train; layers 1 to 3 stay',
    ],
  ],
  'a system package': [
    {
      'pipelines/training.yaml': ['[libgomp1]', '[libgomp1, git]'],
      'pipelines/inference.yaml': ['[libgomp1]', '[libgomp1, git]'],
    },
    ['rebuilds from layer 4 (system packages: command changed): training, training-train; layers 1 to 3 stay'],
  ],
  'the parent': [
    { 'dockcompile.config.yaml': ['python: "3.11"', 'python: "3.12"'] },
    ['rebuilds from the start (parent changed): training, training-train'],
  ],
  platforms: [
    { 'dockcompile.config.yaml': ['output: build', 'output: build\nbake: {platforms: [linux/arm64]}'] },
    ['rebuilds from the start (platforms changed): training, training-train'],
  ],
  labels: [
    { 'dockcompile.config.yaml': ['output: build', 'output: build\nbake: {labels: {team: penguins}}'] },
    ['no layer rebuilds, only labels, tags or settings change: training, training-train'],
  ],
  'the ignore file': [
    { '.dockerignore': ['README.md', 'README.md\n*.csv'] },
    ['rebuilds from layer 7 (code: ignore rules changed): training, training-train; layers 1 to 6 stay'],
  ],
  'a comment of the ignore file': [{ '.dockerignore': ['# What', '# All that'] }, []],
  code: [{ 'penguins/model.py': ['"""Decision', '"""Small decision'] }, []],
  'the stack': [
    { 'stack.yaml': [/path: s3:(.*)\n {4}flavor: s3/, 'path: gs:$1\n    flavor: gcp'] },
    ['rebuilds from layer 5 (stack requirements: content changed): training, training-train; layers 1 to 4 stay'],
  ],
  'the user': [
    {
      'pipelines/training.yaml': ['user: penguin', 'user: puffin'],
      'pipelines/inference.yaml': ['user: penguin', 'user: puffin'],
    },
    ['rebuilds from layer 3 (user: command changed): training, training-train; layers 1 to 2 stay'],
  ],
  'a tag': [
    { 'stack.yaml': ['registry.example.com/team', 'registry.example.com/other'] },
    ['no layer rebuilds, only labels, tags or settings change: training, training-train'],
  ],
}

for (const [name, [changes, expected]] of Object.entries(CHANGES))
  test(`quickstart: ${name}`, () => assert.equal(said(QUICKSTART, changes), expected))

/** A project whose packages are layers that do not depend on each other; its lock file has the list of each state. */
const INDEPENDENT: Files = {
  'stack.yaml': readFileSync('golden/_base/stack.yaml', 'utf8'),
  ...readTexts('golden/output/what-an-edit-of-independent-layers-rebuilds/input'),
}
const INDEPENDENT_CHANGES: typeof CHANGES = {
  'a pin': [
    { 'train.yaml': ['click==8.1.7', 'click==8.1.8'] },
    ['rebuilds packages-of-some-5 (content changed): train; 8 layers stay; about 0.1 MB of packages travel again'],
  ],
  'a pin of unknown size': [
    {
      'train.yaml': ['click==8.1.7', 'click==8.1.8'],
      'dockcompile.lock.json': [/97941/g, 'null'],
    },
    ['rebuilds packages-of-some-5 (content changed): train; 8 layers stay; an unknown number of bytes of packages travel again'],
  ],
  'packages that another image has': [
    {
      'score.yaml': [
        /requirements: .*/,
        'apt_packages: [git]\n    requirements: [scipy==1.16.0, click==8.1.7, six, packaging<25, wheel]',
      ],
    },
    ['rebuilds from layer 3 (system packages: new layer): score; 7 layers stay'],
  ],
  'a system package: the packages stay': [
    { 'train.yaml': ['requirements:', 'apt_packages: [git]\n    requirements:'] },
    ['rebuilds from layer 3 (system packages: new layer): train; 7 layers stay'],
  ],
  'the parent: every layer': [
    {
      'train.yaml': ['python:3.11-slim', 'python:3.11'],
      'score.yaml': ['python:3.11-slim', 'python:3.11'],
      'dockcompile.lock.json': ['python:3.11-slim', 'python:3.11'],
    },
    [
      'rebuilds from the start (parent changed): score; about 17 MB of packages travel again',
      'rebuilds from the start (parent changed): train; about 52 MB of packages travel again',
    ],
  ],
}

for (const [name, [changes, expected]] of Object.entries(INDEPENDENT_CHANGES))
  test(`independent layers: ${name}`, () => assert.equal(said(INDEPENDENT, changes), expected))

test('the weight of packages is said in megabytes, as an estimate', () => {
  const text = (...sizes: (number | null)[]) =>
    weightText(weightOf([{ packages: Object.fromEntries(sizes.map((bytes, i) => [`p${i}`, { version: '1', bytes }])) }])!)
  assert.equal(
    [text(16_800_000), text(949_999, 1), text(49_999), text(null), text(2_000_000, null), text(9_949_999)],
    ['about 17 MB', 'about 0.9 MB', 'less than 0.1 MB', 'an unknown number of bytes', 'at least 2.0 MB', 'about 9.9 MB'],
  )
  assert.is(weightOf([]), null)
})

/** An output folder with one image of this Dockerfile. */
function written(dockerfile: string, { target = {}, files = {}, ignore = '', sizes }: Written = {}): OutputFiles {
  const generated: Files = { 'images/a/Dockerfile': dockerfile, 'images/a/Dockerfile.dockerignore': ignore, ...files }
  const images = { a: { kind: 'build', dockerfile: 'images/a/Dockerfile', sizes } }
  const hashes = Object.fromEntries(Object.entries(generated).map(([path, text]) => [path, sha256(text)]))
  const texts: Files = {
    ...generated,
    'manifest.json': JSON.stringify({ version: 1, generator: 'dockcompile', images, files: hashes }),
    'docker-bake.json': JSON.stringify({ target: { a: { context: '.', dockerfile: 'build/images/a/Dockerfile', ...target } } }),
  }
  return { read: path => texts[path] }
}

interface Written {
  readonly target?: object
  readonly files?: Files
  readonly ignore?: string
  readonly sizes?: ManifestImage['sizes']
}

test('an edit of a list sends its packages again, and those of every later list', () => {
  const size = (lists: string[], bytes: number) => ({ lists, packages: { [`p${bytes}`]: { version: '1', bytes } } })
  const install = (...lists: string[]) =>
    `RUN ${lists.map(list => `--mount=type=bind,source=build/requirements/${list},target=/tmp/${list}`).join(' ')} install\n`
  const output = (heavy: string, stack: string, user: string, sizes: ManifestImage['sizes'] = known) =>
    written(`FROM x\n${install('0-heavy.txt')}${install('2-stack.txt', '0-heavy.txt')}${install('6-user.txt', '0-heavy.txt')}`, {
      files: { 'requirements/0-heavy.txt': heavy, 'requirements/2-stack.txt': stack, 'requirements/6-user.txt': user },
      sizes,
    })
  const known = [size(['0-heavy.txt'], 40_000_000), size(['2-stack.txt'], 20_000_000), size(['6-user.txt'], 10_000_000)]
  const either = [...known, size(['0-heavy.txt', '2-stack.txt', '6-user.txt'], 5_000_000)]
  const travel = (now: OutputFiles) => rebuiltLayers(output('1', '1', '1'), now)[0]!.travels
  assert.equal(travel(output('2', '1', '1')), { bytes: 70_000_000, unknown: 0 })
  assert.equal(travel(output('1', '2', '1')), { bytes: 30_000_000, unknown: 0 })
  assert.equal(travel(output('1', '1', '2')), { bytes: 10_000_000, unknown: 0 })
  assert.equal(travel(output('1', '1', '1')), null)
  // Packages that one of several installs brings travel for sure only when all of these installs run again.
  assert.equal(travel(output('2', '1', '1', either)), { bytes: 75_000_000, unknown: 0 })
  assert.equal(travel(output('1', '1', '2', either)), { bytes: 10_000_000, unknown: 1 })
  assert.equal(sentAgain(output('1', '1', '1', either), 'a'), [
    { layer: 'heavy requirements', weight: { bytes: 75_000_000, unknown: 0 } },
    { layer: 'stack requirements', weight: { bytes: 30_000_000, unknown: 1 } },
    { layer: 'user requirements', weight: { bytes: 10_000_000, unknown: 1 } },
  ])
  assert.equal(sentAgain(output('1', '1', '1', []), 'a'), [])
})

test('a package comes with the first list that names it, and with any of them where none does', () => {
  const list = (fileName: string, text: string, option: 'requirement' | 'constraint' = 'requirement') => ({
    fileName,
    text,
    option,
  })
  const install = (...lists: ReturnType<typeof list>[]) =>
    ({ title: '', lists, hashes: false, dependencies: true, heavy: null, constrained: false, stage: null }) as const
  const text = ['boto3==1.0', 'numpy==2.0', 'six==1.0', 'wheel==3.0'].join('\n')
  const { packages } = listedPackages(text, { python: '3.11', options: { platforms: [] } as unknown as TargetOptions })
  const weights = new Map(packages.map(({ name }) => [name, { wheels: new Map([['linux/amd64', 7]]), source: null }]))
  const stack = install(list('2-stack.txt', 'boto3\n'), list('0-constraints.txt', 'six<2', 'constraint'))
  const sizes = listSizes([stack, install(list('6-user.txt', '-i https://example.com\nBoto3>1\nnumpy'))], {
    packages,
    weights,
    python: { packages: new Map([['wheel', '3.0']]) } as unknown as ParentPython,
  })
  assert.equal(
    sizes.map(({ lists, packages }) => [lists, packages.map(({ name }) => name)]),
    [
      [['2-stack.txt'], ['boto3']],
      [['6-user.txt'], ['numpy']],
      [['2-stack.txt', '6-user.txt'], ['six']],
    ],
  )
})

/** The layer from which the second of two outputs rebuilds; 0: none. */
function from(old: OutputFiles, now: OutputFiles): number {
  return rebuiltLayers(old, now)[0]!.from?.number ?? 0
}

/** Pairs of what is below `FROM x`, and from which layer the second rebuilds what the first built. */
const PAIRS: readonly (readonly [rule: string, old: string, now: string, layer: number])[] = [
  ['value of ENV', 'ENV A=1\nRUN x', 'ENV A=2\nRUN x', 2],
  ['order of ENV', 'ENV A=1\nENV B=2\nRUN x', 'ENV B=2\nENV A=1\nRUN x', 2],
  ['ENV on one line', 'ENV A=1\nENV B=2\nRUN x', 'ENV A=1 B="2"\nRUN x', 0],
  ['ENV below', 'RUN x\nENV A=1', 'RUN x\nENV A=2', 0],
  ['ENV before a COPY only', 'ENV A=1\nCOPY a /a', 'ENV A=2\nCOPY a /a', 0],
  ['ENV that a COPY uses', 'ENV A=1\nCOPY a /$A', 'ENV A=2\nCOPY a /$A', 2],
  ['ARG with another value, unused', 'ARG A=1\nRUN x', 'ARG A=2\nRUN x', 2],
  ['ARG without a value', 'ARG A\nRUN x', 'RUN x', 0],
  ['space in RUN', 'RUN a b', 'RUN a  b', 2],
  ['continued line with other space', 'RUN a && \\\n    b', 'RUN a && \\\n  b', 2],
  ['comment inside a RUN', 'RUN a && \\\n# one\nb', 'RUN a && \\\n# two\nb', 0],
  ['LABEL', 'LABEL a=1\nRUN x', 'LABEL a=2\nRUN x', 0],
  ['CMD, EXPOSE, ENTRYPOINT', 'CMD a\nEXPOSE 1\nENTRYPOINT b\nRUN x', 'RUN x', 0],
  ['comments', '# a\nRUN x', '# b\n\nRUN x', 0],
  ['WORKDIR', 'WORKDIR /a\nRUN x', 'WORKDIR /b\nRUN x', 2],
  ['WORKDIR / makes no layer', 'WORKDIR /\nRUN x', 'RUN x', 0],
  ['USER', 'USER a\nRUN x', 'USER b\nRUN x', 2],
  ['USER before a COPY', 'USER a\nCOPY x /x', 'USER b\nCOPY x /x', 0],
  ['SHELL', 'SHELL ["sh"]\nRUN x', 'SHELL ["bash"]\nRUN x', 2],
  ['id of a cache', 'RUN --mount=type=cache,id=a,target=/c x', 'RUN --mount=type=cache,id=b,target=/c,sharing=locked x', 0],
  ['target of a cache', 'RUN --mount=type=cache,id=a,target=/c x', 'RUN --mount=type=cache,id=a,target=/d x', 2],
  ['id of a secret', 'RUN --mount=type=secret,id=a x', 'RUN --mount=type=secret,id=b x', 2],
  ['heredoc', 'RUN <<END\na\nEND', 'RUN <<END\nb\nEND', 2],
  [
    'a layer of a stage',
    'RUN x\nFROM y AS z\nRUN 1\nFROM w\nCOPY --from=z a b',
    'RUN x\nFROM y AS z\nRUN 2\nFROM w\nCOPY --from=z a b',
    2,
  ],
  ['a stage nobody uses', 'RUN x\nFROM w\nRUN a', 'RUN y\nFROM w\nRUN a', 0],
  ['name of a stage', 'RUN x\nFROM y AS a\nRUN 1\nFROM a\nRUN 2', 'RUN x\nFROM y AS b\nRUN 1\nFROM b\nRUN 2', 0],
  ['what is above is another', 'RUN a\nRUN b\nRUN c', 'RUN a\nRUN d\nRUN c', 3],
  ['--chown of a COPY', 'COPY a /a', 'COPY --chown=x a /a', 2],
]

for (const [rule, old, now, layer] of PAIRS)
  test(`rule: ${rule}`, () => assert.is(from(written(`FROM x\n${old}\n`), written(`FROM x\n${now}\n`)), layer))

const LIST = 'images/a/requirements/6-user.txt'

test('what is bound counts by its content, not by its path', () => {
  const bind = (path: string, text: string) =>
    written(`FROM x\nRUN --mount=type=bind,source=build/${path},target=/r x\n`, { files: { [path]: text } })
  assert.is(from(bind(LIST, 'a'), bind('images/a/requirements/1-local.txt', 'a')), 0)
  assert.is(from(bind(LIST, 'a'), bind(LIST, 'b')), 2)
})

test('a list in the Dockerfile counts for the install that reads it, as a file with this text does', () => {
  const bind = (from: string) => `RUN --mount=type=bind,from=lists,source=requirements${from},target=/r x\n`
  const held = (a: string, b: string, end = 'EOF') =>
    `FROM scratch AS lists\nCOPY <<'${end}' /requirements/a.txt\n${a}\n${end}\nCOPY <<'EOF' /requirements/b.txt\n${b}\nEOF\nFROM x\n`
  const one = (...lists: Parameters<typeof held>) => written(held(...lists) + bind('/a.txt') + bind('/b.txt'))
  assert.is(from(one('1', '1'), one('1', '2')), 3)
  assert.is(from(one('1', '1'), one('2', '1')), 2)
  assert.is(from(one('1', '1'), one('1', '1', 'EOF2')), 0)
  const all = (...lists: Parameters<typeof held>) => written(held(...lists) + bind(''))
  assert.is(from(all('1', '1'), all('1', '2')), 2)
  assert.is(from(all('1', '1'), all('1', '1')), 0)
  // Neither the values of a builder's variables are known nor the outcome of other instructions in a stage.
  const open = (text: string) =>
    written(`FROM scratch AS lists\nCOPY <<EOF /requirements/a.txt\n${text}\nEOF\nFROM x\n${bind('/a.txt')}`)
  assert.is(from(open('1'), open('2')), 2)
  const ran = (text: string) => written(`${held('1', '1').replace('FROM x', `RUN ${text}\nFROM x`)}${bind('/a.txt')}`)
  assert.is(from(ran('1'), ran('2')), 2)
})

test('what is copied counts by its content and its name, not by its folder', () => {
  const copy = (path: string, text: string) => written(`FROM x\nCOPY build/${path} /r/\n`, { files: { [path]: text } })
  assert.is(from(copy(LIST, 'a'), copy(LIST, 'b')), 2)
  assert.is(from(copy(LIST, 'a'), copy('images/a/requirements/5-user.txt', 'a')), 2)
  assert.is(from(copy(LIST, 'a'), copy('images/a/other/6-user.txt', 'a')), 0)
})

test('generated files that a copied folder holds count, those that the ignore file leaves out do not', () => {
  const copy = (text: string, ignore: string) => written('FROM x\nCOPY . .\n', { files: { [LIST]: text }, ignore })
  assert.is(from(copy('a', 'build\n'), copy('b', 'build\n')), 0)
  assert.is(from(copy('a', 'build\n!build/images/a/requirements\n'), copy('b', 'build\n!build/images/a/requirements\n')), 2)
  assert.is(from(copy('a', 'build\n'), copy('a', '# comment\nbuild\n')), 0)
  assert.is(from(copy('a', 'build\n'), copy('a', 'build\ndocs\n')), 2)
})

test('what bake adds: arguments, the machine of commands, no cache', () => {
  const bake = (target: object) => written('FROM x\nARG A\nRUN x\n', { target })
  assert.is(from(bake({ args: { A: '1' } }), bake({ args: { A: '2' } })), 2)
  assert.is(from(bake({ args: { HTTP_PROXY: '1' } }), bake({ args: { HTTP_PROXY: '2' } })), 0)
  assert.is(from(bake({}), bake({ 'shm-size': '1g' })), 2)
  assert.is(from(bake({ tags: ['a'] }), bake({ tags: ['b'] })), 0)
  assert.is(from(bake({ 'no-cache': true }), bake({ 'no-cache': true, tags: ['b'] })), 2)
  const platform = from(bake({}), bake({ platforms: ['linux/arm64'] }))
  assert.is(platform, 1)
})

test('an image is another one when its Dockerfile is elsewhere: only its digest tells', () => {
  const own = (digest: string): OutputFiles => {
    const images = { a: { kind: 'dockerfile', dockerfile: 'docker/Dockerfile', digest } }
    const manifest = JSON.stringify({ version: 1, generator: 'dockcompile', images, files: {} })
    const bake = JSON.stringify({ target: { a: { context: 'docker', dockerfile: 'Dockerfile' } } })
    return { read: path => ({ 'manifest.json': manifest, 'docker-bake.json': bake })[path] }
  }
  assert.equal(sayRebuilds(rebuiltLayers(own('1'), own('1'))), [])
  assert.equal(sayRebuilds(rebuiltLayers(own('1'), own('2'))), ['rebuilds (a Dockerfile of yours, or its arguments): a'])
})

test('without an old output every image is new, and without a new one every image is gone', () => {
  const none: OutputFiles = { read: () => undefined }
  const damaged: OutputFiles = { read: () => '{' }
  const one = written('FROM x\nRUN a\n')
  assert.equal(sayRebuilds(rebuiltLayers(none, one)), ['new image: a'])
  assert.equal(sayRebuilds(rebuiltLayers(damaged, one)), ['new image: a'])
  assert.equal(sayRebuilds(rebuiltLayers(one, none)), ['removed: a'])
  assert.equal(rebuiltLayers(none, none), [])
})

const manifestsOf = (root: string) => [...readFolder(`${root}/expected`).keys()].filter(path => path.endsWith('manifest.json'))

const compiled = goldenCases.filter(({ folder }) => manifestsOf(folder).length > 0)

test('most golden cases compile', () => assert.ok(compiled.length > 150, `${compiled.length} do`))

for (const { name, folder: root } of compiled)
  test(`golden ${name}: nothing rebuilds when nothing changed, and every layer has a name`, () => {
    for (const manifest of manifestsOf(root)) {
      const folder = manifest.slice(0, -'manifest.json'.length)
      const files = readFolder(`${root}/expected/${folder.slice(0, -1)}`)
      const output: OutputFiles = { read: path => files.get(path)?.toString('utf8') }
      const found = rebuiltLayers(output, output)
      assert.equal(
        found.map(({ image, state, from }) => ({ image, state, from: from?.name ?? null })),
        found.map(({ image }) => ({ image, state: 'same', from: null })),
      )
      const unnamed = found.flatMap(({ layers }) => layers ?? []).filter(layer => layer.name.startsWith('`'))
      assert.equal(
        unnamed.map(layer => layer.name),
        [],
      )
    }
  })

test('a bake file whose targets are based on themselves, or twice on each other, is read once', () => {
  const output = outputOf(QUICKSTART)
  const names = Array.from({ length: 40 }, (_, n) => `t${n}`)
  const manifest = JSON.parse(output.read('manifest.json')!)
  const withTargets = (next: (n: number) => string, run: string): OutputFiles => {
    const target = Object.fromEntries(
      names.map((name, n) => [name, { context: '.', dockerfile: `build/${name}`, contexts: { a: next(n), b: next(n) } }]),
    )
    const texts: Readonly<Record<string, string | undefined>> = {
      'manifest.json': JSON.stringify({ ...manifest, images: Object.fromEntries(names.map(name => [name, { digest: run }])) }),
      'docker-bake.json': JSON.stringify({ group: { default: { targets: names } }, target }),
    }
    return { read: path => texts[path] ?? `FROM a AS x\nFROM b\nRUN ${run}\n` }
  }
  for (const next of [
    (n: number) => `target:t${n}`,
    (n: number) => `target:t${(n + 1) % 40}`,
    (n: number) => `target:t${n + 1}`,
  ]) {
    const { length } = sayRebuilds(rebuiltLayers(withTargets(next, 'x'), withTargets(next, 'y')))
    assert.ok(length > 0)
  }
})

test.run()
