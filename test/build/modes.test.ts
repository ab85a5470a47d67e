/** What a project file can ask for beside the defaults, built once each: one resolution, a locked list, heavy packages first, `verify`, ejected templates. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { requirementsKey } from '../../src/4-plan/requirements-key.ts'
import { skip } from '../skip.ts'
import { DEBIAN, executed, missing, ok, python, run, SLIM, testProject, ZENML } from './docker.ts'

const RUN = `${Date.now()}`
const DOCKER = {
  parent_image: ZENML,
  python_package_installer: 'uv',
  environment: { TEST_RUN: RUN },
}
/** The output of `pip freeze` is a group of its own, before the pipeline's. */
const lockWith = (local: string, requirements: object = {}) =>
  JSON.stringify({ version: 1, commands: { 'pip freeze': local }, requirements })

/** Wheels that no index has; `ray` needs `tiny`, and `xgboost` was installed from a file that is gone. */
const WHEELS = `FROM ${ZENML}
RUN <<'SCRIPT'
set -eu
mkdir /opt/wheels
python - <<'PYTHON'
import zipfile
for name, needs in {"ray": "Requires-Dist: tiny\\n", "tiny": "", "xgboost": ""}.items():
    info = f"{name}-99.0.dist-info"
    files = {
        f"{name}.py": f"NAME = '{name}'\\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 99.0\\n{needs}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    record = "".join(f"{path},,\\n" for path in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(f"/opt/wheels/{name}-99.0-py3-none-any.whl", "w") as wheel:
        for path, text in {**files, f"{info}/RECORD": record}.items():
            wheel.writestr(path, text)
PYTHON
uv pip install --no-index /opt/wheels/xgboost-99.0-py3-none-any.whl
rm /opt/wheels/xgboost-99.0-py3-none-any.whl
SCRIPT
`

