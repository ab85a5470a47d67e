/**
 * Credentials planted where people put them, also where nothing of them can reach an image: each is reported, and nothing that dockcompile says
 * shows one, in whatever form it is asked for. test/lint.test.ts looks at the places that reach an image more closely.
 */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkCommand } from '../src/commands/check.ts'
import { compileCommand } from '../src/commands/compile.ts'
import { diffCommand } from '../src/commands/diff.ts'
import { explainCommand } from '../src/commands/explain.ts'
import { graphCommand } from '../src/commands/graph.ts'
import { listCommand } from '../src/commands/list.ts'
import { matrixCommand } from '../src/commands/matrix.ts'
import { reportCommand } from '../src/commands/report.ts'
import { TOKEN_FORMATS } from '../src/credentials/token-formats.ts'
import { STACK, TestProject } from './golden/project.ts'
import { dockerBlock } from './support/docker-block.ts'
import { noise as noiseOf } from './support/noise.ts'

const noise = (alphabet: string, length: number, seed: number) => noiseOf(seed)(alphabet, length)

const DIGITS = '0123456789'
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const MIXED = `${UPPER}${UPPER.toLowerCase()}${DIGITS}`
const KEY_LINES = (n: number) => `MIIEvQIBADANBgkq${noise(MIXED, 48, n)}`

/** A credential: the text that is written, and the part of it that must not be seen again. */
interface Plant {
  readonly text: string
  readonly secret: string
}
const whole = (text: string): Plant => ({ text, secret: text })

/** Kinds of credentials. Each is made from a number. */
const KINDS: Readonly<Record<string, (n: number) => Plant>> = {
  'an AWS access key': n => whole(`ASIA${noise(`${UPPER}234567`, 16, n)}`),
  'a key of a GCP service account': n => {
    const secret = KEY_LINES(n)
    const key = `-----BEGIN PRIVATE KEY-----\\n${secret}\\n-----END PRIVATE KEY-----\\n`
    return { text: `{"type": "service_account", "private_key": "${key}"}`, secret }
  },
  'a GitHub token': n => whole(`gho_${noise(MIXED, 36, n)}`),
  'a GitLab token': n => whole(`glpat-${noise(`${MIXED}_-`, 19, n)}x`),
  'a Slack token': n => whole(`xoxp-${noise(DIGITS, 12, n)}-${noise(DIGITS, 12, n + 7)}-${noise(MIXED, 32, n)}`),
  'a Slack webhook': n => {
    const secret = `T${noise(UPPER + DIGITS, 9, n)}/B${noise(UPPER + DIGITS, 10, n)}/${noise(MIXED, 24, n)}`
    return { text: `https://hooks.slack.com/services/${secret}`, secret }
  },
  'a Hugging Face token': n => whole(`hf_${noise(MIXED, 34, n)}`),
  'an OpenAI key': n => whole(`sk-svcacct-${noise(MIXED, 40, n)}9T3BlbkFJ${noise(MIXED, 20, n)}`),
  'a Stripe key': n => whole(`rk_live_${noise(MIXED, 24, n)}`),
  'an npm token': n => whole(`npm_${noise(MIXED, 36, n)}`),
  'a PyPI token': n => whole(`pypi-AgEIcHlwaS5vcmcC${noise(`${MIXED}_-`, 90, n)}`),
  'a private SSH key': n => {
    const secret = KEY_LINES(n)
    return { text: `-----BEGIN OPENSSH PRIVATE KEY-----\\n${secret}\\n-----END OPENSSH PRIVATE KEY-----`, secret }
  },
  'a connection string of Azure': n => {
    const secret = `${noise(`${MIXED}+/`, 86, n)}==`
    return {
      text: `DefaultEndpointsProtocol=https;AccountName=models;AccountKey=${secret};EndpointSuffix=core.windows.net`,
      secret,
    }
  },
  'a shared access signature': n => {
    const secret = `${noise(MIXED, 43, n)}%3D`
    return { text: `https://models.blob.core.windows.net/c?sv=2024-11-04&sp=r&sig=${secret}`, secret }
  },
  "a client secret of Azure's directory": n => whole(`${noise(MIXED, 3, n)}8Q~${noise(`${MIXED}_.~-`, 33, n)}a`),
  'a JSON Web Token': n => whole(`eyJhbGciOiJIUzI1NiJ9.eyJ${noise(MIXED, 36, n)}.${noise(`${MIXED}_-`, 43, n)}`),
  'the URL of a database': n => {
    const secret = `${noise(MIXED, 14, n)}!`
    return { text: `postgresql+psycopg2://trainer:${secret}@db.internal:5432/features`, secret }
  },
}

