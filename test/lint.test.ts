/**
 * What the lint rules see: planted credentials in every place (recall, and that none is shown), requirement lines as pip and uv read them,
 * markers, contradictions, parents, and how seldom the real configurations of ../shared/corpus are accused.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compile } from '../src/compile.ts'
import { findCredentials } from '../src/credentials/credentials.ts'
import { isPlaceholder, shellVariable } from '../src/credentials/placeholder.ts'
import { redact, redactLine } from '../src/credentials/redact.ts'
import { isSecretSetting } from '../src/credentials/secret-setting.ts'
import type { Code } from '../src/diagnostics/codes.ts'
import { type Diagnostic, diagnostic } from '../src/diagnostics/diagnostic.ts'
import { printLine } from '../src/diagnostics/print-line.ts'
import { printPretty } from '../src/diagnostics/print-pretty.ts'
import { toJson } from '../src/diagnostics/to-json.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import { contradict } from '../src/requirements/contradiction.ts'
import { holds, markerEnvironment, readMarker } from '../src/requirements/marker.ts'
import { readRequirementLine } from '../src/requirements/requirement-line.ts'
import { memorySources } from '../src/sources/memory-sources.ts'
import { skip } from './skip.ts'
import { dockerBlock } from './support/docker-block.ts'
import { noise } from './support/noise.ts'

type Files = Readonly<Record<string, string>>

const STACK = `stack_name: prod
zenml_version: 0.98.0
components:
  orchestrator:
  - {name: k8s, type: orchestrator, flavor: kubernetes, configuration: {}}
  artifact_store:
  - {name: store, type: artifact_store, flavor: s3, configuration: {path: 's3://bucket'}}
  container_registry:
  - {name: registry, type: container_registry, flavor: default, configuration: {uri: registry.example.com/team}}
`

/** A project of one pipeline; the given files come on top. */
function project(files: Files): Files {
  return {
    'stack.yaml': STACK,
    'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: [{file: train.yaml, steps: [load, fit]}]\npython: "3.11"\n',
    'train.yaml': 'settings: {}\n',
    ...files,
  }
}

function compileFiles(files: Files): readonly Diagnostic[] {
  const options = { projectFile: 'dockcompile.config.yaml' }
  return compile(memorySources(files), options, { catalogs: packageCatalogs() }).diagnostics
}

/** The diagnostics of a docker block, `requirements: [numpy]`. */
function lint(docker: string, files: Files = {}): readonly Diagnostic[] {
  return compileFiles(project({ 'train.yaml': dockerBlock(docker.trim()), ...files }))
}

const withCode = (found: readonly Diagnostic[], ...codes: Code[]) => found.filter(d => codes.includes(d.code))
const PARENT_HINTS: Code[] = ['DC4024', 'DC4115']
const told = (found: readonly Diagnostic[]) =>
  found.filter(d => !PARENT_HINTS.includes(d.code)).map(d => `${d.severity} ${d.code}`)

// ---------------------------------------------------------------------------------------------------------------- secrets

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const WORD = `${LETTERS}0123456789`
const HEX = '0123456789abcdef'

/** Kinds of credentials. `named`: nothing but its name gives it away. */
const KINDS: Readonly<Record<string, { named?: boolean; make: (r: ReturnType<typeof noise>) => string }>> = {
  'AWS access key': { make: r => `AKIA${r('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}` },
  'AWS secret key': { make: r => `a1B/${r(`${WORD}/+`, 36)}` },
  'GitHub token': { make: r => `ghp_${r(WORD, 36)}` },
  'fine-grained GitHub token': { make: r => `github_pat_${r(WORD, 22)}_${r(WORD, 59)}` },
  'GitLab token': { make: r => `glpat-${r(WORD, 20)}` },
  'Hugging Face token': { make: r => `hf_${r(LETTERS, 34)}` },
  'OpenAI key': { make: r => `sk-proj-7${r(`${WORD}_-`, 47)}` },
  'Anthropic key': { make: r => `sk-ant-api03-${r(`${WORD}_-`, 60)}` },
  'Google key': { make: r => `AIza${r(`${WORD}_-`, 35)}` },
  'Slack token': { make: r => `xoxb-${r('0123456789', 12)}-${r(WORD, 24)}` },
  'npm token': { make: r => `npm_${r(WORD, 36)}` },
  'PyPI token': { make: r => `pypi-AgEIcHlwaS5vcmc${r(`${WORD}_-`, 60)}` },
  'Stripe key': { make: r => `sk_live_${r(WORD, 24)}` },
  'SendGrid key': { make: r => `SG.${r(WORD, 22)}.${r(WORD, 43)}` },
  'Azure key': { make: r => `AccountKey=${r(WORD, 86)}==` },
  'JSON Web Token': { make: r => `eyJ${r(WORD, 20)}.eyJ${r(WORD, 40)}.${r(`${WORD}_-`, 43)}` },
  'Databricks token': { make: r => `dapi${r(HEX, 32)}` },
  'Weights & Biases key': { named: true, make: r => r(HEX, 40) },
  password: { named: true, make: r => `Kw9!${r(WORD, 9)}` },
  'plain password': { named: true, make: r => `h${r('abcdefgh', 5)}r${r('0123456789', 2)}` },
}

/** Places to plant one, and whether the place gives it a name. A URL takes it as its password. */
const SINKS: Readonly<Record<string, { named?: boolean; url?: boolean; files: (secret: string) => Files }>> = {
  environment: { named: true, files: s => docker(`environment:\n  DB_PASSWORD: "${s}"`) },
  'environment in lower case, unquoted': { named: true, files: s => docker(`environment:\n  api_token: ${s}`) },
  'environment under a harmless name': { files: s => docker(`environment:\n  EXTRA: "${s}"`) },
  'environment of a step': {
    named: true,
    files: s => ({
      'train.yaml': `steps:\n  fit:\n    settings:\n      docker:\n        environment: {SERVICE_API_KEY: "${s}"}\n`,
    }),
  },
  'environment as an index': {
    url: true,
    files: s => docker(`environment:\n  PIP_EXTRA_INDEX_URL: "https://bot:${s}@pypi.example.com/simple"`),
  },
  runtime_environment: { named: true, files: s => docker(`runtime_environment: {WANDB_API_KEY: "${s}"}`) },
  'build args': { named: true, files: s => docker(`build_config: {build_options: {buildargs: {ACCESS_TOKEN: "${s}"}}}`) },
  labels: { files: s => docker(`build_config: {build_options: {labels: {"com.example.note": "built with ${s}"}}}`) },
  'a requirement line': {
    url: true,
    files: s => docker(`requirements:\n- numpy==2.0\n- own @ git+https://oauth2:${s}@git.example.com/own.git`),
  },
  'an index line': {
    url: true,
    files: s => docker(`requirements:\n- --extra-index-url https://bot:${s}@pypi.example.com/simple\n- numpy==2.0`),
  },
  'a requirements file': {
    url: true,
    files: s => ({
      ...docker('requirements: reqs.txt'),
      'reqs.txt': `numpy==2.0\r\n\r\n--index-url https://bot:${s}@pypi.example.com/simple\r\n`,
    }),
  },
  'a captured command': {
    url: true,
    files: s => ({
      ...docker('replicate_local_python_environment: true'),
      'dockcompile.lock.json': JSON.stringify({
        version: 1,
        commands: { 'pip freeze': `own @ git+https://x:${s}@git.example.com/own.git\n` },
      }),
    }),
  },
  'installer args': {
    url: true,
    files: s => docker(`python_package_installer_args: {index-url: "https://bot:${s}@pypi.example.com/simple"}`),
  },
  local_project_install_command: {
    named: true,
    files: s => docker(`local_project_install_command: "ACCESS_TOKEN='${s}' pip install ."`),
  },
  'settings of the project file': {
    named: true,
    files: s => ({ 'dockcompile.config.yaml': `${CONFIG}settings: {docker: {environment: {CLIENT_SECRET: "${s}"}}}\n` }),
  },
  'labels of the project file': {
    named: true,
    files: s => ({ 'dockcompile.config.yaml': `${CONFIG}bake:\n  labels: {deploy-token: "${s}"}\n` }),
  },
  'a cache of the project file': {
    named: true,
    files: s => ({ 'dockcompile.config.yaml': `${CONFIG}bake: {cache_to: ["type=s3,bucket=b,secret_access_key=${s}"]}\n` }),
  },
  'a variable of the project file': {
    named: true,
    files: s => ({
      ...docker('environment: {DB_PASSWORD: "${PASSWORD_OF_DB}"}'),
      'dockcompile.config.yaml': `${CONFIG}variables: {PASSWORD_OF_DB: "${s}"}\n`,
    }),
  },
}

const CONFIG = 'stack: stack.yaml\npipelines: [{file: train.yaml, steps: [load, fit]}]\npython: "3.11"\n'

const docker = (block: string): Files => ({ 'train.yaml': dockerBlock(block) })

const PLANTED = Object.entries(KINDS).flatMap(([kind, { named, make }], i) =>
  Object.entries(SINKS)
    .filter(([, sink]) => !named || sink.named || sink.url)
    .map(([place, sink], j) => ({ kind, place, secret: make(noise(1 + i * 100 + j)), files: sink.files })),
)

const SECRET_CODES: Code[] = ['DC4100', 'DC4101', 'DC4102']

/** Everything that is ever printed about diagnostics. */
function printed(found: readonly Diagnostic[], files: Files): string {
  const textOf = (file: string) => files[file]
  return [
    printPretty(found, { textOf, limit: Infinity }),
    printPretty(found, { textOf, color: true }),
    printLine(found, { textOf }),
    JSON.stringify(toJson(found, textOf)),
    JSON.stringify(found.map(({ message, label, help, notes }) => ({ message, label, help, notes }))),
  ].join('\n')
}

