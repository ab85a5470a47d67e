import { isUtf8 } from 'node:buffer'
import { existsSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { discover } from '../../edge/discover.ts'
import { PROJECT_FILES } from '../../model/project.ts'
import type { Call } from '../command.ts'
import { UsageError } from './arguments.ts'

/** A text that an editor has not saved yet, given on standard input. */
export interface Unsaved {
  /** The file that it belongs to, as typed. */
  readonly name: string
  /** Undefined: it is not UTF-8. */
  readonly text: string | undefined
}

/** The text that `-` stands for; undefined when no `-` is among the FILES. */
export function unsavedFile({ args, terminal }: Call, files: readonly string[]): Unsaved | undefined {
  const name = args.value('stdin-filename')
  if (!files.includes('-')) {
    if (name === undefined) return undefined
    throw new UsageError('`--stdin-filename` needs `-` among the FILES: the text then comes from standard input')
  }
  if (name === undefined || name === '')
    throw new UsageError('`-` needs `--stdin-filename FILE`: the file that the text of standard input belongs to')
  const bytes = terminal.input?.() ?? new Uint8Array()
  return { name, text: isUtf8(bytes) ? Buffer.from(bytes).toString('utf8') : undefined }
}

/** The project file for an unsaved text: the text's own file, when it is one, or the one that is nearest to it. */
export function projectFileFor({ name, text }: Unsaved, cwd: string): string | undefined {
  const path = resolve(cwd, name)
  const kind = basename(path)
  const isShared = kind === 'package.json' || kind === 'pyproject.toml'
  if (PROJECT_FILES.includes(kind) && (!isShared || text?.includes('dockcompile'))) return path
  let folder = dirname(path)
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder)
  return discover(folder)
}
