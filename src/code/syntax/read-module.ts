import type { PartialParse, SyntaxNode, Tree } from '@lezer/common'
import { ExpressionReader } from './expressions.ts'
import { type LateBody, withoutBodies } from './late-bodies.ts'
import { layoutOf, type SyntaxProblem } from './layout.ts'
import { children, NOT_PYTHON } from './nodes.ts'
import { type FindBody, namesIn, StatementReader } from './statements.ts'
import type { Block, ModuleTree, Statement } from './tree.ts'

/** Loaded when there is Python to read: its tables take longer to load than a small project to compile. */
const common = () => require('@lezer/common') as typeof import('@lezer/common')
const pythonParser = () => (require('@lezer/python') as typeof import('@lezer/python')).parser

/**
 * Reads a Python file. Whatever the text is, there is a tree; what is not valid Python is a broken statement of it.
 *
 * @example readModule('run.py', 'X = 1').body.statements[0].kind // 'assignment'
 */
export function readModule(file: string, text: string): ModuleTree {
  const wrong = foreignEncoding(text)
  const whole = { file, start: 0, end: text.length }
  if (wrong) {
    const statement: Statement = { kind: 'broken', span: { ...whole, end: 0 }, names: namesIn(text), reason: wrong }
    return { file, text, body: { span: whole, statements: [statement] } }
  }
  const plain = forParser(text)
  const { text: short, bodies } = withoutBodies(plain)
  const tree = parse(short)
  if (!tree) return { file, text, body: { span: whole, statements: [] }, limit: TOO_MANY_STEPS }
  const expressions = new ExpressionReader(file, text)
  const late = bodies.length > 0 ? lateBodies(plain, bodies) : undefined
  let statements: Statement[] | undefined
  const body: Block = {
    span: whole,
    get statements() {
      statements ??= readStatements(tree, expressions, late)
      return statements
    },
  }
  return { file, text, body }
}

/**
 * The first place where Python refuses a file, bodies of functions included: Python compiles them all before it runs the first line.
 *
 * @example syntaxProblem('def f():\n    print "a"\n') // { start: 13, end: 18, reason: '`print` is a function: …' }
 */
export function syntaxProblem(text: string): SyntaxProblem | undefined {
  if (foreignEncoding(text)) return undefined
  const plain = forParser(text).replace(BARE_YIELD, 'None ')
  const tree = parse(plain)
  if (!tree) return undefined
  const { indentation, bracket } = layoutOf(plain)
  const [error] = errorsOf(tree)
  const print = printStatement(tree, plain)
  const at = Math.min(error ?? 0, Math.max(0, plain.length - 1))
  const isCertain = error !== undefined && !NEWER.test(logicalLines(plain, at))
  const isBracket = bracket && (bracket.start === at || plain.slice(bracket.start, at).includes('\n'))
  const grammar = !isCertain ? undefined : isBracket ? bracket : { start: at, end: at + 1, reason: NOT_PYTHON }
  const found = [indentation, grammar, print].filter(one => one !== undefined)
  // The parser may stop at the spaces before a word that is indented wrongly.
  const reached = (one: SyntaxProblem) => (one === indentation ? plain.lastIndexOf('\n', one.start) + 1 : one.start)
  return found.sort((a, b) => reached(a) - reached(b))[0]
}

