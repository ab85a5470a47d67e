/** What a message proposes: one row for each way out that no golden case shows. Whoever follows it gets past the message. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compile } from '../src/compile.ts'
import type { Diagnostic } from '../src/diagnostics/diagnostic.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import { memorySources } from '../src/sources/memory-sources.ts'
import type { PathStatus } from '../src/sources/sources.ts'
import { type Project, run, stackOf } from './run.ts'

const docker = (settings: string) => `settings: {docker: {requirements: [a==1], ${settings}}}`
/** The first message of a code: `message -- help`. */
const said = (found: readonly Diagnostic[], code: string) => {
  const one = found.find(d => d.code === code)
  return one && `${one.message} -- ${one.help}`
}

type Components = Parameters<typeof stackOf>[0]
type Row = readonly [code: string, told: RegExp, pipeline: string, project?: Project]

function check(rows: readonly Row[]) {
  for (const [code, told, pipeline, project = {}] of rows) {
    const { diagnostics } = run(pipeline, { dialect: 'buildkit', ...project })
    const text = said(diagnostics, code) ?? 'nothing'
    assert.ok(told.test(text), `${code}: ${pipeline} ${JSON.stringify(project)}: ${text}`)
  }
}

test('the project file and what it names', () => {
  check([
    ['DC3030', /-- it is one of github, gitlab$/, '{}', { flags: { codeRepository: 'svn' } }],
    ['DC3003', /-- it is relative to the project file$/, '{}', { more: { source_root: 'missing' } }],
    ['DC3004', /is not a folder -- name the folder that holds the code$/, '{}', { more: { source_root: 'p.yaml' } }],
    ['DC3053', /-- a version looks like `\d+\.\d+\.\d+`$/, '{}', { flags: { zenml: 'newest' } }],
    ['DC3050', /-- update ZenML, or set `zenml: 0\.80\.2` if that version's rules will do$/, '{}', { zenml: '0.50.0' }],
    [
      'DC1018',
      /the variables of this file stand for too much text.* -- use shorter values$/,
      `settings: {docker: {environment: {${Array.from({ length: 11 }, (_, i) => `A${i}: "\${LONG}"`).join(', ')}}}}`,
      { flags: { variables: { LONG: 'x'.repeat(1_000_000) } } },
    ],
    [
      'DC1018',
      /the variables of this file stand for too much text/,
      `settings: {docker: {apt_packages: [${Array.from({ length: 11 }, () => '"${LONG}"').join(', ')}]}}`,
      { flags: { variables: { LONG: 'x'.repeat(1_000_000) } } },
    ],
    ['DC3051', /-- update dockcompile, or compare the images with what ZenML builds$/, '{}', { zenml: '9.0.0' }],
  ])
})

test('steps and their components', () => {
  const operator = 'steps: {load: {step_operator: true}}'
  const tracker = 'steps: {load: {experiment_tracker: mlflow}}'
  const trackers = stackOf({ experiment_tracker: ['mlflow', { tracking_uri: 'https://m', tracking_token: '{{m.t}}' }] })
  check([
    ['DC3015', /-- add a step operator to the stack, or remove the key$/, operator],
    ['DC2002', /a step operator's name.*-- name it: ZenML 0\.80\.2 does not know `true` here$/, operator, { zenml: '0.80.2' }],
    [
      'DC2002',
      /an experiment tracker's name.*-- name it: ZenML 0\.83\.1/,
      'steps: {load: {experiment_tracker: true}}',
      { zenml: '0.83.1' },
    ],
    ['DC3017', /-- add an experiment tracker to the stack, or remove the key$/, 'steps: {load: {experiment_tracker: true}}'],
    ['DC3016', /-- the stack has no experiment tracker$/, tracker],
    ['DC3016', /-- experiment trackers of the stack: `experiment_tracker`$/, tracker, { stack: trackers }],
    [
      'DC2002',
      /the name of an export command.*-- ZenML 0\.80\.2 takes `pip_freeze`, `poetry_export` and lists of command words$/,
      docker('replicate_local_python_environment: true'),
      { zenml: '0.80.2' },
    ],
  ])
})

test('values that no Dockerfile, no installer and no registry takes', () => {
  const registry = stackOf({ container_registry: ['default', { uri: 'r.example.com' }], orchestrator: 'kubernetes' })
  check([
    ['DC4023', /`x y z!` .*-- write a reference such as `python:3\.11-slim`$/, docker('parent_image: "x y z!"')],
    ['DC4023', /-- write a name, a number, or `uid:gid`$/, docker('user: "a b"')],
    ['DC4023', /-- its value has a NUL character, which no process can have$/, docker('environment: {A: "b\\0"}')],
    [
      'DC4023',
      /the name of a build argument -- use letters, digits and `_`$/,
      docker('build_config: {build_options: {build_args: {1A: x}}}'),
    ],
    ['DC4023', /-- write `type=cache,target=\/root\/\.cache\/uv`$/, docker('python_package_installer_cache_mount: "a b"')],
    [
      'DC4152',
      /^the Dockerfile that is made .*-- remove `target`; under `parent_image_build_config` it chooses a stage of your own Dockerfile$/,
      docker('build_config: {build_options: {target: x}}'),
    ],
    ['DC4143', /-- write one text as it is on the command line$/, docker('python_package_installer_args: {proxy: [a, b]}')],
    [
      'DC4143',
      /-- write `--index-url URL` into the requirement list, one line for each$/,
      docker('python_package_installer_args: {index-url: [a, b]}'),
    ],
    ['DC4027', /-- write `upgrade: null` for the bare flag$/, docker('python_package_installer_args: {upgrade: true}')],
    ['DC4027', /-- remove the key: a flag that is not there is off$/, docker('python_package_installer_args: {upgrade: false}')],
    [
      'DC4029',
      /has `;`, which the shell takes for its own/,
      docker('python_package_installer_args: {proxy: "a;b"}'),
      { dialect: 'zenml' },
    ],
    [
      'DC4026',
      /-- a reference is `registry\/repository:tag`: a lower-case repository, and a tag of letters, digits, `_`, `\.` and `-`$/,
      docker('image_tag: "a:b"'),
      { stack: registry },
    ],
    [
      'DC4017',
      /-- it lets the build use the SSH keys of whoever builds; where you trust whoever wrote this, give it to bake when you build: `docker buildx bake --set '\*\.ssh=…'`$/,
      docker('build_config: {build_options: {ssh: x}}'),
    ],
    ['DC4017', /-- remove it: only the classic builder knows it$/, docker('build_config: {build_options: {squash: true}}')],
  ])
  for (const [option, key] of [
    ['no_cache_filter', 'no-cache-filter'],
    ['no-cache-filter', 'no-cache-filter'],
    ['ulimit', 'ulimits'],
    ['ulimits', 'ulimits'],
    ['annotation', 'annotations'],
    ['annotations', 'annotations'],
    ['attest', 'attest'],
    ['output', 'output'],
    ['outputs', 'output'],
    ['secret', 'secrets'],
    ['secrets', 'secrets'],
  ])
    check([['DC4017', new RegExp(`--set '\\*\\.${key}=…'`), docker(`build_config: {build_options: {${option}: x}}`)]])
})

test('values that become another text', () => {
  const environment = (value: string) => docker(`environment: {A: ${value}}`)
  check([
    [
      'DC4067',
      /Python's text for it, such as `\['a'\]` -- write the text that you mean in quotes, or remove the key$/,
      environment('[b]'),
    ],
    ['DC4067', /Python's text for it, such as `\{'a': 'b'\}`/, environment('{b: c}')],
    ['DC4067', /the text `None`/, environment('null')],
    [
      'DC4029',
      /`A` has a line break, which ends the instruction.* -- change the value, or use another dialect, which quotes it$/,
      environment('"a\\nb"'),
      { dialect: 'zenml' },
    ],
    ['DC4029', /`A` has a `'`, which ends the quoting/, environment('"it\'s"'), { dialect: 'zenml' }],
    [
      'DC4029',
      /`--proxy` has a line break, which ends the instruction/,
      docker('python_package_installer_args: {proxy: "a\\nb"}'),
      { dialect: 'zenml' },
    ],
    [
      'DC4029',
      /`local_project_install_command` has a line break/,
      docker('local_project_install_command: "make\\nmake install"'),
      { dialect: 'zenml' },
    ],
  ])
})

test('what cannot be the name of what', () => {
  for (const [settings, what] of [
    ['parent_image: "x y!"', 'a parent image'],
    ['apt_packages: ["a;b"]', 'an apt package'],
    ['user: "a b"', 'a user'],
    ['python_package_installer_args: {"--proxy": x}', 'an installer argument'],
    ['python_package_installer_args: {proxy: "a\\nb"}', 'an installer argument'],
    ['environment: {A: "b\\0"}', 'an environment variable'],
    ['build_config: {build_options: {build_args: {1A: x}}}', 'a build argument'],
    ['python_package_installer_cache_mount: "a b"', 'a cache mount'],
  ] as const)
    check([['DC4023', new RegExp(`cannot be the name of ${what} -- `), docker(settings)]])
})

test('code that can only come from a repository', () => {
  const settings = docker('allow_download_from_artifact_store: false, allow_including_files_in_images: false')
  check([
    ['DC4011', /there is no code repository at the source root -- say so with `code_repository: github`/, settings],
    [
      'DC4011',
      /uncommitted changes -- commit and push, or allow another way/,
      settings,
      { flags: { codeRepository: 'github:dirty' } },
    ],
    [
      'DC4011',
      /commits that are not pushed -- commit and push, or allow another way/,
      settings,
      { flags: { codeRepository: 'github:unpushed' } },
    ],
  ])
})

test('code that a clean checkout brings', () => {
  const settings = docker('allow_download_from_artifact_store: false, allow_including_files_in_images: false')
  const refused = (project: Project) => run(settings, { dialect: 'buildkit', ...project }).errors
  const clean: Project[] = [
    { flags: { codeRepository: 'github' } },
    { more: { code_repository: 'gitlab' } },
    { more: { code_repository: { type: 'github' } } },
    { more: { code_repository: { type: 'github', state: 'clean' } } },
  ]
  for (const project of clean) assert.equal(refused(project), [], JSON.stringify(project))
  assert.equal(refused({ more: { code_repository: { type: 'github', state: 'dirty' } } }), ['DC4011'])
  // ZenML stops looking at the first step that allows something else.
  assert.equal(refused({ dialect: 'zenml' }), ['DC4011'])
  const allowing = `${settings}\nsteps: {load: {settings: {docker: {allow_download_from_artifact_store: true}}}}`
  assert.equal(run(allowing, { dialect: 'zenml' }).errors, [])
  assert.ok(said(run(allowing, { dialect: 'zenml' }).diagnostics, 'DC4012'))
  assert.equal(run(allowing, { dialect: 'buildkit' }).errors, ['DC4011'])
  assert.equal(refused({ more: { code_repository: 'gitlab' }, flags: { codeRepository: 'gitlab:unpushed' } }), ['DC4011'])
})

test('lists that are too long to be one, and parents of many images', () => {
  const files = { 'long.txt': 'a==1\n'.repeat(100_001) }
  check([
    [
      'DC4005',
      /`long\.txt` has more than 100.000 lines -- name a requirements file, or list the packages$/,
      'settings: {docker: {requirements: long.txt}}',
      { files },
    ],
  ])
  const step = (name: string) => `${name}: {settings: {docker: {environment: {STEP: ${name}}}}}`
  const { diagnostics } = run(`${docker('parent_image: "python:3.11-slim"')}\nsteps: {${step('load')}, ${step('train')}}`, {
    dialect: 'buildkit',
  })
  assert.match(said(diagnostics, 'DC4121') ?? '', /^steps need ZenML in the image `[\w-]+` and 1 more, /)
})

test('markers of other Pythons are named, the first three of many', () => {
  const lines = (count: number) =>
    said(
      run(
        `settings: {docker: {requirements: [${Array.from({ length: count }, (_, i) => `"p${i}==1; python_version < '3.9'"`).join(', ')}]}}`,
        {
          dialect: 'buildkit',
        },
      ).diagnostics,
      'DC4116',
    )
  assert.match(lines(1) ?? '', /`p0==1; python_version < '3\.9'`(?! and)/)
  assert.match(lines(5) ?? '', / and 2 more/)
  assert.match(lines(3) ?? '', /p2==1/)
  assert.not.match(lines(3) ?? '', /more/)
})

test('what is on the machine that wrote a list', () => {
  const told = (line: string, parent = '') =>
    run(`settings: {docker: {requirements: [zenml==0.98.0, "${line}"]${parent}}}`, { dialect: 'buildkit' }).diagnostics.some(
      d => d.code === 'DC4112',
    )
  const own = ', parent_image: "own:1", user: "1"'
  for (const path of ['./wheels/a-1-py3-none-any.whl', '/opt/wheels/a-1-py3-none-any.whl', '-f ../wheels'])
    assert.ok(told(path), path)
  for (const path of ['/opt/wheels/a-1-py3-none-any.whl', '-f /opt/wheels', '-f /srv/home/x', '-f https://x/links', '-f s3://x'])
    assert.not(told(path, own), path)
  for (const path of [
    '/home/me/a-1-py3-none-any.whl',
    '-f /Users/me/wheels',
    '-f //home/me/x',
    '-f /private/x',
    '-f /var/folders/x',
  ])
    assert.ok(told(path, own), path)
})

test('an ignore file that is not read is translated for the folder that is', () => {
  const told = (text: string) =>
    said(
      run(docker('allow_including_files_in_images: true, allow_download_from_artifact_store: false'), {
        dialect: 'buildkit',
        files: { '.dockerignore': text, 'src/app/run.py': '' },
        more: { source_root: 'src/app' },
      }).diagnostics,
      'DC4150',
    )?.replace(/^.* -- /, '')
  const to = 'write to `src/app/.dockerignore`, each on a line: '
  for (const [text, help] of [
    ['src/app/data\n', `${to}\`data\``],
    ['src/*/data\n!src/app/data/keep\n', `${to}\`data\`, \`!data/keep\``],
    ['**/*.csv\n', `${to}\`**/*.csv\``],
    ['src/**/x\n', `${to}\`**/x\``],
    ['src/app\n!src/app/run.py\n', `${to}\`**\`, \`!run.py\``],
    ['src/app\n!src/app/run.py\nsrc/app/run.pyc\n', `${to}\`**\`, \`!run.py\`, \`run.pyc\``],
    ['src\n', undefined],
    ['docs\n', undefined],
    ['src/app/data\nsrc\n!src/app\n', undefined],
    [
      Array.from({ length: 10 }, (_, i) => `src/app/d${i}\n`).join(''),
      `${to}${Array.from({ length: 8 }, (_, i) => `\`d${i}\``).join(', ')}, and 2 more`,
    ],
  ] as const)
    assert.is(told(text), help, JSON.stringify(text))
})

test('parents and the ZenML in them', () => {
  check([
    [
      'DC4120',
      /-- name a version; `dockcompile freeze` pins what it is today to its digest$/,
      docker('parent_image: "own:latest"'),
    ],
    ['DC4120', /-- name a version, or a digest \(`name@sha256:…`\)$/, docker('parent_image: "own:latest"'), { dialect: 'zenml' }],
    ['DC4025', /-- run `dockcompile freeze`, which looks it up, or set `user`$/, docker('parent_image: "own:1"')],
    [
      'DC4025',
      /-- let the Dockerfile end with a `USER` line, or set `user`$/,
      docker('dockerfile: D'),
      { files: { D: 'FROM own:1\n' } },
    ],
    [
      'DC4121',
      /in the image `pipe`, and its parent `python:3\.11-slim` has none -- add `zenml==0\.98\.0` to `requirements`$/,
      docker('parent_image: "python:3.11-slim"'),
    ],
    [
      'DC4121',
      /-- build it with `requirements: \[zenml==0\.98\.0\]`$/,
      'settings: {docker: {parent_image: "python:3.11-slim", skip_build: true}}',
    ],
    [
      'DC4122',
      /^`zenml` installs the newest ZenML that there is/,
      'settings: {docker: {parent_image: "python:3.11-slim", requirements: [zenml]}}',
    ],
    [
      'DC4122',
      /^`zenml\[s3\]==0\.60\.0` installs another ZenML.*-- write `zenml\[s3\]==0\.98\.0`$/,
      'settings: {docker: {requirements: ["zenml[s3]==0.60.0"]}}',
    ],
    [
      'DC4122',
      /^the parent has ZenML 0\.91\.0.*-- name the parent `zenmldocker\/zenml:0\.98\.0-py3\.11`, or say `zenml: 0\.91\.0` in the project file$/,
      docker('parent_image: "zenmldocker/zenml:0.91.0-py3.11"'),
    ],
    [
      'DC4123',
      /-- take a parent on Debian \(`python:3\.11-slim`\), or install with apk in a Dockerfile of your own$/,
      docker('parent_image: "python:3.11-alpine", apt_packages: [git]'),
    ],
    [
      'DC4124',
      /-- common ones: linux\/amd64, linux\/arm64, linux\/arm\/v7$/,
      docker('build_config: {build_options: {platform: linux/amd46}}'),
    ],
    [
      'DC4142',
      /-- remove it: packages then go where every user of the image finds them$/,
      docker('python_package_installer: pip, python_package_installer_args: {user: null}'),
    ],
  ])
  for (const [platform, meant] of [
    ['linux/amd65', 'linux/amd64'],
    ['linux/arm65', 'linux/arm64'],
    ['linux/arm/v7/', 'linux/arm/v7'],
    ['linux/387', 'linux/386'],
    ['linux/ppc64l', 'linux/ppc64le'],
    ['linux/s390', 'linux/s390x'],
    ['linux/riscv', 'linux/riscv64'],
    ['mac/x86_64', 'linux/amd64'],
    ['mac/x86-64', 'linux/amd64'],
    ['mac/aarch64', 'linux/arm64'],
    ['mac/i386', 'linux/386'],
    ['mac/i686', 'linux/386'],
    ['mac/armel', 'linux/arm/v6'],
    ['mac/armhf', 'linux/arm'],
    ['mac/armv7', 'linux/arm/v7'],
  ]) {
    const { diagnostics } = run(docker(`build_config: {build_options: {platform: "${platform}"}}`), { dialect: 'buildkit' })
    assert.is(diagnostics.find(d => d.code === 'DC4124')?.label, `did you mean \`${meant}\`?`, platform)
  }
})

test('lines of an export, which nobody wrote by hand', () => {
  const lock = (text: string) => ({
    files: {
      'dockcompile.lock.json': JSON.stringify({ version: 1, commands: { 'pip freeze': text }, images: {}, requirements: {} }),
    },
  })
  const freezing = 'settings: {docker: {replicate_local_python_environment: pip_freeze}}'
  check([
    ['DC4112', /-- let the command print all requirements in one list$/, freezing, lock('-r other.txt\n')],
    [
      'DC4112',
      /-- it exists on the machine that ran the command only: let the command leave it out$/,
      freezing,
      lock('-e /home/me/own\n'),
    ],
    [
      'DC4111',
      /-- write `python_package_installer_args: \{upgrade: null\}`, and leave it out of the output$/,
      freezing,
      lock('--upgrade\n'),
    ],
  ])
})

test('requirements that contradict each other, by who asks for them', () => {
  const line = (settings: string, more: Project['more'] = {}) =>
    said(run(`settings: {docker: {${settings}}}`, { dialect: 'buildkit', stack: S3, more }).diagnostics, 'DC4113')
  const S3 = stackOf({ artifact_store: ['s3', { path: 's3://b' }] })
  const together = line('requirements: ["s3fs==0.1"]', { resolve: 'joint' })
  assert.match(together ?? '', /of the stack: they are resolved together, and the install stops -- keep one of them$/)
  const layered = line('requirements: ["s3fs==0.1"]')
  assert.match(
    layered ?? '',
    /it is installed later and wins -- write a version that suits both, or make sure that this one serves the stack too$/,
  )
  assert.match(line('required_integrations: [pillow], requirements: ["Pillow==1.0"]') ?? '', /of the integrations: /)
  assert.match(line('requirements: [a==1, a==2]') ?? '', /^`a==2` contradicts `a==1`: they are resolved together/)
})

/** As the status of a file on disk may be, which memory has not. */
function withStatus(settings: string, path: string, status: PathStatus) {
  const files = {
    'stack.yaml': stackOf({}),
    'p.yaml': `settings: {docker: {${settings}}}`,
    'dockcompile.config.json': JSON.stringify({ stack: 'stack.yaml', pipelines: ['p.yaml'], zenml: '0.98.0', python: '3.11' }),
  }
  const sources = memorySources(files)
  const odd = { ...sources, status: (file: string) => (file === path ? status : sources.status(file)) }
  return compile(odd, { projectFile: 'dockcompile.config.json' }, { catalogs: packageCatalogs() }).diagnostics
}

test('a path that is there and cannot be read says what it is', () => {
  const words: Readonly<Record<string, string>> = {
    folder: 'is a folder',
    loop: 'is a link that leads in a circle',
    special: 'is not a regular file',
    unreadable: 'cannot be read: no permission',
    binary: 'is not UTF-8 text',
    'too-large': 'is larger than 10 MB',
    outside: 'is outside the project root',
  }
  for (const [status, problem] of Object.entries(words)) {
    const list = said(withStatus('requirements: x', 'x', status as PathStatus), 'DC4005') ?? ''
    assert.match(list, `\`x\` ${problem}`, status)
    const ways: Readonly<Record<string, string>> = {
      outside: 'move the project file up to a folder that holds both',
      unreadable: 'make it readable for you',
      binary: 'save it as UTF-8 text',
    }
    const instead = ways[status] ?? 'name a requirements file, or list the packages'
    assert.match(list, `-- ${instead}`, status)
    const help =
      status === 'outside'
        ? 'bake reads nothing outside the folder it runs in: move the Dockerfile into the project'
        : 'name a Dockerfile'
    const dockerfile = said(withStatus('dockerfile: x', 'x', status as PathStatus), 'DC4009') ?? ''
    assert.match(dockerfile, `\`x\` ${problem}`, status)
    assert.match(dockerfile, `-- ${help}`, status)
  }
})

test('stacks that ZenML refuses', () => {
  const s3 = {
    artifact_store: ['s3', { path: 's3://b' }],
    container_registry: ['default', { uri: 'r.example.com' }],
  } satisfies Components
  const gcp = { ...s3, artifact_store: ['gcp', { path: 'gs://b' }] } satisfies Components
  const rows: [components: Components, code: string, told: RegExp][] = [
    [{ ...s3, experiment_tracker: 'mlflow' }, 'DC4062', /without a `tracking_uri`.*-- set `tracking_uri` to your MLflow server$/],
    [
      { ...s3, model_registry: 'mlflow', experiment_tracker: ['wandb', { api_key: '{{w.k}}' }] },
      'DC4062',
      /only beside an `mlflow` experiment tracker \(component `\w+`\) -- add an `mlflow` experiment tracker in front of the others$/,
    ],
    [
      { ...gcp, image_builder: ['aws', { code_build_project: 'p' }] },
      'DC4062',
      /the `aws` image builder hands the build context over in an `s3` artifact store, and the stack has another one \(component `\w+`\) -- use an `s3` artifact store, or another image builder$/,
    ],
    [
      { ...s3, image_builder: ['gcp', {}] },
      'DC4062',
      /the `gcp` image builder hands the build context over in a `gcp` artifact store, and the stack has another one \(component `\w+`\) -- use a `gcp` artifact store, or another image builder$/,
    ],
    [
      { ...s3, orchestrator: ['vertex', { location: 'x' }] },
      'DC4062',
      /the `vertex` orchestrator needs `pipeline_root` where the artifact store is not `gcp` \(component `\w+`\) -- set `pipeline_root` to a `gs:\/\/` path$/,
    ],
    [
      { ...s3, model_deployer: ['databricks', { host: 'https://x' }] },
      'DC4062',
      /needs `secret_name`, or `client_id` and `client_secret` \(component `\w+`\) -- set them; a secret is written as `\{\{name\.key\}\}`$/,
    ],
    [
      { ...s3, model_deployer: ['huggingface', { namespace: 'x' }] },
      'DC4062',
      /model deployer needs `token` or `secret_name` \(component `\w+`\) -- set one of them; a secret is written as `\{\{name\.key\}\}`$/,
    ],
    [
      { ...s3, deployer: 'huggingface' },
      'DC4062',
      /deployer needs a `token` \(component `\w+`\) -- set it; a secret is written as `\{\{name\.key\}\}`$/,
    ],
    [
      { orchestrator: ['kubernetes', {}], container_registry: ['default', { uri: 'localhost:5000' }] },
      'DC4061',
      /-- use an artifact store that is not on this machine \(`s3`, `gcp`, `azure`\)$/,
    ],
    [
      { ...s3, orchestrator: 'kubernetes', container_registry: ['default', { uri: 'localhost:5000' }] },
      'DC4061',
      /-- give it the `uri` of a registry that is not on this machine$/,
    ],
    [
      { ...s3, orchestrator: ['sagemaker', { execution_role: 'r' }], feature_store: ['feast', { feast_repo: 'x' }] },
      'DC4061',
      /-- set `online_host` to your server$/,
    ],
    [
      { ...s3, orchestrator: 'kubernetes', model_deployer: 'mlflow' },
      'DC4061',
      /-- take it out of the stack, or use one that is not local$/,
    ],
    [
      { ...s3, orchestrator: 'kubernetes', experiment_tracker: ['mlflow', { tracking_uri: 'file:/x' }] },
      'DC4061',
      /-- set `tracking_uri` to your server$/,
    ],
  ]
  for (const [components, code, told] of rows)
    assert.match(
      said(run('{}', { dialect: 'buildkit', stack: stackOf(components) }).diagnostics, code) ?? 'nothing',
      told,
      JSON.stringify(components),
    )
  const both = stackOf({
    orchestrator: 'kubernetes',
    step_operator: ['sagemaker', { role: 'r' }],
    artifact_store: ['s3', { path: 's3://b' }],
  })
  const missing = run('{}', { dialect: 'buildkit', stack: both }).diagnostics.find(d => d.code === 'DC4060')
  assert.equal(
    missing?.notes?.map(note => note.message),
    ['the step operator `step_operator` needs it too'],
  )
})

test('an argument that `bake --set` gives: a value of `build_args` is enough', () => {
  const files = { D: 'ARG BASE\nFROM $BASE\nUSER root\n' }
  const own = (more: string) => `settings: {docker: {dockerfile: D, requirements: [a==1]${more}}}`
  check([
    [
      'DC4090',
      /-- .*`parent_image_build_config\.build_options\.build_args`, which `docker buildx bake --set`/,
      own(''),
      { files },
    ],
  ])
  const followed = run(own(', parent_image_build_config: {build_options: {build_args: {BASE: "python:3.11"}}}'), {
    dialect: 'buildkit',
    files,
  })
  assert.equal(
    followed.diagnostics.filter(({ severity }) => severity === 'error'),
    [],
  )
})

test('dots in `code`: the file is found whose pipeline is named', () => {
  const more = (code: string) => ({ more: { pipelines: [{ code }] }, files: { 'flows/run.py': '' } })
  check([
    ['DC3070', /-- .*: `flows\/run\.py:training`$/, '{}', more('flows.run.training')],
    ['DC3070', /-- .*: `flows\/other\.py`$/, '{}', more('flows.other')],
  ])
})

test.run()
