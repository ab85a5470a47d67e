/**
 * The parent images that people use: what is built on them imports its packages in its own `python`, runs as the right user and leaves nothing
 * behind. All 5 × {uv, pip} × {root, user} × {buildkit, portable} with ALL_BUILDS; otherwise a choice in which every pair of values occurs.
 */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'
import { ALL, CONDA, configOf, DEBIAN, missing, NONROOT, ok, run, SLIM, type TestProject, testProject, ZENML } from './docker.ts'

const DIALECTS = ['buildkit', 'portable'] as const
const PARENTS = { zenml: ZENML, slim: SLIM, debian: DEBIAN, nonroot: NONROOT, conda: CONDA }
const LOCKED = { version: 1, images: { [NONROOT]: { digest: null, user: '1000', environment: {}, platforms: [] } } }

interface Cell {
  readonly parent: keyof typeof PARENTS
  readonly installer: 'uv' | 'pip'
  readonly user: 'root' | 'user'
  readonly dialect: (typeof DIALECTS)[number]
}

/** Two for each parent, one the opposite of the other; over the parents each pair of the other values occurs too. */
const CHOICE: readonly string[] = [
  ...['zenml uv root buildkit', 'zenml pip user portable', 'slim uv user buildkit', 'slim pip root portable'],
  ...['debian uv user portable', 'debian pip root buildkit', 'nonroot uv root portable', 'nonroot pip user buildkit'],
  ...['conda uv root portable', 'conda pip user buildkit', 'nonroot uv user portable', 'nonroot pip root buildkit'],
]

const cells = (Object.keys(PARENTS) as Cell['parent'][])
  .flatMap(parent => (['uv', 'pip'] as const).map(installer => ({ parent, installer })))
  .flatMap(cell => (['root', 'user'] as const).map(user => ({ ...cell, user })))
  .flatMap(cell => DIALECTS.map((dialect): Cell => ({ ...cell, dialect })))
  .filter(cell => ALL || CHOICE.includes(Object.values(cell).join(' ')))

