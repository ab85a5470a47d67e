import { Composer, type CST, isScalar, type ParsedNode, Schema, type Document as YamlDocument } from 'yaml'
import { MAX_DEPTH, MAX_LEXEMES, shown } from '../basics/limits.ts'
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import { mergeConflict } from '../sources/merge-conflict.ts'
import type { Span } from '../sources/span.ts'
import { type LexemeKind, refuse } from './lexeme.ts'
import { conflictMarker, firstProblem, type Source } from './syntax.ts'
import { Lexer, Parser } from './yaml-syntax.generated.js'

/** A YAML file as the `yaml` package sees it (without a document: a file of comments only), or its first syntax error. */
export type Composition = { readonly document: YamlDocument.Parsed<ParsedNode> | undefined } | { readonly problem: Diagnostic }

/** Reads YAML syntax as PyYAML does. `tabs`: a tab may be where a space may (JSON). */
export function compose(file: string, text: string, tabs: boolean): Composition {
  const found = composed(file, text, tabs)
  // Marks of git alone may be one long text for YAML; in a text of many lines they may be meant.
  const conflict = 'problem' in found || isScalar(found.document?.contents) ? mergeConflict(text) : undefined
  return conflict ? { problem: conflictMarker(file, conflict) } : found
}

function composed(file: string, text: string, tabs: boolean): Composition {
  const excess = text.length > MAX_LEXEMES ? excessOf(text) : undefined
  if (excess !== undefined) return { problem: tooMuch(file, excess) }
  const tokens: CST.Token[] = []
  const parser = new TokenParser(token => void tokens.push(token))
  const longQuotes: Span[] = []
  const source: Source = { file, text, longQuotes }
  const brackets: Bracket[] = []
  let kind: LexemeKind = 'other'
  let blockHeader = false
  let lexemes = 0
  /** For mistakes that swallow what follows: an error of the package before them comes first. */
  const earliest = (problem: Diagnostic): Diagnostic => {
    parser.end()
    const errors = documentsOf(tokens, text)[0]!.errors.filter(error => error.pos[0] < problem.at!.start)
    return firstProblem(errors, source) ?? problem
  }
  const lexer = new LooseLexer(lexeme => {
    const start = parser.offset
    const end = start + lexeme.length
    if (++lexemes > MAX_LEXEMES) throw new Stop(tooMuch(file, start))
    if (lexeme === SCALAR_FOLLOWS) kind = blockHeader ? 'block' : 'plain'
    else {
      const refusal = refuse(lexeme, kind, text[end], brackets.length > 0, tabs)
      if (refusal) throw new Stop(refusal.problem({ file, start: start + refusal.index, end: start + refusal.index + 1 }))
      if (kind === 'other') {
        const first = lexeme[0]!
        if (first === '"' || first === "'") {
          if (!isClosed(lexeme)) throw new Stop(earliest(unclosedQuote(file, start, first)))
          if (lexeme.includes('\n')) longQuotes.push({ file, start, end })
        } else if (first === '[' || first === '{') brackets.push({ sign: first, start })
        else if (first === ']' || first === '}') {
          const opened = brackets.pop()
          if (!opened) throw new Stop(earliest(closesNothing(file, start, first)))
          if (CLOSING[opened.sign] !== first) throw new Stop(earliest(wrongBracket(file, opened, start, first)))
        } else if (first === '|' || first === '>') blockHeader = true
      } else blockHeader = false
      kind = 'other'
    }
    parser.next(lexeme)
    if (parser.stack.length > MAX_DEPTH && depth(parser.stack) > MAX_DEPTH) throw new Stop(tooDeep(file, start))
    lexer.loose = brackets.length > 0 || QUOTES.has(text[parser.offset] ?? '')
  })
  try {
    lexer.lex(text)
  } catch (stop) {
    if (stop instanceof Stop) return { problem: stop.problem }
    throw stop
  }
  if (brackets[0]) return { problem: earliest(unclosedBracket(file, brackets[0])) }
  parser.end()
  const [document, second] = documentsOf(tokens, text)
  const problem = firstProblem(document!.errors, source) ?? (second && secondDocument(file, text, document!.range[2]))
  return problem ? { problem } : { document }
}

/**
 * Where a text has more words than a file may have, which is known long before they are understood; undefined where that is not so, or where its
 * brackets alone are too deep, which is found as soon.
 */
function excessOf(text: string): number | undefined {
  let lexemes = 0
  let offset = 0
  let open = 0
  let isScalar = false
  const lexer = new LooseLexer(lexeme => {
    if (++lexemes > MAX_LEXEMES) throw offset
    if (!SAID_BY_THE_LEXER.has(lexeme)) offset += lexeme.length
    if (!isScalar && (lexeme === '[' || lexeme === '{')) open++
    else if (!isScalar && (lexeme === ']' || lexeme === '}')) open--
    isScalar = lexeme === SCALAR_FOLLOWS
    if (open > MAX_DEPTH) throw undefined
    lexer.loose = open > 0 || QUOTES.has(text[offset] ?? '')
  })
  try {
    lexer.lex(text)
    return undefined
  } catch (stop) {
    if (stop === undefined || typeof stop === 'number') return stop
    throw stop
  }
}

