/** Asks the Python of this machine. */
import { spawnSync } from 'node:child_process'

/** `[3, 11]`, or undefined where there is no `python3`. */
export const PYTHON: readonly [number, number] | undefined = version()

function version(): [number, number] | undefined {
  const { status, stdout } = spawnSync('python3', ['-c', 'import sys; print(*sys.version_info[:2])'], { encoding: 'utf8' })
  if (status !== 0) return undefined
  const [major, minor] = stdout.split(' ').map(Number)
  return [major!, minor!]
}

export type Request = { readonly path: string } | { readonly text: string }
/** A file as Python reads it: its tree, or why it refuses it. */
export type Answer =
  | { readonly text: string; readonly tree: readonly unknown[] }
  | { readonly text: string; readonly error: string }

/** The trees of files and texts, in order (test/syntax/python-tree.py). */
export function pythonTrees(requests: readonly Request[]): Answer[] {
  const answers: Answer[] = []
  for (let i = 0; i < requests.length; i += 100)
    answers.push(...ask<Answer>('test/syntax/python-tree.py', requests.slice(i, i + 100)))
  return answers
}

/** Python's answers to requests, each a line of JSON. */
export function ask<T>(program: string, requests: readonly unknown[]): T[] {
  const input = requests.map(request => `${JSON.stringify(request)}\n`).join('')
  const { stdout, stderr, status } = spawnSync('python3', ['-X', 'utf8', program], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    env: { ...process.env, PYTHONHASHSEED: '0' },
  })
  if (status !== 0) throw new Error(`python3 ${program} ended with ${status}: ${stderr}`)
  return stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as T)
}

/** Python files of the standard library and of packages beside it, in the order of their paths. */
export function installedFiles(): string[] {
  const program = `
import os, sysconfig
for root in sorted({sysconfig.get_path('stdlib'), sysconfig.get_path('purelib')}):
    for folder, _, names in os.walk(root):
        for name in names:
            if name.endswith('.py'): print(os.path.join(folder, name))`
  const { stdout } = spawnSync('python3', ['-c', program], { encoding: 'utf8', maxBuffer: 2 ** 28 })
  return [...new Set(stdout.split('\n').filter(path => path !== ''))].sort()
}
