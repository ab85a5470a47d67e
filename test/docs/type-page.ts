import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type DefaultTreeAdapterMap, defaultTreeAdapter, parse } from 'parse5'
import { agrees, parsePage } from './page.ts'
import { isHere, programsIn, runCommands } from './shell.ts'

/** What became of a page that was typed by somebody who sees no more than a browser shows. */
export interface TypedPage {
  /** The files that were written, each once, in order. */
  readonly written: readonly string[]
  /** Blocks without a name, and commands that printed something else than the page says. */
  readonly wrong: readonly string[]
  /** What `dockcompile check` prints after everything was typed. */
  readonly last: readonly string[]
}

/** A name between backticks that a file can have. */
const FILE_NAME = /^[\w./-]*\.(?:yaml|txt|py|toml)$/

/**
 * Types a page in an empty folder: a block that shows commands is run, any other is written to the file that the text above it named last.
 *
 * @param html the rendered page; its texts count, its attributes do not
 */
export function typePage(html: string): TypedPage {
  const base = mkdtempSync(join(tmpdir(), 'typed-'))
  const folder = join(base, 'project')
  const programs = programsIn(join(base, 'bin'))
  const written = new Set<string>()
  const wrong: string[] = []
  let named: string | undefined
  try {
    mkdirSync(folder)
    for (const element of inOrder(parse(html))) {
      if (/^h\d$/.test(element.nodeName)) named = undefined
      const text = textOf(element)
      if (element.nodeName === 'code' && FILE_NAME.test(text)) named = text
      if (element.nodeName !== 'pre') continue
      if (text.startsWith('$ ')) wrong.push(...run(text, folder, programs))
      else if (named === undefined) wrong.push(`nothing says which file this is: ${text}`)
      else {
        mkdirSync(dirname(join(folder, named)), { recursive: true })
        writeFileSync(join(folder, named), text)
        written.add(named)
      }
      named = undefined
    }
    const [last] = runCommands(['dockcompile check'], folder, programs)
    return { written: [...written], wrong, last: last! }
  } finally {
    rmSync(base, { recursive: true, force: true })
  }
}

/** Runs the commands of a block in one shell; gives those whose output is another than the page's. */
function run(text: string, folder: string, programs: string): string[] {
  const [block] = parsePage(`\`\`\`console\n${text}\`\`\``).blocks
  if (block?.kind !== 'console') throw new Error('commands are a console block')
  if (text.startsWith('$ docker ') && !isHere('docker')) return []
  const outputs = runCommands(
    block.commands.map(command => command.text),
    folder,
    programs,
  )
  return block.commands.flatMap(({ text: command, output }, i) =>
    agrees(output, outputs[i]!) ? [] : [`$ ${command}\n${outputs[i]!.join('\n')}`],
  )
}

type Element = DefaultTreeAdapterMap['element']
type Node = DefaultTreeAdapterMap['node']

/** The elements of a page in reading order; what is inside of a block of code is its text. */
function* inOrder(node: Node): Generator<Element> {
  if (defaultTreeAdapter.isElementNode(node)) yield node
  if (node.nodeName !== 'pre' && 'childNodes' in node) for (const child of node.childNodes) yield* inOrder(child)
}

function textOf(node: Node): string {
  if (defaultTreeAdapter.isTextNode(node)) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}
