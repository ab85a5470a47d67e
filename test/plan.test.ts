/** What is decided, in small tables: flags and files, variables, parents and their Python, installers, builds of steps, builder options. */
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Flags } from '../src/model/options.ts'
import { cleanPath } from '../src/paths/clean-path.ts'
import { type Project, run, STACK, stackOf } from './run.ts'
import { heldList } from './support/held-list.ts'

const docker = (settings: string) => `settings: {docker: {${settings}}}`
/** Code, severity, the text that is marked, label and help of what is said about one code. */
const about = (made: ReturnType<typeof run>, code: string) => made.diagnostics.filter(d => d.code === code)

// --- the project

test('a flag wins over the project file, and is checked as its key is', () => {
  const rows: [flags: Flags, error?: string][] = [
    [{ dialect: 'portable' }],
    [{ dialect: 'docker' }, 'buildkit, portable, zenml'],
    [{ store: 'sql' }],
    [{ store: 'mysql' }, 'rest, sql'],
    [{ resolve: 'joint' }],
    [{ resolve: 'all' }, 'layered, joint, locked'],
    [{ codeRepository: 'gitlab:dirty' }],
    [{ codeRepository: 'svn' }, 'github, gitlab'],
  ]
  for (const [flags, choices] of rows) {
    const made = run(docker('requirements: [a==1]'), { dialect: 'buildkit', flags })
    assert.equal(
      about(made, 'DC3030').map(d => d.help),
      choices ? [`it is one of ${choices}`] : [],
      JSON.stringify(flags),
    )
    assert.is(made.errors.length, choices ? 1 : 0, JSON.stringify(flags))
  }
  const portable = run(docker('requirements: [a==1]'), { dialect: 'buildkit', flags: { dialect: 'portable' } })
  assert.not.match(portable.dockerfile(), '--mount')
})

test('an entry of its own beats a glob that matches the same file', () => {
  const own = [{ steps: ['load'] }, { name: 'mine' }, { dynamic: true }, { build: 'build.yaml' }]
  const files = { 'build.yaml': 'is_local: false\ncontains_code: true\nimages: {orchestrator: {image: a}}\n' }
  for (const entry of own)
    for (const inOrder of [true, false]) {
      const pipelines = [{ file: 'p.yaml', ...entry }, '*.yaml']
      const made = run('steps: {load: {}}', {
        dialect: 'buildkit',
        files,
        more: { pipelines: (inOrder ? pipelines : pipelines.reverse()).map(p => (p === '*.yaml' ? 'p*.yaml' : p)) },
      })
      assert.equal(made.errors, [], JSON.stringify(entry))
      assert.equal(Object.keys(made.manifest?.pipelines ?? {}), [entry.name ?? 'p'], JSON.stringify(entry))
    }
})

test('a variable of the project file without a value is left to bake', () => {
  const made = run(docker('requirements: [a==1], environment: {MODE: "${MODE}"}'), {
    dialect: 'buildkit',
    more: { variables: { MODE: null } },
  })
  assert.equal(made.errors, [])
  assert.match(made.dockerfile(), 'ARG MODE')
})

test('versions of installers, and codes that are allowed', () => {
  const unknown = (installers: object) =>
    run(docker('requirements: [a==1], parent_image: "own:1", user: "1"'), {
      dialect: 'buildkit',
      more: { installers },
    }).dockerfile()
  assert.match(unknown({ uv: '0.9.1' }), 'uv==0.9.1')
  assert.match(unknown({}), /uv==\d/)
  const codes = (more: Project['more'], flags: Flags = {}) =>
    run(docker('requirements: [a==1]'), { dialect: 'buildkit', more, flags }).diagnostics.map(d => d.code)
  assert.equal(codes({}), ['DC4024'])
  assert.equal(codes({ allow: ['DC4024'] }), [])
  assert.equal(codes({}, { allow: ['DC4024'] }), [])
  assert.equal(codes({ allow: [{ code: 'DC4024', path: 'dockcompile.config.json' }] }), [])
  assert.equal(codes({ allow: [{ code: 'DC4024', path: 'src/' }] }), ['DC4024'])
})

test('paths are cleaned as a reader would', () => {
  for (const [path, clean] of [
    ['./a//b/', 'a/b'],
    ['a/../b', 'b'],
    ['../a', '../a'],
    ['a/../../b', '../b'],
    ['../../a/..', '../..'],
    ['/a/./b/', '/a/b'],
    ['a\\b', 'a/b'],
    ['.', '.'],
    ['', '.'],
    ['a/..', '.'],
    ['/', '/'],
  ] as const)
    assert.is(cleanPath(path), clean, path)
})

test('the Python version of a version file is its first line that says something', () => {
  const python = (text: string) =>
    run(docker('requirements: [a==1]'), { dialect: 'buildkit', files: { '.python-version': text }, more: { python: undefined } })
  assert.match(python('# pinned\n\n3.12.1\n').dockerfile(), 'py3.12')
  assert.match(python('3.10\n3.11\n').dockerfile(), 'py3.10')
  assert.equal(
    about(python('newest\n'), 'DC3024').map(d => d.help),
    ['write a version such as `3.11` there, or `python` in the project file'],
  )
})

// --- variables

test('a setting that cannot wait for bake needs its values now, each reported once', () => {
  const operator = stackOf({ step_operator: ['kubernetes', {}], container_registry: ['default', { uri: 'r.example.com' }] })
  const rows: [pipeline: string, project: Project, errors: string[]][] = [
    ['steps: {load: {}}', { more: { pipelines: [{ file: 'p.yaml', name: 'train-${TEAM}-x', steps: ['load'] }] } }, ['TEAM']],
    ['steps: {load: {step_operator: "${OPERATOR}"}}', { stack: operator }, ['OPERATOR']],
    [docker('requirements: ["a==${A}", "b==${B}-${C}"]'), { dialect: 'zenml' }, ['A', 'B', 'C']],
    [docker('environment: {"X${KEY}": "${VALUE}"}'), { dialect: 'zenml' }, ['KEY', 'VALUE']],
    [docker('requirements: ["a==${A}"]'), { dialect: 'buildkit' }, ['A']],
    [docker('environment: {X: "${VALUE}"}'), { dialect: 'buildkit' }, []],
  ]
  for (const [pipeline, project, names] of rows) {
    const made = run(pipeline, { steps: ['load'], dialect: 'buildkit', ...project })
    assert.equal(
      about(made, 'DC3011').map(d => /`\$\{(\w+)\}`|`(\w+)`/.exec(d.message)!.slice(1).find(Boolean)),
      names,
      pipeline,
    )
  }
})

