/** `freeze`: the commands that run and those that do not, what is asked about images, and what the lock file says then. Programs are stand-ins. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkCommand } from '../src/commands/check.ts'
import { compileCommand } from '../src/commands/compile.ts'
import { freezeCommand } from '../src/commands/freeze.ts'
import { findProgram } from '../src/edge/find-program.ts'
import { factsFromEngine, factsFromRegistry } from '../src/freeze/image-facts.ts'
import { knownCommand } from '../src/freeze/known-command.ts'
import { knownPins, pinsOfParent } from '../src/freeze/known-pins.ts'
import { lockChanges } from '../src/freeze/lock-changes.ts'
import { lockFileText, readLockFile } from '../src/freeze/lock-file.ts'
import { uvCompileArguments } from '../src/freeze/uv-compile.ts'
import type { LockFile } from '../src/model/generated/lock.ts'
import { STACK, TestProject } from './golden/project.ts'
import { skip } from './skip.ts'
import { heldList } from './support/held-list.ts'

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`
/** A Docker that knows one image in a registry and one on this machine. */
const DOCKER = `case "$*" in
*"imagetools inspect registry.example.com/base:1"*) echo '{"manifest":{"digest":"${DIGEST}"},"image":{"os":"linux","architecture":"amd64","config":{"User":"1000","Env":["PATH=/opt/bin","HF_TOKEN=hunter2"],"WorkingDir":"/srv"}}}' ;;
"image inspect local:1") echo '[{"RepoDigests":[],"Os":"linux","Architecture":"amd64","Config":{"User":"","Env":["A=1"]}}]' ;;
*) echo "ERROR: no such image" >&2; exit 1 ;;
esac`

let project: TestProject
const start = (pipeline: string, steps = '[load, fit]') => {
  project = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': `stack: stack.yaml\npipelines: [{file: train.yaml, steps: ${steps}}]\npython: "3.11"\n`,
    'train.yaml': pipeline,
  })
  project.program('docker', DOCKER)
}
test.after.each(() => project?.remove())

const settings = (text: string) => `settings: {docker: {install_stack_requirements: false, ${text}}}\n`
const lock = (): LockFile => JSON.parse(readFileSync(join(project.root, 'dockcompile.lock.json'), 'utf8')) as LockFile
const hasLock = () => existsSync(join(project.root, 'dockcompile.lock.json'))

test('records what commands print and what parents are, and compile then works', async () => {
  start(settings('replicate_local_python_environment: true, parent_image: "registry.example.com/base:1"'))
  project.program('pip', 'echo numpy==2.1.0')
  assert.is((await project.run(compileCommand)).code, 1)
  const { code, out, err } = await project.run(freezeCommand)
  assert.is(code, 0, err)
  assert.is(out, 'added command pip freeze\nadded image registry.example.com/base:1\nwrote dockcompile.lock.json\n')
  assert.equal(lock(), {
    version: 1,
    commands: { 'pip freeze': 'numpy==2.1.0\n' },
    images: {
      'registry.example.com/base:1': {
        digest: DIGEST,
        user: '1000',
        workdir: '/srv',
        environment: { PATH: '/opt/bin' },
        platforms: ['linux/amd64'],
      },
    },
    requirements: {},
  })
  const compiled = await project.run(compileCommand)
  assert.is(compiled.code, 0, compiled.err)
  const dockerfile = readFileSync(join(project.root, 'build/images/train/Dockerfile'), 'utf8')
  assert.match(dockerfile, `FROM registry.example.com/base:1@${DIGEST}`)

  const again = await project.run(freezeCommand)
  assert.is(again.out, 'nothing changed\n')
  project.program('pip', 'echo numpy==2.2.0')
  assert.is((await project.run(freezeCommand)).out, 'changed command pip freeze\nwrote dockcompile.lock.json\n')
  project.put('train.yaml', settings('parent_image: "registry.example.com/base:1", apt_packages: [git]'))
  assert.is((await project.run(freezeCommand)).out, 'removed command pip freeze\nwrote dockcompile.lock.json\n')
})

