import { spawnSync } from 'node:child_process'
import type { Printed, Variables } from './as-meant.ts'
import { type Merged, save, type Target } from './merged.ts'

/** What was said about a target; the empty name stands for the whole file. */
export type Complaints = ReadonlyMap<string, string>

/** A value for each variable: what the environment has, since bake runs in it, else one that no grammar takes as it is. */
export const variables: Variables = name =>
  name === 'DOCKCOMPILE_TAG_SUFFIX'
    ? ''
    : name === 'DOCKCOMPILE_REVISION'
      ? 'abc123'
      : (process.env[name] ?? `it's "${name}" $b \${c} %{d}`)

export const hasBake = (): boolean => answers('buildx', 'bake', '--help')
export const hasDaemon = (): boolean => answers('version', '--format', '{{.Server.Version}}')

const answers = (...args: string[]) => spawnSync('docker', args, { stdio: 'ignore' }).status === 0

/** `bake --print`: its targets, or what it says instead. */
export function print(workspace: string, file: string, merged: Merged): Readonly<Record<string, Printed>> | string {
  const { status, stdout, stderr } = bake(workspace, file, merged, '--print')
  return status === 0 ? (JSON.parse(stdout) as { target: Record<string, Printed> }).target : stderr
}

/**
 * BuildKit's Dockerfile reader and linter over every Dockerfile, ours and the users' own. It fetches nothing: an empty folder stands for each parent.
 * Caches, secret files and platforms, which only a build needs, are left out.
 *
 * @returns what BuildKit does not take, by target
 */
export function check(workspace: string, name: string, merged: Merged): { checked: number; complaints: Complaints } {
  const all = Object.entries(merged.targets)
  if (all.length === 0) return { checked: 0, complaints: new Map() }
  const target = Object.fromEntries(all.map(([target, written]) => [target, forCheck(written, merged.parentsOf(target))]))
  const file = save(workspace, `${name}-check`, { variable: merged.variables, group: {}, target })
  const { stdout, stderr } = bake(workspace, file, merged, '--call=check,format=json')
  if (!stdout.startsWith('{')) return { checked: 0, complaints: new Map([['', stderr.slice(-2000)]]) }
  const { target: checked } = JSON.parse(stdout) as { target: Record<string, { check: { error?: string } }> }
  const complaints = all.flatMap(([target]): [string, string][] => {
    const answer = checked[target]?.check
    if (!answer) return [[target, 'BuildKit gave no answer']]
    return answer.error === undefined ? [] : [[target, answer.error]]
  })
  return { checked: all.length, complaints: new Map(complaints) }
}

function forCheck({ context, dockerfile, args, target }: Target, parents: readonly string[]): Target {
  const contexts = Object.fromEntries(parents.map(name => [name, 'empty']))
  return { context, dockerfile, contexts, ...(args !== undefined && { args }), ...(target !== undefined && { target }) }
}

function bake(workspace: string, file: string, merged: Merged, ...flags: string[]) {
  const set = Object.fromEntries(Object.keys(merged.variables).map(name => [name, variables(name)]))
  return spawnSync('docker', ['buildx', 'bake', '-f', file, '--allow=network.host', ...flags], {
    cwd: workspace,
    encoding: 'utf8',
    maxBuffer: 1e9,
    env: { ...process.env, ...set, BUILDX_BAKE_ENTITLEMENTS_FS: '0' },
  })
}
