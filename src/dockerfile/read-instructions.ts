import { MAX_INSTRUCTIONS, shown } from '../basics/limits.ts'
import { trimSpace } from '../dockerignore/trim-space.ts'
import { type Heredoc, heredocsOf } from './heredoc.ts'

/** One instruction of a Dockerfile as BuildKit's parser cuts it out, not yet understood. */
export interface Instruction {
  /** In lower case. */
  readonly keyword: string
  /** As written. */
  readonly name: string
  /** `--name=value`, quotes and escapes undone. */
  readonly flags: readonly string[]
  /** What follows keyword and flags, on one line. */
  readonly rest: string
  readonly heredocs: readonly Heredoc[]
  /** From 1. */
  readonly line: number
  readonly column: number
  /** Offsets of the keyword and of the end of the last line. */
  readonly start: number
  readonly end: number
}

/** The value of a flag: `flag(instruction, 'from')` is `base` for `COPY --from=base a b`. */
export function flag({ flags }: Instruction, name: string): string | undefined {
  return flags.find(f => f.startsWith(`--${name}=`))?.slice(name.length + 3)
}

/** Something for which BuildKit refuses a Dockerfile. Line and column from 1, offsets from 0. */
export interface DockerfileProblem {
  readonly message: string
  readonly line: number
  readonly column: number
  readonly start: number
  readonly end: number
}

export interface Instructions {
  readonly instructions: readonly Instruction[]
  /** The reference of a `# syntax=` line: the frontend that reads the file. */
  readonly syntax: string | undefined
  readonly token: string
  readonly problems: readonly DockerfileProblem[]
}

/**
 * Cuts a Dockerfile into instructions: directives, comments, continued lines, flags and heredocs.
 *
 * Port of moby/buildkit 0.25 frontend/dockerfile/parser (parser.go `Parse`, split_command.go, directives.go). The package dockerfile-ast 0.7.1
 * was tried: it reads every `# name=value` as a directive, sees no heredoc with a number or a space (`3<<EOF`, `<<"A B"`), continues a line
 * that ends in an escaped escape, and has no errors. We would refuse good Dockerfiles, and take a `USER` out of a heredoc.
 */
export function readInstructions(text: string): Instructions {
  const lines = physicalLines(text)
  const instructions: Instruction[] = []
  const problems: DockerfileProblem[] = []
  const seen = new Map<string, string>()
  let directives = true
  let continued = continuation('\\')
  let i = 0

  /** Directives are looked for on every line up to the first that is none, also on a continued one. */
  function directive(content: string, line: Line): void {
    if (!directives) return
    const [, name = '', rest = ''] = /^#[\t\n\f\r ]*([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=([\s\S]*)$/.exec(content) ?? []
    const value = rest.replace(/^[\t\n\f\r ]+|(?<![\t\n\f\r ])[\t\n\f\r ]+$/g, '')
    const key = /[^\n]/.test(rest) && !value.includes('\n') ? name.toLowerCase() : ''
    if (!['syntax', 'escape', 'check'].includes(key)) {
      directives = false
      return
    }
    if (seen.has(key)) problems.push(problem(`only one \`# ${key}=\` line can be used`, line))
    else if (key === 'escape' && value !== '\\' && value !== '`')
      problems.push(problem('`# escape=` takes a backslash or a backtick', line))
    else if (key === 'escape') continued = continuation(value)
    seen.set(key, value)
  }

  while (i < lines.length) {
    const first = lines[i++]!
    if (tooLong(first)) {
      // BuildKit reads no further.
      problems.push(problem('the line is longer than 65,535 bytes', first))
      break
    }
    if (instructions.length === MAX_INSTRUCTIONS) {
      problems.push(problem(`the file has more instructions than we read; the limit is ${shown(MAX_INSTRUCTIONS)}`, first))
      break
    }
    const content = trimStart(first.content)
    directive(content, first)
    let { joined, more } = step(content.startsWith('#') ? '' : content, continued)
    if (!more && !joined) continue
    let last = first
    while (more && i < lines.length) {
      last = lines[i++]!
      directive(last.content, last)
      const stripped = trimStart(last.content)
      if (!stripped || stripped.startsWith('#')) continue
      const next = step(last.content, continued)
      joined += next.joined
      more = next.more
    }

    const { name, flags, rest } = splitCommand(joined, seen.get('escape') ?? '\\')
    const keyword = name.toLowerCase()
    const heredocs = joined.includes('<<') && canHoldHeredoc(keyword, rest, seen.get('escape') ?? '\\') ? heredocsOf(joined) : []
    for (const heredoc of heredocs) {
      let closed = false
      while (!closed && i < lines.length) {
        last = lines[i++]!
        closed = (heredoc.chomp ? last.content.replace(/^\t+/, '') : last.content) === heredoc.name
      }
      if (!closed) problems.push(problem(`the heredoc \`${heredoc.name}\` has no end`, first))
    }
    const column = first.content.length - content.length
    instructions.push({
      keyword,
      name,
      flags,
      rest,
      heredocs,
      line: first.line,
      column: column + 1,
      start: first.start + column,
      end: last.end,
    })
  }
  return { instructions, syntax: seen.get('syntax')?.split(' ')[0], token: seen.get('escape') ?? '\\', problems }
}

