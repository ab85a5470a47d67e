/**
 * Every place where a user can name a path, with every kind of path that has surprised a program: each ends at once with exit code 0, 1 or 2, a message that
 * names the path and where it is written, and nothing outside of the project is read or touched.
 */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { main } from '../src/cli.ts'
import { flags } from '../src/commands/shared/flags.ts'
import { terminalText } from '../src/quote/terminal-text.ts'
import { STACK } from './golden/project.ts'
import { placesOf } from './schema-places.ts'

/** Stands in every file outside of the project: nothing that is printed or written may hold it. */
const CANARY = 'canary7731'

const PIPELINE = 'settings: {docker: {requirements: [numpy==2.1.0]}}\n'
const PYTHON = 'from zenml import pipeline, step\n@step\ndef load():\n    pass\n@pipeline\ndef train():\n    load()\n'
const BUILD = JSON.stringify({
  is_local: false,
  contains_code: true,
  images: { orchestrator: { image: `example.com/${CANARY}:1` } },
})
const METADATA = JSON.stringify({
  train: { 'containerimage.digest': `sha256:${'0'.repeat(64)}`, 'image.name': `example.com/${CANARY}:1` },
})

/** What a project is made of, besides the path. */
interface Named {
  readonly config?: Readonly<Record<string, unknown>>
  readonly docker?: Readonly<Record<string, unknown>>
  readonly files?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
}

interface Place {
  readonly wants: 'file' | 'folder'
  /** What a sound file there holds. */
  readonly content?: string
  readonly named: (path: string) => Named
  /** The file that names the path; undefined: a flag. */
  readonly writtenIn?: string
  /** Who names a place on the command line gets what he asked for, wherever it is. */
  readonly writes?: 'anywhere'
}

const CONFIG = 'dockcompile.config.json'
const TRAIN = 'train.yaml'
const inConfig = (wants: Place['wants'], content: string, config: (path: string) => Named['config'] & object): Place => ({
  wants,
  content,
  named: path => ({ config: config(path) }),
  writtenIn: CONFIG,
})
const inPipeline = (wants: Place['wants'], content: string, docker: (path: string) => object, more: Named = {}): Place => ({
  wants,
  content,
  named: path => ({ ...more, docker: docker(path) as Record<string, unknown> }),
  writtenIn: TRAIN,
})
const onLine = (wants: Place['wants'], content: string, args: (path: string) => readonly string[], more: Named = {}): Place => ({
  wants,
  content,
  named: path => ({ ...more, args: args(path) }),
})
const written = (wants: Place['wants'], args: (path: string) => readonly string[], more: Named = {}): Place => ({
  ...onLine(wants, '', args, more),
  writes: 'anywhere',
})

/** Keys of the project file, by their places in the schema. */
const PROJECT: Readonly<Record<string, Place>> = {
  stack: inConfig('file', STACK, path => ({ stack: path })),
  'stacks.*': inConfig('file', STACK, path => ({ stack: undefined, stacks: { dev: path } })),
  'pipelines[]': inConfig('file', PIPELINE, path => ({ pipelines: [path] })),
  'pipelines[].file': inConfig('file', PIPELINE, path => ({ pipelines: [{ file: path, name: 'train' }] })),
  'pipelines[].code': inConfig('file', PYTHON, path => ({ pipelines: [{ code: path }] })),
  'pipelines[].build': inConfig('file', BUILD, path => ({ pipelines: [{ file: TRAIN, build: path }] })),
  output: {
    ...inConfig('folder', '', path => ({ output: path })),
    named: path => ({ config: { output: path }, args: ['compile'] }),
  },
  source_root: inConfig('folder', '', path => ({ source_root: path })),
  'secrets.*.file': inConfig('file', 'x', path => ({ secrets: { pypi: { file: path } } })),
  templates: inConfig('folder', '', path => ({ templates: path })),
  'allow[].path': inConfig('file', '', path => ({ allow: [{ code: 'DC4060', path }] })),
}