test('a user that is a command, and an output that is not a text, are not written', async () => {
  const named = (user: string) => DOCKER.replace('"User":"1000"', `"User":${JSON.stringify(user).replaceAll("'", "'\\''")}`)
  start(settings('parent_image: "registry.example.com/base:1", requirements: [a==1]'))
  for (const user of ['app; touch /x #', '$(touch /x)', 'app x']) {
    project.program('docker', named(user))
    const { code, err } = await project.run(freezeCommand)
    assert.is(code, 1, user)
    assert.match(err, `\`${user}\` cannot be the name of a user`)
    assert.not.match(err, 'dockcompile.lock.json')
    assert.not.ok(hasLock())
  }
  // What the lock file says of an image that nobody knows any more is kept, and looked at all the same.
  const facts = { digest: DIGEST, user: '$(id)', workdir: '', environment: {}, platforms: [] }
  project.put('dockcompile.lock.json', JSON.stringify({ version: 1, images: { 'registry.example.com/base:1': facts } }))
  project.program('docker', 'exit 1')
  assert.is((await project.run(freezeCommand)).code, 1)
  project.remove('dockcompile.lock.json')

  project.program('docker', DOCKER)
  project.put('train.yaml', settings('replicate_local_python_environment: true, parent_image: "registry.example.com/base:1"'))
  project.program('pip', "printf 'a==1\\033[2K\\n'")
  const { code, err } = await project.run(freezeCommand)
  assert.is(code, 1)
  assert.match(err, 'error[DC4023]')
  assert.not.ok(hasLock())
})

test('a command that a file wrote runs only after a yes', async () => {
  start(settings('replicate_local_python_environment: [touch, ran, "&&", echo, "six==1.16"], parent_image: "local:1"'))
  const ran = () => existsSync(join(project.root, 'ran'))
  for (const answer of [undefined, false]) {
    const { code, err } = await project.run(freezeCommand, '', answer)
    assert.is(code, 1)
    assert.match(
      err,
      'a command that may run code of this project:\n  touch ran && echo six==1.16  (train.yaml:1)\n    it was written in a file\n',
    )
    assert.match(err, 'error[DC6010]: `touch ran && echo six==1.16` was not run: it was written in a file')
    assert.not.ok(ran() || hasLock())
  }
  assert.is((await project.run(freezeCommand, '', true)).code, 0)
  assert.ok(ran())
  assert.equal(lock().commands, { 'touch ran && echo six==1.16': 'six==1.16\n' })
  project.put('dockcompile.lock.json', '<<<<<<< damaged')
  assert.is((await project.run(freezeCommand, '--yes')).code, 0)
  assert.equal(lock().version, 1)
})

test("the first of ZenML's export commands that works counts; a folder's name is not a command", async () => {
  const folder = 'a$(touch ran)'
  start(settings(`pyproject_path: '${folder}/pyproject.toml', parent_image: "local:1"`))
  project.put(`${folder}/pyproject.toml`, '')
  project.program('uv', 'echo "no lock" >&2; exit 2')
  project.program('poetry', 'printf "%s\\n" "$*" >args; echo idna==3.10')
  const { code, err } = await project.run(freezeCommand, '--yes')
  assert.is(code, 0, err)
  const command = `poetry export --format=requirements.txt --directory=${folder} --without-hashes`
  assert.equal(lock().commands, { [command]: 'idna==3.10\n' })
  assert.is(readFileSync(join(project.root, 'args'), 'utf8'), `${command.replace('poetry ', '')}\n`)
  assert.not.ok(existsSync(join(project.root, 'ran')))

  project.program('poetry', 'exit 3')
  const failed = await project.run(freezeCommand, '--yes')
  assert.is(failed.code, 1)
  assert.match(failed.err, /DC6011.*uv export .* failed: it ended with exit code 2/)
  assert.match(failed.err, 'no lock')
  assert.match(failed.err, /DC6011.*poetry export/)
  assert.equal(lock().commands, { [command]: 'idna==3.10\n' })
})

