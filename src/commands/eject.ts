import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { packageDialects, packageTemplates } from '../edge/package-files.ts'
import { UsageError } from './arguments.ts'
import type { Command } from './command.ts'
import { MESSAGE_FLAGS } from './flags.ts'

/** `dockcompile eject DIALECT [FOLDER]`. */
export const ejectCommand: Command = {
  usage: 'buildkit|portable|zenml [FOLDER]',
  about: `Copies a template set into the project, to be edited: to FOLDER, or to templates/<dialect>. Existing files are never
overwritten. Then point the project file there: \`templates: templates\`. Templates only lay out what was decided; a
folder may hold some of a set, the others are the shipped ones.`,
  flags: [...MESSAGE_FLAGS],
  examples: ['dockcompile eject buildkit'],

  run(call) {
    const [dialect, folder] = call.words
    const known = packageDialects()
    if (dialect === undefined || !known.includes(dialect)) {
      throw new UsageError(`\`dockcompile eject\` needs one of ${known.join(', ')}`, { word: dialect ?? '', candidates: known })
    }
    const typed = folder ?? `templates/${dialect}`
    const target = resolve(call.cwd, typed)
    const shipped = packageTemplates(dialect)
    const files = [...shipped.keys()]
    const taken = files.filter(name => existsSync(join(target, name)))
    if (taken.length) throw new UsageError(`\`${typed}/${taken[0]}\` is there already; name another folder, or move it away`)
    for (const [name, text] of shipped) {
      mkdirSync(dirname(join(target, name)), { recursive: true })
      writeFileSync(join(target, name), text)
    }
    const value = typed.endsWith(`/${dialect}`) ? typed.slice(0, -dialect.length - 1) : typed
    if (!call.args.has('quiet'))
      call.terminal.out(
        `${files.map(name => `wrote ${typed}/${name}\n`).join('')}\nadd to the project file:\n  templates: ${value}\n`,
      )
    return 0
  },
}