test('a text of variables with values is put together, and an empty one is empty', () => {
  const made = run(docker('environment: {A: "${X}${Y}", B: "<${Y}>", C: "${Y}"}'), {
    dialect: 'buildkit',
    more: { variables: { X: 'x', Y: '' } },
  })
  for (const line of ['ENV A="x"\n', 'ENV B="<>"\n', 'ENV C=""\n']) assert.match(made.dockerfile(), line)
})

test('braces in an export command are those of str.format', () => {
  const files = {
    'app/pyproject.toml': '[project]\nname = "app"\n',
    'dockcompile.lock.json': JSON.stringify({ version: 1, commands: { 'export app {x} {}': 'numpy==2.0\n' } }),
  }
  const made = run(
    docker('pyproject_path: app/pyproject.toml, pyproject_export_command: [export, "{directory}", "{{x}}", "{{}}"]'),
    {
      dialect: 'buildkit',
      files,
    },
  )
  assert.equal(made.errors, [])
  assert.is(heldList(made.dockerfile(), '5-pyproject.txt'), 'numpy==2.0\n')
})

// --- step operators

test('the name of a step operator is the one of the component', () => {
  const stack = stackOf({
    step_operator: ['sagemaker', { role: 'r' }],
    container_registry: ['default', { uri: 'r.example.com' }],
  })
  const rows: [operator: string, label: string | undefined][] = [
    ['sagemaker', 'the flavor is not a name; the component is called `step_operator`'],
    ['step-operator', 'did you mean `step_operator`?'],
    ['something', undefined],
  ]
  for (const [operator, label] of rows) {
    const [told] = about(run(`steps: {load: {step_operator: ${operator}}}`, { stack }), 'DC3014')
    assert.is(told?.label, label, operator)
    assert.is(told?.help, 'step operators of the stack: `step_operator`')
  }
  const none = about(run('steps: {load: {step_operator: x}}'), 'DC3014')
  assert.is(none[0]?.help, 'the stack has no step operator')
})

test('a step runs in the image that its operator asked for', () => {
  const registry: [string, object] = ['default', { uri: 'r.example.com' }]
  const s3: [string, object] = ['s3', { path: 's3://b' }]
  const rows: [flavor: string, configuration: object, key: string][] = [
    ['sagemaker', { role: 'r' }, 'sagemaker_step_operator'],
    ['spark-kubernetes', { master: 'k8s://x' }, 'spark_step_operator'],
    ['the-teams-own', {}, 'the-teams-own_step_operator'],
  ]
  for (const [flavor, configuration, key] of rows) {
    const stack = stackOf({ step_operator: [flavor, configuration], container_registry: registry, artifact_store: s3 })
    const made = run('steps: {load: {step_operator: step_operator}}', { dialect: 'buildkit', stack })
    const pipeline = made.manifest?.pipelines?.pipe
    const build = pipeline?.builds?.find(b => b.key === key)
    assert.ok(build?.step === 'load', flavor)
    assert.is(pipeline?.steps?.load, build?.image, flavor)
  }
})

test("a deployer of the team's own serves the pipeline from an image", () => {
  const stack = stackOf({ deployer: 'the-teams-own', container_registry: ['default', { uri: 'r.example.com' }] })
  const builds = run('steps: {load: {}}', { dialect: 'buildkit', stack }).manifest?.pipelines?.pipe?.builds ?? []
  assert.ok(
    builds.some(({ key }) => key === 'deployer'),
    JSON.stringify(builds),
  )
})

// --- parents

test('a variable that sends installers elsewhere leaves nothing known of the Python', () => {
  const variables = [
    'PATH VIRTUAL_ENV CONDA_PREFIX PYTHONHOME PYTHONUSERBASE UV_SYSTEM_PYTHON UV_PYTHON UV_PROJECT_ENVIRONMENT UV_CONFIG_FILE',
    'UV_MANAGED_PYTHON UV_PYTHON_PREFERENCE UV_BREAK_SYSTEM_PACKAGES PIP_TARGET PIP_PREFIX PIP_USER PIP_ROOT PIP_PYTHON',
    'PIP_CONFIG_FILE PIP_REQUIRE_VIRTUALENV',
  ].flatMap(line => line.split(' '))
  const finds = (settings: string) => run(docker(`requirements: [a==1], ${settings}`), { dialect: 'buildkit' }).dockerfile()
  for (const name of variables) {
    assert.match(finds(`environment: {${name}: x}`), '--python "$(command -v python)"', name)
    assert.match(finds(`build_config: {build_options: {build_args: {${name}: x}}}`), '--python "$(command -v python)"', name)
  }
  assert.not.match(finds('environment: {HOME: /root}'), '--python')
})