const FILE_OF_PARENT = { files: { Dockerfile: 'FROM python:3.11-slim\nRUN pip install zenml==0.98.0\n' } }

/** The code goes into the image, so the ignore file counts. */
const CODE = { allow_download_from_artifact_store: false, allow_download_from_code_repository: false }

/** Keys of `settings.docker`, and lines of requirements. */
const DOCKER: Readonly<Record<string, Place>> = {
  dockerfile: inPipeline('file', 'FROM python:3.11-slim\n', path => ({ dockerfile: path })),
  build_context_root: inPipeline('folder', '', path => ({ dockerfile: 'Dockerfile', build_context_root: path }), FILE_OF_PARENT),
  requirements: inPipeline('file', 'numpy==2.1.0\n', path => ({ requirements: path })),
  pyproject_path: inPipeline('file', '[project]\nname = "a"\n', path => ({ pyproject_path: path })),
  dockerignore: inPipeline('file', 'data\n', path => ({ ...CODE, dockerignore: path })),
  'build_config.dockerignore': inPipeline('file', 'data\n', path => ({ ...CODE, build_config: { dockerignore: path } })),
  'parent_image_build_config.dockerignore': inPipeline(
    'file',
    'data\n',
    path => ({ dockerfile: 'Dockerfile', build_context_root: '.', parent_image_build_config: { dockerignore: path } }),
    FILE_OF_PARENT,
  ),
  'requirements[] -r': inPipeline('file', 'numpy\n', path => ({ requirements: [`-r ${path}`] })),
  'requirements[] -c': inPipeline('file', 'numpy\n', path => ({ requirements: [`-c ${path}`] })),
  'requirements[] -e': inPipeline('folder', '', path => ({ requirements: [`-e ${path}`] })),
  'requirements[] path': inPipeline('folder', '', path => ({ requirements: [path] })),
}

/** Flags, and words that are paths. */
const FLAGS: Readonly<Record<string, Place>> = {
  config: onLine('file', JSON.stringify({ stack: 'stack.yaml', pipelines: [TRAIN], python: '3.11' }), path => ['--config', path]),
  'stdin-filename': onLine('file', PIPELINE, path => ['--stdin-filename', path, '-']),
  stack: onLine('file', STACK, path => ['--stack', path]),
  build: onLine('file', BUILD, path => ['--build', path, TRAIN]),
  'source-root': onLine('folder', '', path => ['--source-root', path]),
  templates: onLine('folder', '', path => ['--templates', path]),
  output: onLine('folder', '', path => ['--output', path]),
  baseline: onLine('file', '{"version": 1, "accepted": []}', path => ['check', '--baseline', path]),
  'baseline --update-baseline': written('file', path => ['check', '--baseline', path, '--update-baseline']),
  metadata: onLine('file', METADATA, path => ['zenml-build', '--metadata', path]),
  'out (report)': written('file', path => ['report', '--out', path]),
  'out (graph)': written('file', path => ['graph', '--out', path]),
  'out (zenml-build)': written('file', path => ['zenml-build', '--metadata', 'metadata.json', '--out', path], {
    files: { 'metadata.json': METADATA },
  }),
  built: onLine('file', METADATA, path => ['list', '--built', path]),
  depfile: written('file', path => ['--stamp', 'stamp', '--depfile', path]),
  stamp: written('file', path => ['--stamp', path]),
  'FILES (compile)': onLine('file', PIPELINE, path => [path]),
  'FILES (context)': onLine('file', PIPELINE, path => ['context', path]),
  'FOLDER (eject)': written('folder', path => ['eject', 'buildkit', path]),
  'FILE (diff)': onLine('folder', '', path => ['diff', path, 'build']),
  'IMAGE (show)': onLine('file', '', path => ['show', path]),
  'WHAT (explain)': onLine('file', '', path => ['explain', path]),
  'stack (init)': onLine('file', STACK, path => ['init', '--stack', path, '--yes']),
}

