/**
 * Broken inputs, through the program as it is shipped: each gives exit code 1 (the input) or 2 (the call), one clear message, no stack trace, and
 * leaves an earlier output as it was, byte by byte and with its times.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FIRST_ARGUMENTS, PROGRAM } from './program.ts'
import { skip } from './skip.ts'

const base = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'broken-')))
test.after(() => fs.rmSync(base, { recursive: true, force: true }))

const STACK = `stack_name: dev
zenml_version: 0.98.0
components:
  orchestrator: [{name: docker, type: orchestrator, flavor: local_docker, configuration: {}}]
  artifact_store: [{name: files, type: artifact_store, flavor: local, configuration: {}}]
`
const GOOD = {
  'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: [train.yaml]\npython: "3.11"\n',
  'stack.yaml': STACK,
  'train.yaml': 'settings: {docker: {requirements: [numpy==2.3.5]}}\n',
}

/** A project folder, by its paths. */
interface Folder {
  readonly at: string
  write(path: string, content: string | Uint8Array): void
  /** Puts something else in a file's place. */
  replace(path: string, make: (absolute: string) => void): void
}

interface Broken {
  /** May give a function that fixes it again, for cleaning up. */
  readonly breaks?: (folder: Folder) => unknown
  readonly args?: readonly string[]
  readonly code: 1 | 2
  readonly says: RegExp
}

const pipeline = (text: string) => (folder: Folder) => folder.write('train.yaml', text)
const docker = (text: string) => pipeline(`settings:\n  docker:\n    ${text}\n`)
const stack = (content: string | Uint8Array) => (folder: Folder) => folder.write('stack.yaml', content)
const fifo = (path: string) => (folder: Folder) =>
  folder.replace(path, absolute => void execFileSync('mkfifo', [absolute], { stdio: 'ignore' }))

/** Two levels of aliases already stand for more than any memory holds. */
const BOMB = `extra:\n  a0: &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 12 }, (_, i) => `  a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]\n`).join('')}`

