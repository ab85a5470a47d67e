import { packageSchemas } from '../edge/package-files.ts'
import type { Command } from './command.ts'
import { UsageError } from './shared/arguments.ts'
import { wholeSchema } from './shared/whole-schema.ts'

/** `dockcompile schema [NAME]`. */
export const schemaCommand: Command = {
  usage: '[NAME]',
  about: `Prints the JSON Schema of a file that dockcompile reads or writes, or of what a verb prints with --json. An editor
completes and checks YAML by it; \`dockcompile init --editor\` writes those of the input files beside a project. Each is whole: it
refers to no other file and to no address. Without NAME: the names.`,
  flags: ['help'],
  examples: ['dockcompile schema', 'dockcompile schema project > project.schema.json'],
  failure: null,

  run({ words, terminal }) {
    const [name, ...rest] = words
    const names = packageSchemas()
    if (rest.length > 0) throw new UsageError('`dockcompile schema` takes one name')
    if (name === undefined) {
      terminal.out(names.map(each => `${each}\n`).join(''))
      return 0
    }
    const known = name.replace(/\.schema\.json$|\.json$/, '')
    if (!names.includes(known))
      throw new UsageError(`there is no schema \`${name}\``, {
        word: known,
        candidates: names,
        help: [`schemas are ${names.join(', ')}`],
      })
    terminal.out(wholeSchema(known))
    return 0
  },
}