/** What nothing but its name gives away. */
const NAMED: Readonly<Record<string, (n: number) => Plant>> = {
  'a password of letters': n => whole(`${noise(UPPER.toLowerCase(), 9, n)}7`),
  'a key in hexadecimal': n => whole(noise(`${DIGITS}abcdef`, 32, n)),
  'a passphrase': n => whole(`${noise(UPPER.toLowerCase(), 5, n)}-${noise(UPPER.toLowerCase(), 6, n)}-${noise(DIGITS, 3, n)}`),
  ...KINDS,
}

type Files = Readonly<Record<string, string>>
const yaml = (text: string) => JSON.stringify(text).replace(/\\\\n/g, '\\n')
const docker = (block: string): Files => ({
  'train.yaml': dockerBlock(`requirements: [numpy==2.3.5]\n${block}`),
})
const config = (more: string): Files => ({ 'dockcompile.config.yaml': `${CONFIG}${more}\n` })
const CONFIG = 'stack: stack.yaml\npipelines: [{file: train.yaml, steps: [load, fit]}]\npython: "3.11"\n'
const own = (dockerfile: string): Files => ({
  ...docker('dockerfile: docker/Dockerfile\nbuild_context_root: docker\nallow_including_files_in_images: false'),
  'docker/Dockerfile': `FROM python:3.11-slim\n${dockerfile}\n`,
})
const inUrl = (text: string) => encodeURIComponent(text)

/** Places where the text alone must give it away. */
const PLACES: Readonly<Record<string, (text: string) => Files>> = {
  environment: s => docker(`environment: {NOTE: ${yaml(s)}}`),
  'runtime environment': s => docker(`runtime_environment:\n  NOTE: ${yaml(s)}`),
  'a build argument': s => docker(`build_config: {build_options: {buildargs: {NOTE: ${yaml(s)}}}}`),
  'a build argument of the parent': s => ({
    ...own('ARG NOTE'),
    ...docker(
      `dockerfile: docker/Dockerfile\nbuild_context_root: docker\nparent_image_build_config: {build_options: {buildargs: {NOTE: ${yaml(s)}}}}`,
    ),
  }),
  'a label': s => docker(`build_config: {build_options: {labels: {note: ${yaml(s)}}}}`),
  'a label of all images': s => config(`bake: {labels: {note: ${yaml(s)}}}`),
  'an installer argument': s => docker(`python_package_installer_args: {config-settings: ${yaml(s)}}`),
  'a command': s => docker(`local_project_install_command: ${yaml(`TOOL='${s}' pip install .`)}`),
  'a variable of the project file that nobody uses': s => config(`variables: {NOTE: ${yaml(s)}}`),
  'a variable of the project file': s => ({
    ...docker('environment: {NOTE: "${NOTE}"}'),
    ...config(`variables: {NOTE: ${yaml(s)}}`),
  }),
  'the export command of a pyproject file': s => ({
    ...docker(`pyproject_path: pyproject.toml\npyproject_export_command: [export, --with, ${yaml(s)}]`),
    'pyproject.toml': '[project]\nname = "x"\n',
  }),
  "the user's Dockerfile": s => own(`RUN tool login '${s.replaceAll('\\n', ' ')}'`),
  'a parameter of a step': s => ({ 'train.yaml': `steps:\n  fit:\n    parameters: {note: ${yaml(s)}}\n` }),
  'the stack file': s => ({ 'stack.yaml': STACK.replace('configuration: {}', `configuration: {note: ${yaml(s)}}`) }),
  'a component of a flavor that nobody knows': s => ({
    'stack.yaml': STACK.replace('flavor: kubernetes, configuration: {}', `flavor: own, configuration: {note: ${yaml(s)}}`),
  }),
  'an apt package': s => docker(`apt_packages: [${yaml(s)}]`),
  'the user': s => docker(`user: ${yaml(s)}`),
  'the tag': s => docker(`image_tag: ${yaml(s)}`),
  'an unknown key': s => docker(`parnt_image: ${yaml(s)}`),
}