/** Thrown out of the lexer: nothing after a problem is worth reading. */
class Stop {
  readonly problem: Diagnostic

  constructor(problem: Diagnostic) {
    this.problem = problem
  }
}

interface Bracket {
  readonly sign: '[' | '{'
  readonly start: number
}
const CLOSING = { '[': ']', '{': '}' }
/** The lexer says so before the text of a plain or block scalar. */
const SCALAR_FOLLOWS = '\x1f'
/** Lexemes that are not text: a document begins, brackets end too early. */
const SAID_BY_THE_LEXER = new Set([SCALAR_FOLLOWS, '\x02', '\x18'])
const QUOTES = new Set(['"', "'"])

/**
 * PyYAML has no rule of indentation inside brackets and quotes. The package's lexer has one; it asks `indentNext`, which says 0 while `loose`.
 * The property is the prototype's, for V8's sake: with one of its own every lexer would be of a kind of its own.
 */
class LooseLexer extends Lexer {
  loose = false
  readonly emit: (lexeme: string) => void

  constructor(emit: (lexeme: string) => void) {
    super()
    this.emit = emit
  }
}
Object.defineProperty(LooseLexer.prototype, 'indentNext', {
  get(this: LooseLexer) {
    return this.loose ? 0 : this.indent
  },
  set(this: LooseLexer, value: number) {
    this.indent = value
  },
})

class TokenParser extends Parser {
  readonly emit: (token: CST.Token) => void

  constructor(emit: (token: CST.Token) => void) {
    super()
    this.emit = emit
  }
}

const FAILSAFE = new Schema({ schema: 'failsafe', merge: false, resolveKnownTags: false })

function documentsOf(tokens: readonly CST.Token[], text: string): YamlDocument.Parsed<ParsedNode>[] {
  // Scalars are resolved and keys compared by us; the package's own look for equal keys takes quadratic time.
  const options = { schema: FAILSAFE, uniqueKeys: false, logLevel: 'silent' } as const
  return [...(new Composer(options).compose(tokens, true, text.length) as Iterable<YamlDocument.Parsed<ParsedNode>>)]
}

/** Whether a quoted lexeme ends with its own quote: the lexer gives one that does not at the end of the file or of the document. */
function isClosed(lexeme: string): boolean {
  const quote = lexeme[0]!
  if (lexeme.length < 2 || !lexeme.endsWith(quote)) return false
  let backslashes = 0
  while (lexeme.at(-2 - backslashes) === '\\') backslashes++
  return quote === "'" || backslashes % 2 === 0
}

const COLLECTIONS = new Set(['block-map', 'block-seq', 'flow-collection'])
const depth = (stack: readonly CST.Token[]): number => stack.filter(token => COLLECTIONS.has(token.type)).length

// Stopping here keeps the package's composer, which is recursive, off the end of the stack.
function tooDeep(file: string, start: number): Diagnostic {
  const params = { what: 'lists and mappings are nested too deep', limit: `${MAX_DEPTH} levels` }
  return diagnostic('DC1018', { file, start, end: start + 1 }, params, { help: 'check the brackets and the indentation' })
}

// Ten megabytes of brackets or empty lines take the package a gigabyte.
function tooMuch(file: string, start: number): Diagnostic {
  const params = { what: 'this file has too many parts', limit: `${shown(MAX_LEXEMES)} words, signs and line breaks` }
  return diagnostic('DC1018', { file, start, end: start + 1 }, params, { help: 'keep data in files that the code reads' })
}

function unclosedQuote(file: string, start: number, quote: string): Diagnostic {
  return diagnostic('DC1004', { file, start, end: start + 1 }, { quote }, { help: `add a ${quote} where the text ends` })
}

function unclosedBracket(file: string, { sign, start }: Bracket): Diagnostic {
  return diagnostic(
    'DC1005',
    { file, start, end: start + 1 },
    { bracket: sign },
    { help: `add a \`${CLOSING[sign]}\` where it ends` },
  )
}

function wrongBracket(file: string, opened: Bracket, start: number, found: string): Diagnostic {
  const notes = [{ message: `\`${found}\` comes first`, at: { file, start, end: start + 1 } }]
  const help = `close it with \`${CLOSING[opened.sign]}\``
  return diagnostic('DC1005', { file, start: opened.start, end: opened.start + 1 }, { bracket: opened.sign }, { notes, help })
}

function closesNothing(file: string, start: number, bracket: string): Diagnostic {
  const params = { problem: `this \`${bracket}\` closes nothing` }
  return diagnostic('DC1001', { file, start, end: start + 1 }, params, {
    help: 'remove it, or put the text in quotes if it is part of it',
  })
}

function secondDocument(file: string, text: string, from: number): Diagnostic {
  const marker = /^---(?=\s|$)/gm
  marker.lastIndex = from
  const start = marker.exec(text)?.index ?? from
  return diagnostic(
    'DC1014',
    { file, start, end: Math.min(start + 3, text.length) },
    {},
    { help: 'put each document in a file of its own' },
  )
}
