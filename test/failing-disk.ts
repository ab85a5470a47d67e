import * as fs from 'node:fs'
import { type FileSystem, fileSystem } from '../src/edge/file-system.ts'

/** The process is gone: nothing after it may happen. */
export class Killed extends Error {}
const WRITING = ['linkSync', 'mkdirSync', 'renameSync', 'rmdirSync', 'symlinkSync', 'unlinkSync', 'writeFileSync'] as const

/** A file system that stops at its nth change. A kill stops everything after it as well, and may leave half a file. */
export function failing(n: number, how: 'kill' | 'ENOSPC' | 'EACCES'): FileSystem & { readonly steps: () => number } {
  let step = 0
  let dead = false
  const broken: Record<string, unknown> = { ...fileSystem, steps: () => step }
  for (const [name, call] of Object.entries(fileSystem)) {
    if (typeof call !== 'function') continue
    const wrapped = (...args: unknown[]) => {
      // Whoever dies closes what was open.
      if (dead && name !== 'closeSync') throw new Killed()
      if ((WRITING as readonly string[]).includes(name) && step++ === n) {
        if (name === 'writeFileSync' && how !== 'EACCES')
          fs.writeFileSync(args[0] as string, String(args[1]).slice(0, 3), args[2] as object)
        if (how === 'kill') {
          dead = true
          throw new Killed()
        }
        throw Object.assign(new Error(how), { code: how, syscall: name, path: args[0] })
      }
      return (call as (...args: unknown[]) => unknown)(...args)
    }
    broken[name] = Object.assign(wrapped, { native: (call as typeof fs.realpathSync).native })
  }
  return broken as unknown as FileSystem & { steps: () => number }
}