test('a password never gets into the lock file, and packages of this machine are reported', async () => {
  start(settings('replicate_local_python_environment: true, parent_image: "local:1"'))
  project.program('pip', 'echo "x @ git+https://bot:hunter2hunter2@example.com/x.git"')
  const refused = await project.run(freezeCommand)
  assert.is(refused.code, 1)
  assert.match(refused.err, 'DC6014')
  assert.not.match(refused.err, 'hunter2')
  assert.not.ok(hasLock())
  project.program('pip', 'echo "-e /home/me/x"; echo "y @ file:///tmp/y.whl"; echo z==1')
  const warned = await project.run(freezeCommand)
  assert.is(warned.code, 0)
  assert.is(warned.err.match(/DC6015/g)?.length, 2)
})

test('images that nobody knows are left out, or stay as they were; local ones are not pinned', async () => {
  start(
    `${settings('apt_packages: [git], parent_image: "gone.example.com/x:1"')}steps: {fit: {settings: {docker: {parent_image: "local:1"}}}}\n`,
  )
  const { code, err } = await project.run(freezeCommand)
  assert.is(code, 0, err)
  assert.match(err, 'warning[DC6012]: neither the registry nor the local engine knows `gone.example.com/x:1`: it is left out')
  assert.match(err, 'warning[DC6013]: `local:1` is on this machine')
  assert.equal(Object.keys(lock().images!), ['local:1'])
  assert.is(lock().images!['local:1']!.digest, null)
  const image = { digest: DIGEST, user: '', workdir: '', environment: {}, platforms: [] }
  project.put('dockcompile.lock.json', JSON.stringify({ version: 1, images: { 'gone.example.com/x:1': image } }))
  assert.match((await project.run(freezeCommand)).err, 'its entry stays as it was')
  assert.equal(lock().images!['gone.example.com/x:1'], image)
})

test('one stack of several leaves the entries of the others; errors of the input stop all', async () => {
  start(settings('apt_packages: [git], parent_image: "local:1"'))
  project.put('dockcompile.lock.json', lockFileText({ ...readLockFile(undefined), commands: new Map([['other', 'x']]) }))
  assert.is((await project.run(freezeCommand, '--stack stack.yaml')).code, 0)
  assert.equal(lock().commands, { other: 'x' })
  assert.is((await project.run(freezeCommand)).code, 0)
  assert.equal(lock().commands, {})
  project.put('train.yaml', settings('requirements: nowhere.txt, replicate_local_python_environment: [touch, ran]'))
  const { code, err } = await project.run(freezeCommand, '--yes')
  assert.is(code, 1)
  assert.match(err, 'DC4004')
  assert.not.match(err, 'DC4003')
  assert.not.ok(existsSync(join(project.root, 'ran')))
})

/** A uv that does not say how big packages are. */
const ASKED_FOR_SIZES = 'case "$*" in *pylock.toml*) exit 1 ;; esac'

test('--resolve gives each image a full list, which `resolve: locked` finds', async () => {
  start(
    `${settings('replicate_local_python_environment: true, requirements: [b], parent_image: "local:1", python_package_installer_args: {index: "x=https://i.example.com"}')}`,
  )
  project.program('pip', 'echo a==1')
  project.program('uv', `echo "$*" >>"$ROOT/args"; ${ASKED_FOR_SIZES}; while read line; do echo "$line --hash=sha256:00"; done`)
  const { code, out, err } = await project.run(freezeCommand, '--resolve --json')
  assert.is(code, 0, err)
  assert.is((JSON.parse(out) as { added: { kind: string }[] }).added.at(-1)!.kind, 'requirements')
  assert.equal(Object.values(lock().requirements!), ['a==1 --hash=sha256:00\nb --hash=sha256:00\n'])
  const target = '--python-version 3.11 --python-platform x86_64-unknown-linux-gnu --index=x=https://i.example.com'
  assert.equal(readFileSync(join(project.root, 'args'), 'utf8').trim().split('\n'), [
    `pip compile - --system --no-build --quiet --generate-hashes --no-header --no-annotate ${target}`,
    `pip compile - --system --no-build --quiet ${target} --no-deps --format pylock.toml`,
  ])
  assert.is((await project.run(compileCommand, '--resolve locked')).code, 0)
  const list = readFileSync(join(project.root, 'build/images/train/requirements/locked.txt'), 'utf8')
  assert.match(list, 'a==1 --hash')
  // Without --resolve a list that is still right stays; one that is not goes.
  assert.is((await project.run(freezeCommand)).out, 'nothing changed\n')
  project.program('pip', 'echo a==2')
  assert.match((await project.run(freezeCommand)).out, /changed command pip freeze\nremoved requirements [0-9a-f]{64}\n/)
  project.program('uv', 'echo "no solution" >&2; exit 1')
  const failed = await project.run(freezeCommand, '--resolve')
  assert.is(failed.code, 1)
  assert.match(failed.err, 'DC6016')
  assert.match(failed.err, 'no solution')
})

