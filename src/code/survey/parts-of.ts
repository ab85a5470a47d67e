import type { Argument, Block, Clause, Expression, Field, Parameter, Statement } from '../syntax/tree.ts'

interface Parts {
  readonly expressions: readonly Expression[]
  readonly blocks: readonly Block[]
}

type Part = Expression | Block | Field | Argument | Parameter | Clause | readonly Part[] | string | null | undefined | object

/**
 * The expressions and bodies that a statement or an expression directly holds, in the order in which they are written. A lambda's and a comprehension's parts
 * are among them.
 */
export function partsOf(node: Statement | Expression): Parts {
  const expressions: Expression[] = []
  const blocks: Block[] = []
  for (const [key, value] of Object.entries(node))
    if (key !== 'span' && key !== 'nameAt') collect(value as Part, expressions, blocks)
  return { expressions, blocks }
}

function collect(part: Part, expressions: Expression[], blocks: Block[]): void {
  if (part === null || typeof part !== 'object') return
  if (Array.isArray(part)) for (const item of part) collect(item as Part, expressions, blocks)
  else if ('statements' in part) blocks.push(part)
  else if ('kind' in part && EXPRESSIONS.has(part.kind as string)) expressions.push(part as Expression)
  else if (!isSpan(part)) for (const value of Object.values(part)) collect(value as Part, expressions, blocks)
}

const isSpan = (part: object): boolean => 'start' in part && 'end' in part && 'file' in part

const EXPRESSIONS: ReadonlySet<string> = new Set<Expression['kind']>([
  'name',
  'constant',
  'int',
  'float',
  'bytes',
  'text',
  'tuple',
  'list',
  'set',
  'dict',
  'comprehension',
  'attribute',
  'subscript',
  'slice',
  'call',
  'unary',
  'arithmetic',
  'comparison',
  'boolean',
  'conditional',
  'lambda',
  'named',
  'starred',
  'unreadable',
])
