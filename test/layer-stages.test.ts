/** Layers from a lock file (`layers: independent`): where each package goes, for made-up lock files and for the edges of the rules. */
import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { layerStages, mostAlone, type Weighed } from '../src/4-plan/layer-stages.ts'
import { requirementsKey } from '../src/4-plan/requirements-key.ts'
import { conflictsOf, inWriteOrder, turnsOf, withWinners } from '../src/4-plan/write-order.ts'
import { fileConflicts } from '../src/freeze/file-conflicts.ts'
import { run } from './run.ts'

const RUNS = 300

const name = fc
  .tuple(fc.constantFrom('aio', 'numpy', 'torch', 'zope', 'py', 'x'), fc.nat(400))
  .map(([word, number]) => `${word}-${number}`)
/** What a package writes: files that others may write as well, with the same content or another one. */
const writes = fc.dictionary(fc.constantFrom('tests/__init__.py', 'cv2/a.py', 'cv2/b.py', 'bin/x'), fc.constantFrom('1', '2'), {
  maxKeys: 2,
})
interface Writer {
  readonly name: string
  readonly writes: Readonly<Record<string, string>>
}
const conflictsAmong = (packages: readonly Writer[]) =>
  fileConflicts([
    new Map(
      packages.map(each => [each.name, new Map(Object.entries(each.writes).map(([file, text]) => [file, new Set([text])]))]),
    ),
  ])

const weighed: fc.Arbitrary<Weighed & Writer> = fc.record({
  writes,
  name,
  version: fc.option(fc.constantFrom('1.0', '2.1.3', '0.0.1'), { nil: null }),
  bytes: fc.option(fc.oneof(fc.nat(900_000), fc.integer({ min: 900_000, max: 900_000_000 })), { nil: null }),
  builds: fc.boolean(),
  inLists: fc.constantFrom('one', 'some', 'all'),
})
const list = (maxLength: number) => fc.uniqueArray(weighed, { selector: each => each.name, maxLength })
const parentLayers = fc.option(fc.nat(65), { nil: null })

/** Stages by name, each as a text that is equal where it installs the same packages in the same order. */
function contents(packages: readonly (Weighed & Writer)[], most: number): Map<string, string> {
  const stages = layerStages(packages, most)
  const conflicts = conflictsAmong(packages)
  return new Map(stages.map(stage => [stage.name, JSON.stringify([stage, turnsOf(stage, conflicts)])]))
}

test('every package is in one stage, and an image stays below 100 layers', () => {
  fc.assert(
    fc.property(list(200), parentLayers, (packages, layers) => {
      const stages = layerStages(packages, mostAlone(layers, 9)!)
      const placed = stages.flatMap(stage => stage.packages.map(each => each.name))
      assert.equal([...placed].sort(), packages.map(each => each.name).sort())
      assert.is(new Set(stages.map(stage => stage.name)).size, stages.length)
      assert.ok(stages.length + (layers ?? 20) + 10 < 100, `${stages.length}`)
    }),
    { numRuns: RUNS },
  )
})

test('the order of a list changes nothing', () => {
  fc.assert(
    fc.property(list(200), parentLayers, (packages, layers) => {
      const most = mostAlone(layers, 3)!
      assert.equal(layerStages([...packages].reverse(), most), layerStages(packages, most))
    }),
    { numRuns: RUNS },
  )
})

test('one more package makes at most two stages anew', () => {
  fc.assert(
    fc.property(list(200), weighed, parentLayers, (packages, more, layers) => {
      fc.pre(packages.every(each => each.name !== more.name))
      const most = mostAlone(layers, 3)!
      const before = contents(packages, most)
      const after = contents([...packages, more], most)
      const made = [...after].filter(([stage, content]) => before.get(stage) !== content)
      assert.ok(made.length <= 2, made.map(([stage]) => stage).join(', '))
    }),
    { numRuns: RUNS },
  )
})