/** Places with a name that says what they hold. */
const NAMED_PLACES: Readonly<Record<string, (text: string) => Files>> = {
  'environment, by name': s => docker(`environment:\n  DB_PASSWORD: ${yaml(s)}`),
  'environment of a step, by name': s => ({
    'train.yaml': `steps:\n  fit:\n    settings:\n      docker:\n        environment: {service_api_key: ${yaml(s)}}\n`,
  }),
  'runtime environment, by name': s => docker(`runtime_environment: {COMET_API_KEY: ${yaml(s)}}`),
  'a build argument, by name': s => docker(`build_config: {build_options: {buildargs: {GIT_AUTH: ${yaml(s)}}}}`),
  'a label, by name': s => docker(`build_config: {build_options: {labels: {deploy.token: ${yaml(s)}}}}`),
  'an installer argument, by name': s => docker(`python_package_installer_args: {keyring-password: ${yaml(s)}}`),
  'a command, by name': s => docker(`local_project_install_command: ${yaml(`tool login --password '${s}' && pip install .`)}`),
  'a variable of the project file, by name': s => config(`variables: {NEPTUNE_API_TOKEN: ${yaml(s)}}`),
  'ENV of the user, by name': s => own(`ENV WANDB_API_KEY="${s.replaceAll('\\n', ' ')}"`),
  'ARG of the user, by name': s => own(`ARG GIT_TOKEN='${s.replaceAll('\\n', ' ')}'`),
  'a parameter of a step, by name': s => ({ 'train.yaml': `steps:\n  fit:\n    parameters: {client_secret: ${yaml(s)}}\n` }),
  'a secret that names its value': s => config(`secrets: {API: {env: ${yaml(s)}}}`),
  'the stack file, by name': s => ({
    'stack.yaml': STACK.replace("path: 's3://bucket'", `path: 's3://bucket', secret: ${yaml(s)}`),
  }),
}

/** Places for a password in a URL. */
const URLS: Readonly<Record<string, (text: string) => Files>> = {
  'an index of the installer': s =>
    docker(`python_package_installer_args: {extra-index-url: "https://ci:${inUrl(s)}@pypi.corp.example/simple"}`),
  'an index that pip reads from the environment': s =>
    docker(`environment: {UV_DEFAULT_INDEX: "https://ci:${inUrl(s)}@pypi.corp.example/simple"}`),
  'a requirement from git': s => ({
    'train.yaml': `settings: {docker: {requirements: ["tools @ git+https://${inUrl(s)}:x-oauth-basic@git.corp.example/tools.git"]}}\n`,
  }),
  'an index line in a file': s => ({
    ...docker('requirements_: 1'),
    'train.yaml': 'settings: {docker: {requirements: requirements.txt}}\n',
    'requirements.txt': `-i https://ci:${inUrl(s)}@pypi.corp.example/simple\nnumpy==2.3.5\n`,
  }),
  'what pip freeze printed': s => ({
    ...docker('replicate_local_python_environment: true'),
    'dockcompile.lock.json': JSON.stringify({
      version: 1,
      commands: { 'pip freeze': `tools @ git+https://ci:${inUrl(s)}@git.corp.example/tools.git\n` },
    }),
  }),
  'the registry of a parent': s => docker(`parent_image: "https://ci:${inUrl(s)}@registry.corp.example/base:1"`),
}

/** With `npm run test:all` each kind in each place, else every other one. */
const STEP = process.env.ALL_BUILDS ? 1 : 2

const PLANTS = [
  ...cross(KINDS, PLACES),
  ...cross(NAMED, NAMED_PLACES),
  ...cross({ 'a password of letters': NAMED['a password of letters']!, 'a GitHub token': KINDS['a GitHub token']! }, URLS),
]

function cross(kinds: typeof KINDS, places: typeof PLACES) {
  return Object.entries(kinds).flatMap(([kind, make], i) =>
    Object.entries(places)
      .map(([place, files], j) => {
        const plant = make(1000 * i + 13 * j)
        return { what: `${kind} in ${place}`, plant, files: files(plant.text) }
      })
      .filter((_, j) => (i + j) % STEP === 0),
  )
}

