import type { Command } from './command.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './flags.ts'
import { images } from './manifests.ts'
import { printJson, tell } from './messages.ts'
import { compileProject, hasErrors } from './project.ts'

/** `dockcompile list [FILES…]`. */
export const listCommand: Command = {
  usage: '[FILES…]',
  about:
    'Lists the images that compile would plan: name, kind, tags, and the pipelines and steps that run on them. Writes nothing.',
  flags: [...INPUT_FLAGS, 'json', ...MESSAGE_FLAGS],
  examples: ['dockcompile list'],

  run(call) {
    const project = compileProject(call, call.words)
    const { compilation } = project
    tell(call, project, compilation.diagnostics)
    if (hasErrors(compilation.diagnostics)) return 1
    const all = images(compilation.outputs)
    if (call.args.has('json')) {
      printJson(call, {
        images: all.map(({ output, name, kind, tags, used_by }) => ({ folder: output.folder, image: name, kind, tags, used_by })),
      })
      return 0
    }
    const several = compilation.outputs.length > 1
    const rows = all.map(i => [
      ...(several ? [i.output.folder] : []),
      i.name,
      i.kind,
      i.tags.join(' ') || '-',
      i.used_by.join(' ') || '-',
    ])
    const lines = all.length > 0 ? [[...(several ? ['FOLDER'] : []), 'IMAGE', 'KIND', 'TAGS', 'USED BY'], ...rows] : []
    call.terminal.out([...aligned(lines), ...compilation.remarks].map(line => `${line}\n`).join(''))
    return 0
  },
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const longest = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  return rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(longest[column]!))
      .join('  ')
      .trimEnd(),
  )
}
