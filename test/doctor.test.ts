/** `doctor` with stand-ins for Docker, and `completion` with the shells that are here. */
import { spawnSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { completionCommand } from '../src/commands/completion.ts'
import { doctorCommand } from '../src/commands/doctor.ts'
import { verbs } from '../src/commands/verbs.ts'
import { STACK, TestProject } from './golden/project.ts'
import { SHELL_PROGRAM } from './program.ts'
import { skip } from './skip.ts'

const CONFIG = 'stack: stack.yaml\npipelines: [train.yaml]\npython: "3.11"\nsecrets: {INDEX_TOKEN: {env: CI_TOKEN}}\n'

let project: TestProject
let store = ''
test.before.each(() => {
  store = ''
  project = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': CONFIG,
    'train.yaml': 'settings: {docker: {requirements: [numpy], environment: {A: "${LATE}"}}}\n',
  })
})
test.after.each(() => project.remove())

const BROKEN = 'test "$1" = version && echo 28.2.2 && exit; echo "docker: unknown command: docker buildx" >&2; exit 1'

/** A Docker of these versions. bake prints nothing unless LATE is set. */
function docker(buildx: string, inspect: string, engine = ''): void {
  project.program(
    'docker',
    `case "$*" in
"buildx version") echo "github.com/docker/buildx ${buildx} abc" ;;
"buildx inspect") printf '${inspect}' ;;
"version --format {{.Server.Version}}") echo "${engine}" ;;
"info "*) echo '[["driver-type","${store}"]]' ;;
"version "*) echo "28.2.2 ${engine}" ;;
*--print) test -n "$LATE" || { echo "ERROR: Set LATE" >&2; exit 1; } ;;
*) exit 9 ;;
esac`,
  )
}

test('all is well', async () => {
  docker('v0.29.1', 'Name: default\\nDriver: docker\\nBuildKit version: v0.0.0+unknown\\n', '28.5.2+dfsg4')
  const { code, out, err } = await project.run(doctorCommand)
  assert.is(
    out,
    'ok   docker: 28.2.2, engine 28.5.2+dfsg4\nok   buildx: 0.29.1\nok   builder default: Docker Engine 28.5.2 (docker)\n' +
      "ok   frontend: the builder's own, new enough for secrets as environment variables (Dockerfile 1.10)\n" +
      'ok   build/docker-bake.json: bake reads it\n',
    err,
  )
  assert.is(code, 0)
})

test('doctor reports options that the driver docker refuses', async () => {
  const answer = async (bake: string) => {
    docker('v0.29.1', 'Name: default\\nDriver: docker\\nPlatforms: linux/amd64, linux/arm64\\nBuildKit version: v0.30.0\\n')
    project.put('dockcompile.config.yaml', `${CONFIG}bake: ${bake}\n`)
    return (await project.run(doctorCommand)).out
  }
  const several = await answer('{platforms: [linux/amd64, linux/arm64]}')
  assert.match(
    several,
    'FAIL driver: the driver docker builds one platform at a time, and the bake file asks for linux/amd64 and linux/arm64\n',
  )
  assert.match(several, "--set '*.platform=linux/amd64'")
  assert.match(
    await answer('{cache_to: ["type=gha,scope={image}"]}'),
    'FAIL driver: the driver docker exports no cache of the type gha\n',
  )
  assert.match(await answer('{cache_to: [registry.example.com/cache]}'), 'no cache of the type registry\n')
  assert.match(
    await answer('{attest: [type=sbom]}'),
    'FAIL driver: the driver docker attaches no attestations, and the bake file asks for some\n',
  )
  assert.not.match(await answer('{platforms: [linux/arm64], cache_to: [type=inline]}'), 'FAIL driver')
  store = 'io.containerd.snapshotter.v1'
  assert.not.match(await answer('{platforms: [linux/amd64, linux/arm64]}'), 'FAIL driver')
})

test('what is too old or missing, with the way out', async () => {
  docker('v0.29.1', 'Name: mine\\nDriver: docker-container\\nBuildKit version: v0.12.5\\n')
  const old = await project.run(doctorCommand)
  assert.is(old.code, 1)
  assert.match(
    old.out,
    'FAIL builder mine: BuildKit 0.12.5 (docker-container), and secrets as environment variables (Dockerfile 1.10) need 0.16.0\n',
  )
  assert.match(old.out, 'help: update it, or make a new one')
  docker('v0.9.0', '')
  assert.match((await project.run(doctorCommand)).out, 'FAIL buildx: 0.9.0, and the bake files need 0.13.0')
  docker('v0.29.1', 'Name: mine\\nDriver: docker\\nPlatforms: linux/amd64*, linux/386\\nBuildKit version: v0.30.0\\n')
  project.put('dockcompile.config.yaml', `${CONFIG}bake: {platforms: [linux/amd64, linux/arm64]}\n`)
  assert.match((await project.run(doctorCommand)).out, 'FAIL builder mine: builds nothing for linux/arm64\n')
  project.program('docker', BROKEN)
  const { checks } = JSON.parse((await project.run(doctorCommand, '--json')).out) as { checks: { ok: boolean; found: string }[] }
  assert.equal(
    checks.map(({ ok, found }) => [ok, found]),
    [
      [true, '28.2.2, and no engine answers'],
      [false, 'docker: unknown command: docker buildx'],
    ],
  )
})

