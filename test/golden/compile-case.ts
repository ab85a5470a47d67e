import { compileProject } from '../../src/commands/shared/project.ts'
import { printPretty } from '../../src/diagnostics/print-pretty.ts'
import { callIn } from './call.ts'

/** All that compiling a folder gives, by its path in `expected/`: the output files, and what is said about the input. */
export function compileCase(folder: string, line: string): Map<string, string> {
  const call = callIn(folder, line)
  const { compilation, textOf } = compileProject(call, call.words)
  const files = new Map(compilation.outputs.flatMap(o => o.files).map(f => [f.path, f.text]))
  const how = { textOf, ...(call.args.has('verbose') && { limit: Infinity }) }
  if (compilation.diagnostics.length > 0) files.set('diagnostics.txt', printPretty(compilation.diagnostics, how))
  if (compilation.remarks.length > 0) files.set('remarks.txt', compilation.remarks.map(r => `${r}\n`).join(''))
  return files
}
