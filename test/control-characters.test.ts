/**
 * Names that hold escape sequences, bells, turns of direction, line separators and commands of CI systems: no verb prints one as it is, in its answer or
 * its messages.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { main } from '../src/cli.ts'
import { verbs } from '../src/commands/verbs.ts'
import { TestProject } from './golden/project.ts'

/** Everything that moves a cursor, rings, colours, breaks a line or turns the direction. */
const CODES = '\u001b[31m\u0007\u0008\u007f\u009b2J\u202e\u2066\u200f\u2028\u2029\u0085'
/** What a CI system does when it reads it in a log: GitHub, Azure, TeamCity and GitLab. */
const COMMANDS =
  '::error file=x::y ::add-mask::z :::group::x ##[group]x ###[error]x ##vso[task.x]y ##teamcity[x y] section_start:1:x'
const COMMAND = /::(?:error|add-mask|group)\b|^\s*::[a-z-]+(?:::|[ \t])|##[a-z]*\[|section_(?:start|end):\d/im
const EVIL = `${COMMANDS}${CODES}`
const RAW = /[^\n\t\P{Cc}]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u
const evil = (name: string) => `${name}${EVIL}x`
/** A program of ours that fails and says so in colours. */
const ERUPTS = `printf '\\033[31mevil\\007\\n' >&2; exit 1`

const { PATH } = process.env
const home = process.cwd()

const component = (type: string, flavor: string, configuration: object = {}) => ({
  name: evil(type),
  type,
  flavor,
  configuration,
})
const stack = (flavor = 'kubernetes') =>
  yamlOf({
    zenml_version: '0.98.0',
    stack_name: evil('prod'),
    components: {
      orchestrator: [component('orchestrator', flavor)],
      artifact_store: [component('artifact_store', 's3', { path: `s3://bucket/${EVIL}` })],
      container_registry: [component('container_registry', 'default', { uri: 'registry.example.com' })],
      step_operator: [component('step_operator', 'sagemaker', { role: 'arn:aws:iam::1:role/x', bucket: 's3://b' })],
    },
  })

