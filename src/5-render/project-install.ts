import type { ImagePlan } from '../model/plan.ts'
import { UV_CACHE } from './cache-mount.ts'

/** uv as a command of its own, not as a part of a name. */
const CALLS_UV = /(?:^|[\s;&|(`])uv\s/

/**
 * The RUN of `local_project_install_command`, null without one. A command that calls uv finds our cache, whatever the parent says, and copies from
 * it, because nothing can be linked out of a mount.
 *
 * @param mounts caches and secrets; null: the dialect has none
 */
export function projectInstall({ code, facts }: ImagePlan, mounts: readonly string[] | null) {
  const command = code.installCommand?.trim()
  if (!command) return null
  if (mounts === null || !CALLS_UV.test(command)) return { mounts: mounts ?? [], first: [], command: runText(command) }
  const settings = `export UV_CACHE_DIR=${UV_CACHE} UV_LINK_MODE=copy`
  // Outside of a virtual environment uv leaves its lock files in /tmp. A command that names /tmp may look for something there.
  const tmp = facts.python === 'venv' || command.includes('/tmp') ? [] : ['type=tmpfs,target=/tmp']
  const text = runText(command)
  return text === command
    ? { mounts: [...tmp, ...mounts], first: [`${settings} &&`], command }
    : { mounts: [...tmp, ...mounts], first: [], command: runText(`${settings}\n${command}`) }
}

/**
 * A shell command as RUN takes it. With line breaks, and where Docker would read past the shell's command (a comment, a heredoc, a `\` at the end),
 * in the exec form, which holds any text.
 */
function runText(command: string): string {
  return /[\n\r]|^#|<<|\\$/.test(command) ? JSON.stringify(['/bin/sh', '-ec', command]) : command
}
