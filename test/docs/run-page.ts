import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { agrees, type ConsoleBlock, consoleLines, type FileBlock, flagsOnce, parsePage, type ScriptBlock } from './page.ts'
import { isHere, programsIn, runCommands } from './shell.ts'

/** What became of a page. */
export interface PageRun {
  /** The page as it should read: the outputs are what the commands printed. */
  readonly text: string
  /** Blocks that were not run, by what they need. */
  readonly skipped: ReadonlyMap<string, number>
}

/**
 * Runs a page of the documentation from top to bottom in a folder of its own.
 *
 * @param allowed programs besides the shell and dockcompile that blocks may use; blocks that need others are left out and counted
 */
export function runPage(path: string, allowed: (program: string) => boolean): PageRun {
  const text = readFileSync(path, 'utf8')
  const page = parsePage(text)
  const base = mkdtempSync(join(tmpdir(), 'docs-'))
  const folder = join(base, 'project')
  const skipped = new Map<string, number>()
  const lines = text.split('\n')
  try {
    mkdirSync(folder)
    if (page.start !== null) cpSync(page.start, folder, { recursive: true, filter: name => !name.includes('__pycache__') })
    const programs = programsIn(join(base, 'bin'))
    // From the end, so that a longer output moves no block that is still to be replaced.
    const replacements: (() => void)[] = []
    const flags = new Set<string>()
    for (const block of page.blocks) {
      if (block.kind === 'file') {
        if (block.shown) compareFile(path, block, folder)
        else writeFile(block, folder)
      }
      if (block.kind !== 'console' && block.kind !== 'script') continue
      const absent = block.needs.find(program => !allowed(program) || !isHere(program))
      if (absent !== undefined) skipped.set(absent, (skipped.get(absent) ?? 0) + 1)
      else if (block.kind === 'script') runScript(path, block, folder, programs)
      else {
        const outputs = runCommands(
          block.commands.map(c => c.text),
          folder,
          programs,
        )
        const shown = block.flagsOnce ? outputs.map(output => flagsOnce(output, flags)) : outputs
        replacements.unshift(() => replace(lines, block, shown))
      }
    }
    for (const apply of replacements) apply()
  } finally {
    rmSync(base, { recursive: true, force: true })
  }
  return { text: lines.join('\n'), skipped }
}

function runScript(page: string, { lines, line }: ScriptBlock, folder: string, programs: string): void {
  const [output, code] = runCommands([`(set -e\n${lines.join('\n')}\n)`, 'echo $?'], folder, programs)
  assert.equal(code, ['0'], `${page}:${line}: the script ends with ${code}:\n${output?.join('\n')}`)
}

function replace(lines: string[], block: ConsoleBlock, outputs: readonly (readonly string[])[]): void {
  // Only a page that abbreviates by hand keeps what it says.
  const said = block.flagsOnce ? { ...block, commands: block.commands.map(({ text }) => ({ text, output: ['?'] })) } : block
  const shown = consoleLines(said, outputs).map(line => (line === '' ? '' : block.indent + line))
  lines.splice(block.line, block.lines.length, ...shown)
}

function writeFile({ path, lines }: FileBlock, folder: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), `${lines.join('\n')}\n`)
}

/** The page shows a file that was there or that a command wrote: whole, or with `…` for what it leaves out. */
function compareFile(page: string, { path, lines, line }: FileBlock, folder: string): void {
  const actual = readFileSync(join(folder, path), 'utf8').replace(/\n$/, '').split('\n')
  if (!agrees(lines, actual)) assert.is(lines.join('\n'), actual.join('\n'), `${page}:${line}: ${path} says something else`)
}