/** What a run of commands says, apart from the files that it writes and from what \`show\` prints of them. */
async function everythingSaid(files: Files, views: boolean): Promise<{ reported: boolean; said: string }> {
  const project = new TestProject({ 'stack.yaml': STACK, 'dockcompile.config.yaml': CONFIG, 'train.yaml': '{}\n', ...files })
  try {
    const json = await project.run(compileCommand, '--json')
    const runs = [
      json,
      await project.run(compileCommand, '--verbose'),
      await project.run(compileCommand, '--format line'),
      await project.run(compileCommand, '--plan'),
    ]
    if (json.code === 0) {
      if (views) runs.push(...(await seen(project)))
      project.remove('build')
      runs.push(
        await project.run(checkCommand),
        await project.run(checkCommand, '--json'),
        await project.run(listCommand, '--json'),
      )
    }
    const codes = (JSON.parse(json.out) as { diagnostics: { code: string }[] }).diagnostics.map(d => d.code)
    return { reported: codes.some(code => SECRET_CODES.has(code)), said: runs.map(r => r.out + r.err).join('\n') }
  } finally {
    project.remove()
  }
}

/** What the commands say that look at a compilation from another side, with the output in place. */
async function seen(project: TestProject) {
  return [
    await project.run(explainCommand),
    await project.run(explainCommand, '--json'),
    await project.run(explainCommand, 'image:train'),
    await project.run(explainCommand, 'settings.docker'),
    await project.run(graphCommand),
    await project.run(graphCommand, '--format svg'),
    await project.run(graphCommand, '--format json'),
    await project.run(listCommand),
    await project.run(matrixCommand),
    await project.run(reportCommand),
    await project.run(diffCommand, 'build build'),
  ]
}

const SECRET_CODES = new Set(['DC4100', 'DC4101', 'DC4102', 'DC4105', 'DC4106'])

test(`${PLANTS.length} planted credentials: nearly all are reported, and none is shown`, async () => {
  const missed: string[] = []
  const shown: string[] = []
  for (const [i, { what, plant, files }] of PLANTS.entries()) {
    const { reported, said } = await everythingSaid(files, process.env.ALL_BUILDS !== undefined || i % 3 === 0)
    if (!reported) missed.push(what)
    if ([plant.secret, inUrl(plant.secret)].some(secret => said.includes(secret))) shown.push(what)
  }
  console.log(`note: ${PLANTS.length - missed.length} of ${PLANTS.length} planted credentials reported, ${shown.length} shown`)
  if (process.env.DEBUG) console.log([...missed.map(m => `missed ${m}`), ...shown.map(m => `shown ${m}`)].join('\n'))
  assert.ok(PLANTS.length >= 200)
  assert.equal(shown, [])
  assert.ok(missed.length < PLANTS.length * 0.05, `missed:\n${missed.join('\n')}`)
})

const FORMS = ['pretty', 'line', 'json', 'github', 'sarif'] as const
const VIEWS = [compileCommand, explainCommand, graphCommand, listCommand, matrixCommand, reportCommand]

/** What every form and every verb says of a project. */
async function saidOf(files: Files): Promise<{ codes: readonly number[]; said: string }> {
  const project = new TestProject({ 'stack.yaml': STACK, 'dockcompile.config.yaml': CONFIG, 'train.yaml': '{}\n', ...files })
  try {
    const runs = []
    for (const form of FORMS) runs.push(await project.run(checkCommand, `--verbose --format ${form}`))
    for (const verb of runs[0]!.code === 0 ? VIEWS : [listCommand]) runs.push(await project.run(verb))
    runs.push(await project.run(compileCommand, '--json'), await project.run(checkCommand, '--fix --dry-run'))
    return { codes: runs.map(run => run.code), said: runs.map(({ out, err }) => out + err).join('\n') }
  } finally {
    project.remove()
  }
}