test('planted secrets are reported, at their line, and never shown', () => {
  assert.ok(PLANTED.length >= 200, `${PLANTED.length} planted`)
  const missed: string[] = []
  const misplaced: string[] = []
  for (const { kind, place, secret, files } of PLANTED) {
    const all = project(files(secret))
    const found = compileFiles(all)
    const reports = withCode(found, ...SECRET_CODES)
    assert.not.ok(printed(found, all).includes(secret), `shown: ${kind} in ${place}`)
    if (reports.length === 0) missed.push(`${kind} in ${place}`)
    const line = (file: string, offset: number) => all[file]!.slice(0, offset).split('\n').length
    const isThere = reports.some(({ at }) => at && line(at.file, all[at.file]!.indexOf(secret)) === line(at.file, at.start))
    if (reports.length > 0 && !isThere && !/captured|variable/.test(place)) misplaced.push(`${kind} in ${place}`)
  }
  console.log(`note: ${PLANTED.length - missed.length} of ${PLANTED.length} planted secrets reported`)
  assert.equal(missed, [])
  assert.equal(misplaced, [])
})

test('no other diagnostic of a line shows its secret', () => {
  for (const { kind, place, secret, files } of PLANTED.filter((_, i) => i % 7 === 0)) {
    const all = project(files(secret))
    for (const [file, text] of Object.entries(all)) {
      const start = text.indexOf(secret)
      if (start === -1) continue
      const secrets = withCode(compileFiles(all), ...SECRET_CODES)
      const other = diagnostic('DC2009', { file, start: text.lastIndexOf('\n', start) + 1, end: start + 3 }, {
        key: 'x',
        why: 'y',
      } as never)
      const shown = printPretty([other, ...secrets], { textOf: f => all[f] })
      assert.not.ok(shown.includes(secret), `${kind} in ${place}\n${shown}`)
    }
  }
})

test('a private key over several lines', () => {
  const body = Array.from({ length: 4 }, (_, i) => `MII${noise(900 + i)(WORD, 60)}`)
  const key = `-----BEGIN RSA PRIVATE KEY-----\n${body.join('\n')}\n-----END RSA PRIVATE KEY-----`
  const files = project(docker(`environment:\n  CERT: |\n    ${key.replaceAll('\n', '\n    ')}`))
  const found = compileFiles(files)
  assert.equal(told(withCode(found, 'DC4100')), ['warning DC4100'])
  for (const line of body) assert.not.ok(printed(found, files).includes(line))
  const json = JSON.stringify({ type: 'service_account', private_key: key })
  assert.equal(told(withCode(lint(`environment: {GOOGLE: '${json}'}`), 'DC4100')), ['warning DC4100'])
})

test('an index with a password is an error where images are built, and the rewrite has no password', () => {
  const args = 'python_package_installer_args: {extra-index-url: "https://bot:pa55word-x@pypi.example.com/simple"}'
  const [uv] = withCode(lint(args), 'DC4101')
  assert.is(uv?.severity, 'error')
  assert.match(uv!.help!, '`index: "internal=https://pypi.example.com/simple"` into `python_package_installer_args` instead')
  assert.match(uv!.help!, 'UV_INDEX_INTERNAL_PASSWORD: {env: UV_INDEX_INTERNAL_PASSWORD}')
  const [pip] = withCode(lint(`${args}\npython_package_installer: pip`), 'DC4101')
  assert.match(pip!.help!, 'secrets: {netrc: {file: .netrc, target: /root/.netrc}}')
  const config = { 'dockcompile.config.yaml': `${CONFIG}dialect: zenml\n` }
  assert.is(withCode(lint(args, config), 'DC4101')[0]?.severity, 'warning')
  assert.is(withCode(lint(args, { 'dockcompile.config.yaml': `${CONFIG}dialect: portable\n` }), 'DC4101')[0]?.severity, 'error')
})

/** The help of each DC4101, the same ones once. */
const rewrites = (files: Record<string, string>) => [...new Set(withCode(compileFiles(files), 'DC4101').map(d => d.help!))]
const url = (host: string) => `https://bot:pa55word-x@${host}/simple`

test('two private indexes get two names, what is there stays, and every message says the same', () => {
  const lists = `requirements: ["--extra-index-url ${url('a.example.com')}", "--extra-index-url ${url('b.example.com')}", six]`
  const args = 'python_package_installer_args: {index: "internal=https://open.example.com/simple"}'
  assert.equal(rewrites(project(docker(`${args}\n${lists}`))), [
    [
      'write `index: "internal=https://open.example.com/simple a-example-com=https://a.example.com/simple b-example-com=https://b.example.com/simple"` into `python_package_installer_args` instead, and in the project file',
      `\`secrets: {${['A', 'B']
        .flatMap(n => ['USERNAME', 'PASSWORD'].map(w => `UV_INDEX_${n}_EXAMPLE_COM_${w}`))
        .map(id => `${id}: {env: ${id}}`)
        .join(', ')}}\``,
    ].join('\n'),
  ])
})

test('one private index of a name that is taken; secrets that are there', () => {
  const files = (args: string, more = '') => ({
    ...project(docker(`python_package_installer_args: {${args}}`)),
    'dockcompile.config.yaml': CONFIG + more,
  })
  const taken = files(`index: "internal=https://open.example.com/simple", default-index: "${url('pypi.example.com')}"`)
  assert.match(rewrites(taken)[0]!, '`default-index: "pypi-example-com=https://pypi.example.com/simple"` into')
  const half = 'secrets: {UV_INDEX_TEAM_USERNAME: {}}\n'
  assert.match(
    rewrites(files(`index: "team=${url('pypi.example.com')}"`, half))[0]!,
    /`index: "team=https:\/\/pypi[^`]*`.*\nbeside the other `secrets`: `UV_INDEX_TEAM_PASSWORD: \{env: UV_INDEX_TEAM_PASSWORD\}`$/,
  )
  const there = 'secrets: {UV_INDEX_INTERNAL_USERNAME: {}, UV_INDEX_INTERNAL_PASSWORD: {}}\n'
  assert.match(
    rewrites(files(`index: "${url('pypi.example.com')}"`, there))[0]!,
    'instead: the secrets `UV_INDEX_INTERNAL_USERNAME`',
  )
})

test('for pip and for pages of links the address stays where it is', () => {
  const pip = `python_package_installer: pip\nrequirements: ["--extra-index-url ${url('a.example.com')}", six]`
  const netrc = { 'dockcompile.config.yaml': `${CONFIG}secrets: {n: {file: my/netrc, target: /root/.netrc}}\n` }
  assert.equal(rewrites(project(docker(pip))), [
    'write `--extra-index-url https://a.example.com/simple` in its place, and in the project file\n`secrets: {netrc: {file: .netrc, target: /root/.netrc}}`, where .netrc says `machine a.example.com login … password …`',
  ])
  assert.match(
    rewrites({ ...project(docker(pip)), ...netrc })[0]!,
    'into my/netrc, which is the secret `n`, `machine a.example.com',
  )
  for (const target of ['/root/.netrc.d/x', '/root/my-netrc']) {
    const other = { 'dockcompile.config.yaml': `${CONFIG}secrets: {n: {file: my/netrc, target: ${target}}}\n` }
    assert.match(rewrites({ ...project(docker(pip)), ...other })[0]!, 'beside the other `secrets`: `netrc: {file: .netrc', target)
  }
  const links = `python_package_installer_args: {find-links: "${url('a.example.com')}"}`
  assert.match(rewrites(project(docker(links)))[0]!, 'write `https://a.example.com/simple` in its place')
})

test('wherever an index is written, the message says how to write it without its password', () => {
  const inPlace = /^write `default-index: "internal=https:\/\/a\.example\.com\/simple"` into/
  const beside = /^write `index: "internal=https:\/\/a\.example\.com\/simple"` into/
  const links = /`machine a\.example\.com login … password …`$/
  const rows: [names: string, help: RegExp][] = [
    ['PIP_INDEX_URL UV_INDEX_URL UV_DEFAULT_INDEX index-url default-index --index-url', inPlace],
    ['PIP_EXTRA_INDEX_URL UV_EXTRA_INDEX_URL UV_INDEX extra-index-url index --extra-index-url', beside],
    ['PIP_FIND_LINKS UV_FIND_LINKS find-links --find-links', links],
  ]
  for (const [names, help] of rows)
    for (const name of names.split(' ')) {
      const key = /^[A-Z]/.test(name) ? 'environment' : 'python_package_installer_args'
      const found = rewrites(project(docker(`${key}: {"${name}": "${url('a.example.com')}"}\nrequirements: [six]`)))
      assert.match(found[0] ?? '', help, name)
    }
  for (const [names, help] of [
    ['-i --index-url --default-index', inPlace],
    ['--extra-index-url --index', beside],
    ['-f --find-links', links],
  ] as const)
    for (const name of names.split(' '))
      assert.match(rewrites(project(docker(`requirements: ["${name} ${url('a.example.com')}", six]`)))[0] ?? '', help, name)
  const pip = `python_package_installer: pip\nrequirements: ["--extra-index-url ${url('[2001:db8::1]:8080')}", six]`
  assert.match(rewrites(project(docker(pip)))[0]!, '`machine [2001:db8::1] login … password …`')
})

test('placeholders of other tools', () => {
  const found = lint(
    'environment:\n  OPENAI_API_KEY: ${{ env.OPENAI_API_KEY }}\n  MODE: ${MODE:-fast}\n  DB_PASSWORD: "{{db.password}}"',
  )
  assert.equal(told(found), ['warning DC4103', 'warning DC4103', 'warning DC4104'])
  assert.match(found.map(d => d.help).join('\n'), '`${OPENAI_API_KEY}`')
})

