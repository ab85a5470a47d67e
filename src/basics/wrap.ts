import { width } from './width.ts'

/** A text in lines of at most so many columns: broken at blanks; a word that is too long after `-`, `_`, `/`, `:` or `@`, else anywhere. */
export function wrapped(text: string, columns: number): string[] {
  const words = text.split(' ').flatMap((word, i) => {
    const parts = width(word) <= columns ? [word] : wordParts(word, columns)
    return parts.map((part, j) => ({ part, blank: i > 0 && j === 0 }))
  })
  const lines: string[] = []
  let line: string | undefined
  for (const { part, blank } of words) {
    const longer: string = line === undefined ? part : `${line}${blank ? ' ' : ''}${part}`
    if (line !== undefined && width(longer) > columns) {
      lines.push(line)
      line = part
    } else line = longer
  }
  return [...lines, line ?? '']
}

/** Parts that fit, joined as far as they do by the caller. */
function wordParts(word: string, columns: number): string[] {
  const pieces = word.match(/[^-_/:@]*[-_/:@]*/g)?.filter(piece => piece !== '') ?? []
  return pieces.flatMap(piece => (width(piece) <= columns ? [piece] : [...piece]))
}