test('the lock file tells how a parent finds its Python', () => {
  const image = 'zenmldocker/zenml:0.98.0-py3.11'
  const command = (environment: Record<string, string>) => {
    const images = { [image]: { digest: `sha256:${'a'.repeat(64)}`, user: '', workdir: '', environment, platforms: [] } }
    const files = { 'dockcompile.lock.json': JSON.stringify({ version: 1, images }) }
    return run(docker('requirements: [a==1]'), { dialect: 'buildkit', files }).dockerfile()
  }
  const searches = '--python "$(command -v python)"'
  assert.not.match(command({}), searches)
  assert.not.match(command({ VIRTUAL_ENV: '/opt/venv', PATH: '/opt/venv/bin:/usr/bin' }), searches)
  assert.match(command({ VIRTUAL_ENV: '/opt/venv', PATH: '/usr/bin:/opt/venv/bin' }), searches)
  assert.match(command({ VIRTUAL_ENV: '/opt/venv' }), searches)
  assert.match(command({ PATH: '/usr/bin' }), searches)
  assert.match(command({ VIRTUAL_ENV: '/opt/venv', PATH: '/opt/venv/bin', PYTHONHOME: '/x' }), searches)
})

test('whether a parent has uv is asked where only its Python is known', () => {
  const image = 'registry.example.com/own:1'
  const environment = { VIRTUAL_ENV: '/opt/venv', PATH: '/opt/venv/bin:/usr/bin' }
  const images = { [image]: { digest: `sha256:${'a'.repeat(64)}`, user: '', workdir: '', environment, platforms: [] } }
  const files = { 'dockcompile.lock.json': JSON.stringify({ version: 1, images }) }
  const settings = `requirements: [a==1], parent_image: "${image}"`
  assert.match(run(docker(settings), { dialect: 'buildkit', files }).dockerfile(), '{ command -v uv && ')
})

test("ZenML's dialect builds on the image of the user's Dockerfile", () => {
  const made = run(docker('dockerfile: Dockerfile, requirements: [a==1]'), {
    files: { Dockerfile: 'FROM python:3.11-slim\n' },
  })
  assert.equal(made.errors, [])
  assert.match(made.dockerfile(), /^FROM \S*pipe-intermediate\S*$|^FROM (?!zenmldocker)\S+$/m)
})

// --- installers

test('flags of installers that take no value', () => {
  const bare =
    'system no-cache-dir no-cache no-deps pre upgrade require-hashes break-system-packages verbose quiet no-index no-build user compile no-compile isolated'
  for (const flag of bare.split(' ')) {
    const said = (value: string) =>
      about(
        run(docker(`requirements: [a==1], python_package_installer_args: {${flag}: ${value}}`), { dialect: 'buildkit' }),
        'DC4027',
      )
    assert.is(said('true')[0]?.help, `write \`${flag}: null\` for the bare flag`)
    assert.is(said('false')[0]?.help, 'remove the key: a flag that is not there is off')
    assert.equal(said('null'), [], flag)
  }
  const takesOne = docker('requirements: [a==1], python_package_installer_args: {prerelease: true}')
  assert.equal(about(run(takesOne, { dialect: 'buildkit' }), 'DC4027'), [])
})

test('where uv installs to, and what stands for it', () => {
  const slim = 'parent_image: "python:3.11-slim"'
  const unknown = 'parent_image: "registry.example.com/own:1"'
  const rows: [settings: string, command: RegExp][] = [
    ['', /uv pip install --(?!python|system|break)/],
    [slim, /uv pip install --system/],
    [unknown, /uv pip install --python "\$\(command -v python\)" --break-system-packages/],
    ['python_package_installer_args: {python: /opt/py}', /uv pip install --cache-dir.*--python=\/opt\/py/],
    [`${slim}, python_package_installer_args: {python: /opt/py}`, /uv pip install (?!--system).*--python=\/opt\/py/],
    [
      `${unknown}, python_package_installer_args: {python: /opt/py}`,
      /uv pip install --break-system-packages.*--python=\/opt\/py/,
    ],
    [
      `${unknown}, python_package_installer: pip`,
      /PIP_BREAK_SYSTEM_PACKAGES=1 PIP_ROOT_USER_ACTION=ignore python -m pip install/,
    ],
    [`${slim}, python_package_installer: pip`, /[^m] pip install .*--root-user-action ignore/],
    [
      `${slim}, python_package_installer: pip, python_package_installer_args: {root-user-action: warn}`,
      /pip install (?!.*--root-user-action ignore).*--root-user-action=warn/,
    ],
    ['python_package_installer_cache_mount: "type=cache,target=/c/uv"', /--cache-dir \/c\/uv /],
    ['python_package_installer_cache_mount: "type=cache,id=x,dst=/c/uv,sharing=locked"', /--cache-dir \/c\/uv /],
    ['python_package_installer_cache_mount: "type=cache,id=x"', /--cache-dir \/root\/\.cache\/uv /],
  ]
  for (const [settings, command] of rows) {
    const made = run(docker(`requirements: [a==1]${settings && `, ${settings}`}`), { dialect: 'buildkit' })
    assert.match(made.dockerfile().replace(/ \\\n\s*/g, ' '), command, settings)
  }
})

test('the packages that the guide calls heavy come first, and no other', () => {
  const guide = readFileSync('docs/how-to/gpu-parent.md', 'utf8')
  const heavy = [.../^Heavy are (.*)\.$/m.exec(guide)![1]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!)
  assert.ok(heavy.length > 20)
  const made = run(docker(`requirements: [click==8, ${heavy.map(name => `${name}==1`).join(', ')}, torch-cluster==1]`), {
    dialect: 'buildkit',
    more: { split_heavy: true },
  })
  const names = heldList(made.dockerfile(), '0-heavy.txt')!
    .split('\n')
    .filter(line => /^\w/.test(line))
    .map(line => line.replace('==1', ''))
  assert.equal(names.sort(), heavy.sort())
})

test('the versions of heavy packages are listed by the installer, in the Python that it installs into', () => {
  const rows: [settings: string, command: string][] = [
    ['', '    uv pip list --format freeze >'],
    ['python_package_installer: pip', '    pip list --format freeze >'],
    ['parent_image: "python:3.11-slim"', '    uv pip list --format freeze --system >'],
    ['parent_image: "python:3.11-slim", python_package_installer: pip', '    pip list --format freeze >'],
    ['parent_image: "own:1", user: "1"', '    uv pip list --format freeze --python "$(command -v python)" >'],
    ['parent_image: "own:1", user: "1", python_package_installer: pip', '    python -m pip list --format freeze >'],
  ]
  for (const [settings, command] of rows) {
    const made = run(docker(`requirements: [torch==2.9.1, a==1], ${settings}`), {
      dialect: 'buildkit',
      more: { split_heavy: true },
    })
    assert.match(made.dockerfile(), `\n${command}`, settings)
  }
})

