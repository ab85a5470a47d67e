import type { SyntaxNode } from '@lezer/common'
import type { Span } from '../../sources/span.ts'
import { decodeBytes, decodeNumber, decodeText, splitString } from './literals.ts'
import { children, inner, NOT_PYTHON, type Reader, split } from './nodes.ts'
import { readOperators } from './operators.ts'
import { readParameters } from './parameters.ts'
import type { Argument, Clause, Comprehension, Expression, Field, Name, Text, Unreadable } from './tree.ts'

/** Levels of one expression: what people write has about ten. */
const MAX_NESTING = 100

/** Reads the parser's nodes of one file as expressions. */
export class ExpressionReader implements Reader {
  readonly file: string
  readonly text: string
  #depth = 0

  constructor(file: string, text: string) {
    this.file = file
    this.text = text
  }

  span(from: number, to: number): Span {
    return { file: this.file, start: from, end: to }
  }

  spanOf(node: SyntaxNode): Span {
    return this.span(node.from, node.to)
  }

  textOf(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to)
  }

  unreadable(node: SyntaxNode, reason: string): Unreadable {
    return { kind: 'unreadable', span: this.spanOf(node), reason }
  }

  read(node: SyntaxNode): Expression {
    if (this.#depth >= MAX_NESTING) return this.unreadable(node, 'it is nested too deeply')
    this.#depth++
    try {
      return (READERS[node.name] ?? unknownForm)(node, this)
    } finally {
      this.#depth--
    }
  }

  readList(nodes: readonly SyntaxNode[]): Expression {
    const items = this.readItems(nodes)
    if (items.length === 1 && nodes.at(-1)!.name !== ',' && items[0]!.kind !== 'starred') return items[0]!
    return { kind: 'tuple', span: this.span(nodes[0]!.from, nodes.at(-1)!.to), items }
  }

  readItems(nodes: readonly SyntaxNode[]): Expression[] {
    return split(nodes).map(part => this.#item(part))
  }

  #item(part: readonly SyntaxNode[]): Expression {
    const [first, second, third] = part as [SyntaxNode, SyntaxNode?, SyntaxNode?]
    if (first.name === '*' && second) {
      return { kind: 'starred', span: this.span(first.from, second.to), value: this.read(second) }
    }
    if (second?.name === 'AssignOp' && third) return this.#named(first, third)
    return part.length === 1 ? this.read(first) : this.unreadable(first, NOT_PYTHON)
  }

  #named(target: SyntaxNode, value: SyntaxNode): Expression {
    if (target.name !== 'VariableName') return this.unreadable(target, NOT_PYTHON)
    return { kind: 'named', span: this.span(target.from, value.to), target: this.name(target), value: this.read(value) }
  }

  name(node: SyntaxNode): Name {
    // Python compares names in their NFKC form (language reference 2.3).
    return { kind: 'name', span: this.spanOf(node), name: this.textOf(node).normalize('NFKC') }
  }

  readArguments(list: SyntaxNode): Argument[] {
    const nodes = inner(list)
    if (nodes.some(node => node.name === 'for')) {
      const value = this.comprehension(list, 'generator', nodes.at(-1)!.name === ',' ? nodes.slice(0, -1) : nodes)
      return [{ keyword: null, star: '', value }]
    }
    return split(nodes).map(part => this.#argument(part))
  }

  #argument(part: readonly SyntaxNode[]): Argument {
    const [first, second, third] = part as [SyntaxNode, SyntaxNode?, SyntaxNode?]
    if ((first.name === '*' || first.name === '**') && second)
      return { keyword: null, star: first.name, value: this.read(second) }
    if (second?.name === 'AssignOp' && third && this.textOf(second) === '=')
      return {
        keyword: { name: this.textOf(first).normalize('NFKC'), at: this.spanOf(first) },
        star: '',
        value: this.read(third),
      }
    return { keyword: null, star: '', value: this.#item(part) }
  }

  /** `nodes`: what is between the brackets. */
  comprehension(node: SyntaxNode, makes: Comprehension['makes'], nodes: readonly SyntaxNode[]): Expression {
    const start = nodes.findIndex(child => child.name === 'for' || child.name === 'async')
    const head = nodes.slice(0, start)
    const colon = head.findIndex(child => child.name === ':')
    const clauses = this.#clauses(nodes.slice(start))
    const itemNodes = head.slice(colon + 1)
    if (!clauses || itemNodes.length === 0 || itemNodes[0]!.name.startsWith('*')) return this.unreadable(node, NOT_PYTHON)
    const key = colon > 0 ? this.read(head[0]!) : null
    return { kind: 'comprehension', span: this.spanOf(node), makes, key, item: this.#item(itemNodes), clauses }
  }

  #clauses(nodes: readonly SyntaxNode[]): Clause[] | undefined {
    const clauses: Clause[] = []
    for (let i = 0; i < nodes.length; ) {
      if (nodes[i]!.name === 'if') {
        if (!nodes[i + 1]) return undefined
        clauses.push({ kind: 'if', condition: this.read(nodes[i + 1]!) })
        i += 2
        continue
      }
      const async = nodes[i]!.name === 'async'
      if (async) i++
      const into = nodes.findIndex((node, at) => at > i && node.name === 'in')
      const over = nodes[into + 1]
      if (nodes[i]?.name !== 'for' || into < i + 2 || !over) return undefined
      clauses.push({ kind: 'for', target: this.readList(nodes.slice(i + 1, into)), over: this.read(over), async })
      i = into + 2
    }
    return clauses
  }
}

