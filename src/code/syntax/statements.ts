import type { SyntaxNode } from '@lezer/common'
import type { Span } from '../../sources/span.ts'
import type { ExpressionReader } from './expressions.ts'
import { children, inner, NOT_PYTHON, split } from './nodes.ts'
import { readAnnotation, readParameters } from './parameters.ts'
import { readPattern } from './patterns.ts'
import type { Block, Broken, Expression, FunctionDefinition, ImportedName, Statement } from './tree.ts'

/** Levels of blocks: Python itself takes a hundred. */
const MAX_BLOCKS = 100

/** Gives the body that was parsed for one that was left out at first; its place where it is not valid Python. */
export type FindBody = (body: SyntaxNode) => SyntaxNode | { readonly start: number; readonly end: number }

interface ReaderOptions {
  readonly broken?: Broken
  readonly level?: number
  readonly late?: FindBody | undefined
}

/** Reads the parser's nodes of one file as statements. */
export class StatementReader {
  readonly expressions: ExpressionReader
  readonly #broken: Broken | undefined
  readonly #level: number
  readonly #late: FindBody | undefined

  /** @param broken stands for every block below: an error of the syntax makes all that is near it uncertain */
  constructor(expressions: ExpressionReader, { broken, level = 0, late }: ReaderOptions = {}) {
    this.expressions = expressions
    this.#broken = broken
    this.#level = level
    this.#late = late
  }

  read(node: SyntaxNode): Statement[] {
    if (node.name === 'StatementGroup')
      return children(node)
        .filter(child => child.name !== ';')
        .flatMap(child => this.read(child))
    const reader = READERS[node.name]
    return [reader ? reader(node, this) : this.broken(node, NOT_PYTHON)]
  }

  broken(node: SyntaxNode, reason: string): Broken {
    const span = this.expressions.spanOf(node)
    return { kind: 'broken', span, names: namesIn(this.expressions.text.slice(span.start, span.end)), reason }
  }

  block(body: SyntaxNode | undefined, at: Span): Block {
    if (!body) return { span: at, statements: [] }
    const span = this.expressions.spanOf(body)
    const level = this.#level + 1
    if (this.#broken) return { span, statements: [this.#broken] }
    if (level > MAX_BLOCKS) return { span, statements: [this.broken(body, 'it is nested too deeply')] }
    const inside = new StatementReader(this.expressions, { level })
    const read = () => inside.#statementsOf(this.#late ? this.#late(body) : body)
    let statements: Statement[] | undefined
    return {
      span,
      get statements() {
        statements ??= read()
        return statements
      },
    }
  }

  #statementsOf(body: ReturnType<FindBody>): Statement[] {
    if ('start' in body) {
      const { start, end } = body
      const names = namesIn(this.expressions.text.slice(start, end))
      return [{ kind: 'broken', span: this.expressions.span(start, end), names, reason: NOT_PYTHON }]
    }
    return children(body)
      .filter(child => child.name !== ':')
      .flatMap(child => this.read(child))
  }
}

/** Words of a text that could be names. */
export function namesIn(text: string): string[] {
  return [...new Set(text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [])]
}

type Read = (node: SyntaxNode, reader: StatementReader) => Statement

