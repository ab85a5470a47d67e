import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const LINUX_MEMORY = '/dev/shm'
const ENOUGH = 4 * 2 ** 30

/**
 * A new folder in memory for the temporary files of tests, removed at the end; undefined where there is no room or no program may run there. They make
 * and remove thousands of small folders, for which a disk with a journal takes longer than for all the rest.
 */
export function memoryFolder() {
  try {
    const { bavail, bsize } = statfsSync(LINUX_MEMORY)
    if (bavail * bsize < ENOUGH) return undefined
    const folder = mkdtempSync(join(LINUX_MEMORY, 'dockcompile-tests-'))
    // As /tmp is: some tests run the program as another user.
    chmodSync(folder, 0o1777)
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
    process.on('SIGINT', () => process.exit(130)).on('SIGTERM', () => process.exit(143))
    // A test's stand-in for a program is among its files.
    const program = join(folder, 'program')
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 })
    return spawnSync(program).status === 0 ? folder : undefined
  } catch {
    return undefined
  }
}
