import { tokensOf } from '../../basics/python-tokens.ts'

/** The body of a function at the top of a file, which is parsed when somebody calls the function. */
export interface LateBody {
  /** Where its function begins, and where the body ends. */
  readonly from: number
  readonly to: number
  /** The first statement. */
  readonly start: number
}

/** A body that is shorter is not worth a second look. */
const SHORT = 24

/** Brackets, texts, comments and lines of a file. One that has more is left to the parser, which has a limit of its own. */
const MAX_TOKENS = 500_000

/**
 * A text in which the bodies of functions are `...`, with all else at its place: most of a project's code is what steps do, which nobody asks for.
 * Where brackets or quotes are not closed, nothing is left out.
 */
export function withoutBodies(text: string): { readonly text: string; readonly bodies: readonly LateBody[] } {
  const bodies = bodiesOf(text)
  let short = ''
  let position = 0
  for (const { start, to } of bodies) {
    short += `${text.slice(position, start)}...${' '.repeat(to - start - 3)}`
    position = to
  }
  return { text: short + text.slice(position), bodies }
}

const TOKEN = /[rbuf]{0,2}(?<quote>"{3}|'{3}|["'])|#[^\n]*|[([{]|[)\]}]|\\\r?\n|\n/gi

function bodiesOf(text: string): LateBody[] {
  const found: LateBody[] = []
  let depth = 0
  /** The function whose body is being looked at: null between functions. */
  let from: number | null = null
  let start: number | null = null
  /** The end of the last line that said something. */
  let end = 0
  const close = () => {
    if (from !== null && start !== null && end - start > SHORT) found.push({ from, start, to: end })
    from = null
    start = null
  }
  const line = (at: number): void => {
    const word = LINE.exec(text.slice(at, at + 200))!
    const [indent, first] = [word[1]!.length, word[2]!]
    if (first === '' || first === '#') return
    if (indent > 0) {
      if (from !== null) start ??= at + indent
      return
    }
    close()
    if (/^(?:async\s+)?def\s/.test(text.slice(at, at + 40))) from = at
  }
  line(0)
  let tokens = 0
  for (const { match, index, literal } of tokensOf(text, TOKEN)) {
    const [token] = match
    if (++tokens > MAX_TOKENS || (literal && !literal.isClosed)) return []
    if (token === '\n') {
      if (depth > 0) continue
      const last = lastSaid(text, index)
      if (last > end) end = last
      line(index + 1)
    } else if (/^[([{]$/.test(token)) depth++
    else if (/^[)\]}]$/.test(token)) depth--
    if (depth < 0) return []
  }
  if (depth !== 0) return []
  end = Math.max(end, lastSaid(text, text.length))
  close()
  return found
}

const LINE = /^([ \t]*)([^\s]?)/

/** The end of what comes before a line's end, spaces aside; 0 for a line of nothing. */
function lastSaid(text: string, index: number): number {
  let at = index
  while (at > 0 && /[ \t\r]/.test(text[at - 1]!)) at--
  return at > 0 && text[at - 1] !== '\n' ? at : 0
}