// ---- the world

interface World {
  readonly root: string
  readonly outside: string
  readonly wants: Place['wants']
  /** Makes what a sound path would name there. */
  readonly put: (path: string, from?: string) => void
}

const NO_PROGRAMS = '/nowhere'
const base = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'odd-paths-')))
fs.chmodSync(base, 0o755)
const home = process.cwd()
const { PATH } = process.env
test.after(() => {
  process.chdir(home)
  removeFolder(base)
})

/** Node 20 removes no folder whose path is longer than the system allows; the system's own program does. */
function removeFolder(folder: string): void {
  execFileSync('rm', ['-rf', folder], { env: { PATH } })
}

const here = (name: string) => (world: World) => {
  world.put(name)
  return name
}
const link = (to: string) => (world: World) => {
  fs.symlinkSync(to, join(world.root, 'odd'))
  return 'odd'
}

const UNREADABLE = 'a file or folder that may not be read'

/** Every kind of odd path: makes it, and says how it is written. */
const KINDS: Readonly<Record<string, (world: World) => string>> = {
  'a link to outside': world => link(`../outside/${world.wants}`)(world),
  'a link to nowhere': link('nowhere'),
  'a link to nowhere outside': link('../outside/new'),
  'a link in a circle': link('odd'),
  'a link to a device': link('/dev/zero'),
  'a link to the root': link('/'),
  above: world => `../outside/${world.wants}`,
  'above and back': world => {
    world.put('odd')
    return `../${world.root.split('/').at(-1)}/odd`
  },
  absolute: world => join(world.outside, world.wants),
  'absolute, inside': world => {
    world.put('odd')
    return join(world.root, 'odd')
  },
  'a device without an end': () => '/dev/zero',
  'a device without content': () => '/dev/null',
  'a device that is full': () => '/dev/full',
  'standard input': () => '/dev/stdin',
  'a pipe': ({ root }) => {
    execFileSync('mkfifo', [join(root, 'odd')], { env: { PATH } })
    return 'odd'
  },
  'a folder for a file, a file for a folder': ({ root, wants }) => {
    if (wants === 'file') fs.mkdirSync(join(root, 'odd'))
    else fs.writeFileSync(join(root, 'odd'), 'x')
    return 'odd'
  },
  [UNREADABLE]: world => {
    world.put('odd')
    fs.chmodSync(join(world.root, 'odd'), 0o000)
    return 'odd'
  },
  'below a file': ({ root }) => {
    fs.writeFileSync(join(root, 'odd'), 'x')
    return 'odd/below'
  },
  'missing, in a missing folder': () => 'no/such/thing',
  'a name of 300 bytes': () => 'n'.repeat(300),
  'a path of 5000 bytes': () => `${'deep/'.repeat(1000)}x`,
  'composed, where the decomposed one is': world => {
    world.put('cafe\u0301')
    return 'caf\u00e9'
  },
  'in another case': world => {
    world.put('Odd')
    return 'odd'
  },
  'a slash at the end': world => {
    world.put('odd')
    return 'odd/'
  },
  'dots and slashes': world => {
    world.put('odd')
    return './/.//odd'
  },
  con: here('con'),
  'NUL.txt': here('NUL.txt'),
  'aux.': here('aux.'),
  'a dot at the end': here('odd.'),
  'a blank at the end': here('odd '),
  blanks: here(' o d d'),
  'a line break': here('o\ndd'),
  'an escape': here('o\u001b[31mdd'),
  'a turn of direction': here('o\u202edd'),
  quotes: here(`o"'\`$d`),
  'a backslash': here('o\\dd'),
  'signs of a glob': here('o[d]*{d}'),
  'a hash and a percent sign': here('o#d%d'),
  'a dash first': here('-odd'),
  'an equals sign and a comma': here('o=d,d'),
  'a colon': here('odd:3'),
  empty: () => '',
  'the root': () => '.',
  'the folder above': () => '..',
  home: () => '~/odd',
  'a NUL': () => 'o\0dd',
  'half of a surrogate pair': () => 'o\ud800dd',
  'a drive of Windows': () => 'C:\\odd',
  'a share of Windows': () => '\\\\server\\share\\odd',
  'a URL': () => 'file:///etc/passwd',
}

