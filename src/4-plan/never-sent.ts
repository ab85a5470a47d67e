import { CREDENTIAL_FILES } from '../credentials/credential-files.ts'
import { covers } from '../dockerignore/covers.ts'

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

/** Whether a path, or a pattern read as one (`*.pem`, `.git/HEAD`), is among what no image needs. */
export const isNeverSent = covers(NEVER)
