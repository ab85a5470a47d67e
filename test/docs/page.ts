/**
 * A page of the documentation as a program: its titled blocks are files, its `console` blocks are commands with what they print.
 *
 *   ```yaml title="stack.yaml"      is written before the next command
 *   ```dockerfile shows="build/…"   must be what that file says by now
 *   ```console                      lines with `$ ` are run in order, by one shell; what follows each is what it prints (both streams)
 *   ```console flags="once"         a flag that an earlier block of the page printed in the same words is left out: `…`
 *   ```sh                           is run as one script, which must end well
 *   ```console needs="docker"       run only where that program answers; what no test can have (a clone, a cluster, an account) is named too
 *   <!-- starts in: examples/quickstart -->     the page works on a copy of that folder; otherwise it starts with an empty one
 *
 * In a file that is compared, and in an output, a line of its own with `…` stands for any lines.
 */
export interface Page {
  /** The folder to start with; null: an empty one. */
  readonly start: string | null
  readonly blocks: readonly Block[]
}

type Block = FileBlock | ConsoleBlock | ScriptBlock | OtherBlock

interface At {
  /** The line of the opening fence, from 1. */
  readonly line: number
  readonly language: string
  /** The lines between the fences, without the indentation that they share with the fence. */
  readonly lines: readonly string[]
  readonly indent: string
}

export interface FileBlock extends At {
  readonly kind: 'file'
  readonly path: string
  /** Compared with what is there, rather than written. */
  readonly shown: boolean
}

export interface ConsoleBlock extends At {
  readonly kind: 'console'
  readonly needs: readonly string[]
  /** Flags that an earlier block of the page printed are left out. */
  readonly flagsOnce: boolean
  readonly commands: readonly Command[]
}

export interface ScriptBlock extends At {
  readonly kind: 'script'
  readonly needs: readonly string[]
}

interface OtherBlock extends At {
  readonly kind: 'other'
}

interface Command {
  readonly text: string
  readonly output: readonly string[]
}

/** Takes a page apart. Throws for a `console` block that does not begin with a command: that is a mistake of the page. */
export function parsePage(text: string): Page {
  const start = /^<!-- starts in: (\S+) -->$/m.exec(text)?.[1] ?? null
  const blocks: Block[] = []
  const lines = text.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const [, indent, fence, language, rest] = /^( *)(`{3,})(\S*)(.*)$/.exec(lines[i]!) ?? []
    if (fence === undefined) continue
    const end = lines.findIndex((line, j) => j > i && line.trim() === fence)
    if (end < 0) throw new Error(`line ${i + 1}: a fence that is not closed`)
    const inside = lines.slice(i + 1, end).map(line => (line.startsWith(indent!) ? line.slice(indent!.length) : line.trimStart()))
    blocks.push(block({ line: i + 1, language: language!, lines: inside, indent: indent! }, attributes(rest!)))
    i = end
  }
  return { start, blocks }
}

function block(at: At, { title, shows, needs, flags }: Readonly<Record<string, string>>): Block {
  if (at.language === 'console') {
    return { ...at, kind: 'console', needs: needs?.split(' ') ?? [], flagsOnce: flags === 'once', commands: commandsOf(at) }
  }
  if (['sh', 'bash', 'shell'].includes(at.language)) return { ...at, kind: 'script', needs: needs?.split(' ') ?? [] }
  const path = shows ?? title
  return path === undefined ? { ...at, kind: 'other' } : { ...at, kind: 'file', path, shown: shows !== undefined }
}

function attributes(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!]))
}

/** `$ ` begins a command, `> ` continues it, all else is output. */
function commandsOf({ line, lines }: At): Command[] {
  const commands: { text: string; output: string[] }[] = []
  for (const text of lines) {
    const last = commands.at(-1)
    if (text.startsWith('$ ')) commands.push({ text: text.slice(2), output: [] })
    else if (!last) throw new Error(`line ${line}: a console block begins with a command: \`$ …\``)
    else if (text.startsWith('> ') && last.output.length === 0) last.text += `\n${text.slice(2)}`
    else last.output.push(text)
  }
  return commands
}

/** The lines of a console block whose commands printed `outputs`; an output that the page abbreviates truthfully stays as it is. */
export function consoleLines({ commands }: ConsoleBlock, outputs: readonly (readonly string[])[]): string[] {
  return commands.flatMap(({ text, output }, i) => [
    ...text.split('\n').map((line, n) => `${n === 0 ? '$' : '>'} ${line}`),
    ...(agrees(output, outputs[i] ?? []) ? output : (outputs[i] ?? [])),
  ])
}

/**
 * The lines of a help text without the flags in `seen`, to which it adds its own: `…` stands for those that are left out.
 *
 * @param seen flags with what is said about them, without the blanks between
 */
export function flagsOnce(lines: readonly string[], seen: Set<string>): string[] {
  const kept: string[] = []
  for (let i = 0; i < lines.length; ) {
    let end = i + 1
    if (/^ +(?:-\w, )?--/.test(lines[i]!)) while (/^ {8,}[^\s-]/.test(lines[end] ?? '')) end++
    const entry = lines.slice(i, end)
    const words = entry.join(' ').trim().replace(/\s+/g, ' ')
    const isFlag = words.startsWith('-')
    if (!isFlag || !seen.has(words)) kept.push(...entry)
    else if (kept.at(-1) !== '  …') kept.push('  …')
    if (isFlag) seen.add(words)
    i = end
  }
  return kept
}

/** A page without its blocks of code. */
export const proseOf = (text: string): string => text.replace(/^ *```[\s\S]*?^ *```/gm, '')

/** Whether lines are what a page says they are, where `…` stands for any lines. */
export function agrees(said: readonly string[], actual: readonly string[]): boolean {
  const place = said.findIndex(line => line.trim() === '…')
  if (place < 0) return said.length === actual.length && said.every((line, i) => line === actual[i])
  if (said.slice(0, place).some((line, i) => line !== actual[i]) || place > actual.length) return false
  const rest = said.slice(place + 1)
  for (let from = place; from <= actual.length; from++) if (agrees(rest, actual.slice(from))) return true
  return false
}