/** JSON that YAML takes: every awkward character is an escape. */
function yamlOf(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const step = (more: object = {}) => ({ settings: { docker: { requirements: ['numpy', `scipy # ${COMMANDS}`], ...more } } })

/** A project that compiles, with such characters wherever a text may hold them. */
const SOUND: Readonly<Record<string, string>> = {
  'stack.yaml': stack(),
  'train.yaml': yamlOf({
    run_name: evil('run'),
    tags: [evil('tag')],
    extra: { [evil('key')]: evil('value') },
    steps: { [evil('load')]: step({ environment: { TOKENISH: evil('value') } }), plain: step({ apt_packages: ['git'] }) },
    settings: {
      docker: {
        environment: { COLOURS: evil('value'), PATH_LIKE: `$HOME${EVIL}` },
        requirements: [`numpy==1.0 # ${COMMANDS}`],
        build_config: { build_options: { labels: { [`a.${evil('label')}`]: evil('value') }, [evil('option')]: 1 } },
        [evil('unknown')]: 1,
      },
    },
  }),
  'dockcompile.config.yaml': yamlOf({
    stack: 'stack.yaml',
    python: '3.11',
    pipelines: [{ file: 'train.yaml', name: evil('training'), steps: [evil('load'), 'plain'] }],
    bake: { labels: { team: evil('team') } },
  }),
  'metadata.json': '{}',
}

/** And with mistakes in all of them. */
const BROKEN: Readonly<Record<string, string>> = {
  ...SOUND,
  'stack.yaml': stack(evil('kubernets')),
  'train.yaml': yamlOf({
    settings: {
      docker: {
        parent_image: evil('python:3.11'),
        requirements: [evil('numpy'), `scipy # ${EVIL}`, `-r ${evil('more')}`],
        required_integrations: [evil('sklearn')],
        apt_packages: [evil('git')],
        dockerfile: evil('Dockerfile'),
        user: evil('me'),
        python_package_installer: evil('uv'),
        environment: { [evil('NAME')]: 'x' },
        [evil('unknown')]: 1,
      },
    },
    [evil('other')]: 1,
  }),
}

/** Calls of each verb; IMAGE stands for the first image. */
const CALLS: Readonly<Record<string, readonly string[][]>> = {
  compile: [[], ['--plan'], [evil('other.yaml')], ['--python', evil('3')], ['--format', 'line'], ['--format', 'github']],
  check: [
    [],
    ['--python', '3.12'],
    ['--format', 'line'],
    ['--fix', '--dry-run'],
    ['--color', 'never'],
    ['--baseline', evil('base')],
  ],
  show: [[evil('nothing')], ['IMAGE'], ['IMAGE', '--line-numbers'], ['IMAGE', '--all']],
  explain: [[], ['IMAGE'], ['IMAGE:12'], ['requirements'], ['numpy'], [evil('nothing')], ['environment']],
  report: [['--out', evil('report.html')]],
  list: [[], ['--built', evil('metadata')], ['--changed-since', evil('HEAD')]],
  diff: [
    ['build', evil('old')],
    ['build', 'build'],
  ],
  graph: [[], ['--format', 'dot'], ['--format', 'svg'], ['--pipeline', evil('none')], ['--out', evil('no/graph')]],
  context: [[], ['IMAGE'], [evil('nothing')]],
  matrix: [[], ['--batch', '2']],
  init: [['--yes'], ['--stack', evil('other')]],
  // It runs until it is stopped, and says what compile says.
  watch: [],
  freeze: [['--yes'], ['--resolve', '--yes']],
  schema: [[], ['project'], [evil('none')]],
  'zenml-build': [
    ['--metadata', 'metadata.json'],
    ['--metadata', evil('none'), '--pipeline', evil('none')],
  ],
  verify: [[]],
  // It speaks a protocol: test/lsp.
  lsp: [],
  eject: [[evil('kit')], ['buildkit', evil('templates')]],
  doctor: [[]],
  completion: [['images'], [evil('shell')], ['bash']],
  help: [[], [evil('verb')]],
}

test('every verb is called', () => assert.equal(Object.keys(CALLS).sort(), Object.keys(verbs).sort()))

for (const [verb, calls] of Object.entries(CALLS).filter(([, calls]) => calls.length > 0))
  for (const [state, files] of Object.entries({ sound: SOUND, broken: BROKEN }))
    test(`${verb}, in a project that is ${state}`, async () => {
      for (const words of calls) {
        const project = new TestProject(files)
        try {
          project.program('docker', ERUPTS)
          project.program('uv', ERUPTS)
          execFileSync('git', ['init', '-q', project.root])
          const compiled = await run(project, ['--quiet', '--format', 'line'])
          assert.is(compiled.code, state === 'sound' ? 0 : 1, compiled.err)
          if (verb === 'init') project.remove('dockcompile.config.yaml')
          if (state === 'sound') project.put('metadata.json', metadataOf(project))
          const said = await run(project, [verb, ...words.map(word => word.replace('IMAGE', imagesOf(project)[0] ?? 'image'))])
          for (const text of [said.out, said.err]) {
            // Only annotations of our own are commands.
            const log = words.includes('github') ? text.replace(/^::(?:error|warning|notice) (?:[^:\n]*)::/gm, '') : text
            assert.not.match(log, COMMAND, `${verb} ${JSON.stringify(words)}: ${COMMAND.exec(log)?.input.slice(-3000)}`)
            assert.not.match(text, RAW, `${verb} ${JSON.stringify(words)}: ${JSON.stringify(text.slice(0, 3000))}`)
          }
        } finally {
          process.chdir(home)
          project.remove()
        }
      }
    })

/** Runs the program in the project, with the programs that it brings. */
async function run(project: TestProject, words: readonly string[]) {
  const said = { out: '', err: '' }
  process.chdir(project.root)
  process.env.PATH = `${project.programs}:${PATH}`
  const code = await main(words, {
    out: text => {
      said.out += text
    },
    err: text => {
      said.err += text
    },
  })
  assert.not.match(said.err, 'internal error')
  return { code, ...said }
}

function imagesOf(project: TestProject): string[] {
  const path = join(project.root, 'build/manifest.json')
  return existsSync(path) ? Object.keys((JSON.parse(readFileSync(path, 'utf8')) as { images: object }).images) : []
}

/** What bake would say when it had built all images. */
function metadataOf(project: TestProject): string {
  const built = { 'containerimage.digest': `sha256:${'1'.repeat(64)}`, 'image.name': `registry.example.com/${EVIL}:1` }
  return JSON.stringify(Object.fromEntries(imagesOf(project).map(image => [image, built])))
}

test.run()