/** Files that no parser takes, with a password in them; nothing but what is around it says so. */
const BROKEN: readonly string[] = [
  'password:\n  HUNTER\n x: y',
  'password: "\n  HUNTER\\q"',
  '"pass\\u0077ord": "HUNTER\\q"',
  '"p\\x61ss": "HUNTER\\q"',
  'token:\n\tHUNTER',
  '{"token":\n"HUNTER"x}',
  'token: |\n  a\n HUNTER\n',
  'token: >-\n\n    a\n  HUNTER: b\n HUNTER',
  'x: &p HUNTER\npassword: *p\nb: [HUNTER',
  'base: &b {pin: HUNTER, token: HUNTER}\nother: {<<: *b, x: HUNTER]',
  '# token\n# HUNTER\nx: [ # HUNTER',
  'token: [a,\n  HUNTER',
  "token: 'a\n  HUNTER",
  'token: &HUNTER a\nb: &HUNTER c',
  'token: !HUNTER a',
  'token: *HUNTER',
  'token: &HUNTER {a: *HUNTER}',
  'password: @HUNTER',
  'password: `HUNTER',
  'password: %HUNTER',
  'password: HUNTER: x',
  'password: "a" HUNTER',
  'password: [a] HUNTER',
  'password:\n- a\nHUNTER',
  'password:\n  HUNTER\n? [a]\n: HUNTER',
  '{name: DB_PASSWORD,\nvalue: HUNTER',
  'key: -----BEGIN PRIVATE KEY-----\n HUNTER: [',
  '<<<<<<< HUNTER\npassword: HUNTER\n=======\nHUNTER\n>>>>>>> x',
  'password: a\n---\nHUNTER',
  'password: !!int HUNTER',
  'password:\n  !!float HUNTER',
  'password: "\\ud800HUNTER"',
  '{password: HUNTER}: x',
  '? {password: HUNTER}\n: x',
  '<<: HUNTER\npassword: a',
  'password: a\u0007HUNTER',
]
/** Below its own words, a stack may have any value. */
const BROKEN_STACK: readonly string[] = [
  'pin:\n  HUNTER\n x: y',
  'pin: "\n HUNTER\\q',
  'connection: {a: HUNTER',
  'a: [HUNTER',
  'HUNTER\n',
]
const BROKEN_TOML: readonly string[] = [
  'password = """\nHUNTER',
  'password = HUNTER',
  'password = "a" HUNTER',
  '"pass\\u0077ord" = "HUNTER\\q"',
  'password = [\n"a",\nHUNTER',
  'password = {a = HUNTER',
  '[password]\nHUNTER',
  '# password\nx = HUNTER',
]
const indented = (text: string, blanks: number) => text.replace(/^/gm, ' '.repeat(blanks))
const HUNTER = 'hunter2horse'

test('a file that cannot be parsed shows no line that may hold a secret', async () => {
  const files: [string, string][] = [
    ...[...BROKEN, ...BROKEN_STACK].map((text): [string, string] => [
      'stack.yaml',
      `stack_name: x\ncomponents:\n  container_registry:\n  - name: reg\n    configuration:\n${indented(text, 6)}\n`,
    ]),
    ...[...BROKEN, ...BROKEN_STACK].map((text): [string, string] => ['stack.yaml', text]),
    ...BROKEN.map((text): [string, string] => ['train.yaml', text]),
    ...BROKEN.map((text): [string, string] => ['dockcompile.config.yaml', `${CONFIG}${text}`]),
    ...BROKEN.map((text): [string, string] => ['dockcompile.lock.json', text]),
    ...BROKEN_TOML.map((text): [string, string] => ['pyproject.toml', `[tool.dockcompile]\nstack = "stack.yaml"\n${text}\n`]),
  ]
  const shown: string[] = []
  let refused = 0
  for (const [name, text] of files) {
    const input = { [name]: text.replaceAll('HUNTER', HUNTER) }
    const { codes, said } = await saidOf(name === 'pyproject.toml' ? { ...input, 'dockcompile.config.yaml': '' } : input)
    if (codes[0] === 1) refused++
    if (said.includes(HUNTER)) shown.push(`${name}: ${text}\n${said.split('\n').find(line => line.includes(HUNTER))}`)
  }
  assert.equal(shown, [])
  assert.ok(refused > files.length * 0.9, `${refused} of ${files.length} are refused`)
})

