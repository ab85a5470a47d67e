/**
 * Builds the quickstart's images for real and looks inside: what `docker buildx bake` makes of the output is the only proof that counts.
 * Skipped, and said so, where no Docker daemon answers.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FIRST_ARGUMENTS, PROGRAM } from '../program.ts'
import { skip } from '../skip.ts'
import { executed, layersOf } from './docker.ts'

const PARENT = 'zenmldocker/zenml:0.98.0-py3.11'
// Of its own: other tests build the quickstart at the same time, elsewhere, and a tag belongs to whoever loads it last.
const REGISTRY = `dockcompile.test/quickstart-${process.pid}`
const SHARED = `${REGISTRY}/zenml:training-orchestrator`
const SHARED_TOO = `${REGISTRY}/zenml:inference-orchestrator`
const TRAIN = `${REGISTRY}/zenml:training-train-orchestrator`
/** A tag as the bake file has it. */
const suffixed = (tag: string) => `${tag}\${DOCKCOMPILE_TAG_SUFFIX}`

if (!dockerAnswers()) {
  skip(test, 'the quickstart builds', 'no Docker daemon answers')
} else if (!succeeds('docker', ['image', 'inspect', PARENT])) {
  skip(test, 'the quickstart builds', `the parent image ${PARENT} is not on this machine`)
} else {
  let project = ''
  let firstLog = ''

  test.before(() => {
    project = mkdtempSync(join(tmpdir(), 'quickstart-'))
    cpSync('examples/quickstart', project, { recursive: true, filter: path => !/__pycache__|classifier\.json/.test(path) })
    // A value that no earlier run had, above the installs: none of them is in the builder's cache. (`--no-cache` would also undo the sharing.)
    const marker = `run-${Date.now()}`
    for (const file of ['pipelines/training.yaml', 'pipelines/inference.yaml']) {
      const text = readFileSync(join(project, file), 'utf8')
      writeFileSync(join(project, file), text.replace('PYTHONUNBUFFERED: 1', `PYTHONUNBUFFERED: 1, TEST_RUN: ${marker}`))
    }
    const stack = readFileSync(join(project, 'stack.yaml'), 'utf8')
    writeFileSync(join(project, 'stack.yaml'), stack.replace('registry.example.com/team', REGISTRY))
    execFileSync(PROGRAM, [...FIRST_ARGUMENTS, 'compile'], { cwd: project, stdio: 'pipe' })
    firstLog = bake()
  })

  test.after(() => {
    if (project) rmSync(project, { recursive: true, force: true })
    spawnSync('docker', ['image', 'rm', '--force', SHARED, SHARED_TOO, TRAIN], { stdio: 'ignore' })
  })

  test('a suffix of the tags is one, or bake stops', () => {
    const print = (suffix: string) =>
      spawnSync('docker', ['buildx', 'bake', '-f', 'build/docker-bake.json', '--print'], {
        cwd: project,
        encoding: 'utf8',
        env: { ...process.env, DOCKCOMPILE_TAG_SUFFIX: suffix },
      })
    assert.match(print('-1a2b3c4').stdout, 'zenml:training-orchestrator-1a2b3c4"')
    assert.match(print('').stdout, 'zenml:training-orchestrator"')
    for (const suffix of ['-', '1a2b3c4', ':x', '- x'])
      assert.match(print(suffix).stderr, 'DOCKCOMPILE_TAG_SUFFIX is put behind each tag', suffix)
  })

  test('two targets carry three tags', () => {
    const plan = JSON.parse(readFileSync(join(project, 'build/docker-bake.json'), 'utf8')) as BakeFile
    assert.equal(Object.keys(plan.target).sort(), ['training', 'training-train'])
    assert.equal([...plan.target.training!.tags].sort(), [SHARED_TOO, SHARED].map(suffixed).sort())
    assert.equal(plan.target['training-train']!.tags, [suffixed(TRAIN)])
    assert.is(imageId(SHARED), imageId(SHARED_TOO))
    assert.is.not(imageId(SHARED), imageId(TRAIN))
  })

  test('both images import the stack and the pipeline requirements', () => {
    for (const image of [SHARED, TRAIN]) {
      assert.is(
        python(image, 'import boto3, kubernetes, s3fs, numpy, pandas; print(numpy.__version__, pandas.__version__)'),
        '2.2.6 2.3.3',
      )
    }
  })

  test('only the image of the step train has LightGBM, and it loads its system library', () => {
    assert.is(python(TRAIN, 'import lightgbm; print(lightgbm.__version__)'), '4.6.0')
    assert.is(python(SHARED, 'import importlib.util as u; print(u.find_spec("lightgbm"))'), 'None')
  })

  test('environment: what the pipeline sets is in both images, what the step sets only in its own', () => {
    const names = '["PYTHONUNBUFFERED", "OMP_NUM_THREADS", "ZENML_ENABLE_REPO_INIT_WARNINGS"]'
    const show = `import os; print([os.environ.get(name) for name in ${names}])`
    assert.is(python(SHARED, show), "['1', None, 'False']")
    assert.is(python(TRAIN, show), "['1', '2', 'False']")
  })

  test('the user exists, owns the working directory and can write there', () => {
    for (const image of [SHARED, TRAIN]) {
      assert.is(run(image, ['id', '--user', '--name']), 'penguin')
      assert.is.not(run(image, ['id', '--user']), '0')
      assert.is(run(image, ['pwd']), '/app')
      assert.is(run(image, ['stat', '--format', '%U', '/app', '/app/penguins/model.py']), 'penguin\npenguin')
      assert.is(run(image, ['sh', '-c', 'echo 1 > /app/new && rm /app/new && echo written']), 'written')
    }
  })

  test('the code is in the image, and what .dockerignore names is not', () => {
    const files = run(SHARED, ['find', '/app', '-type', 'f']).split('\n')
    for (const name of [
      'penguins/__init__.py',
      'penguins/data.py',
      'penguins/model.py',
      'penguins/pipelines.py',
      'data/penguins.csv',
      'run.py',
      '.zen/config.yaml',
    ]) {
      assert.ok(files.includes(`/app/${name}`), `${name} is missing:\n${files.join('\n')}`)
    }
    for (const name of ['stack.yaml', 'Makefile', 'README.md', 'dockcompile.config.yaml', '.dockerignore']) {
      assert.not.ok(files.includes(`/app/${name}`), `${name} should not be there`)
    }
    assert.equal(
      files.filter(file => /\/\.git\/|__pycache__|\/build\/.*(Dockerfile|\.json)$/.test(file)),
      [],
    )
  })

  test('the code runs: one image fits the model, the other one uses it', () => {
    const classifier = run(TRAIN, ['python', '-m', 'penguins', 'train'])
    const answer = run(SHARED, ['python', '-m', 'penguins', 'predict'], classifier)
    assert.equal(JSON.parse(answer), { penguins: 86, accuracy: 0.953 })
  })

  test('layers that both images need are built once', () => {
    // apt, the stack's packages, and one list of requirements for each image. A step that targets share is logged under either's name.
    const installs = executed(firstLog, /pip install|apt-get/)
    assert.is(installs.length, 4, installs.join('\n'))

    const [shared, train, parent] = [layersOf(SHARED), layersOf(TRAIN), layersOf(PARENT)]
    const common = shared.filter((layer, place) => layer === train[place])
    assert.ok(common.length >= parent.length + 2, `beyond the parent only ${common.length - parent.length} layers are shared`)
    assert.ok(common.length < shared.length)
  })

  test('a second bake does nothing', () => {
    assert.equal(executed(bake()), [])
  })

  test('a changed line of code reinstalls nothing', () => {
    appendFileSync(join(project, 'penguins/data.py'), '# edited\n')
    const log = bake()
    assert.equal(executed(log, /pip install|apt-get/), [])
    assert.is(python(SHARED, 'print(open("/app/penguins/data.py").read().endswith("# edited\\n"))'), 'True')
  })

  function bake(): string {
    const done = spawnSync('docker', ['buildx', 'bake', '-f', 'build/docker-bake.json', '--load', '--progress=plain'], {
      cwd: project,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
    assert.is(done.status, 0, done.stderr)
    return done.stderr
  }
}

test.run()

interface BakeFile {
  readonly target: Readonly<Record<string, { readonly tags: readonly string[] }>>
}

function dockerAnswers(): boolean {
  return succeeds('docker', ['version', '--format', '{{.Server.Version}}']) && succeeds('docker', ['buildx', 'version'])
}

function succeeds(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

function run(image: string, command: string[], input = ''): string {
  const [program, ...args] = command
  const flags = ['run', '--rm', '--interactive', '--entrypoint', program!, image, ...args]
  return execFileSync('docker', flags, { encoding: 'utf8', input, maxBuffer: 64 * 1024 * 1024 }).trim()
}

function python(image: string, code: string): string {
  return run(image, ['python', '-c', code])
}

function imageId(image: string): string {
  return execFileSync('docker', ['image', 'inspect', '--format', '{{.Id}}', image], { encoding: 'utf8' }).trim()
}
