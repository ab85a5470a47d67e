import type { Span } from '../sources/span.ts'

/** `# dockcompile: allow DC4103`: one code of such a comment, and the stretch of its file in which it counts. */
export interface AllowComment {
  readonly code: string
  /** Where the code is. */
  readonly at: Span
  /** The line that it is beside, or the one below a comment with a line of its own. */
  readonly start: number
  readonly end: number
}

const MARK = 'dockcompile:'
const COMMENT = /(?:^|[ \t])#[ \t]*dockcompile:[ \t]*allow\b[ \t]*([^\r\n]*)/

/**
 * The allow comments of a file: YAML, TOML, requirement lists, Dockerfiles and ignore files all begin a comment with `#`. The writer's reason
 * follows the codes.
 *
 * @example allowComments('r.txt', '# dockcompile: allow DC4110, DC4112 (our own index)\nfoo=1\n') // two, both for line 2
 */
export function allowComments(file: string, text: string): AllowComment[] {
  if (!text.includes(MARK)) return []
  const found: AllowComment[] = []
  const waiting: Omit<AllowComment, 'start' | 'end'>[] = []
  let start = 0
  for (const line of text.split('\n')) {
    const own = codesIn(file, line, start)
    const isComment = /^\ufeff?[ \t]*#/.test(line)
    const stretch = { start, end: start + line.length }
    // A comment of its own waits for the next line that is none.
    if (isComment) waiting.push(...own)
    else found.push(...[...waiting.splice(0), ...own].map(comment => ({ ...comment, ...stretch })))
    start += line.length + 1
  }
  return [...found, ...waiting.map(comment => ({ ...comment, start: comment.at.start, end: comment.at.end }))]
}

function codesIn(file: string, line: string, lineStart: number): Omit<AllowComment, 'start' | 'end'>[] {
  const match = COMMENT.exec(line)
  if (!match) return []
  const listed = /^DC\d+(?:[ \t]*,[ \t]*DC\d+)*/.exec(match[1]!)?.[0] ?? ''
  const offset = lineStart + match.index + match[0].length - match[1]!.length
  const codes = [...listed.matchAll(/DC\d+/g)].map(({ 0: code, index }) => ({ code, index }))
  const start = lineStart + match.index + match[0].indexOf('#')
  if (codes.length === 0) return [{ code: '', at: { file, start, end: Math.max(offset, start + 1) } }]
  return codes.map(({ code, index }) => ({ code, at: { file, start: offset + index, end: offset + index + code.length } }))
}
