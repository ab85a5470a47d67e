import { lex } from './lex.ts'

export interface Heredoc {
  /** The word that ends it. */
  readonly name: string
  /** `<<-`: tabs in front of every line go. */
  readonly chomp: boolean
}

/** The heredocs that a line of `RUN`, `COPY` or `ADD` opens. Port of parser.go `heredocsFromLine`: the escape is always a backslash here. */
export function heredocsOf(line: string): Heredoc[] {
  const words = lex(line, { keep: { quotes: true, escapes: true, unset: true } })?.words ?? []
  return words.map(heredocOf).filter(heredoc => heredoc !== undefined)
}

/** What one word opens: `<<EOF`, `3<<-"END OF"`. Port of parser.go `heredocFromMatch`. */
export function heredocOf(word: string): Heredoc | undefined {
  const found = /^(\d*)<<(-?)[\t\n\f\r ]*(?![\t\n\f\r ])([^<]*)$/.exec(word)
  if (!found?.[3]) return undefined
  const words = lex(found[3], { keep: { unset: true } })?.words
  return words?.length === 1 ? { name: words[0]!, chomp: found[2] === '-' } : undefined
}