/** A uv that leaves its arguments, and the pins that it was given, in files of the project. */
const RECORDING_UV = `${ASKED_FOR_SIZES}
printf '%s\\n' "$*" >>"$ROOT/calls"; : >"$ROOT/known"
for word; do case $word in --output-file=*) cat "\${word#*=}" >"$ROOT/known" ;; esac; done
cat "$ROOT/list"`

test('a pin stays while it fits; `--upgrade` gives up all pins or those of some packages', async () => {
  start(settings('requirements: [a, b], parent_image: "local:1"'))
  project.program('uv', RECORDING_UV)
  const said = (file: string) => readFileSync(join(project.root, file), 'utf8').trim().split('\n')
  const frozen = async (line: string, list: string) => {
    project.put('list', list)
    const { code, out, err } = await project.run(freezeCommand, line)
    assert.is(code, 0, err)
    return { out, words: said('calls').at(-1)!.split(' '), known: said('known') }
  }
  const hash = '--hash=sha256:00'
  const first = await frozen('--resolve', `a==1 ${hash}\nb==1 \\\n    ${hash} \\\n    --hash=sha256:01\n`)
  assert.equal(first.known, [''])
  assert.ok(first.words.includes('--quiet'))

  const again = await frozen('--resolve', `a==1 ${hash}\nb==1 ${hash}\n`)
  assert.equal(again.known, [`a==1 ${hash}`, `b==1 ${hash} --hash=sha256:01`])
  assert.not.ok(again.words.some(word => word === '--quiet' || word.startsWith('--upgrade')))

  const one = await frozen('--upgrade B_ train.yaml', `a==1 ${hash}\nb-==2 ${hash}\n`).catch((error: Error) => error)
  assert.instance(one, Error, '`b-` is not a name of a package')
  const some = await frozen('--upgrade A b train.yaml', `a==1 ${hash}\nb==2 ${hash}\nc==1 ${hash}\n`)
  assert.equal(
    some.words.filter(word => word.startsWith('--upgrade')),
    ['--upgrade-package=a', '--upgrade-package=b'],
  )
  assert.match(some.out, /^changed requirements [0-9a-f]{64}\n {2}b 1 → 2\n {2}\+ c 1\nwrote/)

  const json = await frozen('--upgrade b --json', `a==1 ${hash}\nb @ https://me:hunter2@example.com/b.whl ${hash}\n`)
  const [changed] = (JSON.parse(json.out) as { changed: { kind: string; packages: object[] }[] }).changed
  assert.is(changed!.kind, 'requirements')
  assert.match(
    JSON.stringify(changed!.packages),
    /^\[{"package":"b","before":"2","after":"https:[^"]*example.com.b.whl"},{"package":"c","before":"1","after":null}\]$/,
  )
  assert.not.match(json.out, 'hunter2')
  await frozen('--upgrade b', `a==1 ${hash}\nb==2 ${hash}\nc==1 ${hash}\n`)

  const all = await frozen('--upgrade', `a==3 ${hash}\nb==3 ${hash}\n`)
  assert.equal(all.known, [''])
  assert.ok(all.words.includes('--upgrade'))
  assert.match(all.out, '  a 1 → 3\n  b 2 → 3\n  - c 1\n')

  // Another requirement gives the image another list, which starts from the one that goes.
  project.put('train.yaml', settings('requirements: [a, b, "d>1"], parent_image: "local:1"'))
  assert.equal((await frozen('--resolve', `a==3 ${hash}\nd==2 ${hash}\n`)).known, [`a==3 ${hash}`, `b==3 ${hash}`])
})

test('pins come first from the own list, then from those that go; nothing but pins is handed on', () => {
  const lists = new Map([
    ['1 needed', 'a==1\nb==1\n'],
    ['2 own', 'a==2\n-r https://example.com/x\n--index-url https://example.com/\n'],
    [
      '3 gone',
      'a==3\nc @ https://example.com/c.whl\nd==1 ; sys_platform == "linux" \\\n  --hash=sha256:00\ne>=1\nf==${X}\ng==1.*\n',
    ],
  ])
  const known = knownPins(lists, '2 own', key => !key.includes('gone'))
  assert.is(known, 'a==2\na==3\nd==1 ; sys_platform == "linux" --hash=sha256:00\na==1\nb==1\n')
})

test('what a parent has is a pin where an index may have it, too', () => {
  const packages = {
    six: '1.16.0',
    torch: '2.4.0+cpu',
    attrs: '24.1.0.post1',
    nightly: '2.0rc1.dev3',
    command: '0.1-ubuntu3',
    local: 'unknown',
  }
  assert.is(pinsOfParent(packages), 'six==1.16.0\ntorch==2.4.0\nattrs==24.1.0.post1\nnightly==2.0rc1.dev3\n')
})

test('a list keeps what the parent has with `layers: independent`, and takes no pin from it otherwise', async () => {
  start(settings('requirements: [a, b], parent_image: "local:1"'))
  project.program('uv', RECORDING_UV)
  const layout = {
    command: 'python',
    executable: '/usr/bin/python3',
    prefix: '/usr',
    site: '/usr/lib/python3.11/site-packages',
    scripts: '/usr/bin',
  }
  const python = { ...layout, version: '3.11', installers: ['pip'], folders: {}, packages: { b: '0.9' }, elsewhere: {} }
  project.program('docker', DOCKER.replace('\n*)', `\nrun*) echo '${JSON.stringify(python)}' ;;\n*)`))
  project.put('list', 'a==1 --hash=sha256:00\nb==0.9 --hash=sha256:00\n')
  const knownWith = async (layers: string) => {
    project.put(
      'dockcompile.config.yaml',
      `stack: stack.yaml\npipelines: [train.yaml]\npython: "3.11"\nresolve: locked\nlayers: ${layers}\n`,
    )
    const { code, err } = await project.run(freezeCommand, '--resolve --yes')
    assert.is(code, 0, err)
    return readFileSync(join(project.root, 'known'), 'utf8')
  }
  assert.is(await knownWith('stacked'), '')
  project.remove('dockcompile.lock.json')
  assert.is(await knownWith('independent'), 'b==0.9\n')
  // What the lock file says comes first.
  project.put('list', 'a==1 --hash=sha256:00\nb==1 --hash=sha256:00\n')
  await knownWith('independent')
  assert.is(await knownWith('independent'), 'a==1 --hash=sha256:00\nb==1 --hash=sha256:00\nb==0.9\n')
})

const uv = findProgram('uv', { platform: process.platform, environment: process.env, isProgram: existsSync }, [])
const silentIndex = 'an index that gives no answer is an error that changes nothing'
if (uv === undefined) skip(test, silentIndex, 'it needs uv')
else
  test(silentIndex, async () => {
    start(
      settings(
        'requirements: [a, b], parent_image: "local:1", python_package_installer_args: {default-index: "http://127.0.0.1:1/"}',
      ),
    )
    project.program('uv', `exec '${uv}' "$@"`)
    const before = '{"version": 1, "requirements": {"00": "a==1\\n"}}'
    project.put('dockcompile.lock.json', before)
    for (const flags of ['--upgrade', '--resolve', '--upgrade a --json']) {
      const { code, out, err } = await project.run(freezeCommand, flags, undefined, { UV_HTTP_RETRIES: '0', UV_NO_CACHE: '1' })
      assert.is(code, 1)
      assert.match(out + err, /`http:\/\/127\.0\.0\.1:1\/[ab]\/` does not answer/)
      assert.is(readFileSync(join(project.root, 'dockcompile.lock.json'), 'utf8'), before)
    }
  })

test('`--resolve` without a value is for freeze only', async () => {
  start(settings('apt_packages: [git]'))
  await project.run(compileCommand, '--resolve').then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, '`--resolve` needs a value'),
  )
})