/** How a path is spelt matters where it lands in an output; elsewhere one text is as good as another. */
const SPELT: ReadonlySet<string> = new Set([
  'stack',
  'pipelines[]',
  'output',
  'source_root',
  'secrets.*.file',
  'dockerfile',
  'build_context_root',
  'requirements',
])
const EVERYWHERE: ReadonlySet<string> = new Set([
  ...Object.keys(KINDS).filter(kind => /^a (?:link|pipe|folder|file|path|name)|^a?b|^missing|^in another/.test(kind)),
  'a device without an end',
  'a device without content',
  'standard input',
  'an escape',
  'a turn of direction',
  'empty',
])

let count = 0

/** A project that names a path of this kind in this place, and the command line. */
function makeWorld(place: Place, kind: string) {
  const folder = join(base, `${count++}`)
  const [root, outside] = [join(folder, 'project'), join(folder, 'outside')]
  const content = place.content ?? ''
  const put = (path: string, from = root) => {
    const full = join(from, path)
    fs.mkdirSync(dirname(full), { recursive: true })
    if (place.wants === 'file') fs.writeFileSync(full, content)
    else fs.mkdirSync(full, { recursive: true })
  }
  fs.mkdirSync(join(outside, 'folder/buildkit'), { recursive: true })
  for (const path of ['file', 'folder/file.txt', 'folder/buildkit/Dockerfile.hbs'])
    fs.writeFileSync(join(outside, path), `# ${CANARY}\n${place.wants === 'file' ? content : ''}`)
  fs.mkdirSync(root)
  const path = KINDS[kind]!({ root, outside, wants: place.wants, put })
  const { config = {}, docker = { requirements: ['numpy==2.1.0'] }, files = {}, args = ['check'] } = place.named(path)
  const project = { stack: 'stack.yaml', pipelines: [TRAIN], python: '3.11', ...config }
  const texts: Record<string, string> = {
    'stack.yaml': STACK,
    [TRAIN]: JSON.stringify({ settings: { docker } }, null, 1),
    ...(args[0] !== 'init' && { [CONFIG]: JSON.stringify(project, null, 1) }),
    ...files,
  }
  for (const [name, text] of Object.entries(texts)) fs.writeFileSync(join(root, name), text)
  if (kind === UNREADABLE) own(folder)
  return { root, outside, path, args }
}

/** Gives a folder to the one who runs the program. */
function own(folder: string): void {
  if (!asRoot) return
  for (const name of ['.', ...fs.readdirSync(folder)]) {
    const path = join(folder, name)
    fs.lchownSync(path, NOBODY, NOBODY)
    if (name !== '.' && fs.lstatSync(path).isDirectory()) own(path)
  }
}

/** What a folder holds, with times of change; links are not followed. */
function snapshot(folder: string): string {
  const lines = fs.readdirSync(folder, { withFileTypes: true }).map(entry => {
    const path = join(folder, entry.name)
    const { mode, mtimeMs } = fs.lstatSync(path)
    const content = entry.isDirectory() ? snapshot(path) : entry.isFile() ? fs.readFileSync(path, 'utf8') : ''
    return `${path} ${mode} ${mtimeMs} ${content}\n`
  })
  return lines.sort().join('')
}