test('without docker: one sentence, what to do, exit code 1; --quiet tells only what is wrong', async () => {
  const said = await project.run(doctorCommand, '', undefined, { PATH: project.root })
  assert.is(
    said.out,
    'FAIL docker: there is no program `docker`\n' +
      '     help: install Docker: https://docs.docker.com/get-started/get-docker/; compiling needs none, building does\n',
  )
  assert.is(said.code, 1)
  docker('v0.29.1', 'Name: default\\nDriver: docker\\nBuildKit version: v0.30.0\\n')
  assert.equal(await project.run(doctorCommand, '--quiet'), { code: 0, out: '', err: '' })
})

for (const shell of ['bash', 'zsh', 'fish']) {
  const name = `${shell} can read its completions, and they know every command`
  if (spawnSync(shell, ['-c', 'true']).status !== 0) {
    skip(test, name, `no ${shell} is here`)
    continue
  }
  test(name, async () => {
    const { out } = await project.run(completionCommand, shell)
    for (const verb of Object.keys(verbs)) assert.match(out, verb)
    project.put('completions', out)
    const { status, stderr } = spawnSync(shell, ['-n', 'completions'], { cwd: project.root, encoding: 'utf8' })
    assert.is(status, 0, stderr)
  })
}

test('bash completes commands, flags and values', async () => {
  const { out } = await project.run(completionCommand, 'bash')
  const complete = (...words: string[]) =>
    spawnSync(
      'bash',
      ['-c', `${out}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _dockcompile; echo "\${COMPREPLY[@]}"`, '-', ...words],
      {
        encoding: 'utf8',
      },
    ).stdout.trim()
  assert.is(complete('dockcompile', 'matr'), 'matrix')
  assert.is(complete('dockcompile', 'list', '--changed'), '--changed-since')
  assert.is(complete('dockcompile', 'compile', '--changed'), '')
  assert.is(complete('dockcompile', '--dialect', 'p'), 'portable')
  assert.is(complete('dockcompile', 'completion', 'z'), 'zsh')
})

test('explain completes keys of settings, and codes where one is begun; without a project, too', async () => {
  const after = async (begun: string) => (await project.run(completionCommand, `images explain ${begun}`)).out.split('\n')
  assert.ok((await after('')).includes('apt_packages'))
  assert.not((await after('')).includes('DC1001'))
  assert.ok((await after('DC10')).includes('DC1001'))
})

/** How each shell is asked what follows a line: it has read the completions from the file `completions`. */
const ASK: Readonly<Record<string, (line: string) => string>> = {
  bash: line =>
    `source completions; COMP_WORDS=(${line} ''); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _dockcompile; printf '%s\\n' "\${COMPREPLY[@]}"`,
  fish: line => `source completions; complete -C "${line} "`,
  // zsh completes at a terminal only.
  zsh: line => `zmodload zsh/zpty
    zpty z zsh -f -i
    zpty -w z "PS1='> '; autoload -U compinit; compinit -u -D; source completions; zstyle ':completion:*' menu no; setopt list_ambiguous; bindkey '^I' complete-word; echo RE''ADY"
    zpty -r -m z out '*READY*'
    zpty -w -n z $'${line} \\t\\t'
    zpty -r -m z out '*(train-fit|stack.yaml)*'
    print -r -- "$out"
    zpty -d z`,
}

for (const [shell, ask] of Object.entries(ASK)) {
  const name = `${shell} completes the images of the project, and files where it is broken`
  if (spawnSync(shell, ['-c', 'true']).status !== 0) {
    skip(test, name, `no ${shell} is here`)
    continue
  }
  test(name, async () => {
    project.program('dockcompile', `exec ${SHELL_PROGRAM} "$@"`)
    project.put('completions', (await project.run(completionCommand, shell)).out)
    project.put('stack.yaml', STACK)
    project.put(
      'dockcompile.config.yaml',
      'stack: stack.yaml\npipelines: [{file: train.yaml, steps: [load, fit]}]\npython: "3.11"\n',
    )
    project.put(
      'train.yaml',
      'settings: {docker: {apt_packages: [git]}}\nsteps: {fit: {settings: {docker: {apt_packages: [curl]}}}}\n',
    )
    const complete = (line: string) =>
      spawnSync(shell, ['-c', ask(line)], {
        cwd: project.root,
        encoding: 'utf8',
        timeout: 60_000,
        env: { PATH: `${project.programs}:/usr/bin:/bin`, HOME: project.root, TERM: 'xterm' },
      }).stdout
    for (const verb of ['show', 'explain', 'context']) {
      const out = complete(`dockcompile ${verb}`)
      assert.match(out, /\btrain\b(?!-)/, verb)
      assert.match(out, 'train-fit', verb)
    }
    project.put('train.yaml', 'settings: {docker: [\n')
    const broken = complete('dockcompile show')
    assert.not.match(broken, 'train-fit')
    assert.not.match(broken, 'DC1')
  })
}

test.run()