test('options that say where packages come from hold for heavy ones, too', () => {
  const options = [
    '--index-url https://a/simple',
    '--extra-index-url https://b/simple',
    '--find-links https://c/links',
    '--trusted-host d',
    '--no-binary e',
    '--only-binary f',
    '--use-feature fast-deps',
    '--prefer-binary',
    '--pre',
  ]
  for (const option of [...options, '-i https://a/simple', '-f https://c/links', '--no-index']) {
    const made = run(docker(`requirements: ["${option}", torch==2.9.1, numpy==2]`), {
      dialect: 'buildkit',
      more: { split_heavy: true },
    })
    assert.match(heldList(made.dockerfile(), '0-heavy.txt') ?? '', option, option)
  }
})

test('heavy packages with the options of all lists, where those are one install', () => {
  const s3 = stackOf({ artifact_store: ['s3', { path: 's3://b' }] })
  const made = run(docker('requirements: ["--extra-index-url https://b/simple", torch==2.9.1]'), {
    dialect: 'buildkit',
    stack: s3,
    more: { split_heavy: true, resolve: 'joint' },
  })
  assert.is(
    heldList(made.dockerfile(), '0-heavy.txt')?.replace(/^#.*\n/gm, ''),
    '--extra-index-url https://b/simple\ntorch==2.9.1\n',
  )
})

test('uv for a parent whose pip is not in a virtual environment is installed quietly', () => {
  const made = (environment: Record<string, string>) => {
    const images = {
      'python:3.11-slim': { digest: `sha256:${'a'.repeat(64)}`, user: '', workdir: '', environment, platforms: [] },
    }
    return run(docker('requirements: [zenml==0.98.0], parent_image: "python:3.11-slim"'), {
      dialect: 'buildkit',
      files: { 'dockcompile.lock.json': JSON.stringify({ version: 1, images }) },
    }).dockerfile()
  }
  assert.match(
    made({}),
    /pip install --no-compile --cache-dir \/root\/\.cache\/pip --root-user-action ignore --target \/opt\/uv uv==/,
  )
  assert.match(
    made({ VIRTUAL_ENV: '/v', PATH: '/v/bin:/usr/bin' }),
    /pip install --no-compile --cache-dir \/root\/\.cache\/pip --target \/opt\/uv uv==/,
  )
})

test('a variable that an ENV line hides travels under a name of its own', () => {
  const hidden = (mode: string) =>
    run(docker(`requirements: [a==1], environment: {MODE: "${mode}", OTHER: "\${MODE}"}`), { dialect: 'buildkit' })
      .dockerfile()
      .includes('DOCKCOMPILE_OTHER')
  assert.not(hidden('${MODE}'))
  for (const mode of ['${MODE}-x', 'x${MODE}', '${LEVEL}', 'fixed', '${MODE}${MODE}']) assert.ok(hidden(mode), mode)
})

// --- accounts and the project's own install

test('a value that bake brings into composed form is reported where bake hands it over', () => {
  const told = (dialect: Project['dialect'], value: string, key = 'build_args') =>
    about(
      run(docker(`requirements: [a==1], build_config: {build_options: {${key}: {A: "${value}"}}}`), { dialect }),
      'DC4036',
    ).map(d => d.help)
  const help = ['write it in composed form (NFC): bake knows no other']
  for (const key of ['build_args', 'labels', 'label']) assert.equal(told('buildkit', 'cafe\u0301', key), help, key)
  assert.equal(told('buildkit', 'caf\u00e9'), [])
  assert.equal(told('zenml', 'cafe\u0301'), [])
  assert.equal(told('buildkit', '\ufeffcafé'), ['remove the mark: bake does so too'])
  // Only a value that no line holds, or of which nobody would see a character there, travels in the bake file.
  const environment = (key: string, value: string) =>
    about(run(docker(`requirements: [a==1], ${key}: {A: ${JSON.stringify(value)}}`), { dialect: 'buildkit' }), 'DC4036')
  for (const key of ['environment', 'runtime_environment']) {
    assert.equal(
      environment(key, 'cafe\u0301\n').map(d => d.help),
      help,
      key,
    )
    for (const marked of ['\ufeffa\nb', '\ufeffa'])
      assert.match(environment(key, marked)[0]!.message, 'the value of `A`: it begins with a byte order mark')
    for (const kept of ['cafe\u0301', 'caf\u00e9\n']) assert.equal(environment(key, kept), [], JSON.stringify(kept))
  }
})

test('an account for a user that the parent may not have', () => {
  const debian = (user: string) => run(docker(`requirements: [a==1], user: "${user}"`), { dialect: 'buildkit' }).dockerfile()
  const unknown = (user: string) =>
    run(docker(`requirements: [a==1], parent_image: "own:1", user: "${user}"`), { dialect: 'buildkit' }).dockerfile()
  assert.match(debian('app'), `grep -q '^app:' /etc/passwd || useradd --no-log-init --create-home app`)
  assert.not.match(debian('app'), 'adduser')
  assert.match(unknown('app'), 'useradd --no-log-init --create-home app || adduser -D app')
  assert.match(
    debian('1000'),
    `grep -q '^[^:]*:[^:]*:1000:' /etc/passwd || useradd --no-log-init --create-home --gid 0 --uid 1000 user1000`,
  )
  assert.match(unknown('1000'), '--uid 1000 user1000 || adduser -D -G root -u 1000 user1000')
  assert.match(debian('app:staff'), `grep -q '^staff:' /etc/group || groupadd staff`)
  assert.not.match(debian('app:staff'), 'addgroup')
  assert.match(unknown('app:staff'), 'groupadd staff || addgroup staff')
  assert.not.match(debian('app:50'), 'groupadd')
  assert.match(debian('root:staff'), `grep -q '^staff:' /etc/group`)
  for (const user of ['root', '0']) assert.not.match(debian(user), 'useradd', user)
})

test("the project's install command finds the Python of its image", () => {
  const made = (parent: string, command: string) =>
    run(docker(`requirements: [a==1], ${parent}local_project_install_command: ${JSON.stringify(command)}`), {
      dialect: 'buildkit',
    })
      .dockerfile()
      .split('\n\n')
      .findLast(part => part.includes(command)) ?? ''
  const own = 'parent_image: "own:1", user: "1", '
  const system = 'parent_image: "python:3.11-slim", '
  const rows: [parent: string, command: string, line: string][] = [
    ['', 'make install', '    make install'],
    ['', 'uv pip install .', '    export UV_CACHE_DIR=/root/.cache/uv UV_LINK_MODE=copy && \\\n    uv pip install .'],
    [system, 'uv pip install .', '    export UV_SYSTEM_PYTHON=1 UV_CACHE_DIR='],
    [own, 'uv sync', '    UV_PYTHON="$(command -v python)" && \\\n    export UV_PYTHON UV_BREAK_SYSTEM_PACKAGES=1 UV_CACHE_DIR='],
    [own, 'pip install .', '    export SOURCE_DATE_EPOCH=315532800 PIP_BREAK_SYSTEM_PACKAGES=1 && \\\n    pip install .'],
    [own, 'python -m pip3 install .', 'PIP_BREAK_SYSTEM_PACKAGES=1'],
    [system, 'pip install .', '    export SOURCE_DATE_EPOCH=315532800 && \\\n    pip install .'],
  ]
  // An image that installs with pip gets uv where the project's own command calls it.
  const pip = run(
    docker(
      'requirements: [a==1], parent_image: "python:3.11-slim", python_package_installer: pip, local_project_install_command: "uv sync"',
    ),
    { dialect: 'buildkit' },
  )
  assert.match(pip.dockerfile(), ' uv==')
  for (const [parent, command, line] of rows) assert.match(made(parent, command), line, `${parent}${command}`)
  assert.not.match(made(system, 'make install'), 'export')
  assert.match(made(system, 'uv pip install .'), '--mount=type=tmpfs,target=/tmp')
  assert.match(made('', 'uv pip install .'), '--mount=type=tmpfs,target=/tmp')
  for (const command of ['uv pip install . /tmp/wheels', 'make']) assert.not.match(made(system, command), 'tmpfs', command)
})

// --- settings that make no difference

test('only what ZenML compares makes another image', () => {
  const rows: [step: string, images: number][] = [
    ['prevent_build_reuse: true', 1],
    ['replicate_local_python_environment: false', 1],
    ['apt_packages: [git]', 2],
    ['user: app', 2],
  ]
  for (const [step, images] of rows) {
    const made = run(`${docker('requirements: [a==1]')}\nsteps: {train: {${docker(step)}}}`, { dialect: 'buildkit' })
    assert.equal(made.errors, [], step)
    assert.is(Object.keys(made.manifest?.images ?? {}).length, images, step)
  }
})

test('an environment name that no Dockerfile has', () => {
  const severity = (dialect: Project['dialect']) =>
    about(run(docker('environment: {"A B=": c}'), { dialect }), 'DC4023').map(d => d.severity)
  assert.equal(severity('zenml'), ['warning'])
  assert.equal(severity('buildkit'), ['error'])
  assert.equal(severity('portable'), ['error'])
})

// --- builder options

test('builder options by both of their names, and what they come to in bake', () => {
  const rows: [options: string, key: string, value: unknown][] = [
    ['platform: linux/arm64', 'platforms', ['linux/arm64']],
    ['platforms: [linux/arm64, linux/amd64]', 'platforms', ['linux/arm64', 'linux/amd64']],
    ['platform: "linux/arm64, linux/amd64"', 'platforms', ['linux/arm64', 'linux/amd64']],
    ['build_args: {A: 1, B: true}', 'args', { A: '1', B: 'True' }],
    ['cache_from: ["type=registry,ref=a/b"]', 'cache-from', ['type=registry,ref=a/b']],
    ['cache-from: "a/b:1,a/c"', 'cache-from', ['a/b:1', 'a/c']],
    ['cache-from: " type=registry,ref=a/b "', 'cache-from', ['type=registry,ref=a/b']],
    ['cache_to: [type=inline]', 'cache-to', ['type=inline']],
    ['cache-to: type=inline', 'cache-to', ['type=inline']],
    ['no_cache: true', 'no-cache', true],
    ['no-cache: true', 'no-cache', true],
    ['no_cache: false', 'no-cache', undefined],
    ['network_mode: host', 'network', 'host'],
    ['network: none', 'network', 'none'],
    ['shm_size: 1000000', 'shm-size', '1000000'],
    ['shm_size: 1000000.0', 'shm-size', '1000000'],
    ['shm_size: "1_000_000"', 'shm-size', '1000000'],
    ['shm_size: " +1000000.00 "', 'shm-size', '1000000'],
    ['shmsize: 1000000', 'shm-size', '1000000'],
    ['shm_size: true', 'shm-size', '1'],
    ['labels: {team: ml}', 'labels', { team: 'ml' }],
    ['label: {team: ml}', 'labels', { team: 'ml' }],
    ['nocache: true', 'no-cache', true],
    ['buildargs: {A: 1}', 'args', { A: '1' }],
    ['cachefrom: [a/b]', 'cache-from', ['a/b']],
    ['extra_hosts: {db: 10.0.0.1}', 'extra-hosts', { db: '10.0.0.1' }],
    ['extra_hosts: [db=10.0.0.1]', 'extra-hosts', undefined],
    ['pull: true', 'pull', true],
    ['pull: null', 'pull', undefined],
    ['network: null', 'network', undefined],
    ['shm_size: null', 'shm-size', undefined],
    ['platform: null', 'platforms', undefined],
    ['cache_from: null', 'cache-from', undefined],
    ['rm: true', 'rm', undefined],
  ]
  for (const [options, key, value] of rows) {
    const made = run(docker(`requirements: [a==1], build_config: {build_options: {${options}}}`), { dialect: 'buildkit' })
    assert.equal(made.errors, [], options)
    const bake = JSON.parse(made.text('build/docker-bake.json')!) as { target: Record<string, Record<string, unknown>> }
    const found = bake.target.pipe![key]
    assert.equal(key === 'labels' ? { team: (found as Record<string, string>).team } : found, value, options)
    assert.equal(about(made, 'DC4017'), [], options)
  }
})

// --- files and places that are not there

test('a path that is not a file says what it is', () => {
  const rows: [settings: string, code: string, help: string][] = [
    ['requirements: ""', 'DC4005', 'write `requirements: []` for none'],
    ['requirements: src', 'DC4005', 'name a requirements file'],
    ['requirements: missing.txt', 'DC4004', ''],
    ['dockerfile: missing', 'DC4008', 'the path is relative to the project file'],
    ['dockerfile: src', 'DC4009', 'name a Dockerfile'],
    ['pyproject_path: missing.toml', 'DC4006', 'the path is relative to the project file'],
  ]
  for (const [settings, code, help] of rows) {
    const made = run(docker(settings), { dialect: 'buildkit', files: { 'src/a.py': '' } })
    assert.equal(made.errors, [code], settings)
    assert.match(about(made, code)[0]?.help ?? '', help, settings)
  }
  for (const [root, code] of [
    ['missing', 'DC3003'],
    ['p.yaml', 'DC3004'],
    ['../up', 'DC3008'],
    ['/abs', 'DC3008'],
  ])
    assert.equal(run('{}', { dialect: 'buildkit', more: { source_root: root } }).errors, [code], root)
  const file = about(run('{}', { dialect: 'buildkit', more: { source_root: 'p.yaml' } }), 'DC3004')
  assert.match(file[0]?.message ?? '', /`p\.yaml`.*is not a folder$/)
})

test("a user's Dockerfile that copies the output is reported so, and no other", () => {
  const rows: [instruction: string, isTold: boolean][] = [
    ['COPY . /app', true],
    ['COPY ./build/images /app', false],
    ['COPY build /app', true],
    ['COPY src /app', false],
    ['COPY --from=other / /app', false],
    ['COPY ${WHERE} /app', false],
  ]
  for (const [instruction, isTold] of rows) {
    const files = { D: `FROM python:3.11-slim\nARG WHERE\n${instruction}\n` }
    const made = run(docker('dockerfile: D, build_context_root: .'), { dialect: 'buildkit', files })
    const told = about(made, 'DC4034').filter(d => d.message.includes('output folder'))
    assert.is(told.length > 0, isTold, instruction)
  }
})

test('a stage that no Dockerfile of yours has', () => {
  const help = (from: string) =>
    about(
      run(docker('dockerfile: D, parent_image_build_config: {build_options: {target: x}}'), {
        dialect: 'buildkit',
        files: { D: from },
      }),
      'DC4152',
    )[0]?.help
  assert.is(help('FROM a:1 AS first\nFROM first\n'), 'it has `first`')
  assert.is(help('FROM a:1\n'), 'no stage has a name: `FROM … AS NAME`')
})

test('keys that do nothing by themselves are reported where they hold something', () => {
  const keys = (settings: string) => about(run(docker(settings), { dialect: 'buildkit' }), 'DC4064').length
  assert.is(keys('requirements: [a==1], pyproject_export_command: [uv, export]'), 1)
  assert.is(keys('requirements: [a==1], pyproject_export_command: []'), 0)
  assert.is(keys('requirements: [a==1], parent_image_build_config: {dockerignore: x}'), 1)
  assert.is(keys('requirements: [a==1], parent_image_build_config: {}'), 0)
  assert.is(keys('requirements: [a==1], build_context_root: ""'), 0)
})

test('secrets need BuildKit, and are reported at the dialect or at the first secret', () => {
  const more = { secrets: { A: { env: 'A' }, B: { env: 'B' } } }
  const place = (project: Project) => {
    const made = run(docker('requirements: [a==1]'), { ...project })
    const [told] = about(made, 'DC3025')
    return told && made.marked(told)
  }
  assert.is(place({ more, dialect: 'portable' }), '"portable"')
  assert.match(place({ more, flags: { dialect: 'portable' }, dialect: 'buildkit' })!, 'A')
  assert.is(place({ more, dialect: 'buildkit' }), undefined)
})

test('a secret file keeps its name in the short form of bake', () => {
  const rows: [file: string, written: string][] = [
    ['a.txt', 'id=X,src=a.txt'],
    ['a,b', 'id=X,"src=a,b"'],
    ['a"b"', 'id=X,"src=a""b"""'],
  ]
  for (const [file, written] of rows) {
    const made = run(docker('requirements: [a==1]'), { dialect: 'buildkit', more: { secrets: { X: { file, target: '/x' } } } })
    const bake = JSON.parse(made.text('build/docker-bake.json')!) as { target: { pipe: { secret: string[] } } }
    assert.equal(bake.target.pipe.secret, [written], file)
  }
})

test("where the image of the user's Dockerfile is pushed to, in ZenML's dialect", () => {
  const registry: [string, object] = ['default', { uri: 'r.example.com/' }]
  const s3: [string, object] = ['s3', { path: 's3://b' }]
  const kaniko: [string, object] = ['kaniko', { kubernetes_context: 'x' }]
  const from = (stack: string) =>
    /^FROM (\S+)$/m.exec(run(docker('dockerfile: D, requirements: [a]'), { stack, files: { D: 'FROM a:1\n' } }).dockerfile())?.[1]
  assert.is(from(stackOf({})), 'zenml:pipe-orchestrator-intermediate-build')
  assert.is(from(stackOf({ container_registry: registry })), 'zenml:pipe-orchestrator-intermediate-build')
  const remote = stackOf({ container_registry: registry, artifact_store: s3, image_builder: kaniko })
  assert.is(from(remote), 'r.example.com/zenml:pipe-orchestrator-intermediate-build')
})

test('values that the grammar of a Dockerfile cannot hold', () => {
  const rows: [settings: string, isRefused: boolean][] = [
    ['python_package_installer_cache_mount: "type=cache,target=/c"', false],
    ['python_package_installer_cache_mount: "type=cache, target=/c"', true],
    [`python_package_installer_cache_mount: 'a"b'`, true],
    [`python_package_installer_cache_mount: 'a"b"'`, true],
    ['python_package_installer_cache_mount: "type=é"', true],
    ['build_config: {build_options: {build_args: {A_1: x}}}', false],
    ['build_config: {build_options: {build_args: {1A: x}}}', true],
    ['build_config: {build_options: {build_args: {A-B: x}}}', true],
    ['apt_packages: [git, "libx=1.0~rc1", "a:arm64", "a/stable", "liba*", "g++"]', false],
    ['apt_packages: ["A"]', true],
    ['apt_packages: ["a b"]', true],
    ['apt_packages: ["-a"]', true],
    ['user: "app:staff"', false],
    ['user: "1000:1000"', false],
    ['user: "app$"', false],
    ['user: "1000:"', true],
    ['user: "a b"', true],
    ['parent_image: "r.example.com:5000/a/b:1", user: "1"', false],
    ['parent_image: "A/B", user: "1"', true],
    ['parent_image: "a b", user: "1"', true],
  ]
  for (const [settings, isRefused] of rows) {
    const made = run(docker(`requirements: [a==1], ${settings}`), { dialect: 'buildkit' })
    assert.is(about(made, 'DC4023').length > 0, isRefused, settings)
  }
})

test('an install command that no process can run', () => {
  const settings = 'local_project_install_command: "pip install .\\0", allow_including_files_in_images: true'
  const [found] = about(run(docker(settings), { dialect: 'buildkit' }), 'DC4023')
  assert.is(found?.help, 'remove the NUL character')
})

test('more targets than BuildKit bears at once are in groups', () => {
  const steps = Array.from({ length: 66 }, (_, i) => `s${i}`)
  const pipeline = `steps: {${steps.map(step => `${step}: {${docker(`requirements: [${step}==1]`)}}`).join(', ')}}`
  const made = run(pipeline, { dialect: 'buildkit', steps })
  const { group } = JSON.parse(made.text('build/docker-bake.json')!) as {
    group: Record<string, { targets: string[]; description?: string }>
  }
  assert.is(group.default!.targets.length, 66)
  assert.equal([group['batch-1']!.targets.length, group['batch-2']!.targets.length, group['batch-3']], [64, 2, undefined])
  assert.equal([...group['batch-1']!.targets, ...group['batch-2']!.targets], group.default!.targets)
  assert.match(group['batch-1']!.description ?? '', '64 targets at a time')
})

test('an image says who uses it, and of many the first', () => {
  const description = (steps: string[]) => {
    const made = run(docker('requirements: [a==1]'), { dialect: 'buildkit', steps })
    const bake = JSON.parse(made.text('build/docker-bake.json')!) as { target: { pipe: { description: string } } }
    return bake.target.pipe.description
  }
  const steps = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  assert.match(description(steps.slice(0, 2)), /pipeline pipe$/)
})

// --- outputs

test('a file that a step operator needs is beside the Dockerfile, in every dialect', () => {
  const stack = stackOf({
    step_operator: ['spark-kubernetes', { master: 'k8s://x' }],
    container_registry: ['default', { uri: 'r.example.com' }],
    artifact_store: ['s3', { path: 's3://b' }],
  })
  const pipeline = 'steps: {load: {step_operator: step_operator}}'
  const places = {
    zenml: 'zenml_spark_entrypoint.py',
    buildkit: 'files/zenml_spark_entrypoint.py',
    portable: 'files/zenml_spark_entrypoint.py',
  }
  for (const [dialect, place] of Object.entries(places)) {
    const made = run(pipeline, { dialect: dialect as Project['dialect'], stack, steps: ['load'] })
    assert.ok(
      made.paths.some(path => /^build\/images\/[^/]+\//.test(path) && path.endsWith(`/${place}`)),
      `${dialect}: ${made.paths}`,
    )
  }
  const both = stack.replace('"local_docker"', '"kubernetes"')
  const builds = run(pipeline, { dialect: 'buildkit', stack: both }).manifest?.pipelines?.pipe?.builds ?? []
  assert.is(new Set(builds.map(({ image }) => image)).size, 2, 'an image without the file is another one')
})

test("secrets reach the build of the user's own Dockerfile", () => {
  const made = run(docker('dockerfile: D, install_stack_requirements: false'), {
    dialect: 'buildkit',
    files: { D: 'FROM python:3.11-slim\nRUN --mount=type=secret,id=A true\n' },
    more: { secrets: { A: { env: 'A' } } },
  })
  const bake = JSON.parse(made.text('build/docker-bake.json')!) as { target: { pipe: { secret?: string[] } } }
  assert.equal(bake.target.pipe.secret, ['id=A,env=A'])
})

test('tags that Docker refuses', () => {
  const rows: [settings: string, help: string][] = [
    ['image_tag: "a:b"', 'a reference is `registry/repository:tag`'],
    ['target_repository: Team/App', 'repositories are written in lower case: `team/app`'],
    ['target_repository: "https://r.example.com/app"', 'a registry is named without a scheme: remove `https://`'],
  ]
  for (const [settings, help] of rows)
    assert.match(
      about(run(docker(`requirements: [a==1], ${settings}`), { dialect: 'buildkit' }), 'DC4026')[0]?.help ?? '',
      help,
      settings,
    )
})

test('the name of an image below a layer, where ZenML does not cut it', () => {
  const said = (zenml: string, dialect: Project['dialect'], name: string) =>
    about(
      run(docker('dockerfile: D, requirements: [a==1]'), {
        zenml,
        dialect,
        files: { D: 'FROM python:3.11\n' },
        more: { pipelines: [{ file: 'p.yaml', name }] },
      }),
      'DC4026',
    )
  const long = 'p'.repeat(110)
  assert.match(said('0.80.2', 'zenml', long)[0]!.message, `zenml:${long}-orchestrator-intermediate-build`)
  assert.match(said('0.80.2', 'zenml', long)[0]!.help!, 'shorten the name of the pipeline')
  assert.equal(said('0.80.2', 'zenml', 'short'), [])
  assert.equal(said('0.80.2', 'buildkit', long), [], 'bake links the target')
  assert.equal(said('0.98.0', 'zenml', long), [], 'ZenML cuts it')
})

test('parent images that were copied from elsewhere', () => {
  const rows: [name: string, help: string][] = [
    ['docker://python:3.11', 'write `python:3.11`'],
    ['https://registry.example.com/base:1', 'write `registry.example.com/base:1`'],
    ['Python:3.11', 'write `python:3.11`'],
  ]
  for (const [name, help] of rows) {
    const made = run(docker(`parent_image: ${JSON.stringify(name)}, requirements: [zenml==0.98.0]`), { dialect: 'buildkit' })
    assert.is(about(made, 'DC4023')[0]?.help, help, name)
  }
})

test('apt packages that were written for another tool', () => {
  const rows: [name: string, help: string][] = [
    ['Git', 'write `git`'],
    ["'git'", 'write `git`'],
    ['git == 1:2.39', 'write `git=1:2.39`'],
    ['git curl', 'write 2 items: `git`, `curl`'],
    ['a;b', 'write `name`, `name=version` or `name:architecture`'],
  ]
  for (const [name, help] of rows) {
    const made = run(docker(`apt_packages: [${JSON.stringify(name)}]`), { dialect: 'buildkit' })
    assert.is(about(made, 'DC4023')[0]?.help, help, name)
  }
})

test('arguments of installers that are not flags, or do not fit on a line', () => {
  const rows: [args: string, help: string | undefined][] = [
    ['index-url: "https://pypi.example.com/simple"', undefined],
    ['"--index-url": x', 'write the flag without dashes: `index-url`'],
    ['"a b": x', 'write the flag without dashes: `index-url`'],
    ['proxy: "a\\nb"', 'its value has a line break; write one that fits on a line'],
  ]
  for (const [args, help] of rows) {
    const made = run(docker(`requirements: [a==1], python_package_installer_args: {${args}}`), { dialect: 'buildkit' })
    assert.is(about(made, 'DC4023')[0]?.help, help, args)
  }
})

test('a build from before asks for nothing where no image is needed', () => {
  const pipeline = `build: {is_local: false, contains_code: false, images: {orchestrator: {image: a}}}
settings: {docker: {local_project_install_command: pip install .}}
steps: {train: {settings: {docker: {source_files: download}}}}`
  for (const dialect of ['zenml', 'buildkit'] as const) {
    assert.equal(run(pipeline, { dialect, stack: stackOf({ orchestrator: 'local' }) }).errors, [])
    assert.equal(run(pipeline, { dialect }).errors, ['DC3029'])
  }
})

// --- ways out

test('a missing input says how to make one, or which one was meant', () => {
  const version = about(run('{}', { dialect: 'buildkit', more: { zenml: undefined } }), 'DC3020')
  assert.match(version[0]?.help ?? '', /^write `zenml: [\d.]+` in the project file/)
  for (const key of ['version', 'zenml']) {
    const [named] = about(
      run('{}', { dialect: 'buildkit', stack: `${key}: 0.98.0\n${STACK}`, more: { zenml: undefined } }),
      'DC3020',
    )
    assert.is(named?.label, 'did you mean `zenml_version`?', key)
  }
  const misspelt = run('{}', { dialect: 'buildkit', stack: `zenml-version: 0.98.0\n${STACK}`, more: { zenml: undefined } })
  assert.equal(
    about(misspelt, 'DC3020').map(d => [d.label, d.help]),
    [['did you mean `zenml_version`?', undefined]],
  )
  const none = about(run('{}', { more: { stack: undefined }, stack: 'stack_name: x\n' }), 'DC3001')
  assert.match(none[0]?.help ?? '', /^write the stack file with `zenml stack export NAME stack\.yaml`/)
  const files = { 'src/app.Dockerfile': 'FROM a:1\n', Dockerfile: 'FROM a:1\n' }
  for (const [dockerfile, label] of [
    ['Dockerfil', 'did you mean `Dockerfile`?'],
    ['src/ap.Dockerfile', 'did you mean `src/app.Dockerfile`?'],
  ])
    assert.is(about(run(docker(`dockerfile: ${dockerfile}`), { dialect: 'buildkit', files }), 'DC4008')[0]?.label, label)
})

test("an ignore pattern that Docker refuses is an error, but in ZenML's dialect", () => {
  const files = { D: 'FROM a:1\nCOPY x y\n', 'my.ignore': 'a[\n' }
  const settings =
    'dockerfile: D, build_context_root: ., requirements: [a==1], parent_image_build_config: {dockerignore: my.ignore}'
  const severity = (dialect: Project['dialect']) =>
    about(run(docker(settings), { dialect, files }), 'DC4081').map(d => d.severity)
  assert.equal(severity('zenml'), ['warning'])
  assert.equal(severity('buildkit'), ['error'])
  assert.equal(severity('portable'), ['error'])
})

test.run()
