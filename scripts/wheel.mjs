// npm run wheel: dist-wheel/dockcompile-<version>-py3-none-any.whl, from python/ and what the build made. Needs Python 3.9 with pip.
// The same dist/ gives the same bytes.
import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from './build.mjs'

const root = resolve(import.meta.dirname, '..')
const folder = join(root, 'dist-wheel')
const python = process.platform === 'win32' ? 'python' : 'python3'

await build({ fast: true })
rmSync(folder, { recursive: true, force: true })
const { status, error } = spawnSync(
  python,
  ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '--wheel-dir', folder, join(root, 'python')],
  {
    // The time that is written into the archive: the oldest that zip knows.
    env: { ...process.env, SOURCE_DATE_EPOCH: '315532800' },
    stdio: 'inherit',
  },
)
if (error) console.error(`error: ${python} cannot be started: ${error.message}`)
if (status === 0) for (const name of readdirSync(folder)) console.log(join('dist-wheel', name))
process.exitCode = status ?? 2