test('a sign that a message is about is shown, and in a file without a secret its line', async () => {
  const { said } = await saidOf({ 'stack.yaml': 'stack_name: x\ncomponents: {a: [b}\n' })
  assert.match(said, /\n2 \| \*\*\*\[\*\*\*\n {2}\| {4}\^\n/)
  assert.match((await saidOf({ 'train.yaml': 'steps: [a}\n' })).said, /\n1 \| steps: \[a}\n/)
})

/** Configurations of a component with a mistake (`incluster`) and values that nothing calls secret. */
const NEIGHBOURS: readonly string[] = [
  '{incluster: "maybe", pin: HUNTER, connection: "x:HUNTER"}',
  '{pin: HUNTER, incluster: maybe, more: {a: [HUNTER, "HUNTER"], b: 1} }',
  '{"pin":"HUNTER","incluster":"maybe","connection":["HUNTER"]}',
  '{pin: HUNTER, incluster: maybe} # HUNTER',
  '{pin: &HUNTER x, other: *HUNTER, incluster: maybe}',
  '{pin: !!str HUNTER, incluster: maybe}',
  '{pin: HUNTER, pin: "HUNTER", incluster: maybe, incluster: no}',
  '{<<: {pin: HUNTER}, pin: HUNTER, incluster: maybe}',
  '{incluster: "maybe", password: HUNTER}',
  '{incluster: {password: HUNTER}, service_account_token: [HUNTER]}',
  '{incluster: {a: HUNTER}, timeout: [HUNTER]}',
  '\'{"incluster": "maybe", "pin": "HUNTER"}\'',
  '"{\\"incluster\\": \\"maybe\\", \\"pin\\": \\"HUNTER\\"}"',
  '\n      incluster: maybe # HUNTER\n      pin: HUNTER',
  '\n      pin: |\n        HUNTER\n      incluster: maybe',
  '[incluster, HUNTER]',
  'HUNTER',
  '\'{"incluster": HUNTER\'',
  '{incluster: maybe, kubernetes_namespce: HUNTER, timeot: HUNTER}',
]

test('of a stack only the value that a message is about is shown', async () => {
  const shown: string[] = []
  let told = 0
  for (const configuration of NEIGHBOURS) {
    const component = `{name: k8s, type: orchestrator, flavor: kubernetes, owner: HUNTER, configuration: ${configuration}, labels: {a: HUNTER}}`
    const block = `name: k8s\n    flavor: kubernetes\n    type: orchestrator\n    configuration: ${configuration}`
    for (const text of [component, block]) {
      const stack = `zenml_version: 0.98.0\nstack_name: prod\nnote: HUNTER\ncomponents:\n  orchestrator:\n  - ${text}\n`
      const { codes, said } = await saidOf({ 'stack.yaml': stack.replaceAll('HUNTER', HUNTER) })
      if (codes[0] === 1) told++
      const found = said.split('\n').find(line => line.includes(HUNTER))
      if (found !== undefined) shown.push(`${text}\n${found}`)
    }
  }
  assert.equal(shown, [])
  assert.ok(told > NEIGHBOURS.length, String(told))
})

test('the name of a stack that needs no image is shown without a password', async () => {
  const parts =
    '{orchestrator: [{name: o, flavor: local, configuration: {}}], artifact_store: [{name: a, flavor: local, configuration: {}}]}'
  const { said } = await saidOf({
    'stack.yaml': `zenml_version: 0.98.0\nstack_name: https://deploy:${HUNTER}@pypi.example.com/simple\ncomponents: ${parts}\n`,
  })
  assert.match(said, 'needs no image')
  assert.not.match(said, HUNTER)
})

test('each token has one of the marks of its format in it', () => {
  for (const { name, marks, pattern } of TOKEN_FORMATS) {
    if (marks.length === 0) continue
    // The text before and behind a token is not part of it.
    const body = new RegExp(`^(?:${pattern.source.replace(/\(\?<?[!=][^)]*\)|\\b/g, '')})$`)
    const lacking = fc
      .sample(fc.stringMatching(body), { seed: 1, numRuns: 200 })
      .filter(t => !marks.some(mark => t.includes(mark)))
    assert.equal(lacking, [], name)
  }
})

test.run()
