import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { diagnostic } from '../diagnostics/diagnostic.ts'
import { createFiles } from '../edge/create-files.ts'
import { isWithin, slashes } from '../edge/disk.ts'
import { isThere } from '../edge/file-system.ts'
import { packageDialects, packageTemplates } from '../edge/package-files.ts'
import { terminalText } from '../quote/terminal-text.ts'
import type { Command } from './command.ts'
import { UsageError } from './shared/arguments.ts'
import { MESSAGE_FLAGS } from './shared/flags.ts'
import { tell } from './shared/messages.ts'

/** `dockcompile eject DIALECT [FOLDER]`. */
export const ejectCommand: Command = {
  usage: 'buildkit|portable|zenml [FOLDER]',
  about: `Copies a template set into the project, to be edited: to FOLDER, or to templates/<dialect>. Existing files are never
overwritten. Then point the project file there: \`templates: templates\`. Templates only lay out what was decided; a
folder may hold some of a set, the others are the shipped ones.`,
  flags: [...MESSAGE_FLAGS],
  examples: ['dockcompile eject buildkit'],
  failure: 'a template cannot be written',

  run(call) {
    const [dialect, folder] = call.words
    const known = packageDialects()
    if (dialect === undefined || !known.includes(dialect)) {
      throw new UsageError(`\`dockcompile eject\` needs one of ${known.join(', ')}`, { word: dialect ?? '', candidates: known })
    }
    const typed = folder ?? `templates/${dialect}`
    const target = resolve(call.cwd, typed)
    const shipped = [...packageTemplates(dialect)].map(([path, text]) => ({ path, text }))
    // An earlier run that was stopped half way left some: they are the shipped ones, and need no other folder.
    const missing = shipped.filter(({ path, text }) => textOf(join(target, path)) !== text)
    const taken = missing.find(({ path }) => isThere(join(target, path)))
    if (taken ?? missing.length === 0) {
      const { path } = taken ?? shipped[0]!
      throw new UsageError(`\`${typed}/${path}\` is there already; name another folder, or move it away`)
    }
    const base = folderAround(call.cwd, target)
    const way = slashes(relative(base, target))
    const failed = createFiles(
      base,
      missing.map(({ path, text }) => ({ path: way === '' ? path : `${way}/${path}`, text })),
    )
    if (failed) {
      const path = way === '' ? `${typed}/${failed.path}` : failed.path.replace(way, () => typed)
      tell(call, { root: call.cwd, textOf: () => undefined }, [diagnostic('DC6005', null, { path, problem: failed.problem })])
      return 1
    }
    const value = typed.endsWith(`/${dialect}`) ? typed.slice(0, -dialect.length - 1) : typed
    if (!call.args.has('quiet'))
      call.terminal.out(
        `${missing.map(({ path }) => `wrote ${terminalText(`${typed}/${path}`)}\n`).join('')}\nadd to the project file:\n  templates: ${terminalText(value)}\n`,
      )
    return 0
  },
}

/** The folder below which no link is followed: the current one, or, for a folder elsewhere that was named, the nearest one that is there. */
function folderAround(cwd: string, target: string): string {
  if (isWithin(target, cwd)) return cwd
  let folder = target
  while (!existsSync(folder)) folder = dirname(folder)
  return folder
}

/** The text of a plain file. */
function textOf(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? readFileSync(path, 'utf8') : undefined
  } catch {
    return undefined
  }
}
