/** A line as pip reads it. */
export interface LogicalLine {
  readonly text: string
  readonly start: number
  readonly end: number
  /** Counted from 1. */
  readonly number: number
}

/** The lines of a requirements text as pip reads them: continued ones joined, comments and blank lines left out. */
export function logicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = []
  let joined = ''
  let first: { start: number; number: number } | undefined
  let number = 0
  for (const match of text.matchAll(/([^\r\n]*)(?:\r\n?|\n|$)/g)) {
    number++
    const raw = match[1]!.replace(/^\ufeff/, '')
    const start = match.index + match[1]!.length - raw.length
    first ??= { start: start + raw.length - raw.trimStart().length, number }
    const isComment = /^\s*#/.test(raw)
    // A comment ends a continued line; its own backslash continues nothing.
    if (/\\$/.test(raw) && !isComment) {
      joined += raw.slice(0, -1)
      continue
    }
    const said = withoutComment(joined + raw).trim()
    const end = start + (joined === '' ? withoutComment(raw) : raw.trimEnd()).length
    if (said !== '') lines.push({ text: said, ...first, end: Math.max(end, first.start) })
    joined = ''
    first = undefined
  }
  if (joined.trim() !== '' && first) lines.push({ text: joined.trim(), ...first, end: text.length })
  return lines
}

function withoutComment(line: string): string {
  const comment = /(?:^|\s)#/.exec(line)
  return (comment ? line.slice(0, comment.index) : line).trimEnd()
}

/**
 * The lines of a requirements text as they are written, with their comments, a continued one as several; without blank lines and whole comments.
 * The manifest lists these, and the lock file knows a resolved list by them: both would change if they were read as pip reads them.
 */
export function writtenLines(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
}
