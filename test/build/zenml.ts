import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** The release that tests ask. */
export const ZENML_VERSION = '0.98.0'

/** The Python of a virtual environment with ZenML, which is made below ~/.cache once; undefined where it cannot be made. */
export function pythonWithZenml(): string | undefined {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'dockcompile', `zenml-${ZENML_VERSION}`)
  const python = join(folder, 'bin/python')
  const works = () =>
    spawnSync(python, ['-c', 'import zenml.config'], { env: { HOME: folder, PATH: '/usr/bin:/bin' } }).status === 0
  if (works()) return python
  mkdirSync(dirname(folder), { recursive: true })
  const made = (program: string, ...words: string[]) =>
    spawnSync(program, words, { stdio: 'ignore', timeout: 300_000 }).status === 0
  if (!made('uv', 'venv', '--clear', '--python', '3.11', folder)) return undefined
  if (!made('uv', 'pip', 'install', '--python', python, `zenml[local]==${ZENML_VERSION}`)) return undefined
  return works() ? python : undefined
}
