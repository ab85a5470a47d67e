import { blocksOf } from '../syntax/blocks.ts'
import { lastName } from '../syntax/last-name.ts'
import type { Block, Expression } from '../syntax/tree.ts'
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
  const name = lastName(returns.kind === 'subscript' ? returns.object : returns)
  if (returns.kind === 'subscript' && (name === 'Tuple' || name === 'tuple')) {
    const members = returns.index.kind === 'tuple' ? returns.index.items.length : 1
    return returnedValues(body).some(value => value?.kind === 'tuple' && value.items.length > 1) ? members : 1
  }
  return name !== undefined && ONE_RESULT.has(name) ? 1 : null
}

const isNone = (value: Expression | null): boolean => value === null || (value.kind === 'constant' && value.value === null)

/** Of each `return`, those of functions inside left out; null for one without a value. */
function returnedValues({ statements }: Block): (Expression | null)[] {
  return statements.flatMap(statement =>
    statement.kind === 'return' ? [statement.value] : blocksOf(statement).flatMap(returnedValues),
  )
}