const why = missing(...Object.values(PARENTS))
if (why) skip(test, 'parent images', why)
else {
  const projects = new Map<Cell['dialect'], TestProject>()
  let entrypoint: TestProject | undefined

  test.before(() => {
    for (const dialect of DIALECTS) {
      const own = cells.filter(cell => cell.dialect === dialect)
      const project = testProject(Object.fromEntries(own.map(cell => [pipelineOf(cell), { docker: settingsOf(cell) }])), {
        dialect,
      })
      projects.set(dialect, project)
    }
  })
  test.after(() => {
    for (const project of [...projects.values(), entrypoint]) project?.remove()
  })

  for (const cell of cells) {
    const name = Object.values(cell).join(', ')
    if (cell.parent !== 'nonroot' || cell.user !== 'root') {
      test(name, () => {
        const project = projects.get(cell.dialect)!
        project.compile('--quiet')
        ok(build(project, cell))
        inspect(project, cell, cell.user === 'root' ? ROOT : USERS[cell.installer])
      })
      continue
    }
    test(`${name}: stops with one sentence`, () => {
      const project = projects.get(cell.dialect)!
      project.compile('--quiet')
      const { code, log } = build(project, cell)
      assert.is.not(code, 0)
      assert.match(
        log,
        // What the step printed, which the classic builder paints red: logs repeat the text of the step itself as well.
        /^(?:#\d+ [\d.]+ |\x1b\[91m)?dockcompile: the parent image does not run as root: set 'user' in the docker settings, or run 'dockcompile freeze'\.(?:\x1b\[0m)?$/m,
      )
    })
    test(`${name}, with a lock file that knows the user: ends as that user`, () => {
      const project = projects.get(cell.dialect)!
      project.write({ 'dockcompile.lock.json': JSON.stringify(LOCKED) })
      try {
        project.compile('--quiet')
        ok(build(project, cell))
        inspect(project, cell, PARENTS_OWN)
      } finally {
        project.write({ 'dockcompile.lock.json': '{"version": 1}' })
      }
    })
  }

  test('a component that asks for an entrypoint gets it, and it sees the environment', () => {
    entrypoint = testProject(
      { train: { docker: { parent_image: SLIM, user: 'app' }, steps: { fit: { step_operator: 'sagemaker' } } } },
      // The last version whose SageMaker operator asks for one.
      { zenml: '0.94.0' },
      { step_operator: { flavor: 'sagemaker', configuration: { role: 'arn:aws:iam::1:role/x' } } },
    )
    entrypoint.compile()
    ok(entrypoint.bake())
    const image = `${entrypoint.registry}/zenml:train-fit-sagemaker_step_operator`
    assert.equal(configOf(image).Entrypoint, ['/bin/sh', '-c', '$__ZENML_ENTRYPOINT'])
    const { log } = entrypoint.call('docker', ['run', '--rm', '--env', '__ZENML_ENTRYPOINT=id --user --name', image])
    assert.is(log.trim(), 'app')
  })
}

test.run()

interface Expected {
  readonly user: string
  /** uid, gid */
  readonly id: string
  /** Owner and group of /app and of what is copied there. */
  readonly app: string
  readonly code: string
  readonly home: boolean
}

const ROOT: Expected = { user: '', id: '0 0', app: '0 0', code: '0 0', home: true }
/** Docker runs a number without an account with the group 0, and takes it for the group of what it copies. */
const PARENTS_OWN: Expected = { user: '1000', id: '1000 0', app: '1000 0', code: '1000 1000', home: false }
/** A name, and numbers that no account has. */
const USERS: Record<Cell['installer'], Expected> = {
  uv: { user: 'app', id: '1000 1000', app: '1000 0', code: '1000 1000', home: true },
  pip: { user: '4321:4321', id: '4321 4321', app: '4321 4321', code: '4321 4321', home: true },
}

function pipelineOf({ parent, installer, user }: Cell): string {
  return `${parent}-${installer}-${user}`
}

function settingsOf({ parent, installer, user, dialect }: Cell): object {
  return {
    parent_image: PARENTS[parent],
    python_package_installer: installer,
    ...(user === 'user' && { user: USERS[installer].user }),
    // Lists of apt take seconds: one image for each parent that has root.
    ...(user === 'user' && dialect === 'buildkit' && { apt_packages: ['tree'] }),
    requirements: ['attrs', 'six==1.16.0'],
    environment: { GREETING: 'say "hi" $HOME \\ #1', MODE: 'early' },
    runtime_environment: { MODE: 'late', TEST_RUN: `${process.pid}` },
  }
}

function build(project: TestProject, cell: Cell) {
  const name = pipelineOf(cell)
  if (cell.dialect === 'buildkit') return project.bake([name])
  const tag = imageOf(project, cell)
  return project.call('docker', ['build', '--file', `build/images/${name}/Dockerfile`, '--tag', tag, '.'], {
    DOCKER_BUILDKIT: '0',
  })
}

function imageOf({ registry }: TestProject, cell: Cell): string {
  return `${registry}/zenml:${pipelineOf(cell)}-orchestrator`
}

/** Prints what is there, one fact a line. */
const LOOK = `
import os, sys, attr, six
sys.path.insert(0, "/app")
import shop
print("python", os.path.realpath(sys.executable) == os.path.realpath(os.popen("command -v python").read().strip()))
print("packages", six.__version__, shop.PRICE, attr.__file__.startswith(sys.prefix) or attr.__file__.startswith("/usr/local"))
print("id", os.getuid(), os.getgid())
print("cwd", os.getcwd())
print("environment", *(os.environ.get(name) for name in ("GREETING", "MODE", "ZENML_CONFIG_PATH", "ZENML_ENABLE_REPO_INIT_WARNINGS")))
for path in ("/app", "/app/run.sh", "/app/shop", "/app/shop/__init__.py"):
    found = os.stat(path)
    print(path, found.st_uid, found.st_gid, oct(found.st_mode & 0o7777))
try:
    open("/app/new", "w").close()
    os.makedirs(os.path.expanduser("~/.cache/x"), exist_ok=True)
    print("home", True)
except OSError:
    print("home", os.path.exists("/app/new") and False)
`

/** Whether installed packages have their bytecode, which names its source by a hash (PEP 552): nothing is compiled at the start. */
const BYTECODE = `
import attr, six, sys
for name in ("attr", "attr._make", "six"):
    with open(sys.modules[name].__spec__.cached, "rb") as file:
        print(name, int.from_bytes(file.read(8)[4:], "little"))
`

/** What installs must not leave in a layer, seen by root. */
const LEFT = 'ls -A /tmp /root/.cache /app /var/lib/apt/lists /var/cache/apt-archives 2>/dev/null; true'

function inspect(project: TestProject, cell: Cell, { user, id, app, code, home }: Expected): void {
  const image = imageOf(project, cell)
  const config = configOf(image)
  assert.equal([config.User, config.WorkingDir, config.Entrypoint], [user, '/app', null])
  const look = run(image, ['python', '-'], { input: LOOK })
  assert.is(
    look,
    [
      'python True',
      'packages 1.16.0 3 True',
      `id ${id}`,
      'cwd /app',
      'environment say "hi" $HOME \\ #1 late /app/.zenconfig False',
      `/app ${app} 0o777`,
      `/app/run.sh ${code} 0o755`,
      `/app/shop ${code} 0o755`,
      `/app/shop/__init__.py ${code} 0o644`,
      `home ${home ? 'True' : 'False'}`,
    ].join('\n'),
  )
  if (cell.dialect === 'buildkit')
    assert.is(run(image, ['python', '-B', '-'], { input: BYTECODE }), 'attr 3\nattr._make 3\nsix 3')
  // The installs borrowed it, and a mount leaves no empty file.
  if (cell.dialect === 'buildkit' && cell.parent !== 'zenml')
    assert.is(run(image, ['sh', '-c', 'command -v uv; ls /bin/uv /opt/uv 2>/dev/null; echo none']), 'none')
  // OpenShift starts containers as a uid that nobody knows.
  assert.is(run(image, ['sh', '-c', 'touch /app/any && python -c "import six, attr; print(6)"'], { user: '987654:0' }), '6')
  const left = run(image, ['sh', '-c', LEFT], { user: '0' })
  const names = left.split('\n').filter(line => line !== '' && !line.endsWith(':'))
  // Without mounts there is no place for the empty file that uv locks outside of a virtual environment.
  const expected = names.filter(name => cell.dialect === 'portable' && /^uv-\w+\.lock$/.test(name))
  assert.equal(names.sort(), [...expected, 'run.sh', 'shop'].sort(), 'something was left behind')
}
