/** Prints our syntax tree of Python in the form of test/syntax/python-tree.py. */
import type { Argument, Block, Clause, Expression, Field, Parameter, Pattern, Statement } from '../../src/code/syntax/tree.ts'

/** `[kind, start, end, field, …]`; a place that we do not keep is `null`. */
export type Printed = readonly unknown[]

export const printBlock = ({ statements }: Block): Printed[] => statements.map(printStatement)

const optional = (node: Expression | null): Printed | null => node && printExpression(node)
const list = (nodes: readonly Expression[]): Printed[] => nodes.map(printExpression)
const otherwise = (block: Block | null): Printed[] | null => block && printBlock(block)

function printExpression(node: Expression): Printed {
  return [node.kind, node.span.start, node.span.end, ...fieldsOf(node)]
}

function fieldsOf(node: Expression): Printed {
  switch (node.kind) {
    case 'name':
      return [node.name]
    case 'constant':
      return [node.value]
    case 'int':
      return [`0x${node.value.toString(16)}`]
    case 'float':
      return [node.value]
    case 'bytes':
      return [Buffer.from(node.value).toString('hex')]
    case 'text':
      return [printParts(node.parts)]
    case 'tuple':
    case 'list':
    case 'set':
      return [list(node.items)]
    case 'dict':
      return [node.entries.map(({ key, value }) => [optional(key), printExpression(value)])]
    case 'comprehension':
      return [node.makes, optional(node.key), printExpression(node.item), node.clauses.map(printClause)]
    case 'attribute':
      return [printExpression(node.object), node.name]
    case 'subscript':
      return [printExpression(node.object), printExpression(node.index)]
    case 'slice':
      return [optional(node.start), optional(node.stop), optional(node.step)]
    case 'call':
      return [printExpression(node.callee), ...printArguments(node.arguments)]
    case 'unary':
      return [node.operator, printExpression(node.operand)]
    case 'arithmetic': {
      const chain = node.rest.reduce<Printed>(
        (left, { operator, operand }) => ['arithmetic', null, null, left, operator, printExpression(operand)],
        printExpression(node.first),
      )
      return chain.slice(3)
    }
    case 'comparison':
      return [printExpression(node.first), node.rest.map(({ operator, operand }) => [operator, printExpression(operand)])]
    case 'boolean':
      return [node.operator, list(node.operands)]
    case 'conditional':
      return [node.condition, node.whenTrue, node.whenFalse].map(printExpression)
    case 'lambda':
      return [node.parameters.map(printParameter), printExpression(node.body)]
    case 'named':
      return [printExpression(node.target), printExpression(node.value)]
    case 'starred':
      return [printExpression(node.value)]
    case 'unreadable':
      return [node.reason]
  }
}

/** Python writes the label of `{x=}` into the text before it, and then prints with `repr`. */
function printParts(parts: readonly (string | Field)[]): unknown[] {
  const printed: unknown[] = []
  const add = (text: string) => {
    if (typeof printed.at(-1) === 'string') printed.push(`${printed.pop()}${text}`)
    else if (text !== '') printed.push(text)
  }
  for (const part of parts) {
    if (typeof part === 'string') add(part)
    else {
      add(part.label)
      const conversion = part.conversion ?? (part.label !== '' && part.spec === null ? 'r' : null)
      printed.push(['field', printExpression(part.value), conversion, part.spec && printParts(part.spec)])
    }
  }
  return printed
}

function printClause(clause: Clause): Printed {
  return clause.kind === 'for'
    ? ['for', printExpression(clause.target), printExpression(clause.over), clause.async]
    : ['if', printExpression(clause.condition)]
}

/** Positional ones, then those with a keyword. */
function printArguments(all: readonly Argument[]): Printed {
  const positional = all.filter(({ keyword, star }) => keyword === null && star !== '**')
  const keywords = all.filter(argument => !positional.includes(argument))
  return [
    positional.map(({ star, value }) =>
      star === '*' ? ['starred', null, null, printExpression(value)] : printExpression(value),
    ),
    keywords.map(({ keyword, value }) => [keyword?.name ?? null, printExpression(value), keyword?.at.start ?? null]),
  ]
}

function printParameter({ span, name, form, annotation, default: value }: Parameter): Printed {
  return [span.start, name, form, optional(annotation), optional(value)]
}

function printStatement(node: Statement): Printed {
  return [node.kind, node.span.start, node.span.end, ...partsOf(node)]
}

function partsOf(node: Statement): Printed {
  switch (node.kind) {
    case 'expression':
      return [printExpression(node.value)]
    case 'assignment':
      return [list(node.targets), optional(node.annotation), optional(node.value)]
    case 'augmented':
      return [printExpression(node.target), node.operator, printExpression(node.value)]
    case 'delete':
      return [list(node.targets)]
    case 'pass':
    case 'break':
    case 'continue':
      return []
    case 'return':
      return [optional(node.value)]
    case 'raise':
      return [optional(node.exception)]
    case 'assert':
      return [printExpression(node.condition)]
    case 'global':
    case 'nonlocal':
      return [node.names]
    case 'import':
      return [node.names.map(({ name, alias, at }) => [name, alias, at.start])]
    case 'from import':
      return [node.level, node.module, node.names?.map(({ name, alias, at }) => [name, alias, at.start]) ?? null]
    case 'broken':
      return [node.names, node.reason]
    default:
      return compoundParts(node)
  }
}

type Compound = Extract<Statement, { kind: 'if' | 'while' | 'for' | 'try' | 'with' | 'function' | 'class' | 'match' }>

function compoundParts(node: Compound): Printed {
  switch (node.kind) {
    case 'if': {
      const [first, ...rest] = node.branches.map(({ condition, body }) => [printExpression(condition), printBlock(body)])
      const end = rest.reduceRight<Printed[] | null>(
        (following, branch) => [['if', null, null, ...branch, following]],
        otherwise(node.otherwise),
      )
      return [...first!, end]
    }
    case 'while':
      return [printExpression(node.condition), printBlock(node.body), otherwise(node.otherwise)]
    case 'for': {
      const over = [printExpression(node.target), printExpression(node.over)]
      return [...over, printBlock(node.body), otherwise(node.otherwise), node.async]
    }
    case 'try': {
      const handlers = node.handlers.map(({ type, name, body }) => [optional(type), name, printBlock(body)])
      return [printBlock(node.body), handlers, otherwise(node.otherwise), otherwise(node.finally)]
    }
    case 'with':
      return [
        node.items.map(({ context, target }) => [printExpression(context), optional(target)]),
        printBlock(node.body),
        node.async,
      ]
    case 'function': {
      const head = [node.name, node.parameters.map(printParameter), optional(node.returns), list(node.decorators)]
      return [...head, printBlock(node.body), node.async]
    }
    case 'class':
      return [node.name, ...printArguments(node.bases), list(node.decorators), printBlock(node.body)]
    case 'match':
      return [
        printExpression(node.subject),
        node.cases.map(({ pattern, guard, body }) => [printPattern(pattern), optional(guard), printBlock(body)]),
      ]
  }
}

function printPattern(pattern: Pattern): Printed {
  switch (pattern.kind) {
    case 'value':
      return ['value', printExpression(pattern.value)]
    case 'capture':
      return ['capture', pattern.name, pattern.inner && printPattern(pattern.inner)]
    case 'or':
      return ['or', pattern.patterns.map(printPattern)]
    case 'unreadable':
      return printExpression(pattern)
  }
}