const READERS: Readonly<Record<string, Read>> = {
  ExpressionStatement: (node, { expressions }) => ({
    kind: 'expression',
    span: expressions.spanOf(node),
    value: expressions.readList(children(node)),
  }),
  AssignStatement: readAssignment,
  UpdateStatement: readUpdate,
  DeleteStatement: (node, { expressions }) => ({
    kind: 'delete',
    span: expressions.spanOf(node),
    targets: expressions.readItems(children(node).slice(1)),
  }),
  PassStatement: (node, { expressions }) => ({ kind: 'pass', span: expressions.spanOf(node) }),
  BreakStatement: (node, { expressions }) => ({ kind: 'break', span: expressions.spanOf(node) }),
  ContinueStatement: (node, { expressions }) => ({ kind: 'continue', span: expressions.spanOf(node) }),
  ReturnStatement: (node, { expressions }) => {
    const nodes = children(node).slice(1)
    return { kind: 'return', span: expressions.spanOf(node), value: nodes.length > 0 ? expressions.readList(nodes) : null }
  },
  YieldStatement: (node, { expressions }) => ({
    kind: 'expression',
    span: expressions.spanOf(node),
    value: expressions.unreadable(node, 'it makes a generator'),
  }),
  RaiseStatement: (node, { expressions }) => {
    const value = children(node)[1]
    return { kind: 'raise', span: expressions.spanOf(node), exception: value ? expressions.read(value) : null }
  },
  AssertStatement: (node, { expressions }) => ({
    kind: 'assert',
    span: expressions.spanOf(node),
    condition: expressions.read(children(node)[1]!),
  }),
  ImportStatement: readImport,
  ScopeStatement: (node, { expressions }) => {
    const [word, ...names] = children(node)
    const kind = word!.name as 'global' | 'nonlocal'
    return { kind, span: expressions.spanOf(node), names: split(names).map(part => expressions.name(part[0]!).name) }
  },
  TypeDefinition: readTypeAlias,
  IfStatement: readIf,
  WhileStatement: (node, reader) => {
    const { expressions } = reader
    const [, condition] = children(node)
    const [body, otherwise] = blocks(node, reader)
    const span = expressions.spanOf(node)
    return { kind: 'while', span, condition: expressions.read(condition!), body: body!, otherwise: otherwise ?? null }
  },
  ForStatement: readFor,
  TryStatement: readTry,
  WithStatement: readWith,
  FunctionDefinition: (node, reader) => readFunction(node, [], reader),
  ClassDefinition: (node, reader) => readClass(node, [], reader),
  DecoratedStatement: readDecorated,
  MatchStatement: readMatch,
}

const blocks = (node: SyntaxNode, reader: StatementReader): Block[] =>
  children(node)
    .filter(child => child.name === 'Body')
    .map(body => reader.block(body, reader.expressions.spanOf(node)))

function readAssignment(node: SyntaxNode, { expressions }: StatementReader): Statement {
  const nodes = children(node)
  const type = nodes.find(child => child.name === 'TypeDef')
  const sides: SyntaxNode[][] = [[]]
  for (const child of nodes) {
    if (child.name === 'AssignOp') sides.push([])
    else if (child !== type) sides.at(-1)!.push(child)
  }
  const values = sides.map(side => (side.length > 0 ? expressions.readList(side) : expressions.unreadable(node, NOT_PYTHON)))
  const annotation = type ? readAnnotation(type, expressions) : null
  const span = expressions.spanOf(node)
  if (values.length === 1) return { kind: 'assignment', span, targets: values, annotation, value: null }
  return { kind: 'assignment', span, targets: values.slice(0, -1), annotation, value: values.at(-1)! }
}

function readUpdate(node: SyntaxNode, reader: StatementReader): Statement {
  const { expressions } = reader
  const nodes = children(node)
  const sign = nodes.findIndex(child => child.name === 'UpdateOp')
  if (sign !== 1 || nodes.length < 3) return reader.broken(node, NOT_PYTHON)
  return {
    kind: 'augmented',
    span: expressions.spanOf(node),
    target: expressions.read(nodes[0]!),
    operator: expressions.textOf(nodes[1]!).slice(0, -1),
    value: expressions.readList(nodes.slice(2)),
  }
}

/** `type X = int` binds a name to something that no setting can hold. */
function readTypeAlias(node: SyntaxNode, { expressions }: StatementReader): Statement {
  const target = expressions.name(children(node).find(child => child.name === 'VariableName')!)
  const value = expressions.unreadable(node, 'it is a type')
  return { kind: 'assignment', span: expressions.spanOf(node), targets: [target], annotation: null, value }
}

function readImport(node: SyntaxNode, reader: StatementReader): Statement {
  const { expressions } = reader
  const nodes = children(node).filter(child => child.name !== '(' && child.name !== ')')
  const span = expressions.spanOf(node)
  if (nodes[0]!.name === 'import') return { kind: 'import', span, names: importedNames(nodes.slice(1), reader) }
  const at = nodes.findIndex(child => child.name === 'import')
  const from = nodes.slice(1, at)
  if (at < 2 || from.length === 0) return reader.broken(node, NOT_PYTHON)
  const written = expressions.text.slice(from[0]!.from, from.at(-1)!.to).replace(/[\s\\]/g, '')
  const level = /^\.*/.exec(written)![0].length
  const what = nodes.slice(at + 1)
  return {
    kind: 'from import',
    span,
    level,
    module: written.slice(level),
    moduleAt: expressions.span(from[0]!.from, from.at(-1)!.to),
    names: what[0]?.name === '*' ? null : importedNames(what, reader),
  }
}

