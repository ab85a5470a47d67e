import { tokensOf } from '../../basics/python-tokens.ts'

/** A place where Python stops reading, and why. */
export interface SyntaxProblem {
  readonly start: number
  readonly end: number
  readonly reason: string
}

const TOKEN = /[rbuft]{0,2}(?<quote>"{3}|'{3}|["'])|#[^\n]*|[([{]|[)\]}]|\\\r?\n|\n/gi

interface Layout {
  /** The first line whose indentation Python refuses. */
  readonly indentation: SyntaxProblem | undefined
  /** The first bracket that is never closed, or closes nothing. */
  readonly bracket: SyntaxProblem | undefined
}

const UNKNOWN: Layout = { indentation: undefined, bracket: undefined }

/**
 * Indentation and brackets of a Python file, by its lines and without its grammar (language reference 2.1.8). Nothing is found where a quote is not closed:
 * everything below is then uncertain.
 */
export function layoutOf(text: string): Layout {
  const open: SyntaxProblem[] = []
  const lines = new IndentedLines(text)
  for (const { match, index, literal } of tokensOf(text, TOKEN)) {
    const [token] = match
    if (literal && !literal.isClosed) return UNKNOWN
    if (literal) continue
    if (/^[([{]$/.test(token)) open.push({ start: index, end: index + 1, reason: `the bracket \`${token}\` is never closed` })
    else if (/^[)\]}]$/.test(token)) {
      if (text[open.pop()?.start ?? -1] !== PARTNER[token])
        return { ...UNKNOWN, bracket: { start: index, end: index + 1, reason: `the bracket \`${token}\` does not fit` } }
    } else if (token === '\n' && open.length === 0) lines.end(index)
    else if (token.startsWith('#') && open.length === 0) lines.comment(index)
  }
  if (open.length > 0) return { ...UNKNOWN, bracket: open.at(-1)! }
  return { bracket: undefined, indentation: lines.problem }
}

const PARTNER: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

/** The lines of a file as Python joins them, each compared with the blocks that are open above it. */
class IndentedLines {
  readonly #text: string
  readonly #levels = ['']
  #start = 0
  #comment: number | undefined
  #opensBlock = false
  problem: SyntaxProblem | undefined

  constructor(text: string) {
    this.#text = text
  }

  /** A comment outside of brackets ends what its line says. */
  comment(at: number): void {
    this.#comment = at
  }

  end(at: number): void {
    const said = this.#lastSaid(this.#comment ?? at)
    this.#comment = undefined
    const start = this.#start
    this.#start = at + 1
    const indent = /^[ \t]*/.exec(this.#text.slice(start, said))![0]
    if (said <= start + indent.length) return
    this.#compare(indent, start + indent.length, said)
    this.#opensBlock = this.#text[said - 1] === ':'
  }

  #lastSaid(at: number): number {
    let end = at
    while (end > this.#start && /[ \t\r]/.test(this.#text[end - 1]!)) end--
    return end
  }

  #compare(indent: string, start: number, end: number): void {
    const reason = this.#refusal(indent)
    const line = this.#text.slice(start, end)
    if (reason) this.problem ??= { start, end: start + /^[^\s(:=]*/.exec(line)![0].length, reason }
  }

  #refusal(indent: string): string | undefined {
    const above = this.#levels.at(-1)!
    if (mixed(indent, above)) return 'this line mixes tabs and spaces in another way than the line above'
    if (width(indent) > width(above)) {
      this.#levels.push(indent)
      return this.#opensBlock ? undefined : 'this line is indented deeper than the line above, which opens no block'
    }
    if (this.#opensBlock) return 'the line above opens a block, and this line is not indented deeper'
    while (width(this.#levels.at(-1)!) > width(indent)) this.#levels.pop()
    const fits = width(this.#levels.at(-1)!) === width(indent)
    return fits ? undefined : 'the indentation of this line fits no line above'
  }
}

/** Columns of an indentation: a tab leads to the next multiple of eight. */
function width(indent: string): number {
  let columns = 0
  for (const character of indent) columns = character === '\t' ? (Math.floor(columns / 8) + 1) * 8 : columns + 1
  return columns
}

/** Whether it depends on the width of a tab which of two is deeper. */
const mixed = (a: string, b: string): boolean => Math.sign(width(a) - width(b)) !== Math.sign(a.length - b.length)
