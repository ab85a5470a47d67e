// npm run wheel [-- PLATFORM… | --all]: dist-wheel/dockcompile-<version>-py3-none-<platform>.whl, from python/ and the standalone program of each platform; by
// default of this machine. Needs Python 3.9 with pip. The same sources give the same bytes.
import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { askedPlatforms, PLATFORMS, programOf, standalone } from './standalone.mjs'

const root = resolve(import.meta.dirname, '..')
const folder = join(root, 'dist-wheel')
const python = process.platform === 'win32' ? 'python' : 'python3'

const platforms = askedPlatforms()
await standalone(platforms)
rmSync(folder, { recursive: true, force: true })
for (const platform of platforms) {
  const args = ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '--wheel-dir', folder, join(root, 'python')]
  const { status, error } = spawnSync(python, args, {
    env: {
      ...process.env,
      DOCKCOMPILE_PROGRAM: programOf(platform),
      DOCKCOMPILE_TAG: PLATFORMS[platform].wheel,
      // The time that is written into the archive: the oldest that zip knows.
      SOURCE_DATE_EPOCH: '315532800',
    },
    stdio: 'inherit',
  })
  if (error) console.error(`error: ${python} cannot be started: ${error.message}`)
  if (status !== 0) process.exit(status ?? 2)
}
for (const name of readdirSync(folder))
  console.log(`${join('dist-wheel', name)} (${Math.round(statSync(join(folder, name)).size / 1e6)} MB)`)