function importedNames(nodes: readonly SyntaxNode[], { expressions }: StatementReader): ImportedName[] {
  return split(nodes).map(part => {
    const as = part.findIndex(child => child.name === 'as')
    const path = as < 0 ? part : part.slice(0, as)
    const alias = as < 0 ? undefined : part[as + 1]
    return {
      name: path
        .map(child => expressions.textOf(child))
        .join('')
        .normalize('NFKC'),
      alias: alias ? expressions.name(alias).name : null,
      at: expressions.span(path[0]!.from, path.at(-1)!.to),
    }
  })
}

function readIf(node: SyntaxNode, reader: StatementReader): Statement {
  const { expressions } = reader
  const span = expressions.spanOf(node)
  const branches: { condition: Expression; body: Block }[] = []
  let otherwise: Block | null = null
  let condition: Expression | undefined
  for (const child of children(node)) {
    if (child.name === 'Body') {
      const body = reader.block(child, span)
      if (condition) branches.push({ condition, body })
      else otherwise = body
      condition = undefined
    } else if (!/^(?:if|elif|else)$/.test(child.name)) condition = expressions.readList([child])
  }
  return { kind: 'if', span, branches, otherwise }
}

function readFor(node: SyntaxNode, reader: StatementReader): Statement {
  const { expressions } = reader
  const nodes = children(node)
  const async = nodes[0]!.name === 'async'
  const into = nodes.findIndex(child => child.name === 'in')
  const bodyAt = nodes.findIndex(child => child.name === 'Body')
  const start = async ? 2 : 1
  if (into <= start || bodyAt <= into + 1) return reader.broken(node, NOT_PYTHON)
  const [body, otherwise] = blocks(node, reader)
  return {
    kind: 'for',
    span: expressions.spanOf(node),
    target: expressions.readList(nodes.slice(start, into)),
    over: expressions.readList(nodes.slice(into + 1, bodyAt)),
    body: body!,
    otherwise: otherwise ?? null,
    async,
  }
}

function readTry(node: SyntaxNode, reader: StatementReader): Statement {
  const { expressions } = reader
  const span = expressions.spanOf(node)
  const handlers: { type: Expression | null; name: string | null; body: Block }[] = []
  const parts: { try: Block | null; else: Block | null; finally: Block | null } = { try: null, else: null, finally: null }
  let word = 'try'
  let head: SyntaxNode[] = []
  for (const child of children(node)) {
    if (/^(?:try|except|else|finally)$/.test(child.name)) {
      word = child.name
      head = []
    } else if (child.name !== 'Body') head.push(child)
    else if (word === 'except') {
      const [type, , name] = head.filter(part => part.name !== '*')
      handlers.push({
        type: type ? expressions.read(type) : null,
        name: name ? expressions.textOf(name) : null,
        body: reader.block(child, span),
      })
    } else parts[word as keyof typeof parts] = reader.block(child, span)
  }
  const body = parts.try ?? { span, statements: [] }
  return { kind: 'try', span, body, handlers, otherwise: parts.else, finally: parts.finally }
}

function readWith(node: SyntaxNode, reader: StatementReader): Statement {
  const { expressions } = reader
  const nodes = children(node)
  const async = nodes[0]!.name === 'async'
  const bodyAt = nodes.findIndex(child => child.name === 'Body')
  const items = withItems(nodes.slice(async ? 2 : 1, bodyAt)).map(part => {
    const as = part.findIndex(child => child.name === 'as')
    const name = as < 0 ? undefined : part[as + 1]
    return { context: expressions.read(part[0]!), target: name ? expressions.name(name) : null }
  })
  const [body] = blocks(node, reader)
  return { kind: 'with', span: expressions.spanOf(node), items, body: body!, async }
}

