import type { ImagePlan, ParentFacts } from '../model/plan.ts'
import { runCommand } from '../quote/run-command.ts'
import { UV_CACHE } from './cache-mount.ts'

/** uv as a command of its own, not as a part of a name. */
const CALLS_UV = /(?:^|[\s;&|(`])uv\s/
/** pip or `python -m pip`; `uv pip` is uv. */
const CALLS_PIP = /(?:^|(?<!uv)[\s;&|(`])pip3?\s/

/**
 * The RUN of `local_project_install_command`, null without one. A command that calls uv or pip gets the surroundings of our own installs: the Python
 * that the image uses, and for uv our cache, whatever the parent says, from which it copies, because nothing can be linked out of a mount.
 *
 * @param mounts caches and secrets; null: the dialect has none
 */
export function projectInstall({ code, facts, runs }: ImagePlan, mounts: readonly string[] | null) {
  const command = code.installCommand?.trim()
  if (!command) return null
  const text = runCommand(command)
  const uv = CALLS_UV.test(command)
  const settings = [
    ...(uv ? UV_PYTHON[facts.python ?? 'unknown'] : []),
    ...(uv && mounts ? [`UV_CACHE_DIR=${UV_CACHE}`, 'UV_LINK_MODE=copy'] : []),
    ...(facts.python === null && CALLS_PIP.test(command) ? ['PIP_BREAK_SYSTEM_PACKAGES=1'] : []),
  ]
  // A command that names /tmp may look for something there.
  const tmp = uv && mounts && runs!.uvTmp && !command.includes('/tmp') ? ['type=tmpfs,target=/tmp'] : []
  const own = [...tmp, ...(mounts ?? [])]
  if (!settings.length) return { mounts: own, first: [], command: text }
  const exported = `export ${settings.join(' ')}`
  return text === command
    ? { mounts: own, first: [`${exported} &&`], command }
    : { mounts: own, first: [], command: runCommand(`${exported}\n${command}`) }
}

/** What uv needs to be told where it installs: nothing in a virtual environment. */
const UV_PYTHON: Readonly<Record<NonNullable<ParentFacts['python']> | 'unknown', readonly string[]>> = {
  venv: [],
  system: ['UV_SYSTEM_PYTHON=1'],
  unknown: ['UV_PYTHON="$(command -v python)"', 'UV_BREAK_SYSTEM_PACKAGES=1'],
}
