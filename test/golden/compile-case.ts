import { resolve } from 'node:path'
import { parseArguments } from '../../src/commands/arguments.ts'
import { compileProject } from '../../src/commands/project.ts'
import { printPretty } from '../../src/diagnostics/print-pretty.ts'

/** All that compiling a folder gives, by its path in `expected/`: the output files, and what is said about the input. `line` is a command line. */
export function compileCase(folder: string, line: string): Map<string, string> {
  const args = parseArguments(words(line))
  const call = { args, words: args.words, cwd: resolve(folder), environment: {}, terminal: { out() {}, err() {} } }
  const { compilation, textOf } = compileProject(call, call.words)
  const files = new Map(compilation.outputs.flatMap(o => o.files).map(f => [f.path, f.text]))
  if (compilation.diagnostics.length > 0) files.set('diagnostics.txt', printPretty(compilation.diagnostics, { textOf }))
  if (compilation.remarks.length > 0) files.set('remarks.txt', compilation.remarks.map(r => `${r}\n`).join(''))
  return files
}

/** A command line in words, as a shell takes it apart: quotes hold blanks. */
function words(line: string): string[] {
  const found = line.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? []
  return found.map(word => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2')).filter((word, i) => i > 0 || word !== 'compile')
}
