import type { Block, Expression, Statement } from '../syntax/tree.ts'
import type { Step } from '../values/value.ts'

/** Types of one result, whatever the module means by other names. */
const ONE_RESULT = new Set([
  'int',
  'float',
  'str',
  'bytes',
  'bool',
  'dict',
  'list',
  'Any',
  'Annotated',
  'Dict',
  'List',
  'Optional',
  'Union',
])

/** How many results a step gives (ZenML 0.98: `parse_return_type_annotations`); null where its annotation does not say it by itself. */
export function outputsOf({ function: defined }: Step): number | null {
  if (defined?.node.kind !== 'function') return null
  const { returns, body } = defined.node
  if (!returns) return returnedValues(body).every(isNone) ? 0 : 1
  if (isNone(returns)) return 0
  const name = nameOf(returns.kind === 'subscript' ? returns.object : returns)
  if (returns.kind === 'subscript' && (name === 'Tuple' || name === 'tuple')) {
    const members = returns.index.kind === 'tuple' ? returns.index.items.length : 1
    return returnedValues(body).some(value => value?.kind === 'tuple' && value.items.length > 1) ? members : 1
  }
  return ONE_RESULT.has(name) ? 1 : null
}

const isNone = (value: Expression | null): boolean => value === null || (value.kind === 'constant' && value.value === null)

const nameOf = (type: Expression): string => (type.kind === 'name' || type.kind === 'attribute' ? type.name : '')

/** Of each `return`, those of functions inside left out; null for one without a value. */
function returnedValues({ statements }: Block): (Expression | null)[] {
  return statements.flatMap(statement =>
    statement.kind === 'return' ? [statement.value] : inside(statement).flatMap(returnedValues),
  )
}

function inside(statement: Statement): Block[] {
  if (statement.kind === 'function' || statement.kind === 'class') return []
  const blocks = 'body' in statement ? [statement.body] : []
  const more = 'otherwise' in statement && statement.otherwise ? [statement.otherwise] : []
  if (statement.kind === 'if') return [...statement.branches.map(({ body }) => body), ...more]
  if (statement.kind === 'try')
    return [...blocks, ...statement.handlers.map(({ body }) => body), ...more, ...(statement.finally ? [statement.finally] : [])]
  return statement.kind === 'match' ? statement.cases.map(({ body }) => body) : [...blocks, ...more]
}