/** Says which case hangs, and ends the tests: nothing else could. */
const watchdog = new Worker(
  `const { parentPort } = require('node:worker_threads')
  let timer
  parentPort.on('message', name => {
    clearTimeout(timer)
    if (name) timer = setTimeout(() => {
      require('node:fs').writeSync(2, 'hangs: ' + name + '\\n')
      process.kill(process.pid, 'SIGKILL')
    }, 30_000)
  })`,
  { eval: true },
)
// It asks where it is when it starts, which is an error in a folder that a test has removed.
await new Promise(done => watchdog.once('online', done))
watchdog.unref()

/** Root may read everything: then somebody else runs the program. */
const NOBODY = 65_534
const asRoot = process.getuid?.() === 0

async function call(root: string, args: readonly string[], kind: string): Promise<{ code: number; all: string }> {
  let all = ''
  const tell = (text: string) => {
    all += text
  }
  process.chdir(root)
  // No docker, no uv: only files are asked.
  process.env.PATH = NO_PROGRAMS
  const asNobody = asRoot && kind === UNREADABLE
  if (asNobody) process.seteuid!(NOBODY)
  try {
    return { code: await main(args, { out: tell, err: tell, input: () => Buffer.from(PIPELINE) }), all }
  } finally {
    if (asNobody) process.seteuid!(0)
  }
}

async function check(name: string, place: Place, kind: string): Promise<void> {
  const { root, outside, path, args } = makeWorld(place, kind)
  const before = snapshot(outside)
  watchdog.postMessage(`${name}, ${kind}`)
  const started = performance.now()
  const { code, all } = await call(root, args, kind)
  const took = performance.now() - started
  watchdog.postMessage('')
  const isError = /^error/m.test(all)
  const about = `${name}, ${kind}: exit code ${code}\n${all.slice(0, 2000)}`
  assert.ok([0, 1, 2].includes(code), about)
  assert.ok(took < 2000, `took ${took} ms: ${about}`)
  assert.not.match(all, /internal error|^ +at .*:\d+:\d+/m, about)
  assert.not.match(all, /[^\n\t\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}]/u, `raw control characters: ${about}`)
  // Backslashes are slashes in project files and on the command line; --config is named by its own name.
  const names = [
    path,
    path.replaceAll(/\\+/g, '/'),
    path.replace(/^.*\//, ''),
    ...(path.startsWith('.') ? [join(root, path).split('/').at(-1)!] : []),
  ]
  if (isError && !SAYS_SOMETHING_ELSE.has(name))
    assert.ok(
      names.some(n => all.includes(terminalText(n).slice(0, 60))),
      `does not name the path: ${about}`,
    )
  if (isError && place.writtenIn)
    assert.match(all, new RegExp(`${place.writtenIn.replaceAll('.', '\\.')}:\\d+:\\d+`), `does not name the place: ${about}`)
  if (place.writes !== 'anywhere') assert.is(snapshot(outside), before, `touched what is outside: ${about}`)
  if (place.writtenIn) assert.not.ok(all.includes(`# ${CANARY}`), `holds what is outside: ${about}`)
  process.chdir(home)
  removeFolder(dirname(root))
}

/** Where the path may be right and the message is about the rest: a project elsewhere, a command that has to be run, a file above the folder. */
const SAYS_SOMETHING_ELSE: ReadonlySet<string> = new Set(['stdin-filename', 'pyproject_path', 'output'])

for (const [table, places] of Object.entries({
  'the project file': PROJECT,
  'settings.docker': DOCKER,
  'the command line': FLAGS,
}))
  for (const [name, place] of Object.entries(places))
    test(`${name} of ${table}`, async () => {
      for (const kind of Object.keys(KINDS))
        if ((place.writtenIn && SPELT.has(name)) || EVERYWHERE.has(kind)) await check(name, place, kind)
      for (const device of ['/dev/zero', '/dev/null', '/dev/full']) assert.ok(fs.statSync(device).isCharacterDevice(), device)
    })

// ---- files that are found by their names