test('no two packages of one install write the same file, and each file is that of the package that is named', () => {
  fc.assert(
    fc.property(list(60), parentLayers, (packages, layers) => {
      const placed = layerStages(packages, mostAlone(layers, 3)!)
      const conflicts = conflictsAmong(packages)
      const stages = inWriteOrder(placed, conflicts)
      assert.equal(stages.map(stage => stage.name).sort(), placed.map(stage => stage.name).sort())
      const image = new Map<string, string>()
      for (const stage of stages) {
        const turns = turnsOf(stage, conflicts)
        assert.equal(turns.flat().sort(), stage.packages.map(each => each.name).sort())
        for (const turn of turns) {
          const own = conflicts.map(({ packages: rivals }) => rivals.filter(rival => turn.includes(rival)))
          assert.ok(own.every(rivals => rivals.length <= 1))
          for (const each of packages.filter(one => turn.includes(one.name)))
            for (const file of Object.keys(each.writes)) image.set(file, each.name)
        }
      }
      for (const { file, winner } of withWinners(conflicts, stages)) assert.is(image.get(file), winner)
    }),
    { numRuns: RUNS },
  )
})

test('of two packages the first by name wins, whatever their sizes are', () => {
  fc.assert(
    fc.property(weighed, weighed, list(20), (a, b, others) => {
      fc.pre(a.name !== b.name && others.every(each => each.name !== a.name && each.name !== b.name))
      const conflicts = [{ packages: [a.name, b.name].sort(), file: 'x', count: 1 }]
      const stages = inWriteOrder(layerStages([a, ...others, b], 60), conflicts)
      assert.is(withWinners(conflicts, stages)[0]!.winner, conflicts[0]!.packages[0])
    }),
    { numRuns: RUNS },
  )
})

test('packages conflict where they meet: on a platform, and not all in the parent', () => {
  const [amd, arm] = ['linux/amd64', 'linux/arm64'] as const
  const conflict = { packages: ['a', 'b', 'c'], file: 'x', count: 2 }
  const found = (on: Readonly<Record<string, readonly string[]>>, installed: string) =>
    conflictsOf(
      [conflict],
      Object.entries(on).map(([own, platforms]) => ({ name: own, platforms })),
      new Set(installed),
      [amd, arm],
    ).map(each => each.packages.join(''))
  assert.equal(found({ a: [amd], b: [arm] }, 'ab'), [])
  assert.equal(found({ a: [amd], b: [amd, arm], c: [arm] }, 'abc'), ['ab', 'bc'])
  assert.equal(found({ a: [amd, arm], b: [amd, arm], other: [amd] }, 'b'), ['ab'])
  assert.equal(found({ a: [amd], b: [amd], c: [arm] }, 'c'), [])
  assert.is(withWinners([{ ...conflict, packages: ['a', 'b'] }], [])[0]!.winner, 'a')
})

test('a parent with too many layers has no room', () => {
  assert.is(mostAlone(82, 1), undefined)
  assert.is(mostAlone(81, 1), 0)
  assert.is(mostAlone(66, 9), undefined)
  assert.is(mostAlone(65, 9), 0)
  assert.is(mostAlone(null, 1), 60)
  assert.is(mostAlone(0, 9), 60)
})

const AMD = 'linux/amd64'
const ARM = 'linux/arm64'
const MACHINES = { [AMD]: 'x86_64', [ARM]: 'aarch64' } as const

/** A package of a made-up lock file: only for some platforms, with a size that the index does not tell, or without a wheel. */
const locked = fc.record({
  name,
  writes,
  version: fc.constantFrom('1.0', '2.1.3', '0.0.1.post1', '1!2.0+cpu'),
  extra: fc.constantFrom('', '[all]'),
  only: fc.constantFrom(null, null, null, AMD, ARM),
  windows: fc.boolean(),
  wheels: fc.dictionary(fc.constantFrom(AMD, ARM), fc.option(fc.integer({ min: 1, max: 60_000_000 }), { nil: null })),
  /** What the parent has of it. */
  parent: fc.constantFrom('nothing', 'nothing', 'the same', 'another version'),
})
type Locked = typeof locked extends fc.Arbitrary<infer T> ? T : never

const PLATFORMS = [[AMD], [ARM], [AMD, ARM]]
const PARENT = { digest: null, user: '', workdir: '', environment: {}, platforms: PLATFORMS[2], layers: 5 }