test("a shell's variables", () => {
  for (const [text, found] of [
    ['$HOME/.cache', '$HOME'],
    ['-I$PREFIX/include', '$PREFIX'],
    ['http://$proxy_host:80', '$proxy_host'],
    ['a:$b', '$b'],
    ['${HOME}', undefined],
    ['pa$$WORD', undefined],
    ['^foo$', undefined],
    ['costs $5', undefined],
    ['{"$ref": 1}', undefined],
    ['\\$HOME', undefined],
  ] as const)
    assert.is(shellVariable(text), found, text)
  const warned = (text: string) => withCode(lint(text), 'DC4103').length
  assert.is(warned('environment: {CACHE: $HOME/.cache}\nruntime_environment: {LIB: /x:$LIB}'), 2)
  // A shell reads it at run time; a password is reported as such.
  assert.is(warned('environment: {START_CMD: python $SCRIPT}'), 0)
  assert.is(warned('environment: {DB_PASSWORD: Zq8$WORDx9}'), 0)
})

test('a PATH that leads nowhere', () => {
  const severities = (path: string, key = 'environment', more: Record<string, string> = {}) =>
    withCode(lint(`${key}: {PATH: "${path}"}`, more), 'DC4151').map(d => d.severity)
  assert.equal(severities('/opt/x/bin:$PATH'), ['error'])
  assert.equal(severities('/opt/x/bin:$PATH', 'runtime_environment'), ['error'])
  assert.equal(severities('/opt/x/bin:$PATH', 'environment', { 'dockcompile.config.yaml': `${CONFIG}dialect: zenml\n` }), [
    'warning',
  ])
  assert.equal(severities('/opt/x/bin'), ['warning'])
  for (const path of ['/opt/x/bin:/usr/bin', '/bin/:$PATH', '/opt/x/bin:${PATH}']) assert.equal(severities(path), [], path)
  assert.equal(told(withCode(lint('environment: {PATH: "/bin:$PATH"}'), 'DC4103')), ['warning DC4103'])
})

test('a broken PATH is fixed with what the lock file knows of the parent', () => {
  const image = { digest: null, user: '', workdir: '', environment: { PATH: '/opt/own:/usr/bin' }, platforms: [] }
  const lock = { version: 1, images: { 'team/base:1': image }, commands: {}, requirements: {} }
  const settings = 'parent_image: team/base:1\nenvironment: {PATH: "/opt/x/bin:$PATH"}'
  const [found] = withCode(lint(settings, { 'dockcompile.lock.json': JSON.stringify(lock) }), 'DC4151')
  assert.match(found!.help!, /`\/opt\/x\/bin:\/opt\/own:\/usr\/bin`$/)
})

test('a setting for pip has no effect where uv installs, and the other way round', () => {
  const warned = (text: string, more: Record<string, string> = {}) =>
    withCode(lint(`requirements: [six]\n${text}`, more), 'DC4181').length
  const PIP = 'python_package_installer: pip\n'
  for (const [text, expected] of [
    ['environment: {PIP_INDEX_URL: "https://a.example/simple"}', 1],
    [`${PIP}environment: {PIP_INDEX_URL: "https://a.example/simple"}`, 0],
    [`${PIP}environment: {UV_INDEX: "https://a.example/simple"}`, 1],
    // Said to uv as well: by a variable, by an argument.
    ['environment: {PIP_INDEX_URL: "https://a.example/simple", UV_DEFAULT_INDEX: "https://a.example/simple"}', 0],
    ['environment: {PIP_CONSTRAINT: /c.txt}\npython_package_installer_args: {constraint: /c.txt}', 0],
    // It comes after the installs, or changes nothing that is installed.
    ['runtime_environment: {PIP_INDEX_URL: "https://a.example/simple"}', 0],
    ['environment: {PIP_NO_CACHE_DIR: "1"}', 0],
  ] as const)
    assert.is(warned(text), expected, text)
  const own = (line: string) => warned('dockerfile: Dockerfile', { Dockerfile: `FROM python:3.11\n${line}\n` })
  assert.is(own('ENV PIP_CONSTRAINT=/etc/pip/constraint.txt'), 1)
  assert.is(own('# PIP_CONSTRAINT is not set'), 0)
})

test('locales that an image of Debian has, and those that it does not have', () => {
  const warned = (text: string) => withCode(lint(text), 'DC4182').length
  for (const locale of ['C', 'C.UTF-8', 'C.utf8', 'POSIX', '""']) assert.is(warned(`environment: {LC_ALL: ${locale}}`), 0, locale)
  assert.is(warned('environment: {LC_TIME: de_DE.UTF-8}'), 1)
  assert.is(warned('apt_packages: [locales]\nenvironment: {LANG: de_DE.UTF-8}'), 1)
  assert.is(warned('apt_packages: [locales-all]\nenvironment: {LANG: de_DE.UTF-8}'), 0)
  assert.is(warned('parent_image: python:3.11-alpine\nenvironment: {LANG: de_DE.UTF-8}'), 0)
})

test('a framework of the parent that is installed again', () => {
  const warned = (parent: string, line: string) =>
    withCode(lint(`parent_image: ${parent}\nrequirements: ["${line}"]`), 'DC4185').length
  const PYTORCH = 'pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime'
  for (const line of [
    'torch',
    'torch==2.8.0',
    'torch>=2.6,<3',
    'torch==2.8.0+cu128',
    'torchvision==0.24.0',
    'tensorflow==2.19.0',
  ])
    assert.is(warned(PYTORCH, line), 0, line)
  for (const line of ['torch==2.9.0', 'torch<2', 'Torch == 2.9.0+cu128', 'torch==2.9.0; sys_platform == \\"linux\\"'])
    assert.is(warned(PYTORCH, line), 1, line)
  assert.is(warned(PYTORCH, 'torch==2.9.0; sys_platform == \\"win32\\"'), 0)
  assert.is(warned('docker.io/tensorflow/tensorflow:2.16.1-gpu', 'tensorflow==2.19.0'), 1)
  for (const parent of ['tensorflow/tensorflow:latest-gpu', 'registry.example.com/pytorch/pytorch:2.8.0', 'python:3.11'])
    assert.is(warned(parent, 'torch==2.9.0'), 0, parent)
})

test('modules, ignore files and submodules of code that an image includes', () => {
  const found = (files: Record<string, string>, code: Code, settings = '') =>
    withCode(lint(`allow_download_from_artifact_store: false\nrequirements: [numpy==2.3.5]\n${settings}`, files), code).length
  assert.is(found({ 'zenml.py': '' }, 'DC4180'), 1)
  assert.is(found({ 'numpy/__init__.py': '' }, 'DC4180'), 1)
  assert.is(found({ 'numpy/__init__.py': '', 'pyproject.toml': '[project]\nname = "numpy"\n' }, 'DC4180'), 0)
  assert.is(found({ 'numpy/data.csv': '', 'src/zenml.py': '', 'pandas.py': '' }, 'DC4180'), 0)
  assert.is(found({ 'types.py': '' }, 'DC4180', 'environment: {PYTHONSAFEPATH: "1"}'), 0)
  assert.is(found({ 'dockerignore.txt': 'data\n' }, 'DC4183'), 1)
  assert.is(found({ '.Dockerignore': 'data\n', '.dockerignore': 'data\n' }, 'DC4183'), 0)
  const modules = '[submodule "x"]\n\tpath = libs/x\n'
  assert.is(found({ '.gitmodules': modules }, 'DC4184'), 1)
  assert.is(found({ '.gitmodules': modules, 'libs/x/a.py': '' }, 'DC4184'), 0)
  assert.is(found({ '.gitmodules': modules, '.dockerignore': 'libs\n' }, 'DC4184'), 0)
  assert.is(found({ '.gitmodules': '[submodule "x"]\n\tpath = ../x\n' }, 'DC4184'), 0)
})

