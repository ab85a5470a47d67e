// ZenML releases in environments of their own, and what extract.py finds out in them.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const isWindows = process.platform === 'win32'

/** What can go wrong outside of this program: no Python, no such release, no network. */
export class CannotInstall extends Error {}

/** An environment with a ZenML release: made once for each, in the folder for temporary files. Gives the path of its Python. */
export function environmentOf(version) {
  const folder = join(tmpdir(), `dockcompile-zenml-${version}`)
  const python = join(folder, isWindows ? 'Scripts/python.exe' : 'bin/python')
  if (existsSync(join(folder, 'installed'))) return python
  // The oldest releases import `pkg_resources`.
  const packages = [`zenml[local]==${version}`, 'setuptools<80']
  if (spawnSync('uv', ['--version']).status === 0) {
    call('uv', ['venv', '--quiet', '--clear', '--python', '3.11', folder])
    call('uv', ['pip', 'install', '--quiet', '--python', python, ...packages])
  } else {
    call('python3', ['-m', 'venv', '--clear', folder])
    call(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages])
  }
  mkdirSync(join(folder, 'installed'))
  return python
}

/** The folder of a release's sources. */
export function sourcesOf(python) {
  const asked = ['-c', 'import importlib.util; print(importlib.util.find_spec("zenml").submodule_search_locations[0])']
  return call(python, asked).trim()
}

/** The catalog of the release in an environment, and what could not be found out. */
export function extract(python) {
  const { status, stdout, stderr } = spawnSync(python, [join(root, 'catalog/extract.py')], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (stdout === '') throw new Error(`catalog/extract.py printed nothing:\n${stderr}`)
  return { catalog: JSON.parse(stdout), problems: status === 0 ? [] : stderr.trim().split('\n') }
}

function call(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) throw new CannotInstall(`${program} ${args.join(' ')}:\n${error?.message ?? stderr.trim()}`)
  return stdout
}

/** Python files below a folder, relative to it. */
export function pythonFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .map(path => String(path).replaceAll('\\', '/'))
    .filter(path => path.endsWith('.py'))
    .sort()
}