/** `with (a, b):` enters two contexts; the parser takes the parentheses for a tuple. */
function withItems(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const [first, ...more] = nodes
  return split(first?.name === 'TupleExpression' && more.length === 0 ? inner(first) : nodes)
}

function readDecorated(node: SyntaxNode, reader: StatementReader): Statement {
  const nodes = children(node)
  const definition = nodes.at(-1)!
  const decorators = nodes.filter(child => child.name === 'Decorator').map(child => readDecorator(child, reader))
  if (definition.name === 'FunctionDefinition') return readFunction(definition, decorators, reader)
  return definition.name === 'ClassDefinition' ? readClass(definition, decorators, reader) : reader.broken(node, NOT_PYTHON)
}

/** `@a.b(c)`: the parser gives its parts one after the other. */
function readDecorator(node: SyntaxNode, { expressions }: StatementReader): Expression {
  const nodes = children(node).slice(1)
  let result: Expression | undefined
  for (const child of nodes) {
    const span = expressions.span(nodes[0]!.from, child.to)
    if (child.name === 'ArgList' && result) {
      result = { kind: 'call', span, callee: result, arguments: expressions.readArguments(child) }
    } else if (child.name === 'VariableName' || child.name === 'PropertyName') {
      const { name } = expressions.name(child)
      result = result
        ? { kind: 'attribute', span, object: result, name, nameAt: expressions.spanOf(child) }
        : expressions.name(child)
    } else if (child.name !== '.') return expressions.unreadable(node, 'it is a decorator of a form that is not read')
  }
  return result ?? expressions.unreadable(node, NOT_PYTHON)
}

function readFunction(node: SyntaxNode, decorators: readonly Expression[], reader: StatementReader): Statement {
  const { expressions } = reader
  const nodes = children(node)
  const name = nodes.find(child => child.name === 'VariableName')
  const list = nodes.find(child => child.name === 'ParamList')
  if (!name || !list) return reader.broken(node, NOT_PYTHON)
  const type = nodes.find(child => child.name === 'TypeDef')
  const span = expressions.spanOf(node)
  return {
    kind: 'function',
    span,
    name: expressions.name(name).name,
    nameAt: expressions.spanOf(name),
    parameters: readParameters(children(list), list.to, expressions),
    returns: type ? readAnnotation(type, expressions) : null,
    decorators,
    body: reader.block(
      nodes.find(child => child.name === 'Body'),
      span,
    ),
    async: nodes[0]!.name === 'async',
  } satisfies FunctionDefinition
}

function readClass(node: SyntaxNode, decorators: readonly Expression[], reader: StatementReader): Statement {
  const { expressions } = reader
  const nodes = children(node)
  const name = nodes.find(child => child.name === 'VariableName')
  if (!name) return reader.broken(node, NOT_PYTHON)
  const list = nodes.find(child => child.name === 'ArgList')
  const span = expressions.spanOf(node)
  return {
    kind: 'class',
    span,
    name: expressions.name(name).name,
    nameAt: expressions.spanOf(name),
    bases: list ? expressions.readArguments(list) : [],
    decorators,
    body: reader.block(
      nodes.find(child => child.name === 'Body'),
      span,
    ),
  }
}

function readMatch(node: SyntaxNode, reader: StatementReader): Statement {
  const { expressions } = reader
  const nodes = children(node)
  const body = nodes.find(child => child.name === 'MatchBody')
  const subject = nodes[1]
  if (!body || !subject || subject.name === '*') return reader.broken(node, 'it matches a form that is not read')
  const span = expressions.spanOf(node)
  const cases = children(body)
    .filter(child => child.name === 'MatchClause')
    .map(clause => {
      const parts = children(clause)
      const guard = parts.find(child => child.name === 'Guard')
      const patterns = parts.slice(1).filter(child => child.name !== 'Guard' && child.name !== 'Body')
      return {
        pattern:
          patterns.length === 1
            ? readPattern(patterns[0]!, expressions)
            : expressions.unreadable(clause, 'it takes a sequence apart'),
        guard: guard ? expressions.read(guard.lastChild!) : null,
        body: reader.block(
          parts.find(child => child.name === 'Body'),
          span,
        ),
      }
    })
  return { kind: 'match', span, subject: expressions.read(subject), cases }
}