type Read = (node: SyntaxNode, reader: ExpressionReader) => Expression

const unknownForm: Read = (node, reader) => reader.unreadable(node, node.type.isError ? NOT_PYTHON : 'it waits for something')

const READERS: Readonly<Record<string, Read>> = {
  VariableName: (node, reader) => reader.name(node),
  None: (node, reader) => ({ kind: 'constant', span: reader.spanOf(node), value: null }),
  Boolean: (node, reader) => ({ kind: 'constant', span: reader.spanOf(node), value: reader.textOf(node) === 'True' }),
  Ellipsis: (node, reader) => ({ kind: 'constant', span: reader.spanOf(node), value: '...' }),
  '...': (node, reader) => ({ kind: 'constant', span: reader.spanOf(node), value: '...' }),
  Number: readNumber,
  String: (node, reader) => readStrings([node], reader),
  FormatString: (node, reader) => readStrings([node], reader),
  ContinuedString: (node, reader) => readStrings(children(node), reader),
  ParenthesizedExpression: readParenthesized,
  TupleExpression: (node, reader) => ({ kind: 'tuple', span: reader.spanOf(node), items: reader.readItems(inner(node)) }),
  ArrayExpression: (node, reader) => ({ kind: 'list', span: reader.spanOf(node), items: reader.readItems(inner(node)) }),
  SetExpression: (node, reader) => ({ kind: 'set', span: reader.spanOf(node), items: reader.readItems(inner(node)) }),
  DictionaryExpression: readDict,
  ComprehensionExpression: (node, reader) => reader.comprehension(node, 'generator', inner(node)),
  ArrayComprehensionExpression: (node, reader) => reader.comprehension(node, 'list', inner(node)),
  SetComprehensionExpression: (node, reader) => reader.comprehension(node, 'set', inner(node)),
  DictionaryComprehensionExpression: (node, reader) => reader.comprehension(node, 'dict', inner(node)),
  CallExpression: readCall,
  MemberExpression: readMember,
  BinaryExpression: readOperators,
  UnaryExpression: readOperators,
  ConditionalExpression: readConditional,
  LambdaExpression: readLambda,
  NamedExpression: (node, reader) => reader.readItems(children(node))[0]!,
}

function readNumber(node: SyntaxNode, reader: ExpressionReader): Expression {
  const value = decodeNumber(reader.textOf(node))
  if (value === undefined) return reader.unreadable(node, 'it is a number of a kind that is not read')
  return typeof value === 'bigint'
    ? { kind: 'int', span: reader.spanOf(node), value }
    : { kind: 'float', span: reader.spanOf(node), value }
}