const why = missing(ZENML, DEBIAN)
if (why) skip(test, 'ways to install', why)
else {
  const projects: ReturnType<typeof testProject>[] = []
  const made = (...words: Parameters<typeof testProject>) => {
    const project = testProject(...words)
    projects.push(project)
    return project
  }
  const imageOf = ({ registry }: { registry: string }) => `${registry}/zenml:train-orchestrator`
  test.after(() => {
    for (const project of projects) project.remove()
  })

  test('resolve: joint installs all groups in one resolution', () => {
    const docker = { ...DOCKER, replicate_local_python_environment: true, requirements: ['six<1.17'] }
    const project = made({ train: { docker } }, { resolve: 'joint' })
    // One group after the other, the first would take the newest and the second would move it.
    project.write({ 'dockcompile.lock.json': lockWith('six\nattrs\n') })
    project.compile()
    const log = ok(project.bake())
    assert.is(executed(log, /uv pip install/).length, 1)
    assert.equal(log.match(/ \+ six==\S+/g), [' + six==1.16.0'])
    assert.is(python(imageOf(project), 'import six, attr; print(six.__version__)'), '1.16.0')
  })

  test('resolve: locked installs one list, and checks its hashes', () => {
    const local = 'six<1.17\n'
    const docker = { ...DOCKER, replicate_local_python_environment: true, requirements: ['attrs'] }
    const project = made({ train: { docker } }, { resolve: 'locked' })
    const list = `${run(ZENML, ['uv', 'pip', 'compile', '--quiet', '--no-header', '--no-annotate', '--generate-hashes', '-'], { input: `${local}attrs\n` })}\n`
    assert.match(list, /^six==1\.16\.0 \\\n {4}--hash=sha256:/m)
    const key = requirementsKey(
      [local, 'attrs'].map(text => ({ text, constraints: '' })),
      '3.11',
      [],
    )
    project.write({ 'dockcompile.lock.json': lockWith(local, { [key]: list }) })
    project.compile()
    assert.equal(
      executed(ok(project.bake()), /uv pip install/).map(line => line.includes('--require-hashes')),
      [true],
    )
    assert.is(python(imageOf(project), 'import six, attr; print(six.__version__)'), '1.16.0')

    project.write({ 'dockcompile.lock.json': lockWith(local, { [key]: list.replace(/sha256:[0-9a-f]{8}/g, 'sha256:00000000') }) })
    project.compile()
    const { code, log } = project.bake()
    assert.is.not(code, 0)
    assert.match(log, /hash mismatch/i)
  })

  for (const [installer, parent_image] of [
    ['uv', ZENML],
    ['pip', DEBIAN],
  ] as const) {
    test(`split_heavy: what is heavy comes first, and later groups cannot move it (${installer})`, () => {
      const docker = {
        ...DOCKER,
        parent_image,
        python_package_installer: installer,
        replicate_local_python_environment: true,
        requirements: ['onnxruntime==1.22.0; python_version < "3"', 'scipy==1.14.1', 'six'],
      }
      const project = made({ train: { docker } }, { split_heavy: true })
      project.write({ 'dockcompile.lock.json': lockWith('attrs\nscipy>=1.10\n') })
      project.compile()
      const log = ok(project.bake())
      const titles = project.read('build/images/train/Dockerfile').match(/^# (?:Heavy|Local|Requirements).*/gm)!
      assert.match(titles[0]!, /^# Heavy packages first: scipy, onnxruntime/)
      assert.is(executed(log, /pip install .*--requirement/).length, 3)
      assert.is(run(imageOf(project), ['cat', '/opt/requirements/constraints.txt']), 'scipy==1.14.1')
      assert.is(python(imageOf(project), 'import scipy, six, attr; print(scipy.__version__)'), '1.14.1')
    })
  }

  test('split_heavy: hashes, indexes and what a parent has from a folder stay as they are', () => {
    const wheels = `dockcompile.test/wheels-${process.pid}`
    const made1 = made({})
    made1.write({ Dockerfile: WHEELS })
    ok(made1.call('docker', ['build', '--quiet', '--tag', wheels, '.']))
    try {
      const hash = (name: string) => run(wheels, ['sha256sum', `/opt/wheels/${name}-99.0-py3-none-any.whl`]).split(' ')[0]
      const pinned = (name: string) => `${name}==99.0 \\\n    --hash=sha256:${hash(name)}\n`
      const docker = { ...DOCKER, parent_image: wheels, requirements: 'requirements.txt' }
      const open = { ...docker, requirements: ['--no-index', '--find-links /opt/wheels', 'xgboost', 'tiny'] }
      const project = made(
        {
          hashed: { docker },
          hashedpip: { docker: { ...docker, python_package_installer: 'pip' } },
          open: { docker: open },
          openpip: { docker: { ...open, python_package_installer: 'pip' } },
        },
        { split_heavy: true },
      )
      project.write({ 'requirements.txt': `--no-index\n--find-links /opt/wheels\n${pinned('ray')}${pinned('tiny')}` })
      project.compile()
      ok(project.bake())
      for (const name of ['hashed', 'hashedpip', 'open', 'openpip']) {
        const heavy = name.startsWith('hashed') ? 'ray' : 'xgboost'
        const image = `${project.registry}/zenml:${name}-orchestrator`
        assert.is(run(image, ['cat', '/opt/requirements/constraints.txt']), `${heavy}==99.0`, name)
        assert.is(python(image, `import ${heavy}, tiny; print(tiny.NAME)`), 'tiny', name)
      }
    } finally {
      made1.call('docker', ['image', 'rm', '--force', wheels])
    }
  })

  test('target: the warning is true, and PYTHONPATH helps', () => {
    const docker = { ...DOCKER, python_package_installer_args: { target: '/opt/elsewhere' }, requirements: ['iniconfig==2.0.0'] }
    const project = made({
      train: { docker },
      found: { docker: { ...docker, environment: { ...DOCKER.environment, PYTHONPATH: '/opt/elsewhere' } } },
    })
    const { log } = project.dockcompile('compile')
    assert.is(log.match(/DC4142/g)?.length, 1, log)
    assert.match(log, /DC4142.*\n +--> pipelines\/train\.yaml:/)
    project.compile()
    ok(project.bake())
    const find = 'import importlib.util as u; spec = u.find_spec("iniconfig"); print(spec and spec.origin)'
    assert.is(python(`${project.registry}/zenml:found-orchestrator`, find), '/opt/elsewhere/iniconfig/__init__.py')
    assert.is(python(imageOf(project), find), 'None')
  })

  test('verify: one bake group imports what every image installs as its user can, and fails when something is missing', () => {
    const OTHER_SYSTEM = "colorama==0.4.6 ; sys_platform == 'win32' or platform_machine == 'sparc'"
    const docker = { ...DOCKER, requirements: ['attrs', 'six==1.16.0', 'python-dateutil', OTHER_SYSTEM] }
    const project = made({
      train: { docker },
      plain: { docker: { ...docker, parent_image: DEBIAN, user: 'app', python_package_installer: 'pip' } },
    })
    project.compile()
    const verify = (target = 'verify') => {
      project.write({ 'verify-bake.json': project.dockcompile('verify').out })
      return project.bake(['-f', 'verify-bake.json', target])
    }
    const log = ok(verify())
    assert.is(log.match(/^#\d+ [\d.]+ 3 packages import$/gm)?.length, 2)

    // A project that takes away what the requirements brought.
    project.write({
      'pipelines/train.yaml': project
        .read('pipelines/train.yaml')
        .replace('"requirements"', '"local_project_install_command": "uv pip uninstall six",\n      "requirements"'),
    })
    project.compile()
    const { code, log: wrong } = verify()
    assert.is.not(code, 0)
    assert.match(wrong, /six: not installed/)

    // A folder that only root may enter; the image runs as another user.
    const hide = 'chmod 700 \\"$(python -c \'import dateutil; print(dateutil.__path__[0])\')\\"'
    project.write({
      'pipelines/plain.yaml': project
        .read('pipelines/plain.yaml')
        .replace('"requirements"', `"local_project_install_command": "${hide}",\n      "requirements"`),
    })
    project.compile()
    const { code: hidden, log: unread } = verify('verify-plain')
    assert.is.not(hidden, 0)
    assert.match(unread, /python-dateutil: import dateutil: its files cannot be read/)
  })

  for (const parent_image of [ZENML, SLIM, DEBIAN]) {
    test(`local_project_install_command: the project is a package of the image, through uv and its cache (${parent_image})`, () => {
      const docker = {
        ...DOCKER,
        parent_image,
        local_project_install_command: 'uv pip install --no-deps .',
        requirements: ['setuptools>=70'],
      }
      const project = made({ train: { docker } })
      const packageOf = (version: string) =>
        `[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "shop"\nversion = "${version}"\n[tool.setuptools]\npackages = ["shop"]\n`
      const versions = 'import importlib.metadata, shop; print(importlib.metadata.version("shop"), shop.PRICE)'
      project.write({ 'src/pyproject.toml': packageOf('1.2') })
      project.compile()
      const log = ok(project.bake())
      assert.is(executed(log, /uv pip install --no-deps \./).length, 1)
      assert.not.match(log, /hardlink/i)
      assert.is(run(imageOf(project), ['python', '-c', versions]), '1.2 3')

      project.write({ 'src/pyproject.toml': packageOf('1.3') })
      assert.is(executed(ok(project.bake()), /requirements/).length, 0)
      assert.is(run(imageOf(project), ['python', '-c', versions]), '1.3 3')
    })
  }

  test('ejected templates are used, and build', () => {
    const project = made({ train: { docker: { ...DOCKER, requirements: ['six'] } } })
    ok(project.dockcompile('eject', 'buildkit'))
    const template = 'templates/buildkit/Dockerfile.hbs'
    project.write({
      [template]: project.read(template).replace('WORKDIR {{workdir}}', 'WORKDIR {{workdir}}\nRUN echo house rule > /house-rule'),
      'dockcompile.config.yaml': project.read('dockcompile.config.yaml').replace('{', '{\n  "templates": "templates",'),
    })
    project.compile()
    ok(project.bake())
    assert.is(run(imageOf(project), ['cat', '/house-rule']), 'house rule')
    assert.is(python(imageOf(project), 'import six, shop; print(shop.PRICE)'), '3')
  })
}

test.run()
