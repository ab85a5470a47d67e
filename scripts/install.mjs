import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')

/** Installs the locked packages on a fresh clone. Built-in modules only: this runs before there are others. */
export function ensureInstalled() {
  // npm writes this file last: without it an install was never finished.
  if (existsSync(join(root, 'node_modules/.package-lock.json'))) return
  console.log('installing packages (npm ci)')
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    console.error('error: npm ci failed')
    process.exit(2)
  }
}