const FOREIGN_ESCAPE = 'it has an escape that only Python knows'

function readStrings(nodes: readonly SyntaxNode[], reader: ExpressionReader): Expression {
  const parts: (string | Field)[] = []
  const bytes: Uint8Array[] = []
  for (const node of nodes) {
    const split = splitString(reader.textOf(node))
    if (!split) return reader.unreadable(node, 'the text does not end')
    const raw = split.prefix.includes('r')
    if (split.prefix.includes('b')) {
      const decoded = decodeBytes(split.content, raw)
      if (!decoded) return reader.unreadable(node, NOT_PYTHON)
      bytes.push(decoded)
      continue
    }
    const read = split.prefix.includes('f') ? readFormatString(node, split.quote, raw, reader) : [decodeText(split.content, raw)]
    for (const part of read) {
      if (part === undefined) return reader.unreadable(node, FOREIGN_ESCAPE)
      parts.push(part)
    }
  }
  const span = reader.span(nodes[0]!.from, nodes.at(-1)!.to)
  if (bytes.length > 0 && parts.length > 0) return { kind: 'unreadable', span, reason: NOT_PYTHON }
  if (bytes.length > 0) return { kind: 'bytes', span, value: Uint8Array.from(bytes.flatMap(part => [...part])) }
  return { kind: 'text', span, parts: joined(parts) }
}

/** Neighbouring texts become one. */
function joined(parts: readonly (string | Field)[]): Text['parts'] {
  const result: (string | Field)[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part
    else if (part !== '') result.push(part)
  }
  return result
}

function readFormatString(
  node: SyntaxNode,
  quote: string,
  raw: boolean,
  reader: ExpressionReader,
): (string | Field | undefined)[] {
  const fields = children(node).filter(child => child.name === 'FormatReplacement')
  const start = node.from + reader.textOf(node).indexOf(quote) + quote.length
  const end = node.to - quote.length
  const parts: (string | Field | undefined)[] = []
  let from = start
  for (const field of fields) {
    parts.push(literalPart(reader.text.slice(from, field.from), raw), readField(field, quote, raw, reader))
    from = field.to
  }
  parts.push(literalPart(reader.text.slice(from, end), raw))
  return parts
}

/** Undefined where a brace is alone: Python sees a field in `f"\{x}"`, the parser an escape. */
function literalPart(content: string, raw: boolean): string | undefined {
  if (/[{}]/.test(content.replace(/\{\{|\}\}/g, ''))) return undefined
  return decodeText(content.replaceAll('{{', '{').replaceAll('}}', '}'), raw)
}

function readField(node: SyntaxNode, quote: string, raw: boolean, reader: ExpressionReader): Field {
  const nodes = children(node)
  const tail = nodes.findIndex(({ name }) => /^(?:FormatSelfDoc|FormatConversion|FormatSpec)$/.test(name) || name === '}')
  const find = (name: string) => nodes.find(child => child.name === name)
  const selfDoc = find('FormatSelfDoc')
  const conversion = find('FormatConversion')
  const spec = find('FormatSpec')
  const after = selfDoc && nodes[nodes.indexOf(selfDoc) + 1]
  const parts = spec ? readSpec(spec, quote, raw, reader) : []
  return {
    span: reader.spanOf(node),
    value: parts ? reader.readList(nodes.slice(1, tail < 0 ? undefined : tail)) : reader.unreadable(node, FOREIGN_ESCAPE),
    label: selfDoc ? reader.text.slice(node.from + 1, after?.from ?? selfDoc.to) : '',
    conversion: conversion ? (reader.textOf(conversion).slice(1).trim() as 'r' | 's' | 'a') : null,
    spec: (spec && parts) ?? null,
    reusesQuote: reader.textOf(node).includes(quote) || reader.textOf(node).includes('\\'),
  }
}

