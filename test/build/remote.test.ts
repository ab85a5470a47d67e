/**
 * The quickstart on two engines that know nothing of this machine's images: stand-alone BuildKit daemons behind bake's remote driver, each with its
 * share of the targets. docs/distributed.md describes the same with real machines.
 */
import { execFile, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FIRST_ARGUMENTS, PROGRAM } from '../program.ts'
import { skip } from '../skip.ts'
import { builder, noBuildkitd, startBuildkitd, stopBuildkitd, withParents } from './buildkitd.ts'
import { ALL, executed, ok, python, run, SLIM, testProject, ZENML } from './docker.ts'
import { startRegistry, stopRegistry } from './registry.ts'

/** No earlier run had it: nothing is in a cache. */
const RUN = `remote-${Date.now()}`
const PORTS = [12351, 12352] as const
const REGISTRY = 12353
const IMAGES = {
  training: 'registry.example.com/team/zenml:training-orchestrator',
  'training-train': 'registry.example.com/team/zenml:training-train-orchestrator',
}

const why = noBuildkitd(ZENML)
if (why) skip(test, 'two remote engines', why)
else {
  const project = mkdtempSync(join(tmpdir(), 'dockcompile-remote-'))
  const started = new Set<number>()

  test.before(() => {
    for (const port of PORTS) if (startBuildkitd(port)) started.add(port)
    cpSync('examples/quickstart', project, { recursive: true, filter: path => !/__pycache__|classifier\.json/.test(path) })
    for (const file of ['pipelines/training.yaml', 'pipelines/inference.yaml']) {
      const text = readFileSync(join(project, file), 'utf8')
      writeFileSync(join(project, file), text.replace('PYTHONUNBUFFERED: 1', `PYTHONUNBUFFERED: 1, TEST_RUN: ${RUN}`))
    }
    ok(call(PROGRAM, [...FIRST_ARGUMENTS, 'compile']))
  })
  test.after(() => {
    for (const port of PORTS) stopBuildkitd(port, started.has(port))
    rmSync(project, { recursive: true, force: true })
  })

  test('each machine builds its share of the matrix', async () => {
    const shares = PORTS.map((_, i) => share(i + 1))
    assert.equal(shares.flat().sort(), Object.keys(IMAGES))
    assert.equal(
      shares.map(targets => targets.length),
      [1, 1],
    )
    const logs = await Promise.all(PORTS.map((port, i) => bake(port, ['--load', ...shares[i]!])))
    for (const log of logs) assert.ok(executed(log, /uv pip install/).length >= 2, log.slice(-2000))
  })

  test('both engines did work, and keep it', async () => {
    for (const port of PORTS) {
      const used = ok(call('docker', ['buildx', 'du', '--builder', builder(port)]))
      const [, size, unit] = /^Total:\s+([\d.]+)(\w+)/m.exec(used) ?? []
      assert.ok(Number(size) > 0 && /^[MG]B$/.test(unit!), used.slice(-300))
    }
    for (const [i, port] of PORTS.entries()) assert.equal(executed(await bake(port, share(i + 1))), [])
  })

  test('the images are here and work together', () => {
    const classifier = run(IMAGES['training-train'], ['python', '-m', 'penguins', 'train'])
    assert.equal(JSON.parse(run(IMAGES.training, ['python', '-m', 'penguins', 'predict'], { input: classifier })), {
      penguins: 86,
      accuracy: 0.953,
    })
    assert.is(python(IMAGES['training-train'], 'import boto3, kubernetes, s3fs, lightgbm; print(6)'), '6')
  })

  test('owners and modes are those of a local build', () => {
    for (const image of Object.values(IMAGES)) {
      assert.is(run(image, ['id', '--user', '--name']), 'penguin')
      const modes = run(image, ['stat', '--format', '%n %U %a', '/app', '/app/penguins', '/app/penguins/model.py'])
      assert.is(modes, '/app penguin 777\n/app/penguins penguin 755\n/app/penguins/model.py penguin 644')
      assert.is(run(image, ['sh', '-c', 'touch /app/any && echo written'], { user: '987654:0' }), 'written')
    }
  })

  // `registry-up` installs a registry where there is none yet: not in each run of CI.
  if (ALL) {
    const name = `localhost:${REGISTRY}/p${process.pid}`
    const image = (id: string) => `${name}/zenml:${id}-orchestrator`
    const cache = `type=registry,ref=${name}/cache:{image}`
    const caches = {
      'in the images themselves': { cache_to: ['type=inline'], cache_from: [image('train'), image('train-fit')] },
      'of their own, one for each target': { cache_to: [`${cache},mode=max`], cache_from: [cache] },
    }
    for (const [where, bakeKeys] of Object.entries(caches)) {
      test(`a cache in the registry, ${where}: what one engine pushed, the other does not repeat`, async () => {
        startRegistry(REGISTRY)
        const other = testProject(
          {
            train: {
              docker: {
                parent_image: SLIM,
                python_package_installer: 'uv',
                requirements: ['six'],
                environment: { TEST_RUN: `${RUN} ${where}` },
              },
              steps: { fit: { settings: { docker: { requirements: ['attrs'] } } }, report: {} },
            },
          },
          { bake: bakeKeys },
        )
        try {
          other.write({ 'stack.yaml': other.read('stack.yaml').replaceAll(other.registry, name) })
          other.compile()
          const [first, second] = PORTS
          assert.is(executed(await bake(first, ['--push'], other.root, SLIM), /uv pip install/).length, 2)
          assert.equal(executed(await bake(second, ['--push'], other.root, SLIM)), [])
        } finally {
          other.remove()
        }
      })
    }
    test.after(() => stopRegistry(REGISTRY))
  }

  function share(k: number): string[] {
    const { include } = JSON.parse(ok(call(PROGRAM, [...FIRST_ARGUMENTS, 'matrix', '--quiet', '--share', `${k}/2`]))) as {
      include: { target: string }[]
    }
    return include.flatMap(({ target }) => target.split(' '))
  }

  async function bake(port: number, words: readonly string[], cwd = project, image = ZENML): Promise<string> {
    const { stderr } = await promisify(execFile)(
      'docker',
      [
        ...['buildx', 'bake', '--builder', builder(port), '-f', 'build/docker-bake.json', '--progress=plain'],
        ...withParents(image),
        ...words,
      ],
      { cwd, maxBuffer: 64 * 1024 * 1024 },
    )
    return stderr
  }

  function call(command: string, args: readonly string[]) {
    const done = spawnSync(command, args, { cwd: project, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    return { code: done.status, log: `${done.stdout}${done.stderr}` }
  }
}

test.run()
