import { CREDENTIAL_FILES } from '../credentials/credential-files.ts'
import { compilePattern } from '../dockerignore/pattern.ts'

/** What no image needs: caches, editors' and systems' leftovers, environments, history, and files that hold credentials. */
export const NEVER: readonly string[] = [
  '**/.git',
  '**/.hg',
  '**/.svn',
  ...CREDENTIAL_FILES,
  '**/.venv',
  '**/venv',
  '**/__pycache__',
  '**/*.pyc',
  '**/.pytest_cache',
  '**/.mypy_cache',
  '**/.ruff_cache',
  '**/.tox',
  '**/.ipynb_checkpoints',
  '**/node_modules',
  '**/.DS_Store',
]

let compiled: readonly ReturnType<typeof compilePattern>[] | undefined

/** Whether a path, or a pattern read as one (`*.pem`, `.git/HEAD`), is among what no image needs. */
export function isNeverSent(path: string): boolean {
  compiled ??= NEVER.map(compilePattern)
  const parts = path.split('/')
  const places = parts.map((_, i) => parts.slice(0, i + 1).join('/'))
  return compiled.some(matches => places.some(place => matches(place)))
}