/** A `yield` without a value, which the parser refuses. */
const BARE_YIELD = /\byield\b(?=[ \t]*(?:[#)\]},;\r\n]|$))/g

/** Forms that Python takes and the parser may refuse: near them an error proves nothing. */
const NEWER =
  /\bas[ \t]*[([]|\bfor[ \t]*\*|\bfor\b[^:\n]{0,200},[ \t]*\*|\bwith[ \t]*\(|\{\{|\}\}|\b(?:match|case|type|except)\b|\bf["']|\bawait\b|\basync\b|:=|\bdef[^\n]{0,200}\[|\bclass[^\n]{0,200}\[/i

/** The line of a place, with those around it to which it may belong. */
function logicalLines(text: string, at: number): string {
  const from = text.lastIndexOf('\n', text.lastIndexOf('\n', at - 1) - 1) + 1
  const to = text.indexOf('\n', at + 1)
  return text.slice(from, to === -1 ? text.length : to)
}

/** `print "a"` of Python 2, which the parser takes; `print` alone and `print - 1` are expressions of Python 3 as well. */
function printStatement(tree: Tree, text: string): SyntaxProblem | undefined {
  const cursor = tree.cursor()
  do {
    const { name, from } = cursor
    if (name === 'PrintStatement' && PRINTS.test(text.slice(from, cursor.to)))
      return { start: from, end: from + 'print'.length, reason: '`print` is a function: write `print(…)`' }
  } while (cursor.next())
  return undefined
}

const PRINTS = /^print[ \t]+(?!(?:in|is|if|and|or|not|else|for)\b)["'\p{L}\p{N}_]/u

/** Steps of the parser, about one for a word or a sign: fifty thousand lines need them, and half a second. */
const MAX_STEPS = 500_000
const TOO_MANY_STEPS = 'files of more than half a million words and signs'
/** A step near a mistake tries several ways to go on. A file may have some tens of thousands of these. */
const STEPS_FOR_A_MISTAKE = 20

function parse(text: string): Tree | undefined {
  const run: PartialParse & { readonly recovering?: number } = pythonParser().startParse(text)
  for (let steps = 0; steps < MAX_STEPS; steps += run.recovering ? STEPS_FOR_A_MISTAKE : 1) {
    const tree = run.advance()
    if (tree) return tree
  }
  return undefined
}

/**
 * The text as the parser understands it, with each character at its place: a form feed at the start of a line begins the line anew (language reference
 * 2.1.8), a lone carriage return ends one (2.1.2), a byte order mark is nothing, and `1.` and `1.e5` are numbers (2.4.6), in whose place are `10` and `10e5`.
 */
function forParser(text: string): string {
  const plain = text.replace(/(?<![\p{L}\p{N}_.])(\d[\d_]*)\.(?=[eE][+-]?\d|[jJ]|[^\p{L}\p{N}_.]|$)/gu, '$10')
  if (!/^\ufeff|\f|\r(?!\n)/.test(plain)) return plain
  return plain
    .replace(/^\ufeff/, '\n')
    .replace(/\r(?!\n)/g, '\n')
    .replace(/(^|\n)([ \t]*)\f/g, '$1$2\n')
    .replace(/\f/g, ' ')
}

/** Why a file is not what it looks like: its first lines name an encoding (PEP 263) in which its bytes are other letters. */
function foreignEncoding(text: string): string | undefined {
  const lines = text.split(/\r\n|\r|\n/, 2)
  const isComment = (line: string) => /^\ufeff?[ \t\f]*(?:#|$)/.test(line)
  for (const [i, line] of lines.entries()) {
    if (i > 0 && !isComment(lines[0]!)) return undefined
    const encoding = /^\ufeff?[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(line)?.[1]
    if (encoding === undefined) continue
    const isPlain = /^(?:utf[-_]?8(?:[-_]sig)?|u8)$/i.test(encoding) || !/[^\x00-\x7f]/.test(text.replace(/^\ufeff/, ''))
    return isPlain ? undefined : `the file says that its encoding is ${encoding}: save it as UTF-8`
  }
  return undefined
}

/** Finds the body that `...` stands for, by parsing its function; the body's place where it is not valid Python. */
function lateBodies(text: string, bodies: readonly LateBody[]): FindBody {
  const byStart = new Map(bodies.map(body => [body.start, body]))
  return body => {
    const found = byStart.get(children(body).find(({ name }) => name !== ':')?.from ?? -1)
    if (!found) return body
    const part = parse(text.slice(found.from, found.to))
    // The same tree, with its places in the file.
    const whole = part && new (common().Tree)(part.type, [part], [found.from], found.to)
    const node = whole && errorsOf(whole).length === 0 ? whole.topNode.firstChild?.firstChild?.getChild('Body') : null
    return node ?? { start: found.start, end: found.to }
  }
}

function readStatements(tree: Tree, expressions: ExpressionReader, late: FindBody | undefined): Statement[] {
  const errors = errorsOf(tree)
  const nodes: SyntaxNode[] = []
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) if (node.name !== 'Comment') nodes.push(node)
  const whole = new StatementReader(expressions, { late })
  if (errors.length === 0) return nodes.flatMap(node => whole.read(node))
  return regions(nodes, expressions.text).flatMap(region => {
    const [first, last] = [region[0]!, region.at(-1)!]
    const end = last.nextSibling?.from ?? tree.length
    const error = errors.find(at => at >= first.from && (at < end || end === tree.length))
    return error === undefined ? region.flatMap(node => whole.read(node)) : [readBroken(region, error, expressions)]
  })
}

/**
 * Statements of a file with errors, in groups that begin where a line does: after an error the parser may take lines of a body for statements of the
 * module.
 */
function regions(nodes: readonly SyntaxNode[], text: string): SyntaxNode[][] {
  const groups: SyntaxNode[][] = []
  for (const node of nodes) {
    const startsLine = node.from === 0 || /[\n\r]/.test(text[node.from - 1]!)
    const last = groups.at(-1)
    if (!last || (startsLine && !node.type.isError && !isOpenDecorator(last, text))) groups.push([node])
    else last.push(node)
  }
  return groups
}

/** A decorator with an error in it belongs to the definition below, which would be another one without it. */
function isOpenDecorator(group: readonly SyntaxNode[], text: string): boolean {
  const last = group.at(-1)!
  const end = last.name === 'DecoratedStatement' ? last.lastChild : last
  return text[group[0]!.from] === '@' && !/^(?:Function|Class)Definition$/.test(end?.name ?? '')
}

/** A function or a class with an error in its body is still one; what it does is not known. */
function readBroken(region: readonly SyntaxNode[], error: number, expressions: ExpressionReader): Statement {
  const [first, last] = [region[0]!, region.at(-1)!]
  const definition = first.name === 'DecoratedStatement' ? first.lastChild! : first
  const body = definition.getChild('Body')
  const at = Math.min(error, expressions.text.length)
  const broken: Statement = {
    kind: 'broken',
    span: expressions.span(at, Math.min(at + 1, expressions.text.length)),
    names: namesIn(expressions.text.slice(first.from, last.to)),
    reason: NOT_PYTHON,
  }
  if (!/^(?:Function|Class)Definition$/.test(definition.name) || !body || error <= body.from) return broken
  return new StatementReader(expressions, { broken }).read(first)[0]!
}

/** Where the parser had to guess. */
function errorsOf(tree: Tree): number[] {
  const found: number[] = []
  const cursor = tree.cursor()
  do if (cursor.type.isError) found.push(cursor.from)
  while (cursor.next())
  return found
}
