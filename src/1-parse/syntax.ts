import type { ErrorCode, YAMLParseError } from 'yaml'
import { MAX_DEPTH } from '../basics/limits.ts'
import { type Details, type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import { isShellOutput } from '../sources/shell-output.ts'
import type { Span } from '../sources/span.ts'

/** What the lexer saw of a file: enough to tell a mistake from its consequences. */
export interface Source {
  readonly file: string
  readonly text: string
  /** Quoted texts of more than one line: the usual sign of a quote that was closed too late. */
  readonly longQuotes: readonly Span[]
}

/** The first syntax error of the `yaml` package in our words; undefined when PyYAML would find none. */
export function firstProblem(errors: readonly YAMLParseError[], source: Source): Diagnostic | undefined {
  const sorted = errors.toSorted((a, b) => a.pos[0] - b.pos[0])
  if (sorted.length === 0) return undefined
  const conflict = /^<{7} .*/m.exec(source.text)
  if (conflict) return conflictMarker(source.file, { start: conflict.index, length: conflict[0].length })
  for (const error of sorted) {
    // Inside brackets a missing comma makes two errors at one place; this is the one to explain.
    const twin = sorted.find(e => e.code === 'BLOCK_IN_FLOW' && e.pos[0] === error.pos[0]) ?? error
    const rule = RULES.find(([code, message]) => code === twin.code && message.test(twin.message))
    const place = new Place(source, twin)
    const problem = rule
      ? rule[2](place)
      : place.problem('this is not YAML', 'check quotes, brackets and indentation in this line and above')
    if (problem) return problem
  }
  return undefined
}

/** Where an error is, with what the rules ask about it. */
class Place {
  readonly source: Source
  readonly start: number
  readonly end: number

  constructor(source: Source, error: YAMLParseError) {
    this.source = source
    this.start = Math.min(error.pos[0], source.text.length)
    this.end = Math.max(this.start, Math.min(error.pos[1], source.text.length))
  }

  get span(): Span {
    return { file: this.source.file, start: this.start, end: this.end }
  }
  get text(): string {
    return this.source.text.slice(this.start, this.end)
  }
  get restOfLine(): string {
    return this.source.text.slice(this.start).split(/\r?\n/, 1)[0]!.trimEnd()
  }
  /** The last visible character before the place. */
  get before(): number {
    let i = this.start - 1
    while (i >= 0 && /\s/.test(this.source.text[i]!)) i--
    return i
  }
  /** The rest of the line, from the next visible character. */
  get line(): Span {
    const { file, text } = this.source
    let start = this.start
    while (start < text.length && /\s/.test(text[start]!)) start++
    const end = text.indexOf('\n', start)
    return { file, start, end: Math.max(start, end < 0 ? text.length : end - (text[end - 1] === '\r' ? 1 : 0)) }
  }
  /** The line from its beginning. */
  get wholeLine(): Span {
    return { ...this.line, start: this.source.text.lastIndexOf('\n', this.start - 1) + 1 }
  }
  textOf(span: Span): string {
    return this.source.text.slice(span.start, span.end)
  }

  problem(problem: string, help: string, at = this.span): Diagnostic {
    return diagnostic('DC1001', at, { problem }, { help })
  }
  indentation(problem: string, help: string, at = this.line): Diagnostic {
    return diagnostic('DC1006', at, { problem }, { help })
  }
  mapping(problem: string, help: string, at = this.span, details: Details = {}): Diagnostic {
    return diagnostic('DC1007', at, { problem }, { ...details, help })
  }
}

type Rule = readonly [code: ErrorCode, message: RegExp, explain: (place: Place) => Diagnostic | undefined]

// By the package's code and the beginning of its message: one code of it stands for several mistakes.
const RULES: readonly Rule[] = [
  ['MISSING_CHAR', /^Comments must be separated/, () => undefined],
  ['UNEXPECTED_TOKEN', /at node end$/, afterValue],
  [
    'UNEXPECTED_TOKEN',
    /on same line with key$/,
    at =>
      at.problem(
        'a list starts on the line of its key',
        'put it on the next line, or write `[…]`; put it in quotes if it is text',
      ),
  ],
  ['UNEXPECTED_TOKEN', /^Unexpected (, in|empty item)/, at => at.problem('nothing is between two commas', 'remove one of them')],
  [
    'UNEXPECTED_TOKEN',
    /^Block scalar header/,
    at => at.problem('the text of a block starts on the line below', 'move it there, and indent it'),
  ],
  ['UNEXPECTED_TOKEN', /in YAML (stream|document)/, misplacedLine],
  ['BLOCK_AS_IMPLICIT_KEY', /^Nested mappings/, secondColon],
  [
    'BLOCK_AS_IMPLICIT_KEY',
    /^A block sequence/,
    at => at.indentation('this line does not line up with the list above', 'give every `-` of a list the same indentation'),
  ],
  ['MULTILINE_IMPLICIT_KEY', /./, noColon],
  ['MISSING_CHAR', /^Implicit map keys/, noColon],
  ['BAD_INDENT', /^All mapping items/, misalignedKey],
  [
    'BAD_INDENT',
    /^All sequence items/,
    at => at.indentation('this line does not line up with the list above', 'give every `-` of a list the same indentation'),
  ],
  [
    'BAD_INDENT',
    /./,
    at =>
      at.indentation(
        'this line is indented less than the text that it belongs to',
        'give every line of the text the same indentation',
      ),
  ],
  ['MISSING_CHAR', /^Sequence item without/, misplacedLine],
  [
    'MISSING_CHAR',
    /^Block scalars with/,
    at => at.indentation('the empty lines above this text are indented deeper than it', 'remove the spaces from the empty lines'),
  ],
  ['MISSING_CHAR', /^Missing (, |space after)/, missingComma],
  ['BLOCK_IN_FLOW', /./, missingComma],
  ['BAD_SCALAR_START', /./, badStart],
  ['BAD_DQ_ESCAPE', /./, badEscape],
  ['TAG_RESOLVE_FAILED', /./, at => diagnostic('DC1011', at.span, {}, { help: 'put the text in quotes if `!` is part of it' })],
  ['MULTIPLE_ANCHORS', /./, at => at.problem('a second anchor for the same value', 'keep one of them')],
  ['MULTIPLE_TAGS', /./, at => at.problem('a second tag for the same value', 'keep one of them')],
  ['ALIAS_PROPS', /./, at => at.problem('an alias has no anchor or tag of its own', 'remove what comes before it')],
  ['BAD_PROP_ORDER', /./, at => at.problem('anchors and tags come after this sign', 'write them behind it')],
  [
    'MISSING_CHAR',
    /^Missing newline after block/,
    at => at.problem('a list starts on the line of its anchor or tag', 'put it on the next line'),
  ],
  [
    'MISSING_CHAR',
    /^Missing directives-end/,
    at => at.problem('a line `---` is missing below the lines with `%`', 'add it, or put the text in quotes'),
  ],
  ['MISSING_CHAR', /^Block collection cannot start/, at => at.problem('text on the line of `---`', 'put it on the next line')],
  [
    'KEY_OVER_1024_CHARS',
    /./,
    at =>
      diagnostic('DC1018', at.span, { what: 'this key is too long', limit: '1024 characters' }, { help: 'put a `? ` before it' }),
  ],
  [
    'RESOURCE_EXHAUSTION',
    /./,
    at => diagnostic('DC1018', at.span, { what: 'lists and mappings are nested too deep', limit: `${MAX_DEPTH} levels` }),
  ],
]

export function conflictMarker(file: string, { start, length }: { start: number; length: number }): Diagnostic {
  const problem = 'git left a merge conflict here'
  return diagnostic(
    'DC1001',
    { file, start, end: start + length },
    { problem },
    { help: 'resolve it, then remove the marker lines' },
  )
}

/** `'it's'`, `[a] b`: something follows what was already complete. */
function afterValue(at: Place): Diagnostic {
  const { text, file, longQuotes } = at.source
  const before = at.before
  const sign = text[before] ?? ''
  if (text.slice(before + 1, at.start).includes('\n')) return misplacedLine(at)
  if (sign === "'" || sign === '"') {
    const long = longQuotes.find(quote => quote.end === before + 1)
    const notes = long && [{ message: 'the quoted text begins here', at: { file, start: long.start, end: long.start + 1 } }]
    const help = sign === "'" ? "write '' for a quote inside single quotes" : 'write \\" for a quote inside double quotes'
    return at.mapping('text follows after the closing quote', long ? `close the quote earlier; ${help}` : help, at.span, {
      notes,
    })
  }
  if (sign === ']' || sign === '}')
    return at.mapping('text follows after the closing bracket', 'put the whole value in quotes, or remove the text')
  return at.mapping('text follows after a complete value', 'put the whole value in quotes')
}

function misplacedLine(at: Place): Diagnostic {
  return at.indentation(
    'this line belongs neither to the list nor to the mapping above it',
    'indent it, or begin it as the lines above',
  )
}

/** `command: echo a: b`, or a line that is indented too far. */
function secondColon(at: Place): Diagnostic {
  const { text, file } = at.source
  if (isShellOutput(at.textOf(at.wholeLine))) return shellOutput(at)
  const line = at.restOfLine
  if (/:(?=\s|$)/.test(line)) return at.mapping('a second `: ` in this value', 'put the value in quotes')
  const below = text.indexOf('\n', at.start)
  const start = below < 0 || text.slice(below).trim() === '' ? 0 : below - at.start
  const place = new Place(at.source, { pos: [at.start + start, at.start] } as unknown as YAMLParseError).line
  return at.indentation(
    'this line is indented deeper than the key above, which has a value already',
    'line it up with the keys beside it',
    { ...place, file },
  )
}

const shellOutput = (at: Place): Diagnostic =>
  at.mapping('this line is the output of a shell, not YAML', 'remove it, and the lines like it', at.wholeLine)

/** A line of a mapping that is not a `key: value`. */
function noColon(at: Place): Diagnostic {
  const line = at.line
  const text = at.textOf(line)
  if (/^-[^\s-]/.test(text))
    return at.mapping('a space is missing after `-`', 'write `- ` before the item', { ...line, end: line.start + 1 })
  if (/^-(\s|$)/.test(text))
    return at.indentation(
      'a list begins where the mapping above goes on',
      'indent it below its key, or remove the text of that key',
    )
  if (blockHeaderAbove(at, line.start))
    return at.indentation('the text of a block is not indented', 'indent it deeper than its key')
  if (/^[^\s:]+:\S/.test(text)) return at.mapping('a space is missing after `:`', 'write `key: value`', line)
  if (isShellOutput(at.textOf(at.wholeLine))) return shellOutput(at)
  if (/^```/.test(text))
    return at.mapping('Markdown begins a block of code with this line', 'remove it, and the line that ends it', line)
  return at.mapping(
    'there is no `: ` in this line',
    'write `key: value`; a text of several lines is indented deeper than its key',
    line,
  )
}

function blockHeaderAbove(at: Place, start: number): boolean {
  return /[|>][-+0-9]*[ ]*\r?\n\s*$/.test(at.source.text.slice(Math.max(0, start - 1000), start))
}

function misalignedKey(at: Place): Diagnostic {
  const text = at.textOf(at.line)
  if (/^-[^\s-]/.test(text)) return noColon(at)
  if (inList(at))
    return at.indentation('this line is not an item of the list above it', 'begin it with `- ` as the lines above, or indent it')
  return at.indentation('this line does not line up with the keys above it', 'give it the same indentation as the keys beside it')
}

/** Whether the line above is an item of a list that begins where this line begins. */
function inList(at: Place): boolean {
  const before = at.source.text.slice(0, at.line.start)
  let start = before.length
  while (before[start - 1] === ' ') start--
  const indent = before.slice(start)
  return new RegExp(`\\n${indent}- [^\\n]*\\n${indent}$`).test(before)
}

function missingComma(at: Place): Diagnostic {
  const problem = /:(?=\s|$)/.test(at.text) ? 'two `: ` without a comma between them' : 'a comma is missing here'
  return at.mapping(problem, 'put a comma between the entries, or put the text in quotes')
}

function badStart(at: Place): Diagnostic {
  const sign = at.source.text[at.start]!
  const at1 = { ...at.span, end: at.start + 1 }
  return diagnostic(
    'DC1016',
    at1,
    { character: sign === '`' ? 'a backtick' : `\`${sign}\``, where: 'start a text without quotes' },
    { help: 'put the text in quotes' },
  )
}

function badEscape(at: Place): Diagnostic {
  const sequence = at.source.text.slice(at.start, at.start + 2)
  const span = { ...at.span, end: at.start + 2 }
  return diagnostic('DC1017', span, { escape: sequence }, { help: 'write `\\\\` for a backslash, or use single quotes' })
}
