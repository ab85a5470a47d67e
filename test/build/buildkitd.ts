/** Stand-alone BuildKit daemons behind bake's remote driver: engines that know nothing of this machine's images. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { missing, ok, succeeds } from './docker.ts'

const UP = resolve('../shared/tools/buildkitd-up')

/** Why no daemon can be started here; undefined when one can. */
export function noBuildkitd(...images: string[]): string | undefined {
  if (!existsSync(UP)) return '../shared/tools/buildkitd-up is not here'
  return missing(...images) ?? (succeeds('go', ['version']) ? undefined : 'buildkitd is built with Go, which is not here')
}

/** The name of the builder for the daemon on a port. */
export function builder(port: number): string {
  return `dockcompile-test-${port}`
}

/** Starts a daemon on a port, with a builder for it; whether it was not there before. */
export function startBuildkitd(port: number): boolean {
  const isNew = pidOf(port) === undefined
  // The folder for temporary files is the test's own: a daemon may outlive it.
  execFileSync(UP, [`${port}`], { stdio: 'pipe', env: { ...process.env, TMPDIR: '/tmp' } })
  // A run that was killed leaves its builder.
  spawnSync('docker', ['buildx', 'rm', '--force', builder(port)], { stdio: 'ignore' })
  const create = ['buildx', 'create', '--name', builder(port), '--driver', 'remote', `tcp://127.0.0.1:${port}`]
  const { status, stdout, stderr } = spawnSync('docker', create, { encoding: 'utf8' })
  ok({ code: status, log: `${stdout}${stderr}` })
  return isNew
}

/** Removes the builder, and the daemon with all its files if `startBuildkitd` started it: others may have daemons of their own. */
export function stopBuildkitd(port: number, isOurs: boolean): void {
  spawnSync('docker', ['buildx', 'rm', '--force', builder(port)], { stdio: 'ignore' })
  const pid = pidOf(port)
  if (!isOurs || pid === undefined) return
  process.kill(pid)
  for (let tenth = 0; tenth < 100 && pidOf(port) !== undefined; tenth++) spawnSync('sleep', ['0.1'])
  const gone = join(toolHome(), `gone-${pid}`)
  mkdirSync(gone)
  for (const left of [`${port}.pid`, `${port}.log`, `root-${port}`])
    if (existsSync(join(toolHome(), left))) renameSync(join(toolHome(), left), join(gone, left))
  // Thousands of small files: nobody has to wait for that.
  spawn('rm', ['-rf', gone], { detached: true, stdio: 'ignore' }).unref()
}

/** Flags of bake that give such an engine an image of this machine. */
export function withParents(...images: string[]): string[] {
  const parents = images.map(image => [image, execFileSync(UP, ['--parent', image], { encoding: 'utf8' }).trim()] as const)
  return parents.flatMap(([image, layout]) => [
    `--allow=fs.read=${dirname(layout.replace('oci-layout://', ''))}`,
    ...['--set', `*.contexts.${image.replace(/:latest$/, '')}=${layout}`],
  ])
}

/** The folder of a tool that starts daemons. */
export function toolHome(tool = 'buildkit'): string {
  const { DOCKER_UP_HOME, XDG_CACHE_HOME } = process.env
  return join(DOCKER_UP_HOME ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'docker-up'), tool)
}

/** The daemon on a port, if buildkitd-up has started one that lives. */
function pidOf(port: number): number | undefined {
  const file = join(toolHome(), `${port}.pid`)
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  const stat = `/proc/${pid}/stat`
  return pid > 0 && existsSync(stat) && /\(buildkitd.*\) [^ZX]/.test(readFileSync(stat, 'utf8')) ? pid : undefined
}
