import { width } from '../basics/width.ts'
import { hiddenInSource } from '../credentials/python-literals.ts'
import { hiddenBySpans, mask, type Stretch } from '../credentials/redact.ts'
import { terminalText } from '../quote/terminal-text.ts'
import type { Span } from '../sources/span.ts'
import type { Diagnostic, Note } from './diagnostic.ts'
import { positions, type TextOf } from './position.ts'
import { bySeverity, SEVERITIES, sortDiagnostics } from './sort.ts'

/** How to print. */
export interface PrintOptions {
  readonly textOf: TextOf
  readonly color?: boolean
  /** How many diagnostics to show at most, the gravest first; 20 if absent. */
  readonly limit?: number
  /** How to write a file's name: relative to where the reader is. */
  readonly nameOf?: (file: string) => string
}

/**
 * Diagnostics for people: each with its source line and the way out, then how many there are. Empty for none. Credentials in a line are `***`.
 *
 * @example
 * warning[DC2001]: unknown key `apt_package` in `settings.docker`
 *  --> pipelines/train.yaml:3:5
 *   |
 * 3 |     apt_package: [git]
 *   |     ^^^^^^^^^^^ did you mean `apt_packages`?
 *
 * 1 warning
 */
export function printPretty(diagnostics: readonly Diagnostic[], options: PrintOptions): string {
  if (diagnostics.length === 0) return ''
  const sorted = sortDiagnostics(diagnostics)
  const shown = gravest(sorted, options.limit ?? 20)
  const hidden = sorted.filter(d => !shown.has(d))
  const secret = diagnostics.flatMap(({ redact, at }) => (redact && at ? [at] : []))
  const blocks = sorted.filter(d => shown.has(d)).map(printer(options, secret))
  if (hidden.length > 0) blocks.push(`… and ${count(hidden, ' more ')} (--verbose shows all)\n`)
  blocks.push(`${count(sorted)}\n`)
  return blocks.join('\n')
}

/** `2 errors, 1 warning`. */
function count(diagnostics: readonly Diagnostic[], between = ' '): string {
  return SEVERITIES.map(severity => ({ severity, n: diagnostics.filter(d => d.severity === severity).length }))
    .filter(({ n }) => n > 0)
    .map(({ severity, n }) => `${n}${between}${severity}${n === 1 ? '' : 's'}`)
    .join(', ')
}

/** With many warnings the one error must not be among those left out. */
function gravest(sorted: readonly Diagnostic[], limit: number): Set<Diagnostic> {
  return new Set([...sorted].sort(bySeverity).slice(0, limit))
}

const COLORS = { error: '1;31', warning: '1;33', hint: '1;36', frame: '1;34', title: '1' } as const
const MAX_WIDTH = 110
const TAB = '    '

function printer(
  { textOf, color = false, nameOf = file => file }: PrintOptions,
  secret: readonly Span[],
): (diagnostic: Diagnostic) => string {
  const placeOf = positions(textOf)
  const paint = (kind: keyof typeof COLORS, text: string) => (color ? `\x1b[${COLORS[kind]}m${text}\x1b[0m` : text)

  function where(at: Span): string {
    const place = placeOf(at)
    return terminalText(nameOf(at.file)) + (place ? `:${place.line}:${place.column}` : '')
  }

  /** `= help: …`, where a second line starts below the first one's text. */
  function remark(gutter: string, kind: 'note' | 'help', text: string): string[] {
    const [first = '', ...rest] = text.split('\n').map(terminalText)
    const lines = rest.map(line => `${gutter}         ${line}`.trimEnd())
    return [`${gutter} ${paint('frame', '=')} ${paint('title', `${kind}:`)} ${first}`, ...lines]
  }

  return ({ code, severity, message, at, label, notes = [], help, hidden: parts = [] }) => {
    const place = at && placeOf(at)
    const gutter = ' '.repeat(place ? String(place.line).length : 1)
    const lines = [`${paint(severity, `${severity}[${code}]`)}${paint('title', `: ${terminalText(message)}`)}`]
    if (at) lines.push(`${gutter}${paint('frame', '-->')} ${where(at)}`)
    if (at && place) {
      const { lineText, lineStart, column } = place
      const hidden = [...hiddenInSource(lineText, at.file), ...hiddenBySpans(lineText, at.file, lineStart, [...secret, ...parts])]
      const { text, before, marked } = cut(lineText, column - 1, at.end - at.start, hidden)
      const said = label === undefined ? '' : ` ${terminalText(label)}`
      lines.push(`${gutter} ${paint('frame', '|')}`)
      lines.push(`${paint('frame', `${place.line} |`)} ${text}`.trimEnd())
      lines.push(`${gutter} ${paint('frame', '|')} ${' '.repeat(before)}${paint(severity, '^'.repeat(marked) + said)}`)
    }
    const facts: readonly Note[] = label !== undefined && !place ? [{ message: label }, ...notes] : notes
    for (const note of facts)
      lines.push(...remark(gutter, 'note', note.at ? `${note.message} (${where(note.at)})` : note.message))
    if (help !== undefined) lines.push(...remark(gutter, 'help', help))
    return `${lines.join('\n')}\n`
  }
}

/** A source line as it is shown, the columns before the mark and the columns of the mark: what a long line has far from it is left out. */
function cut(line: string, start: number, length: number, hidden: readonly Stretch[]) {
  const shown = (from: number, to: number) => terminalText(mask(line, hidden, from, to).replaceAll('\t', TAB))
  const end = Math.min(line.length, start + length)
  let before = shown(0, start)
  let marked = shown(start, end)
  let after = shown(end, line.length)
  if (width(before + marked + after) > MAX_WIDTH) {
    marked = head(marked, MAX_WIDTH * 0.6)
    before = tail(before, Math.max(MAX_WIDTH * 0.3, MAX_WIDTH - width(marked + after)))
    after = head(after, MAX_WIDTH - width(before + marked))
  }
  return { text: before + marked + after, before: width(before), marked: Math.max(1, width(marked)) }
}

function head(text: string, columns: number): string {
  if (width(text) <= columns) return text
  let kept = ''
  let used = 1
  for (const character of text) {
    used += width(character)
    if (used > columns) break
    kept += character
  }
  return `${kept}…`
}

function tail(text: string, columns: number): string {
  if (width(text) <= columns) return text
  return `…${[...head([...text].reverse().join(''), columns)].slice(0, -1).reverse().join('')}`
}