test('what is not a secret', () => {
  for (const [name, value] of [
    ['HF_TOKEN', 'hf_placeholder'],
    ['HF_TOKEN', ''],
    ['HF_TOKEN', '<token>'],
    ['HF_TOKEN', 'your-token'],
    ['HF_TOKEN', 'xxx'],
    ['HF_TOKEN', 'hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
    ['API_KEY', 'changeme'],
    ['API_KEY', '${API_KEY}'],
    ['API_KEY', '$API_KEY'],
    ['API_KEY', '${{ secrets.API_KEY }}'],
    ['API_KEY', 'sk-...'],
    ['AWS_SECRET_ACCESS_KEY', 'Randomstr'],
    ['PROJECT_SECRET_NAME', 'llm_complete'],
    ['TOKEN_TTL', '3600'],
    ['MAX_TOKEN', '512'],
    ['PAD_TOKEN', '[PAD]'],
    ['EOS_TOKEN', '</s>'],
    ['TOKENIZERS_PARALLELISM', 'false'],
    ['PARTITION_KEY', 'user_id'],
    ['AUTH_TYPE', 'oauth2'],
    ['USE_AUTH', 'true'],
    ['SECRET_KEY_FILE', '/run/secrets/key'],
    ['GOOGLE_APPLICATION_CREDENTIALS', '/app/account.json'],
    ['TOKEN_ENDPOINT', 'https://login.example.com/token'],
    ['DB_SECRET', 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:db'],
    ['PUBLIC_KEY', 'ssh-ed25519 AAAA'],
    ['COMMIT', '0123456789abcdef0123456789abcdef01234567'],
    ['DATABASE', 'postgresql://user:${DB_PASSWORD}@db/x'],
    ['REPOSITORY', 'git+ssh://git@github.com/example/own.git'],
    ['IMAGE', 'registry.example.com/team/image@sha256:0123456789abcdef'],
  ] as const) {
    assert.not.ok(isSecretSetting(name, value) || findCredentials(value).length > 0, `${name}: ${value}`)
  }
})

test('a word in a long text of both cases and digits is chance', () => {
  assert.ok(isPlaceholder('example-Abcdef-1234'))
  assert.not(isPlaceholder('example-Abcdef-12345'))
  assert.ok(isPlaceholder('example-abcdef-12345'))
})

test('a credential that came through a variable names it', () => {
  const config =
    'stack: stack.yaml\npipelines: [{file: train.yaml, steps: [load]}]\npython: "3.11"\nvariables: {V: vK3-hunter2-9pQ, W: x}\n'
  const [found] = withCode(
    lint('environment: {API_TOKEN: "${V}", MODE: "${W}"}', { 'dockcompile.config.yaml': config }),
    'DC4100',
  )
  assert.equal(
    found?.notes?.map(({ message, at }) => [message, at && config.slice(at.start, at.end)]),
    [['it comes from the variable `V`', 'vK3-hunter2-9pQ']],
  )
})

test('a credential counts where it ends in an image or a reference', () => {
  const token = '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'
  const told = (settings: string) => withCode(lint(settings), 'DC4100').length
  for (const key of ['image_tag', 'target_repository', 'parent_image']) {
    const parent = key === 'parent_image' ? '' : 'parent_image: "own:1"\n'
    assert.is(told(`${parent}skip_build: true\n${key}: ${token}`), 1, key)
  }
  assert.is(told(`parent_image: "own:1"\nskip_build: true\nenvironment: {A: ${token}}`), 0)
  assert.is(told(`environment: {A: ${token}}`), 1)
})

test('a credential in the output of a command names the lock file', () => {
  const commands = { 'pip freeze': `own @ ${url('a.example.com')}/own-1.whl\n` }
  const files = { 'dockcompile.lock.json': JSON.stringify({ version: 1, commands, images: {}, requirements: {} }) }
  const [found] = withCode(lint('replicate_local_python_environment: pip_freeze', files), 'DC4102')
  assert.match(found?.message ?? '', 'the captured output in dockcompile.lock.json')
})

test('the message about a credential in an input file says where it belongs', () => {
  const token = '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'
  const help = (file: string, text: string) => withCode(compileFiles(project({ [file]: text })), 'DC4105').map(d => d.help)
  const inProject = (line: string) => help('dockcompile.config.yaml', `${CONFIG}${line}\n`)
  assert.equal(inProject(`secrets: {HF: {env: ${token}}}`), ['`env` takes the name of a variable that holds it when bake runs'])
  assert.equal(inProject(`variables: {hf_token: ${token}}`), [
    'write `secrets: {HF_TOKEN: {env: HF_TOKEN}}`: installs get the value of that variable, and no file holds it',
  ])
  assert.equal(help('train.yaml', `extra: {hf_token: ${token}}\n`), [
    "keep it in ZenML's secret store: `secrets: [name]` of the pipeline puts it into the environment of its steps",
  ])
  assert.equal(help('stack.yaml', STACK.replace("{path: 's3://bucket'}", `{path: 's3://bucket', secret: ${token}}`)), [
    'put it into a ZenML secret and write `secret: "{{name_of_the_secret.secret}}"`',
  ])
})

test('the `key` of a taint, a label, a file of a volume or a secret reference names something', () => {
  const found = (settings: string) =>
    withCode(compileFiles(project({ 'train.yaml': `settings: {orchestrator: {pod_settings: ${settings}}}\n` })), 'DC4105')
  for (const settings of [
    '{tolerations: [{key: nvidia.com/gpu, operator: Exists}, {key: example.com/gpu-2, effect: NoSchedule}]}',
    '{affinity: {podAntiAffinity: {x: [{topologyKey: kubernetes.io/hostname}]}}, spread: [{topology_key: example.com/zone-2}]}',
    '{volumes: [{name: ca, secret: {secretName: ca, items: [{key: ca-2.crt, path: ca.crt}]}}]}',
    '{env: [{name: A, valueFrom: {secretKeyRef: {name: hub, key: token-2.txt}}}]}',
  ])
    assert.equal(found(settings), [], settings)
  assert.is(found('{cache: {path: /cache, key: k9f8-2hx7/q1}}').length, 1)
})

test('a credential of a flag, and another one in an input file', () => {
  const files = project({
    ...docker('environment: {DB_PASSWORD: "${PW}"}'),
    'stack.yaml': STACK.replace("{path: 's3://bucket'}", `{path: 's3://bucket', "password": "Zq8xWORDx9"}`),
  })
  const options = { projectFile: 'dockcompile.config.yaml', flags: { variables: { PW: 'Qz7-pa55word-x' } } }
  const { diagnostics } = compile(memorySources(files), options, { catalogs: packageCatalogs() })
  const codes = diagnostics.map(d => d.code)
  assert.ok(codes.includes('DC4100') && codes.includes('DC4105'), codes.join())
})

test('what is a secret by its name', () => {
  for (const [name, value] of [
    ['DB_PASSWORD', 'hunter2'],
    ['PGPASSWORD', 'correct horse battery staple'],
    ['dbPassword', '12345678'],
    ['api-key', 'b3f1-77aa'],
    ['SECRET_KEY', 's3cr3t'],
    ['AWS_ACCESS_KEY_ID', 'abcdefgh'],
    ['WANDB_API_KEY', '0123456789abcdef0123456789abcdef01234567'],
    ['MYSQL_PWD', 'letmein'],
  ] as const)
    assert.ok(isSecretSetting(name, value), `${name}: ${value}`)
  assert.ok(isPlaceholder('minioadmin'))
})

test('redact', () => {
  const github = `ghp_${noise(77)(WORD, 36)}`
  assert.is(redact('https://bot:hunter2@host/simple'), 'https://bot:***@host/simple')
  assert.is(redact('postgresql://u:p/w@host:5432/db'), 'postgresql://u:***@host:5432/db')
  assert.is(redact('https://u:p@ss@host/x'), 'https://u:***@host/x')
  assert.is(redact(`git+https://${github}@github.com/a/b`), 'git+https://***@github.com/a/b')
  assert.is(redact(`a ${github} b ${github}`), 'a *** b ***')
  assert.is(
    redact('git@github.com https://host/x@y https://host:8080/x@y'),
    'git@github.com https://host/x@y https://host:8080/x@y',
  )
})

test('redact a line by its keys', () => {
  for (const [line, expected] of [
    ['ENV DB_PASSWORD=hunter2', 'ENV DB_PASSWORD=***'],
    ['ENV DB_PASSWORD="hunter 2"', 'ENV DB_PASSWORD="***"'],
    ['      HF_TOKEN: abc # mine', '      HF_TOKEN: *** # mine'],
    ['{"api_key": "abc", "mode": "fast"}', '{"api_key": "***", "mode": "fast"}'],
    ['environment: {API_KEY: abc, MODE: fast}', 'environment: {API_KEY: ***, MODE: fast}'],
    ['HF_TOKEN: ${HF_TOKEN}', 'HF_TOKEN: ${HF_TOKEN}'],
    ['TOKENIZERS_PARALLELISM: false', 'TOKENIZERS_PARALLELISM: false'],
    ['secrets: [database]', 'secrets: [database]'],
    ['authors: me', 'authors: me'],
    ['ENV DB_PASSWORD="a:"":cd::ef" MODE="fast"', 'ENV DB_PASSWORD="***" MODE="fast"'],
    ['RUN curl -H "Authorization: Bearer abc" https://h', 'RUN curl -H "Authorization: ***" https://h'],
    ['ci:c0rrect-h0rse@pypi.example.com', 'ci:***@pypi.example.com'],
    ['ci:c0rrect-h0rse@pypi.', 'ci:***@pypi.'],
    ['ci:c0rrect-h0rse@ ', 'ci:***@ '],
    ['ci${V}:c0rrect-h0rse@pypi.example.com/simple', 'ci${V}:***@pypi.example.com/simple'],
    ['path:ci:c0rrect-h0rse@pypi.example.com/simple', 'path:ci:***@pypi.example.com/simple'],
    [':ci:c0rrect-h0rse@pypi.example.com/simple', ':ci:***@pypi.example.com/simple'],
    [':c0rrect-h0rse@pypi.example.com/simple', ':***@pypi.example.com/simple'],
    ['ci:c0rrect@h0rse@pypi.example.com/simple', 'ci:***@pypi.example.com/simple'],
    ['parent_image: python:3.11@sha256:0123', 'parent_image: python:3.11@sha256:0123'],
  ] as const)
    assert.is(redactLine(line), expected)
})

test('long lines are searched in linear time', () => {
  const before = process.cpuUsage()
  for (const text of [
    'eyJ-',
    'sk-',
    'token',
    'a.',
    'a://b:c',
    '-----BEGIN PRIVATE KEY',
    'wandb login -',
    'A1b/',
    'token = "',
    'SG.x.',
  ])
    printPretty([{ code: 'DC2001', severity: 'error', message: text.repeat(2000), at: { file: 'x', start: 0, end: 1 } }], {
      textOf: () => text.repeat(100_000),
    })
  const { user } = process.cpuUsage(before)
  assert.ok(user < 5e6, `${user / 1e6} s`)
})

// ------------------------------------------------------------------------------------------------------------ requirements

test('requirement lines that pip and uv take', () => {
  // Each was given to pip 26.3 and uv 0.13.9.
  for (const line of [
    'numpy',
    'n',
    'Numpy_X.y>=1',
    'numpy==1.26.4',
    'numpy>=1.0,<2',
    'numpy >= 1.0 , < 2',
    'numpy>=1.0,',
    'numpy (>=1.0)',
    'numpy==1.*',
    'numpy!=1.0.*,>=0',
    'numpy==1.26.4+cu118',
    'numpy==v1.0',
    'numpy==1.0.0.0-1',
    'numpy~=1.4',
    'numpy[a,b]>=1',
    'numpy[]',
    'numpy>=1.0;python_version>="3.8"',
    "numpy==1.0; python_version<'3.8' and os_name == 'posix'",
    'numpy ; extra == "x"',
    'b @ git+https://github.com/a/b',
    'b@git+https://github.com/a/b@main#egg=b',
    'b @ https://x/b-1.0-py3-none-any.whl ; python_version > "3.8"',
    'numpy==1.0 --hash=sha256:abcd --hash=sha256:ef',
  ])
    assert.is(readRequirementLine(line).kind, 'package', line)
  for (const line of [
    '--pre',
    '--index-url https://x/simple',
    '-i https://x',
    '--only-binary=:all:',
    '-r other.txt',
    '-cother.txt',
    '--require-hashes',
  ])
    assert.is(readRequirementLine(line).kind, 'option', line)
  for (const line of [
    './local',
    '../x',
    'a-1.0-py3-none-any.whl',
    './wheels/a.whl',
    '-e .',
    'git+https://x/a',
    'https://x/a.whl',
  ])
    assert.is(readRequirementLine(line).kind, 'location', line)
  assert.is(readRequirementLine('numpy==${VERSION}').kind, 'unknown')
  for (const [line, path] of [
    ['helper @ file://${ROOT}/libs/helper', '${ROOT}/libs/helper'],
    ['-e ${ROOT}/libs/helper', '${ROOT}/libs/helper'],
    ['./libs/${NAME}', './libs/${NAME}'],
  ] as const)
    assert.is((readRequirementLine(line) as { path?: string }).path, path, line)
  assert.is(readRequirementLine('own @ git+https://${TOKEN}@x/a').kind, 'unknown')
  for (const [line, rewrite] of [
    ['-e git+https://x/a@v1#egg=a&subdirectory=b', 'a @ git+https://x/a@v1#subdirectory=b'],
    ['--editable=git+ssh://git@x/a#egg=a[all]', 'a[all] @ git+ssh://git@x/a'],
  ] as const)
    assert.equal(readRequirementLine(line), {
      kind: 'refused',
      problem: '`-e` installs a folder in place, and no repository',
      rewrite: [rewrite],
      by: 'uv',
    })
})

test('requirement lines that are refused, and what was meant', () => {
  for (const [line, ...rewrite] of [
    ['scipy=1.4.0', 'scipy==1.4.0'],
    ['numpy=1.19.2=py39h', 'numpy==1.19.2'],
    ['numpy==', 'numpy'],
    ['numpy=>1.0', 'numpy>=1.0'],
    ['numpy<>1.0', 'numpy!=1.0'],
    ['numpy=~1.0', 'numpy~=1.0'],
    ['numpy 1.0', 'numpy==1.0'],
    ['numpy:1.0', 'numpy==1.0'],
    ['numpy@1.0', 'numpy==1.0'],
    ['numpy@latest', 'numpy'],
    ['conda-forge::numpy', 'numpy'],
    ['conda-forge::numpy=1.2', 'numpy==1.2'],
    ['numpy==latest', 'numpy'],
    ['numpy==LATEST', 'numpy'],
    ['numpy==1.0.X', 'numpy==1.0.*'],
    ['numpy==1.0.x', 'numpy==1.0.*'],
    ['numpy~=1', 'numpy~=1.0'],
    ['numpy>=1.*', 'numpy>=1'],
    ['numpy>=1.26.4+cu118', 'numpy>=1.26.4'],
    ['numpy>=1.0 <2', 'numpy>=1.0,<2'],
    ['numpy^1.4', 'numpy>=1.4,<2'],
    ['numpy==1.0#c', 'numpy==1.0'],
    ['numpy pandas', 'numpy', 'pandas'],
    ['numpy, pandas', 'numpy', 'pandas'],
    ['pip install numpy pandas', 'numpy', 'pandas'],
    ['"numpy"', 'numpy'],
    ['zenml["server"]', 'zenml[server]'],
    ['- numpy', 'numpy'],
    ['* numpy', 'numpy'],
    ['numpy==1.0; python_version<3.8', 'numpy==1.0; python_version<"3.8"'],
    ['numpy==1.0; foo == "x"'],
    ['numpy[extra'],
    ['// comment'],
    ['_numpy'],
    ['-numpy'],
    ['- --no-deps'],
  ] as const) {
    const found = readRequirementLine(line)
    assert.is(found.kind, 'refused', line)
    if (found.kind === 'refused') assert.equal(found.rewrite, rewrite, line)
    for (const text of rewrite) assert.is(readRequirementLine(text).kind, 'package', text)
  }
  for (const line of ['--upgrade', '-U', '--user', '--system', '--no-cache-dir', '--no-deps', '--timeout 10', 'numpy --upgrade'])
    assert.is(readRequirementLine(line).kind, 'misplaced', line)
})

test('a line longer than any real one is not judged', () => {
  const long = (beginning: string, length: number) => beginning.padEnd(length, 'x')
  for (const beginning of ['--unknown-', 'numpy=']) {
    assert.is(readRequirementLine(long(beginning, 2000)).kind, 'refused', beginning)
    assert.is(readRequirementLine(long(beginning, 2001)).kind, 'unknown', beginning)
  }
})

test('options as pip and uv document them', () => {
  const kinds = (lines: string) => [...new Set(lines.split('|').map(line => readRequirementLine(line).kind))]
  const withValue =
    '-i x|--index-url x|--extra-index-url x|-f x|--find-links x|--trusted-host x|--no-binary x|--only-binary x|--use-feature x'
  assert.equal(kinds(`${withValue}|-r x|--requirement x|-c x|--constraint x|--no-index|--pre|--prefer-binary|--require-hashes`), [
    'option',
  ])
  assert.equal(kinds('-e x|--editable x'), ['location'])
  const bare = withValue.replaceAll(' x', '').concat('|-r|--requirement|-c|--constraint|-e|--editable')
  assert.equal(kinds(bare), ['refused'])
  for (const line of withValue.split('|')) {
    const found = readRequirementLine(line)
    assert.is(found.kind === 'option' ? found.value : 'another kind', 'x', line)
  }
  // Both installers have them on the command line only.
  const command = '-t|--target|--prefix|--root|--src|--timeout|--default-timeout|--retries|--proxy|--cert|--index|--default-index'
  for (const option of `${command}|--index-strategy|--python|--platform|--python-version|--cache-dir|--progress-bar`.split('|')) {
    const found = readRequirementLine(`${option} x`)
    assert.is(found.kind === 'misplaced' ? found.value : 'another kind', 'x', option)
  }
  const flags = '-U|--upgrade|--user|--system|--no-deps|--no-cache-dir|--no-cache|--force-reinstall|-I|--ignore-installed'
  for (const option of `${flags}|--break-system-packages|--no-build-isolation|-q|--quiet|-v|--verbose|--no-compile|--compile`.split(
    '|',
  )) {
    const found = readRequirementLine(`${option} x`)
    assert.is(found.kind === 'misplaced' ? found.value : 'another kind', null, option)
  }
})

test('variables of markers, by their names and by those of old', () => {
  const names =
    'python_version python_full_version os_name sys_platform platform_release platform_system platform_version platform_machine ' +
    'platform_python_implementation implementation_name implementation_version extra extras dependency_groups ' +
    'os.name sys.platform platform.version platform.machine platform.python_implementation python_implementation'
  for (const name of names.split(' ')) {
    const found = readRequirementLine(`numpy==1.0; ${name} == "3"`)
    assert.is(found.kind, 'package', name)
  }
  assert.is(readRequirementLine('numpy==1.0; platform == "linux"').kind, 'refused')
})

test('an option without a value takes none', () => {
  for (const [line, value] of [
    ['--upgrade numpy', null],
    ['-U', null],
    ['--timeout 10', '10'],
    ['--timeout=10', '10'],
    ['--timeout', null],
  ] as const) {
    const found = readRequirementLine(line)
    assert.is(found.kind === 'misplaced' ? found.value : 'another kind', value, line)
  }
})

test('a refused line is an error in YAML, a warning in a file and in the dialect zenml', () => {
  const wrong = 'requirements: ["scipy=1.4.0"]'
  const [inYaml] = withCode(lint(wrong), 'DC4110')
  assert.is(inYaml?.severity, 'error')
  assert.is(inYaml?.help, 'write `scipy==1.4.0`')
  assert.is(withCode(lint(wrong, { 'dockcompile.config.yaml': `${CONFIG}dialect: zenml\n` }), 'DC4110')[0]?.severity, 'warning')
  const text = '# tools\r\nnumpy==2.0\r\n  scipy=1.4.0  # old\r\n'
  const [inFile] = withCode(lint('requirements: reqs.txt', { 'reqs.txt': text }), 'DC4110')
  assert.is(inFile?.severity, 'warning')
  assert.is(text.slice(inFile!.at!.start, inFile!.at!.end), 'scipy=1.4.0')
})

test('a line that is several is taken apart in the words of its place', () => {
  const help = (requirements: string, files = {}) =>
    withCode(lint(`requirements: ${requirements}`, files), 'DC4110').map(d => d.help)
  assert.equal(help('["numpy pandas"]'), ['write 2 items of the list: `numpy`, `pandas`'])
  assert.equal(help('reqs.txt', { 'reqs.txt': 'numpy pandas\n' }), ['write 2 lines: `numpy`, `pandas`'])
})

test('a hash on a line of its own is what uv refuses', () => {
  const told = (installer: string) =>
    withCode(lint(`python_package_installer: ${installer}\nrequirements: [six==1, "--hash=sha256:abc"]`), 'DC4110').map(
      d => d.message,
    )
  assert.match(told('uv')[0] ?? '', /uv/)
  assert.equal(told('pip'), [])
})

test('a line of an export points at its pyproject.toml', () => {
  const lock = { version: 1, commands: { 'my export': 'six==1\nscipy=1.4.0\n' }, images: {}, requirements: {} }
  const files = { 'pyproject.toml': '', 'dockcompile.lock.json': JSON.stringify(lock) }
  const block = 'pyproject_path: pyproject.toml\npyproject_export_command: [my, export]'
  const [found] = withCode(lint(block, files), 'DC4110')
  const text = project(docker(block))['train.yaml']!
  assert.is(found?.at?.file, 'train.yaml')
  assert.is(text.slice(found!.at!.start, found!.at!.end), 'pyproject.toml')
})

test('files that are not in the image', () => {
  const found = lint(
    'requirements:\n- -r /home/me/other.txt\n- -e .\n- ./wheels/own-1.0-py3-none-any.whl\n- own @ file:///home/me/own\n- numpy==2.0',
  )
  assert.equal(told(found), Array(4).fill('warning DC4112'))
  assert.match(found.map(d => d.help).join('\n'), '`local_project_install_command: uv pip install -e .`')
  assert.equal(told(lint('requirements: ["-c https://x/c.txt"]')), [])
  const quoted = `apt_packages: [git]\nrequirements: ['-e "x @ git+https://github.com/a/x"']`
  assert.match(
    lint(quoted)
      .map(d => d.help)
      .join(),
    'write `x @ git+https://github.com/a/x`',
  )
  const pip = 'python_package_installer: pip\napt_packages: [git]\nrequirements: ["-e git+https://github.com/a/b#egg=b"]'
  assert.equal(told(lint(pip)), [])
})

test('a program is said to be missing only of parents that are known to hold Python alone', () => {
  const found = (parent: string) =>
    withCode(lint(`parent_image: "${parent}"\nrequirements: ["a @ git+https://github.com/a/b"]`), 'DC4118').length
  for (const parent of [
    'python:slim',
    'python:3.11-slim',
    'python:3.11-slim-bookworm',
    'docker.io/library/python:3.12.1-slim',
    'zenmldocker/zenml:0.98.0-py3.11',
    'python:3.11-alpine',
    'python:3.12.1-alpine3.20',
  ])
    assert.is(found(parent), 1, parent)
  for (const parent of [
    'python:3.11',
    'ubuntu:24.04',
    'nvidia/cuda:12.4.1-devel-ubuntu22.04',
    'example.com/python:3.11-slim',
    'python:3.11-slimmer',
  ])
    assert.is(found(parent), 0, parent)
})

test('names of packages that no install on Linux finds', () => {
  const found = (name: string) =>
    withCode(lint(`requirements: ["${name}"]`), 'DC4119').map(({ severity, help }) => `${severity}: ${help}`)
  assert.equal(found('python-magic-bin'), ['warning: remove the line, or write `python-magic-bin; sys_platform != "linux"`'])
  assert.equal(found('pyobjc-framework-Cocoa==12.2'), [
    'warning: remove the line, or write `pyobjc-framework-Cocoa==12.2; sys_platform == "darwin"`',
  ])
  assert.equal(found('ufw==0.36.1'), ['warning: remove the line: a system package brings it, if anything needs it'])
  assert.equal(found('PIL'), ['warning: write `pillow`'])
  assert.equal(found('jwt'), ['hint: write `pyjwt` if that is meant'])
  for (const name of ['dotenv', 'tensorflow-gpu==2.10', 'pyjwt', 'opencv-python', "pywin32; sys_platform == 'win32'"])
    assert.equal(found(name), [], name)
})

test('a list that is named absolutely may be in the parent, where that is not ZenML’s own', () => {
  const block = 'requirements: ["-r /opt/base.txt"]'
  assert.equal(told(lint(block)), ['warning DC4112'])
  assert.equal(withCode(lint(`parent_image: example.com/base:1\n${block}`), 'DC4112'), [])
})

test('a program is missing where a line counts, and is reported once for a list', () => {
  const told = (settings: string) => withCode(lint(settings), 'DC4118')
  const git = 'git+https://github.com/a/b'
  assert.equal(told(`requirements: ["a @ ${git} ; sys_platform == 'win32'"]`), [])
  assert.equal(told(`requirements: ["a @ ${git}"]\napt_packages: [git-lfs]`), [])
  const many = told(`requirements: ["a @ ${git}", "b @ ${git}2", "c @ ${git}3"]`)
  assert.is(many.length, 1)
  assert.equal(
    many[0]!.notes?.map(note => note.message),
    ['2 more lines need it'],
  )
  const alpine = told(`parent_image: "python:3.11-alpine"\nrequirements: ["a @ ${git}"]\nlocal_project_install_command: wget x`)
  assert.is(alpine.length, 1)
  assert.match(alpine[0]!.help!, 'take a parent that has it')
})

test('a local version needs an index that this installer reads', () => {
  const told = (settings: string) => withCode(lint(`requirements: ["torch==2.9.0+cpu"]\n${settings}`), 'DC4119').length
  const url = 'https://download.pytorch.org/whl/cpu'
  for (const settings of [
    `environment: {UV_EXTRA_INDEX_URL: "${url}"}`,
    'environment: {UV_TORCH_BACKEND: cpu}',
    'python_package_installer_args: {torch-backend: cpu}',
    `python_package_installer: pip\nenvironment: {PIP_EXTRA_INDEX_URL: "${url}"}`,
  ])
    assert.is(told(settings), 0, settings)
  for (const settings of ['', `environment: {PIP_EXTRA_INDEX_URL: "${url}"}`, 'python_package_installer: pip'])
    assert.is(told(settings), 1, settings)
  assert.equal(
    withCode(lint('requirements: ["--extra-index-url https://${U}:${P}@a.example.com/s", "torch==2.9.0+cpu"]'), 'DC4119'),
    [],
  )
})

test('of several indexes of a list pip takes the last, and uv none', () => {
  const told = (installer: string) =>
    withCode(
      lint(
        `python_package_installer: ${installer}\nrequirements: ["-i https://a.example.com/s", "--index-url https://b.example.com/s", "numpy==2.0"]`,
      ),
      'DC4111',
    )
  const found = told('pip')
  assert.is(found.length, 1)
  assert.match(found[0]!.message, '`-i` in a requirement list is without effect: a later line names another index')
  assert.is(found[0]!.help, 'for a second index write `--extra-index-url https://a.example.com/s`')
  const refused = told('uv')
  assert.is(refused.length, 1)
  assert.match(refused[0]!.message, '`--index-url` in a requirement list is refused by uv: the list names an index already')
  assert.is(refused[0]!.help, 'for a second index write `--extra-index-url https://b.example.com/s`')
})

test('options in the wrong place', () => {
  const found = lint('requirements: ["numpy==2.0", "--upgrade", "--extra-index-url https://mirror.example.com/simple pandas"]')
  assert.equal(told(found), ['error DC4111', 'warning DC4111'])
  assert.match(found.map(d => d.help).join('\n'), '`python_package_installer_args: {upgrade: null}`')
  const behind = 'requirements: ["numpy==2.0 --index-url https://mirror.example.com/simple"]'
  assert.equal(told(lint(behind)), ['error DC4111'])
  assert.equal(told(lint(`${behind}\npython_package_installer: pip`)), ['warning DC4111'])
})

test('contradictions', () => {
  for (const [a, b, expected] of [
    ['==1.26', '>=2', true],
    ['==1.26', '==1.26.0', false],
    ['==1.26', '>=1.20,<2', false],
    ['<1.0', '>=1.0', true],
    ['<=1.0', '>=1.0', false],
    ['>1.0', '<1.0.1', false],
    ['~=1.4', '>=2', true],
    ['~=1.4', '>=1.9', false],
    ['==1.*', '==2.*', true],
    ['==1.*', '>=1.5', false],
    ['!=1.0', '==1.0', true],
    ['>=2.237.3,<3.0.0', '==2.117.0', true],
    ['==2.0.0rc1', '<2', true],
    ['==2.0.0rc1', '>=1', false],
    ['==1.0+cu118', '==1.0', false],
    ['===1.0', '>=2', false],
    ['<1.0', '<2.0', false],
    ['<0.1', '<1', false],
    ['<2.5', '!=2.4', false],
    ['<1!1', '<1!2', false],
    ['<1!1', '>=1!1', true],
    ['>1.5', '<1.6', false],
    ['>0', '>1', false],
    ['', '==1', false],
  ] as const) {
    assert.is(contradict(a, b), expected, `${a} and ${b}`)
    assert.is(contradict(b, a), expected, `${b} and ${a}`)
  }
})

test('a file that ends in a continued line has that line', () => {
  const codes = withCode(lint('requirements: reqs.txt', { 'reqs.txt': 'numpy==2.0\nscipy=1.4.0 \\' }), 'DC4110')
  assert.is(codes.length, 1)
})

test('a list of several images is judged once', () => {
  const step = (name: string) => `${name}: {settings: {docker: {environment: {STEP: ${name}}}}}`
  const pipeline = `settings: {docker: {requirements: [six==1, six==2]}}\nsteps: {${step('load')}, ${step('fit')}}\n`
  assert.is(withCode(compileFiles(project({ 'train.yaml': pipeline })), 'DC4113').length, 1)
  const zenml = pipeline.replace('six==1, six==2', 'zenml==0.60.0')
  assert.is(withCode(compileFiles(project({ 'train.yaml': zenml })), 'DC4122').length, 1)
})

test('contradictions in one list and across groups', () => {
  const [inOne] = withCode(lint('requirements: ["numpy==1.26", "Numpy>=2"]'), 'DC4113')
  assert.is(inOne?.message, '`Numpy>=2` contradicts `numpy==1.26`: they are resolved together, and the install stops')
  const [across] = withCode(lint('required_integrations: [xgboost]\nrequirements: ["xgboost==0.90"]'), 'DC4113')
  assert.match(across!.message, /^`xgboost==0\.90` contradicts `xgboost.*` of the integrations: it is installed later and wins$/)
  assert.equal(told(lint('requirements: ["numpy<2; python_version < \'3.9\'", "numpy>=2; python_version >= \'3.9\'"]')), [])
  assert.equal(told(lint('requirements: ["numpy==2.0", "numpy==2.0"]')), ['hint DC4114'])
  const [spelt] = withCode(lint('requirements: ["scikit_learn==1.5.0", "Scikit-Learn == 1.5.0"]'), 'DC4114')
  assert.is(spelt?.message, 'listed twice in one requirement list: `scikit_learn==1.5.0`, `Scikit-Learn == 1.5.0`')
  assert.equal(told(lint('requirements: ["fastapi==0.115.0", "fastapi[all]==0.115.0"]')), [])
})

test('a list is read as pip reads it: an item that ends with a backslash goes on in the next one', () => {
  assert.equal(told(lint('requirements: ["numpy \\\\", "==2.0.0", "zenml==0.98.0"]')), [])
  const [wrong, ...more] = withCode(lint('requirements:\n- "numpy \\\\"\n- "==2.0.0"\n- "scipy=1"'), 'DC4110')
  assert.is(more.length, 0)
  assert.match(wrong?.message ?? '', '`scipy=1`')
  const text = 'settings:\n  docker:\n    requirements:\n    - "numpy \\\\"\n    - "==2.0.0"\n    - "scipy=1"\n'
  assert.is(text.slice(wrong?.at?.start, wrong?.at?.end), '"scipy=1"')
})

test('who shares an image has the list at a place of its own; a captured list is one for all', () => {
  const two = (docker: string, lock = '{"version": 1}') =>
    compileFiles({
      ...project({}),
      'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: [a.yaml, b.yaml]\npython: "3.11"\n',
      'a.yaml': `settings: {docker: {${docker}}}\nsteps: {fit: {}}\n`,
      'b.yaml': `settings: {docker: {${docker}}}\nsteps: {fit: {}}\n`,
      'dockcompile.lock.json': lock,
    })
  const files = (found: readonly Diagnostic[]) => withCode(found, 'DC4111').map(({ at }) => at?.file)
  assert.equal(files(two('requirements: [zenml==0.98.0, --no-deps]')), ['a.yaml', 'b.yaml'])
  const lock = JSON.stringify({ version: 1, commands: { 'pip freeze': 'zenml==0.98.0\n--no-deps\n' } })
  assert.equal(files(two('replicate_local_python_environment: true', lock)), ['a.yaml'])
})

test('markers', () => {
  const environment = markerEnvironment('3.11')
  for (const [text, expected] of [
    ['python_version < "3.11"', false],
    ['python_version < "3.12"', true],
    ['python_version <= "3.11"', true],
    ['python_version <= "3.10"', false],
    ['python_version > "3.11"', false],
    ['python_version > "3.9"', true],
    ['python_version >= "3.11"', true],
    ['python_version >= "4"', false],
    ['python_version == "3.11"', true],
    ['python_version == "3.11.0"', true],
    ['python_version === "3.10"', false],
    ['python_version == "3.1"', false],
    ['python_version == "3.*"', true],
    ['python_version == "3.1.*"', false],
    ['python_version != "3.11"', false],
    ['python_version != "3.10"', true],
    ['python_version ~= "3.8"', true],
    ['python_version ~= "3.12"', false],
    ['python_version ~= "2.7"', false],
    ['"3.9" > python_version', false],
    ['"3.9" < python_version', true],
    ['python_version in "3.10 3.11"', true],
    ['python_version in "3.9 3.10"', false],
    ['python_version not in "3.10, 3.11"', false],
    ['python_version not in "3.9, 3.10"', true],
    ['sys_platform == "win32"', false],
    ['sys_platform == "linux"', true],
    ['sys_platform != "linux"', false],
    ['sys_platform != "Linux"', true],
    ['platform_system == "Linux"', true],
    ['os_name == "posix"', true],
    ['platform_python_implementation == "CPython"', true],
    ['implementation_name == "cpython"', true],
    ['platform_machine == "x86_64"', null],
    ['platform_release == "6"', null],
    ['platform_version == "1"', null],
    ['python_full_version >= "3.11.2"', null],
    ['implementation_version == "3.11.2"', null],
    ['os.name == "posix"', null],
    ['sys_platform == "win32" or python_version > "3.10"', true],
    ['sys_platform == "win32" or python_version > "3.12"', false],
    ['sys_platform == "win32" or platform_machine == "arm64"', null],
    ['sys_platform == "linux" or platform_machine == "arm64"', true],
    ['(sys_platform == "linux") and (platform_machine == "x86_64")', null],
    ['sys_platform == "darwin" and platform_machine == "arm64"', false],
    ['sys_platform == "linux" or sys_platform == "darwin" and python_version < "3"', true],
    ['(sys_platform == "linux" or sys_platform == "darwin") and python_version < "3"', false],
    ['extra == "dev"', false],
    ["extra == ''", true],
  ] as const)
    assert.is(holds(readMarker(text), environment), expected, text)
  for (const text of [
    '',
    'python_version',
    'python_version <',
    '(python_version < "3"',
    'python_version < 3.8',
    'foo == "a"',
    'os_name == "a" b',
  ])
    assert.ok(readMarker(text).problem, text)
  const found = withCode(lint('requirements: ["tomli==2; python_version < \'3.11\'", "numpy==2"]'), 'DC4116')
  assert.is(found.length, 1)
})

test('hints are few', () => {
  const many = Array.from({ length: 30 }, (_, i) => `package-${i}`)
  const found = lint(`requirements: [${many.join(', ')}, numpy==1]`)
  assert.equal(
    found.map(d => d.message),
    [
      'parent images are not pinned to a digest: `zenmldocker/zenml:0.98.0-py3.11`',
      '30 of 31 requirements have no version bound: equal files can give other images',
    ],
  )
})

test('a long list of parents is cut after three', () => {
  const parents = (count: number) => {
    const names = Array.from({ length: count }, (_, i) => `s${i}`)
    const steps = names.map((name, i) => `${name}: {settings: {docker: {parent_image: "r.example.com/own:${i}", user: "1"}}}`)
    const files = {
      'dockcompile.config.yaml': `stack: stack.yaml\npipelines: [{file: train.yaml, steps: [${names}]}]\npython: "3.11"\n`,
      'train.yaml': `steps: {${steps}}\n`,
    }
    return withCode(compileFiles(project(files)), 'DC4024')[0]?.message
  }
  const three = 'parent images are not pinned to a digest: `r.example.com/own:0`, `r.example.com/own:1`, `r.example.com/own:2`'
  assert.is(parents(3), three)
  assert.is(parents(5), `${three} and 2 more`)
})

test('index order', () => {
  const args = 'python_package_installer_args: {extra-index-url: "https://pypi.example.com/simple"}\nrequirements: [numpy==2]'
  assert.equal(told(lint(`${args}\npython_package_installer: pip`)), ['hint DC4117'])
  assert.equal(told(lint(args)), [])
  const pytorch = args.replace('pypi.example.com/simple', 'download.pytorch.org/whl/cu118')
  assert.equal(told(lint(`${pytorch}\npython_package_installer: pip`)), [])
  const best = (index: string) =>
    withCode(
      lint(`python_package_installer_args: {index-strategy: unsafe-best-match, index: "${index}"}\nrequirements: [numpy==2]`),
      'DC4117',
    ).map(d => d.message)
  const message = 'uv takes each package from the index with the highest version, be it `https://pypi.example.com/simple` or PyPI'
  const own = 'https://pypi.example.com/simple'
  const open = 'https://download.pytorch.org/whl/cpu'
  for (const index of [own, `internal=${own}`, `${own} ${open}`, `${open} ${own}`]) assert.equal(best(index), [message], index)
  assert.equal(best(open), [])
})

test('packages where Python does not look', () => {
  const rows: [settings: string, told: string[]][] = [
    ['environment: {PIP_TARGET: /opt/packages}', ['`PIP_TARGET`']],
    ['environment: {PIP_TARGET: /opt/packages, PYTHONPATH: "/opt/other:/opt/packages/"}', []],
    ['environment: {PIP_TARGET: "${WHERE}"}', ['`PIP_TARGET`']],
    ['environment: {PIP_USER: "1"}', ['`PIP_USER`']],
    ['environment: {PIP_USER: "0"}', []],
    ['environment: {PIP_PREFIX: ""}', []],
    ['python_package_installer_args: {user: null}', ['`user`']],
    ['python_package_installer_args: {prefix: /opt/own}', ['`prefix`']],
  ]
  for (const [settings, told] of rows) {
    const found = withCode(lint(`python_package_installer: pip\nrequirements: [six==1]\n${settings}`), 'DC4142')
    assert.equal(
      found.map(d => /^`\w+`/.exec(d.message)?.[0]),
      told,
      settings,
    )
  }
  assert.equal(withCode(lint('requirements: [six==1]\nenvironment: {PIP_TARGET: /opt/packages}'), 'DC4142'), [])
})

test('installs without their cache', () => {
  const told = (settings: string) => withCode(lint(`install_stack_requirements: false\n${settings}`), 'DC4144').length
  const off = (value: string) => `environment: {UV_NO_CACHE: "${value}"}`
  for (const value of ['1', 'true', 'YES', 'on', 't', 'y']) assert.is(told(`requirements: [six==1]\n${off(value)}`), 1, value)
  for (const value of ['0', 'false', '', 'x1', 'on-']) assert.is(told(`requirements: [six==1]\n${off(value)}`), 0, value)
  assert.is(told(`${off('1')}\napt_packages: [git]`), 0)
  assert.is(told(`requirements: [six==1]\n${off('1')}\npython_package_installer: pip`), 0)
  assert.is(told('requirements: [six==1]\nruntime_environment: {UV_NO_CACHE: "1"}'), 0)
})

test('hashes for a part of an install, and what to do about it', () => {
  const hash = `--hash=sha256:${'0123456789abcdef'.repeat(4)}`
  const archive = `https://files.example.com/six-1.tar.gz#sha256=${'0123456789abcdef'.repeat(4)}`
  const rows: [requirements: string[], args: string, help: RegExp | undefined][] = [
    [[`six==1 ${hash}`, 'idna==3'], '', /hash \(`uv pip compile --generate-hashes`\), or none$/],
    [['six==1'], 'require-hashes: null', /, or remove `require-hashes`$/],
    [[`six==1 ${hash}`, archive], '', undefined],
    [[`six==1 ${hash}`, archive.replace('#', '?')], '', /or none$/],
    [[archive], '', undefined],
    [[`six==1 ${hash}`, './wheels/own-1-py3-none-any.whl'], '', /or none$/],
    [[`six==1 ${hash}`, 'own==1; sys_platform == "win32"'], '', undefined],
    [[`six==1 ${hash}`, 'own==1; python_version < "3.9"'], '', undefined],
    [[`six==1 ${hash}`, 'own==1; python_version > "3.9"'], '', /or none$/],
  ]
  for (const [requirements, args, help] of rows) {
    const settings = `python_package_installer: pip\ninstall_stack_requirements: false\nrequirements: ${JSON.stringify(requirements)}\npython_package_installer_args: {${args}}`
    const [found] = withCode(lint(settings), 'DC4140')
    if (help === undefined) assert.is(found, undefined, settings)
    else assert.match(found?.help ?? '', help, settings)
  }
})

// ----------------------------------------------------------------------------------------------- parents, users, sharing

test('parents', () => {
  for (const [block, expected] of [
    ['parent_image: python:3.11-slim\nrequirements: [zenml==0.98.0]', []],
    ['parent_image: python:3.11-slim\nrequirements: [numpy==2]', ['warning DC4121']],
    ['parent_image: pytorch/pytorch:2.2.0-cuda11.8-cudnn8-runtime\nskip_build: true', ['warning DC4121']],
    ['parent_image: python:3.11-slim\nrequirements: [zenml]', ['warning DC4122']],
    ['parent_image: python:3.11-slim\nrequirements: ["zenml[server]==0.60.0"]', ['warning DC4122']],
    ['requirements: [zenml]', []],
    ['requirements: ["zenml>=0.60"]', []],
    ['parent_image: zenmldocker/zenml:0.91.0-py3.11', ['warning DC4122']],
    ['parent_image: mirror.example.com/hub/zenmldocker/zenml:0.91.0-py3.11\nuser: "1000"', ['warning DC4122']],
    ['parent_image: mirror.example.com/hub/zenmldocker/zenml:0.98.0-py3.11\nuser: "1000"', []],
    ['parent_image: zenmldocker/zenml:latest', ['warning DC4120']],
    ['parent_image: registry.example.com:5000/own\nuser: "1000"', ['warning DC4120']],
    [`parent_image: registry.example.com/own@sha256:${'0123456789abcdef'.repeat(4)}\nuser: "1000"`, []],
    ['parent_image: registry.example.com/own:1.2\nrequirements: [numpy==2]', ['warning DC4025']],
    ['parent_image: registry.example.com/own:1.2\nrequirements: [numpy==2]\nuser: "1000"', []],
    ['parent_image: python:3.11-alpine\nrequirements: [zenml==0.98.0]\napt_packages: [git]\nuser: "1000"', ['error DC4123']],
    ['build_config: {build_options: {platform: linux/amd46}}', ['warning DC4124']],
    ['build_config: {build_options: {platform: "linux/amd64,linux/arm/v7,linux/arm64"}}', []],
    ['build_config: {build_options: {platforms: [linux/amd64, linux/amd46]}}', ['warning DC4124']],
    ['user: app', ['hint DC4130']],
    ['user: "1000:1000"', []],
  ] as const)
    assert.equal(told(lint(block)), expected, block)
})

test('platforms, as Docker takes them', () => {
  const good = [
    ...['linux', 'windows', 'darwin', 'freebsd', 'wasip1', 'local'],
    ...['amd64', 'arm64', 'arm', '386', 'ppc64le', 's390x', 'riscv64', 'mips64le', 'mips64', 'loong64', 'wasm'].flatMap(
      processor => [processor, `linux/${processor}`],
    ),
    ...['x86_64', 'x86-64', 'aarch64', 'armhf', 'armel', 'i386', 'i686'].map(name => `linux/${name}`),
    ...['linux/arm/v7', 'linux/arm64/v8', 'linux/amd64/v2', 'Linux/AMD64', 'windows(10.0.17763)/amd64', 'linux/arm64/v8.1'],
  ]
  const wrong: [platform: string, meant?: string][] = [
    ['linux/amd46', 'linux/amd64'],
    ['linux/arm/7'],
    ['linux/arm/v7/x'],
    ['linx/amd64', 'linux/amd64'],
    ['macos/arm64'],
    ['linux/'],
    ['amd64/linux'],
    ['linux/x64'],
  ]
  const told = (platform: string) =>
    withCode(lint(`build_config: {build_options: {platform: ${JSON.stringify(platform)}}}`), 'DC4124')
  for (const platform of good) assert.equal(told(platform), [], platform)
  for (const [platform, meant] of wrong) {
    const [found] = told(platform)
    assert.is(found?.at?.file, 'train.yaml', platform)
    if (meant) assert.is(found?.label, `did you mean \`${meant}\`?`)
  }
})

test('a processor is looked up among those of Docker alone', () => {
  const [found] = withCode(lint('build_config: {build_options: {platform: linux/constructor}}'), 'DC4124')
  assert.is(found?.label, undefined)
})

test('a parent of the lock file is pinned, and its user known', () => {
  const image = { digest: `sha256:${'a'.repeat(64)}`, user: '', workdir: '', environment: {}, platforms: [] }
  const lock = { 'dockcompile.lock.json': JSON.stringify({ version: 1, images: { 'registry.example.com/own:latest': image } }) }
  assert.equal(
    lint('parent_image: registry.example.com/own:latest\nrequirements: [numpy==2]', lock).map(d => d.code),
    [],
  )
})

test('environment that keeps installs apart', () => {
  const step = (name: string, environment: string) => `  ${name}:\n    settings: {docker: {environment: {${environment}}}}\n`
  const pipeline = (a: string, b: string) => ({
    'train.yaml': `settings: {docker: {requirements: [numpy==2], environment: {SHARED: x}}}\nsteps:\n${step('load', a)}${step('fit', b)}`,
  })
  const both = withCode(compileFiles(project(pipeline('MODE: a, LEVEL: a', 'MODE: b, LEVEL: b'))), 'DC4131')
  assert.is(both[0]?.help, 'move them to `runtime_environment`, if no install reads them')
  assert.match(both[0]?.message ?? '', '(`MODE`, `LEVEL`)')
  const own = (name: string, requirement: string, mode: string) =>
    `  ${name}: {settings: {docker: {requirements: [${requirement}], environment: {MODE: ${mode}}}}}\n`
  const groups = `steps:\n${own('a', 'six==1', '1')}${own('b', 'six==1', '2')}${own('c', 'idna==3', '3')}${own('d', 'idna==3', '4')}${own('e', 'idna==3', '5')}`
  const most = withCode(
    compileFiles(project({ 'train.yaml': groups, 'dockcompile.config.yaml': CONFIG.replace('[load, fit]', '[a, b, c, d, e]') })),
    'DC4131',
  )
  assert.equal(
    most.map(d => /^\d images/.exec(d.message)?.[0]),
    ['3 images'],
  )
  const [found] = withCode(compileFiles(project(pipeline('MODE: a', 'MODE: b'))), 'DC4131')
  assert.is(found?.message, '2 images differ only in `environment` before their installs (`MODE`): sharing them saves 2 installs')
  assert.is(found?.help, 'move `MODE` to `runtime_environment`, if no install reads it')
  assert.equal(withCode(compileFiles(project(pipeline('PIP_NO_DEPS: "1"', 'PIP_NO_DEPS: "0"'))), 'DC4131'), [])
  assert.equal(withCode(compileFiles(project(pipeline('MODE: a', 'MODE: a'))), 'DC4131'), [])
})

// ------------------------------------------------------------------------------------------------------------------ corpus

const CASES = '../shared/corpus/cases'

if (!existsSync(CASES)) skip(test, 'false alarms on real configurations', '../shared/corpus is not here')
else
  test('false alarms on real configurations', () => {
    let configurations = 0
    const alarms: string[] = []
    for (const name of readdirSync(CASES).sort()) {
      const one = JSON.parse(readFileSync(join(CASES, name, 'case.json'), 'utf8')) as Case
      for (const config of one.configs)
        for (const stack of one.stacks) {
          configurations++
          // The corpus holds no secrets: whatever is called one is a false alarm.
          for (const found of withCode(compileFiles(realProject(name, one, config, stack)), ...SECRET_CODES))
            alarms.push(`${name} ${config}: ${found.message}`)
        }
    }
    console.log(`note: ${alarms.length} false alarms in ${configurations} real configurations`)
    assert.ok(alarms.length <= configurations * 0.02, alarms.join('\n'))
  })

/** A case.json of the corpus (test/corpus.test.ts). */
interface Case {
  readonly configs: readonly string[]
  readonly stacks: readonly string[]
  readonly steps: Readonly<Record<string, readonly string[]>>
  readonly pipeline: Readonly<Record<string, string>>
  readonly python: string
  readonly code_repository?: unknown
}

function realProject(name: string, one: Case, config: string, stack: string): Files {
  const from = join(CASES, name)
  const files: Record<string, string> = {}
  const folder = join(from, 'files')
  for (const path of existsSync(folder) ? (readdirSync(folder, { recursive: true, encoding: 'utf8' }) as string[]) : [])
    if (statSync(join(folder, path)).isFile()) files[path.replaceAll('\\', '/')] = readFileSync(join(folder, path), 'utf8')
  const pipeline = { file: `cfg/${config}`, name: one.pipeline[config], steps: one.steps[config] }
  const repository = one.code_repository ? { code_repository: one.code_repository } : {}
  return {
    ...files,
    [`cfg/${config}`]: readFileSync(join(from, 'configs', config), 'utf8'),
    'stack.yaml': readFileSync(join(from, 'stacks', stack), 'utf8'),
    'dockcompile.config.yaml': JSON.stringify({
      stack: 'stack.yaml',
      pipelines: [pipeline],
      python: one.python,
      source_root: '.',
      ...repository,
    }),
  }
}

test.run()