test('the same tables give the same bytes', () => {
  const text = (names: string[]) =>
    lockFileText({ ...readLockFile(undefined), commands: new Map(names.map(name => [name, name])) })
  assert.is(text(['b', 'a', '10', '\u{10000}', '\uffff']), text(['\uffff', '10', '\u{10000}', 'a', 'b']))
  assert.equal(Object.keys(JSON.parse(text(['b', 'a'])) as object), ['version', 'commands', 'images', 'requirements'])
  const lock = readLockFile(text(['a']))
  assert.equal(lockChanges(lock, readLockFile(lockFileText(lock))), [])
})

test("what a registry says: one platform, several, attestations, Docker's short names", () => {
  const reading = { wanted: ['linux/arm64'], isSecret: () => false }
  const index = {
    manifest: {
      digest: DIGEST,
      manifests: [
        { platform: { os: 'linux', architecture: 'amd64' } },
        { platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
        { platform: { os: 'unknown', architecture: 'unknown' } },
      ],
    },
    image: { 'linux/amd64': { config: { User: 'a' } }, 'linux/arm64': { config: { User: 'b' } } },
  }
  const facts = factsFromRegistry(index, reading)!
  assert.equal(facts.platforms, ['linux/amd64', 'linux/arm64'])
  assert.is(facts.user, 'b')
  assert.is(factsFromRegistry({}, reading), undefined)
  assert.is(factsFromRegistry({ manifest: { digest: 'x; rm' } }, reading), undefined)
  const local = [{ RepoDigests: [`other@sha256:11`, `python@${DIGEST}`], Config: {} }]
  assert.is(factsFromEngine(local, 'docker.io/library/python:3.11', reading)!.digest, DIGEST)
  assert.is(factsFromEngine(local, 'localhost:5000/python:3.11', reading)!.digest, null)
})

test("ZenML's own commands are known by their form", () => {
  const known = ['pip freeze', 'uv export --directory={directory} --x']
  assert.equal(knownCommand('pip freeze', known), ['pip', 'freeze'])
  assert.equal(knownCommand('uv export --directory=a b; c --x', known), ['uv', 'export', '--directory=a b; c', '--x'])
  assert.is(knownCommand('pip freeze ', known), undefined)
  assert.is(knownCommand('uv export --directory=a', known), undefined)
})

test('several platforms are resolved for all of them', () => {
  const words = uvCompileArguments({
    python: '3.12',
    platforms: ['linux/amd64', 'linux/arm64'],
    builds: true,
    asked: [
      { flag: 'pre', value: null },
      { flag: 'system', value: null },
      { flag: 'extra-index-url', value: 'https://a b' },
    ],
  })
  assert.ok(
    words.includes('--universal') && words.includes('--prerelease=allow') && words.includes('--extra-index-url=https://a b'),
  )
  assert.not.ok(words.some(word => /platform/.test(word)))
  assert.is(words.filter(word => word === '--system').length, 1)
})

test('a program that fails shows no password and gives a CI system no command', async () => {
  start(settings('replicate_local_python_environment: true'))
  project.program(
    'pip',
    'echo "::error::x" >&2; echo "  ##[group]password: hunter2" >&2; echo "ci:hunter2@pypi.example.com" >&2; exit 1',
  )
  for (const form of ['pretty', 'github', 'json', 'sarif']) {
    const { code, out, err } = await project.run(freezeCommand, `--format ${form} --verbose`)
    assert.is(code, 1)
    assert.not.match(`${out}${err}`, /hunter2|##\[|^\W*::error::/m, form)
  }
  assert.match((await project.run(freezeCommand)).err, /note: \\x3a:error/)
})

// --- code that cannot be read

const CODE = `from importlib.metadata import version
from zenml import pipeline, step
from zenml.config import DockerSettings

@step
def fit():
    pass

@pipeline(settings={"docker": DockerSettings(requirements=["six==" + version("six")])})
def training():
    fit()

@pipeline(settings={"docker": DockerSettings(requirements=["numpy==2.1.0"])})
def inference():
    fit()
`
/** A Python whose ZenML says so; what it was asked is left in the file `asked`. */
const answering = (docker: string, files: string) => `printf '%s|' "$3" "$4" "$5" "$STAGE" >>asked; echo >>asked
case "$4" in
*:*) echo '{"zenml":"0.98.0","python":"3.11","name":"'"\${4##*:}"'","config":{"settings":{"docker":${docker}}},"steps":[{"id":"fit"}],"environment":["STAGE"],"files":{${files}}}' ;;
*) echo '{"names":["training","inference"]}' ;;
esac`
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
const startCode = (entries: string, docker = '{"requirements":["six==1.16.0"]}') => {
  start('')
  project.put('dockcompile.config.yaml', `stack: stack.yaml\npipelines: ${entries}\npython: "3.11"\nvariables: {STAGE: prod}\n`)
  project.put('run.py', CODE)
  project.program('python', answering(docker, `"run.py":"${hashOf(CODE)}"`))
}
const asked = () => readFileSync(join(project.root, 'asked'), 'utf8').trim().split('\n')

test('ZenML is asked, after a yes, about the code that cannot be read, and about no other', async () => {
  startCode('[{code: "run.py:training"}, {code: "run.py:inference"}]')
  const refused = await project.run(freezeCommand, '', false)
  assert.is(refused.code, 1)
  const shown = 'python -c <capture.py> run.py:training'
  assert.match(
    refused.err,
    `a command that may run code of this project:\n  ${shown}  (dockcompile.config.yaml:2)\n    it imports`,
  )
  assert.match(refused.err, `error[DC6010]: \`${shown}\` was not run`)
  assert.not.ok(existsSync(join(project.root, 'asked')) || hasLock())

  const { code, out, err } = await project.run(freezeCommand, '--yes')
  assert.is(code, 0, err)
  assert.match(out, 'added pipeline run.py:training\n')
  assert.equal(asked(), ['.|run.py:training||prod|'])
  const { pipelines } = lock()
  assert.equal(Object.keys(pipelines!), ['run.py:training'])
  assert.equal(pipelines!['run.py:training']!.variables, { STAGE: hashOf('prod') })
  const compiled = await project.run(compileCommand)
  assert.is(compiled.code, 0, compiled.err)
  const dockerfile = readFileSync(join(project.root, 'build/images/training/Dockerfile'), 'utf8')
  assert.is(heldList(dockerfile, '6-user.txt'), 'six==1.16.0\n')

  // Code that can be read needs no answer.
  project.put('run.py', CODE.replace('"six==" + version("six")', '"six==1.17.0"'))
  assert.match((await project.run(freezeCommand)).out, 'removed pipeline run.py:training\n')
})

test('an answer counts while files and variables stay the same', async () => {
  startCode('[{code: "run.py:training"}]')
  await project.run(freezeCommand, '--yes')
  const problem = async (line = '') => /no longer counts: (.*)/.exec((await project.run(compileCommand, line)).err)?.[1]
  assert.is(await problem(), undefined)
  project.put('run.py', CODE.replaceAll('\n', '\r\n'))
  assert.is(await problem(), undefined, 'git may change the line ends')
  project.put('run.py', `${CODE}# more\n`)
  assert.is(await problem(), '`run.py` has changed')
  project.put('run.py', CODE)
  assert.is(await problem('--var STAGE=test'), 'the variable `STAGE` has another value')
  assert.is(await problem(), undefined)
  assert.is((await project.run(freezeCommand, '--var STAGE=test --yes')).code, 0)
  assert.is(await problem('--var STAGE=test'), undefined)
  assert.equal(asked(), ['.|run.py:training||prod|', '.|run.py:training||test|'])
})

test('a file that is not text is compared, too, and a deleted one is missing', async () => {
  startCode('[{code: "run.py:training"}]')
  const bytes = Buffer.from([0, 255, 13, 10])
  const table = createHash('sha256').update(bytes).digest('hex')
  project.program('python', answering('{}', `"run.py":"${hashOf(CODE)}","pins.bin":"${table}"`))
  writeFileSync(join(project.root, 'pins.bin'), bytes)
  assert.is((await project.run(freezeCommand, '--yes')).code, 0)
  assert.is((await project.run(compileCommand)).code, 0)
  writeFileSync(join(project.root, 'pins.bin'), Buffer.from([0, 255, 10]))
  assert.match((await project.run(compileCommand)).err, 'counts: `pins.bin` has changed')
  project.remove('pins.bin')
  assert.match((await project.run(compileCommand)).err, 'counts: `pins.bin` is missing')
})

test('a file without a name is asked for its pipelines, and a run configuration has an answer of its own', async () => {
  startCode('[run.py]')
  assert.is((await project.run(freezeCommand, '--yes')).code, 0)
  assert.equal(Object.keys(lock().pipelines!), ['run.py:inference', 'run.py:training'])
  const compiled = await project.run(compileCommand)
  assert.is(compiled.code, 0, compiled.err)
  assert.equal(asked(), ['.|run.py||prod|', '.|run.py:training||prod|', '.|run.py:inference||prod|'])

  project.remove('asked')
  startCode('[{code: "run.py:training", file: a.yaml, name: a}, {code: "run.py:training", file: b.yaml, name: b}]')
  project.put('a.yaml', 'settings: {docker: {apt_packages: [git]}}\n')
  project.put('b.yaml', '{}\n')
  assert.is((await project.run(freezeCommand, '--yes')).code, 0)
  assert.equal(Object.keys(lock().pipelines!), ['run.py:training a.yaml', 'run.py:training b.yaml'])
  assert.is((await project.run(compileCommand)).code, 0)
  assert.match(readFileSync(join(project.root, 'build/images/a/Dockerfile'), 'utf8'), 'git')
})

test('settings of an answer are checked like any others, and never changed by hand', async () => {
  startCode('[{code: "run.py:training"}]', '{"apt_package":["git"],"environment":{"API_TOKEN":"hunter2"}}')
  assert.is((await project.run(freezeCommand, '--yes')).code, 0)
  const text = readFileSync(join(project.root, 'dockcompile.lock.json'), 'utf8')
  const { err } = await project.run(checkCommand, '--fix')
  assert.match(err, /DC2001.*`apt_package`.*\n *--> dockcompile.lock.json/)
  assert.match(err, 'DC4100')
  assert.not.match(err, 'hunter2')
  assert.is(readFileSync(join(project.root, 'dockcompile.lock.json'), 'utf8'), text)
})

test('`freeze` reports what Python says when it fails, and writes nothing', async () => {
  startCode('[{code: "run.py:training"}]')
  const failed = async (script: string) => {
    project.program('python', script)
    const { code, err } = await project.run(freezeCommand, '--yes')
    assert.is(code, 1)
    assert.not.ok(hasLock())
    return err
  }
  const broken = await failed('printf "run.py:9 in training\\nKeyError: 1\\n" >&2; exit 1')
  assert.match(broken, 'error[DC6011]: `python -c <capture.py> run.py:training` failed: it ended with exit code 1')
  assert.match(broken, '= note: run.py:9 in training\n  = note: KeyError: 1\n')
  assert.match(await failed('echo "ModuleNotFoundError: No module named \'zenml\'" >&2; exit 1'), 'activate the environment')
  assert.match(await failed('exit 0'), 'failed: it ended before it answered')
  assert.match(await failed(`echo '{"zenml": 1}'`), 'DC2002')
  const token = `ghp_${'a1B2'.repeat(9)}`
  const leaked = await failed(answering(`{"environment":{"PIP_INDEX_URL":"https://bot:${token}@example.com/"}}`, ''))
  assert.match(leaked, 'DC6014')
  assert.not.match(leaked, token)
})

test.run()