const CASES: Readonly<Record<string, Broken>> = {
  'a stack file that is not there': {
    breaks: folder => folder.replace('stack.yaml', () => {}),
    code: 1,
    says: /the stack file `stack\.yaml` does not exist/,
  },
  'a folder in the place of the stack file': {
    breaks: folder => folder.replace('stack.yaml', absolute => fs.mkdirSync(absolute)),
    code: 1,
    says: /the stack file `stack\.yaml` is a folder/,
  },
  'a stack file that is not YAML': { breaks: stack('components: {{{\n'), code: 1, says: /DC1\d{3}/ },
  'a stack file of the wrong types': {
    breaks: stack('stack_name: dev\nzenml_version: 0.98.0\ncomponents: 5\n'),
    code: 1,
    says: /must be/,
  },
  'a stack file that is empty': { breaks: stack(''), code: 1, says: /is empty.*\n.*\n.*zenml stack export/s },
  'a stack file of comments only': { breaks: stack('# nothing here\n'), code: 1, says: /is empty/ },
  'a binary stack file': { breaks: stack(Buffer.from([0x89, 0x50, 0, 1, 2, 3])), code: 1, says: /is not UTF-8 text/ },
  'a stack file in UTF-16': {
    breaks: stack(Buffer.from('\ufeffname: dev', 'utf16le')),
    code: 1,
    says: /is UTF-16 text.*\n +--> stack\.yaml:1:1\n/,
  },
  'a pipeline file in UTF-16, with the higher byte first': {
    breaks: folder => folder.write('train.yaml', Buffer.from('\ufeff{}', 'utf16le').swap16()),
    code: 1,
    says: /is UTF-16 text.*\n +--> train\.yaml:1:1\n.*\n1 \| \{\}\n/,
  },
  'an ignore file in UTF-16': {
    breaks: folder => {
      docker('allow_download_from_artifact_store: false')(folder)
      folder.write('.dockerignore', Buffer.from('\ufeffdata\n', 'utf16le'))
    },
    code: 1,
    says: /the ignore file `\.dockerignore` is UTF-16 text.*\n +--> \.dockerignore:1:1\n/,
  },
  'a stack file in Latin-1': {
    breaks: stack(Buffer.from(`${STACK}# café\n`, 'latin1')),
    code: 1,
    says: /is not UTF-8 text\n +--> stack\.yaml:\d+:\d+\n.*\n\d+ \| \*\*\*\ufffd\n.*\n +=.*named here \(dockcompile\.config\.yaml:\d/,
  },
  'a pipeline file in Latin-1': {
    breaks: folder =>
      folder.write('train.yaml', Buffer.concat([Buffer.from('# \ufffd is a sign\n'), Buffer.from('# caf\xe9\n', 'latin1')])),
    code: 1,
    says: /is not UTF-8 text\n +--> train\.yaml:2:6\n.*\n2 \| # caf\ufffd\n/,
  },
  'a requirements file in Latin-1': {
    breaks: folder => {
      docker('requirements: packages.txt')(folder)
      folder.write('packages.txt', Buffer.from('numpy==2.2.6\n# d\xe9j\xe0 vu\n', 'latin1'))
    },
    code: 1,
    says: /`packages\.txt` is not UTF-8 text\n +--> packages\.txt:2:4\n/,
  },
  'a Dockerfile in Latin-1': {
    breaks: folder => {
      docker('dockerfile: Dockerfile')(folder)
      folder.write('Dockerfile', Buffer.from('FROM python:3.11\nLABEL a=\xe9\n', 'latin1'))
    },
    code: 1,
    says: /`Dockerfile` is not UTF-8 text\n +--> Dockerfile:2:9\n/,
  },
  'a stack file of more than 10 MB': {
    breaks: stack(`# ${'x'.repeat(11_000_000)}\n${STACK}`),
    code: 1,
    says: /larger than 10 MB/,
  },
  'a pipe in the place of the stack file': { breaks: fifo('stack.yaml'), code: 1, says: /is not a regular file/ },
  'a pipe in the place of a requirements file': {
    breaks: folder => {
      docker('requirements: packages.txt')(folder)
      fifo('packages.txt')(folder)
    },
    code: 1,
    says: /`packages\.txt` is not a regular file/,
  },
  'a pipe in the place of the Dockerfile': {
    breaks: folder => {
      docker('dockerfile: Dockerfile')(folder)
      fifo('Dockerfile')(folder)
    },
    code: 1,
    says: /`Dockerfile` is not a regular file/,
  },
  'a pipe in the place of the project file': {
    breaks: fifo('dockcompile.config.yaml'),
    code: 1,
    says: /the project file `dockcompile\.config\.yaml` is not a regular file/,
  },
  'a device as the pipeline file': { args: ['/dev/zero'], code: 2, says: /no entry of `dockcompile\.config\.yaml` names/ },
  'a link that leads in a circle': {
    breaks: folder => folder.replace('stack.yaml', absolute => fs.symlinkSync('stack.yaml', absolute)),
    code: 1,
    says: /the stack file `stack\.yaml` is a link that leads in a circle/,
  },
  'a folder in the place of the project file': {
    breaks: folder => folder.replace('dockcompile.config.yaml', absolute => fs.mkdirSync(absolute)),
    code: 1,
    says: /the project file `dockcompile\.config\.yaml` is a folder/,
  },
  'a pipeline file that is a list': { breaks: pipeline('- settings\n'), code: 1, says: /must be/ },
  'a pipeline file that is one word': { breaks: pipeline('settings\n'), code: 1, says: /must be/ },
  'an unknown integration': { breaks: docker('required_integrations: [sklern]'), code: 1, says: /did you mean `sklearn`/ },
  'an unknown flavor, where warnings are errors': {
    breaks: stack(STACK.replace('flavor: local_docker', 'flavor: local_dokcer')),
    args: ['--deny-warnings'],
    code: 1,
    says: /did you mean `local_docker`/,
  },
  'aliases that stand for billions of values': { breaks: pipeline(BOMB), code: 1, says: /the limit is 10,000 aliases/ },
  'brackets that are nested very deep': {
    breaks: pipeline(`extra: ${'['.repeat(50_000)}${']'.repeat(50_000)}\n`),
    code: 1,
    says: /nested too deep/,
  },
  'indentation that is nested very deep': {
    breaks: pipeline(Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}k:`).join('\n')),
    code: 1,
    says: /nested too deep/,
  },
  'two documents in one file': { breaks: pipeline('settings: {}\n---\nsettings: {}\n'), code: 1, says: /a second document/ },
  'indentation by tabs': { breaks: pipeline('settings:\n\tdocker: {}\n'), code: 1, says: /a tab where YAML wants spaces/ },
  'a control character': { breaks: pipeline('settings: {}\u0000\n'), code: 1, says: /control character U\+0000/ },
  'a broken project file': {
    breaks: folder => folder.write('dockcompile.config.yaml', 'stack: [stack.yaml\n'),
    code: 1,
    says: /never closed/,
  },
  'an unknown key in the project file': {
    breaks: folder => folder.write('dockcompile.config.yaml', `${GOOD['dockcompile.config.yaml']}ouput: images\n`),
    code: 1,
    says: /did you mean `output`/,
  },
  'a broken lock file': {
    breaks: folder => folder.write('dockcompile.lock.json', '{"version": 1,'),
    code: 1,
    says: /never closed/,
  },
  'a project file that is not there': {
    args: ['--config', 'none.yaml'],
    code: 1,
    says: /the project file `none\.yaml` does not exist/,
  },
  'a pipeline file that is not there': { args: ['tarin.yaml'], code: 2, says: /did you mean `train\.yaml`/ },
  'a file name of 5000 letters': { args: [`${'x'.repeat(5000)}.yaml`], code: 2, says: /does not exist/ },
  'an output that is a file': { args: ['--output', 'train.yaml'], code: 1, says: /`train\.yaml` is a file/ },
  'an output outside of the project': { args: ['--output', '../elsewhere'], code: 1, says: /outside the project/ },
  'a Python that ZenML does not support': { args: ['--python', '2.7'], code: 1, says: /does not support Python 2\.7/ },
  'an unknown flag': { args: ['--outptu', 'images'], code: 2, says: /did you mean `--output`/ },
  'a flag without its value': { args: ['--stack'], code: 2, says: /needs a value/ },
  'an unknown command': { args: ['chekc'], code: 2, says: /did you mean `check`/ },
  'a command without the image that it needs': { args: ['show'], code: 2, says: /needs the name of an image/ },
  'an image that there is not': { args: ['show', 'trian'], code: 2, says: /did you mean `train`/ },
  'a variable without a value': { args: ['--var', 'NAME'], code: 2, says: /--var NAME=value/ },
}

function withoutRights(path: string, mode: number): () => void {
  const { mode: usual } = fs.statSync(path)
  fs.chmodSync(path, mode)
  return () => fs.chmodSync(path, usual)
}

const asRoot = process.getuid?.() === 0
const AS_ROOT = 'root may read and write everything'
const PERMISSIONS: Readonly<Record<string, Broken>> = {
  'a stack file that may not be read': {
    breaks: folder => withoutRights(join(folder.at, 'stack.yaml'), 0o000),
    code: 1,
    says: /no permission/,
  },
  'an output that may not be written': {
    breaks: folder => {
      docker('requirements: [pandas==2.3.3]')(folder)
      return withoutRights(join(folder.at, 'build/images/train/requirements'), 0o555)
    },
    code: 1,
    says: /cannot write .*permission denied/,
  },
}

const template = join(base, 'template')
for (const [path, text] of Object.entries(GOOD)) folderAt(template).write(path, text)
assert.is(run(template, []).code, 0, 'the project that is broken afterwards is whole')

for (const [name, broken] of Object.entries(CASES)) test(name, () => check(broken))
for (const [name, broken] of Object.entries(PERMISSIONS)) {
  if (asRoot) skip(test, name, `${name}: ${AS_ROOT}`)
  else test(name, () => check(broken))
}

function check({ breaks, args = [], code, says }: Broken): void {
  const folder = folderAt(fs.mkdtempSync(join(base, 'case-')))
  fs.cpSync(template, folder.at, { recursive: true, preserveTimestamps: true })
  const repair = breaks?.(folder)
  const before = snapshot(join(folder.at, 'build'))

  const answer = run(folder.at, args)
  const after = snapshot(join(folder.at, 'build'))
  if (typeof repair === 'function') repair()

  const said = `${answer.err}\n(exit code ${answer.code}, on standard output: ${answer.out})`
  assert.is(answer.code, code, said)
  assert.is(answer.out, '', said)
  assert.match(answer.err, says, said)
  assert.is(answer.err.match(/^(?:error|warning|internal error)\b/gm)?.length, 1, `not one message: ${said}`)
  assert.not.match(answer.err, /internal error|^ +at .*:\d+:\d+|node:internal/m, said)
  assert.equal(after, before, 'the output is not as it was')
}

/** In a process of its own, since one of these may hang: that is a failure, too. */
function run(cwd: string, args: readonly string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr, error } = spawnSync(PROGRAM, [...FIRST_ARGUMENTS, ...args], {
    cwd,
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, NO_COLOR: '1' },
  })
  if (error) throw error
  return { code: status, out: stdout, err: stderr }
}

function folderAt(at: string): Folder {
  return {
    at,
    write(path, content) {
      fs.mkdirSync(dirname(join(at, path)), { recursive: true })
      fs.writeFileSync(join(at, path), content)
    },
    replace(path, make) {
      fs.rmSync(join(at, path), { force: true })
      make(join(at, path))
    },
  }
}

/** Every path below a folder, with its time of change and its content. */
function snapshot(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map(path => {
      const { mtimeMs } = fs.lstatSync(join(folder, path))
      return `${path} ${mtimeMs} ${fs.statSync(join(folder, path)).isFile() ? fs.readFileSync(join(folder, path), 'base64') : ''}`
    })
}

test.run()