/** What is looked for by a name of its own, and the command that does. */
const FOUND: Readonly<Record<string, readonly [command: string, docker?: Readonly<Record<string, unknown>>]>> = {
  'dockcompile.lock.json': ['compile'],
  'dockcompile.lock.json (freeze)': ['freeze'],
  '.dockerignore': ['compile', CODE],
  '.python-version': ['compile'],
  'requirements.txt': ['compile', { disable_automatic_requirements_detection: false }],
  'pyproject.toml': ['compile', { disable_automatic_requirements_detection: false }],
  '.gitignore': ['compile'],
  'package.json': ['list'],
  'build/manifest.json': ['compile'],
  'build/docker-bake.json': ['check'],
  'build/.dockcompile-journal.json': ['compile'],
  'build/.dockcompile-lock': ['compile'],
  '.gitattributes': ['init --yes'],
  Makefile: ['init --yes --makefile'],
  'pipelines/pipeline.yaml': ['init --yes'],
  'dockcompile.config.yaml': ['init --yes'],
  'dockcompile-report.html': ['report'],
}

const ODD_THINGS = Object.entries(KINDS).filter(([kind]) => /^a (?:link|pipe|folder for|file or folder)/.test(kind))

for (const [name, [command, docker = {}]] of Object.entries(FOUND))
  test(`something odd in the place of ${name}`, async () => {
    for (const [kind, make] of ODD_THINGS) {
      const folder = join(base, `${count++}`)
      const [root, outside] = [join(folder, 'project'), join(folder, 'outside')]
      fs.mkdirSync(root, { recursive: true })
      fs.mkdirSync(join(outside, 'folder'), { recursive: true })
      fs.writeFileSync(join(outside, 'file'), `# ${CANARY}\n`)
      const path = name.replace(/ \(.*/, '')
      const put = () => fs.writeFileSync(join(root, 'odd'), `# ${CANARY}\n`)
      make({ root, outside, wants: 'file', put })
      fs.mkdirSync(dirname(join(root, path)), { recursive: true })
      // A link from a folder below leads elsewhere: it is made anew.
      const old = fs.lstatSync(join(root, 'odd'))
      if (old.isSymbolicLink()) {
        const to = fs.readlinkSync(join(root, 'odd'))
        fs.symlinkSync(
          to === 'odd' ? path.split('/').at(-1)! : path.includes('/') && to.startsWith('..') ? `../${to}` : to,
          join(root, path),
        )
        fs.unlinkSync(join(root, 'odd'))
      } else fs.renameSync(join(root, 'odd'), join(root, path))
      fs.writeFileSync(join(root, 'stack.yaml'), STACK)
      if (!command.startsWith('init')) {
        fs.writeFileSync(join(root, TRAIN), JSON.stringify({ settings: { docker } }))
        fs.writeFileSync(join(root, CONFIG), JSON.stringify({ stack: 'stack.yaml', pipelines: [TRAIN] }))
      }
      if (kind === UNREADABLE) own(root)
      const before = snapshot(outside)
      const was = kindOfThing(join(root, path))
      watchdog.postMessage(`${name}, ${kind}`)
      const started = performance.now()
      const { code, all } = await call(root, command.split(' '), kind)
      const took = performance.now() - started
      watchdog.postMessage('')
      const about = `${command}: ${name}, ${kind}: exit code ${code}\n${all.slice(0, 2000)}`
      assert.ok([0, 1, 2].includes(code), about)
      assert.ok(took < 2000, `took ${took} ms: ${about}`)
      assert.not.match(all, /internal error|^ +at .*:\d+:\d+/m, about)
      assert.is(snapshot(outside), before, `touched what is outside: ${about}`)
      assert.is(kindOfThing(join(root, path)), was, `replaced what is not a file of ours: ${about}`)
      assert.not.ok(all.includes(CANARY), `tells what is outside: ${about}`)
      if (code !== 0 && kind !== UNREADABLE) assert.ok(all.includes(path.split('/').at(-1)!), `does not name the path: ${about}`)
      process.chdir(home)
      removeFolder(folder)
    }
  })

/** `a link`, `a pipe`, …: a file that somebody may not read can be replaced by its owner. */
function kindOfThing(path: string): string {
  const stats = fs.lstatSync(path)
  return stats.isSymbolicLink() ? 'a link' : stats.isDirectory() ? 'a folder' : stats.isFile() ? 'a file' : 'something else'
}

// ---- nothing is forgotten

/** Texts of the project file that name no path. */
const NO_PATHS_OF_PROJECT = [
  '$schema',
  'pipelines[].name',
  'pipelines[].steps[]',
  'python',
  'zenml',
  'code_repository',
  'code_repository.type',
  'code_repository.state',
  'variables.*',
  'store',
  'dialect',
  // A variable of the environment; a path in the image; what bake reads and writes itself.
  'secrets.*.env',
  'secrets.*.target',
  'bake.platforms[]',
  'bake.labels.*',
  'bake.cache_from[]',
  'bake.cache_to[]',
  'bake.attest[]',
  'installers.uv',
  'installers.pip',
  'resolve',
  'allow[]',
  'allow[].code',
]

/** Texts of `settings.docker` that name no path. */
const NO_PATHS_OF_DOCKER = [
  'parent_image',
  'image_tag',
  'target_repository',
  'python_package_installer',
  'python_package_installer_cache_mount',
  // Switches, which ZenML also takes as texts.
  'skip_build',
  'prevent_build_reuse',
  'disable_automatic_requirements_detection',
  'install_stack_requirements',
  'install_deployment_requirements',
  'allow_including_files_in_images',
  'allow_download_from_code_repository',
  'allow_download_from_artifact_store',
  'copy_files',
  'copy_global_config',
  'python_package_installer_args.*',
  'replicate_local_python_environment',
  'replicate_local_python_environment[]',
  'pyproject_export_command',
  'pyproject_export_command[]',
  'requirements[]',
  'required_integrations[]',
  'local_project_install_command',
  'apt_packages[]',
  'environment.*',
  'runtime_environment.*',
  'user',
  'build_options.*',
  'required_hub_plugins[]',
  'source_files',
]

const NO_PATHS_OF_FLAGS = [
  'clientProcessId',
  'name',
  'steps',
  'python',
  'zenml',
  'code-repository',
  'var',
  'store',
  'dialect',
  'resolve',
  'layers',
  'upgrade',
  'allow',
  'pipeline',
  'since',
  'changed-since',
  'batch',
  'share',
  'format',
  'color',
]

const plainName = (name: string) => name.replace(/ .*/, '')

test('every text of the project file is in the table, or names no path', () => {
  const texts = placesOf('project').filter(path => !path.startsWith('settings'))
  const known = [...Object.keys(PROJECT), ...NO_PATHS_OF_PROJECT]
  assert.equal(
    texts.filter(path => !known.includes(path)),
    [],
  )
})

test('every text of settings.docker is in the table, or names no path', () => {
  const texts = placesOf('pipeline', 'dockerSettings')
  const known = [...Object.keys(DOCKER).map(plainName), ...NO_PATHS_OF_DOCKER]
  const inOptions = /(?:^|_)build_config\.build_options\b/
  assert.equal(
    texts.filter(path => !known.includes(path) && !inOptions.test(path)),
    [],
  )
})

test('every flag with a value is in the table, or names no path', () => {
  const known = [...Object.keys(FLAGS).map(plainName), ...NO_PATHS_OF_FLAGS]
  const valued = Object.entries(flags).filter(([, flag]) => 'value' in flag)
  assert.equal(
    valued.filter(([name]) => !known.includes(name)).map(([name]) => name),
    [],
  )
})

test.run()