/** Undefined for an escape that only Python knows. */
function readSpec(node: SyntaxNode, quote: string, raw: boolean, reader: ExpressionReader): (string | Field)[] | undefined {
  const parts: (string | Field | undefined)[] = []
  let from = node.from + 1
  for (const field of children(node)) {
    if (field.name !== 'FormatReplacement') continue
    parts.push(decodeText(reader.text.slice(from, field.from), raw), readField(field, quote, raw, reader))
    from = field.to
  }
  parts.push(decodeText(reader.text.slice(from, node.to), raw))
  const known = parts.filter(part => part !== undefined)
  return known.length === parts.length ? known.filter(part => part !== '') : undefined
}

function readParenthesized(node: SyntaxNode, reader: ExpressionReader): Expression {
  const items = reader.readItems(inner(node))
  return items.length === 1 && items[0]!.kind !== 'starred' ? items[0]! : reader.unreadable(node, NOT_PYTHON)
}

function readDict(node: SyntaxNode, reader: ExpressionReader): Expression {
  const entries: { key: Expression | null; value: Expression }[] = []
  for (const part of split(inner(node))) {
    const [first, second, third] = part
    if (first?.name === '**' && second) entries.push({ key: null, value: reader.read(second) })
    else if (first && second?.name === ':' && third) entries.push({ key: reader.read(first), value: reader.read(third) })
    else return reader.unreadable(node, NOT_PYTHON)
  }
  return { kind: 'dict', span: reader.spanOf(node), entries }
}

function readCall(node: SyntaxNode, reader: ExpressionReader): Expression {
  const [callee, list] = children(node)
  if (!callee || list?.name !== 'ArgList') return reader.unreadable(node, NOT_PYTHON)
  return { kind: 'call', span: reader.spanOf(node), callee: reader.read(callee), arguments: reader.readArguments(list) }
}

function readMember(node: SyntaxNode, reader: ExpressionReader): Expression {
  const [objectNode, sign, ...rest] = children(node)
  const last = rest.at(-1)
  if (!objectNode || !sign || !last) return reader.unreadable(node, NOT_PYTHON)
  const span = reader.spanOf(node)
  const object = reader.read(objectNode)
  if (sign.name === '.') {
    const name = reader.textOf(last).normalize('NFKC')
    return { kind: 'attribute', span, object, name, nameAt: reader.spanOf(last) }
  }
  const nodes = rest.slice(0, -1)
  if (nodes.length === 0) return reader.unreadable(node, NOT_PYTHON)
  if (!nodes.some(child => child.name === ':')) return { kind: 'subscript', span, object, index: reader.readList(nodes) }
  if (nodes.some(child => child.name === ',')) return reader.unreadable(node, 'it takes parts of several dimensions')
  return { kind: 'subscript', span, object, index: readSlice(nodes, reader) }
}

function readSlice(nodes: readonly SyntaxNode[], reader: ExpressionReader): Expression {
  const bounds: (Expression | null)[] = [null, null, null]
  let at = 0
  for (const node of nodes) {
    if (node.name === ':') at++
    else bounds[at] = reader.read(node)
  }
  const [start = null, stop = null, step = null] = bounds
  return { kind: 'slice', span: reader.span(nodes[0]!.from, nodes.at(-1)!.to), start, stop, step }
}

function readConditional(node: SyntaxNode, reader: ExpressionReader): Expression {
  const [whenTrue, , condition, , whenFalse] = children(node)
  if (!whenTrue || !condition || !whenFalse) return reader.unreadable(node, NOT_PYTHON)
  return {
    kind: 'conditional',
    span: reader.spanOf(node),
    condition: reader.read(condition),
    whenTrue: reader.read(whenTrue),
    whenFalse: reader.read(whenFalse),
  }
}

function readLambda(node: SyntaxNode, reader: ExpressionReader): Expression {
  const nodes = children(node)
  const list = nodes.find(child => child.name === 'ParamList')
  const body = nodes.at(-1)!
  if (body.name === ':' || body.type.isError) return reader.unreadable(node, NOT_PYTHON)
  const parameters = list ? readParameters(children(list), list.to, reader) : []
  return { kind: 'lambda', span: reader.spanOf(node), parameters, body: reader.read(body) }
}