const markerOf = ({ only, windows }: Locked): string =>
  windows ? ' ; sys_platform == "win32"' : only ? ` ; platform_machine == "${MACHINES[only as typeof AMD]}"` : ''

function compiled(packages: readonly Locked[], platforms: readonly string[]) {
  const key = requirementsKey([{ text: 'wanted', constraints: '' }], '3.11', platforms)
  const hash = `--hash=sha256:${'0'.repeat(64)}`
  const lines = packages.map(each => `${each.name}${each.extra}==${each.version}${markerOf(each)} \\\n    ${hash}\n`)
  const has = packages.filter(({ parent }) => parent !== 'nothing')
  const python = {
    executable: '/usr/local/bin/python',
    version: '3.11',
    prefix: '/usr/local',
    site: '/usr/local/lib/python3.11/site-packages',
    scripts: '/usr/local/bin',
    packages: Object.fromEntries(has.map(each => [each.name, each.parent === 'the same' ? each.version : '9.9'])),
  }
  const lock = {
    version: 1,
    images: { 'base:1': { ...PARENT, python } },
    requirements: { [key]: lines.join('') },
    packages: { [key]: Object.fromEntries(packages.map(each => [each.name, { wheels: each.wheels, source: 1000 }])) },
    files: { [key]: { conflicts: conflictsAmong(packages), unread: [] } },
  }
  return run('settings: {docker: {parent_image: "base:1", requirements: [wanted]}}', {
    dialect: 'buildkit',
    steps: [],
    files: { 'dockcompile.lock.json': JSON.stringify(lock) },
    more: { resolve: 'locked', layers: 'independent', bake: { platforms } },
  })
}

test('each package of the lock file is installed once, or the parent has it, and equal lock files give equal bytes', () => {
  const lists = fc.uniqueArray(locked, { selector: each => each.name, minLength: 1, maxLength: 90 })
  fc.assert(
    fc.property(lists, fc.constantFrom(...PLATFORMS), (packages, platforms) => {
      const made = compiled(packages, platforms)
      assert.equal(made.errors, [])
      const files = made.paths.filter(path => /\/requirements\/packages?-[^/]*\.txt$/.test(path))
      const installed = files.flatMap(path =>
        [...made.text(path)!.matchAll(/^([a-z0-9-]+)[^\n]*==/gm)].map(([, found]) => found!),
      )
      const needed = packages.filter(each => !each.windows && (each.only === null || platforms.includes(each.only)))
      const missing = needed.filter(each => each.parent !== 'the same').map(each => each.name)
      assert.equal([...installed].sort(), missing.sort())
      const text = made.dockerfile()
      for (const path of files) {
        const names = [...made.text(path)!.matchAll(/^([a-z0-9-]+)[^\n]*==/gm)].map(([, found]) => found!)
        const together = needed.filter(each => names.includes(each.name))
        const meet = (a: Locked, b: Locked) => a.only === null || b.only === null || a.only === b.only
        for (const { packages: rivals } of conflictsAmong(together))
          for (const a of together)
            for (const b of together)
              if (a !== b && rivals.includes(a.name) && rivals.includes(b.name))
                assert.not.ok(meet(a, b), `${path}: ${a.name}, ${b.name}`)
      }
      const copied = [...text.matchAll(/^COPY --link --from=(\S+) /gm)].map(([, stage]) => stage!)
      const firsts = files.filter(path => !/_\d+\.txt$/.test(path))
      assert.equal(copied.map(stage => `build/images/pipe/requirements/${stage}.txt`).sort(), firsts.sort())
      assert.is(text.includes('dockcompile-parent'), missing.length > 0)
      assert.ok(copied.length + PARENT.layers < 90, `${copied.length}`)
      const [, removed = ''] = /uv pip uninstall .* --break-system-packages (.*)$/m.exec(text) ?? []
      const other = needed.filter(each => each.parent === 'another version').map(each => each.name)
      assert.equal(removed.split(' ').filter(Boolean).sort(), other.sort())
      assert.is(compiled([...packages].reverse(), platforms).dockerfile(), text)
    }),
    { numRuns: RUNS },
  )
})

test.run()
