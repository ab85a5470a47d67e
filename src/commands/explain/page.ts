import { width } from '../../basics/width.ts'
import { terminalText } from '../../quote/terminal-text.ts'

const COLORS = { title: '1', name: '1;36', place: '34', weak: '2', good: '32', bad: '33' } as const
type Style = keyof typeof COLORS

/** A stretch of a line in one style. */
export type Styled = string | readonly [Style, string]

/** Text for a terminal, line by line: indented, wrapped to its width, with colour if asked. No text of a file can steer the terminal. */
export class Page {
  #text = ''
  readonly #columns: number
  readonly #color: boolean

  constructor(columns: number, color: boolean) {
    this.#columns = columns
    this.#color = color
  }

  get text(): string {
    return this.#text
  }

  /** A line as it is, however long. */
  line(...parts: readonly Styled[]): void {
    this.#text += `${parts
      .map(part => this.#styled(part))
      .join('')
      .trimEnd()}\n`
  }

  title(...parts: readonly Styled[]): void {
    if (this.#text !== '') this.line()
    this.line(...parts.map((part): Styled => (typeof part === 'string' ? ['title', part] : part)))
  }

  /** A sentence or a list, wrapped; the lines after the first stand `hang` further in. */
  prose(indent: number, parts: readonly Styled[], hang = 0): void {
    const words = parts.flatMap(part => {
      const [style, text] = typeof part === 'string' ? [undefined, part] : part
      return terminalText(text)
        .split(' ')
        .filter(word => word !== '')
        .map((word): Styled => (style ? [style, word] : word))
    })
    let line: Styled[] = []
    let used = indent
    const end = () => this.line(' '.repeat(indent), ...line.flatMap((word, i): Styled[] => (i ? [' ', word] : [word])))
    for (const word of words) {
      const length = width(textOf(word))
      if (line.length && used + 1 + length > this.#columns) {
        end()
        line = []
        // `end` writes the indent; what follows the first line hangs.
        indent += hang
        hang = 0
        used = indent
      }
      used += length + (line.length ? 1 : 0)
      line.push(word)
    }
    if (line.length) end()
  }

  /** Rows with their columns below each other. A last cell that does not fit is wrapped in its column, or goes below where there is no room. */
  rows(indent: number, rows: readonly (readonly Styled[])[]): void {
    const columns = Math.max(0, ...rows.map(row => row.length))
    const widths = Array.from({ length: columns }, (_, i) =>
      Math.max(0, ...rows.map(row => (row[i] === undefined || i === row.length - 1 ? 0 : width(terminalText(textOf(row[i]!)))))),
    )
    for (const row of rows) {
      const head = row.slice(0, -1)
      const last = row.at(-1)!
      const start = indent + head.reduce((sum, _, i) => sum + widths[i]! + 2, 0)
      const cells = head.flatMap((cell, i): Styled[] => [cell, ' '.repeat(widths[i]! - width(terminalText(textOf(cell))) + 2)])
      const room = this.#columns - start
      if (width(terminalText(textOf(last))) <= room) this.line(' '.repeat(indent), ...cells, last)
      else if (room >= 30) {
        const page = new Page(room, this.#color)
        page.prose(0, [last])
        const [first = '', ...rest] = page.text.trimEnd().split('\n')
        this.#text += `${' '.repeat(indent)}${cells.map(cell => this.#styled(cell)).join('')}${first}\n`
        for (const line of rest) this.#text += `${' '.repeat(start)}${line}\n`
      } else {
        if (head.length) this.line(' '.repeat(indent), ...cells)
        this.prose(indent + 4, [last])
      }
    }
  }

  #styled(part: Styled): string {
    const text = terminalText(textOf(part))
    if (typeof part === 'string' || !this.#color || text === '') return text
    return `\x1b[${COLORS[part[0]]}m${text}\x1b[0m`
  }
}

const textOf = (part: Styled): string => (typeof part === 'string' ? part : part[1])