interface Line {
  /** Without its line break. */
  readonly content: string
  readonly line: number
  readonly start: number
  readonly end: number
}

function physicalLines(text: string): Line[] {
  const lines: Line[] = []
  let start = 0
  const parts = text.split('\n')
  if (parts.at(-1) === '') parts.pop()
  for (const [index, written] of parts.entries()) {
    const mark = index === 0 && written.startsWith('\ufeff') ? 1 : 0
    const content = written.slice(mark).replace(/(?<!\r)\r+$/, '')
    lines.push({ content, line: index + 1, start: start + mark, end: start + mark + content.length })
    start += written.length + 1
  }
  return lines
}

export function problem(
  message: string,
  { line, start, end, column = 1 }: { line: number; start: number; end: number; column?: number },
): DockerfileProblem {
  return { message, line, column, start, end }
}

const tooLong = ({ content }: Line) => content.length * 3 > 65_535 && new TextEncoder().encode(content).length > 65_535
const trimStart = (text: string) => text.slice(text.length - trimSpace(`${text}.`).length + 1)

/** An escape at the end of the line, not itself escaped, maybe with blanks behind it. */
const continuation = (token: string) => new RegExp(`(^|[^\\${token}])\\${token}[ \\t]*$`)

function step(content: string, continued: RegExp): { joined: string; more: boolean } {
  return continued.test(content) ? { joined: content.replace(continued, '$1'), more: true } : { joined: content, more: false }
}

/** Port of split_command.go: keyword, then words that start with `--`, then the rest as it is. */
export function splitCommand(line: string, token: string): { name: string; flags: string[]; rest: string } {
  const found = /^([^\t\v\f\r ]*)[\t\v\f\r ]+([\s\S]*)$/.exec(trimSpace(line))
  if (!found) return { name: trimSpace(line), flags: [], rest: '' }
  const { flags, rest } = splitFlags(found[2]!, token)
  return { name: found[1]!, flags, rest: trimSpace(rest) }
}

function splitFlags(line: string, token: string): { flags: string[]; rest: string } {
  const flags: string[] = []
  // BuildKit goes through the bytes here, where no other space than ASCII's can be seen.
  const isSpace = (c: string | undefined) => c !== undefined && /[\t-\r ]/.test(c)
  let i = 0
  for (;;) {
    while (isSpace(line[i])) i++
    if (!line.startsWith('--', i)) return { flags, rest: line.slice(i) }
    let word = ''
    let quote = ''
    for (; i < line.length && (quote || !isSpace(line[i])); i++) {
      const c = line[i]!
      if (c === quote) quote = ''
      else if (!quote && (c === "'" || c === '"')) quote = c
      else if (c !== token) word += c
      else if (i + 1 < line.length) word += line[++i]
      else quote = ''
    }
    if (word === '--') return { flags, rest: line.slice(i) }
    flags.push(word)
    if (i >= line.length) return { flags, rest: '' }
  }
}

/** `RUN`, `COPY` and `ADD`, also behind `ONBUILD`, unless written as a JSON list. */
function canHoldHeredoc(keyword: string, rest: string, token: string): boolean {
  if (keyword === 'onbuild' && rest) {
    const trigger = splitCommand(rest, token)
    return ['add', 'copy', 'run'].includes(trigger.name.toLowerCase()) && !Array.isArray(jsonList(trigger.rest))
  }
  return ['add', 'copy', 'run'].includes(keyword) && !Array.isArray(jsonList(rest))
}

/** The texts of a JSON list; `mixed` for one with something else in it, which is refused; undefined for a text that is not a JSON list. */
export function jsonList(rest: string): string[] | 'mixed' | undefined {
  if (!trimStart(rest).startsWith('[')) return undefined
  try {
    const value: unknown = JSON.parse(rest)
    return Array.isArray(value) ? (value.every(item => typeof item === 'string') ? value : 'mixed') : undefined
  } catch {
    return undefined
  }
}
