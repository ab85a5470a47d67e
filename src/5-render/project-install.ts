import { callsPip, callsUv } from '../4-plan/called-programs.ts'
import type { ImagePlan, ParentFacts } from '../model/plan.ts'
import { runCommand } from '../quote/run-command.ts'
import { UV_CACHE } from './cache-mount.ts'
import { hashedBytecode } from './install-command.ts'

/**
 * The RUN of `local_project_install_command`, null without one. A command that calls uv or pip gets the surroundings of our own installs: the Python
 * that the image uses, and for uv our cache, whatever the parent says, from which it copies, because nothing can be linked out of a mount.
 *
 * @param mounts caches and secrets; null: the dialect has none
 */
export function projectInstall(image: ImagePlan, mounts: readonly string[] | null) {
  const command = image.code.installCommand?.trim()
  if (!command) return null
  const text = runCommand(command)
  const uv = callsUv(command)
  const settings = [
    ...(uv ? uvSettings(image, mounts !== null) : []),
    ...(callsPip(command) ? pipSettings(image, mounts !== null) : []),
  ]
  // A command that names /tmp may look for something there.
  const tmp = uv && mounts && !command.includes('/tmp') ? ['type=tmpfs,target=/tmp'] : []
  const own = [...tmp, ...(mounts ?? [])]
  // A program that `command -v` cannot find stops the RUN; within `export` nobody would see it.
  const asks = uv && image.facts.python === null ? [FIND_PYTHON] : []
  const before = [...asks, ...(settings.length > 0 ? [`export ${settings.join(' ')}`] : [])]
  const forgets = uv && mounts !== null && !/[;&]$/.test(command)
  const after = forgets ? [FORGET_TIMES] : []
  return text === command
    ? { mounts: own, first: before.map(line => `${line} &&`), command: [command, ...after].join(' && \\\n    '), forgets }
    : { mounts: own, first: [], command: runCommand([...before, command, ...after].join('\n')), forgets }
}

/** uv notes when it saw the files of a project that it installs, to the nanosecond, so that each build would have other bytes. No image asks for it. */
const FORGET_TIMES = `find / -xdev -name uv_cache.json -exec sh -c 'sed -i /uv_cache.json,/d "\${1%/*}/RECORD"; rm "$1"' sh {} ';'`

function uvSettings(image: ImagePlan, kit: boolean): string[] {
  const { facts, installs, runs } = image
  // Before summer 2026 uv compiles all that is installed, not only what it installs: too much for a layer that each edit of the code makes again.
  const compiles = runs!.bytecode && (installs.length === 0 || runs!.bootstrap === 'uv')
  return [
    ...UV_PYTHON[facts.python ?? 'unknown'],
    ...(kit ? [`UV_CACHE_DIR=${UV_CACHE}`, 'UV_LINK_MODE=copy'] : ['UV_NO_CACHE=1']),
    ...(compiles ? ['UV_COMPILE_BYTECODE=1', ...hashedBytecode(true, image)] : []),
  ]
}

function pipSettings(image: ImagePlan, kit: boolean): string[] {
  return [
    ...(kit ? [] : ['PIP_NO_CACHE_DIR=1']),
    ...(image.runs!.bytecode ? hashedBytecode(false, image) : []),
    ...(image.facts.python === null ? ['PIP_BREAK_SYSTEM_PACKAGES=1'] : []),
  ]
}

/** What uv needs to be told where it installs: nothing in a virtual environment. */
const UV_PYTHON: Readonly<Record<NonNullable<ParentFacts['python']> | 'unknown', readonly string[]>> = {
  venv: [],
  system: ['UV_SYSTEM_PYTHON=1'],
  unknown: ['UV_PYTHON', 'UV_BREAK_SYSTEM_PACKAGES=1'],
}

const FIND_PYTHON = 'UV_PYTHON="$(command -v python)"'
