import type { Block, Expression, Statement } from '../syntax/tree.ts'
import type { Step } from '../values/value.ts'

/** How many results a step gives, by its annotation (ZenML 0.98: `parse_return_type_annotations`); null where that is not read. */
export function outputsOf({ function: defined }: Step): number | null {
  if (defined?.node.kind !== 'function') return null
  const { returns, body } = defined.node
  if (!returns) return null
  if (returns.kind === 'constant' && returns.value === null) return 0
  const members = tupleMembers(returns)
  if (members === undefined) return 1
  return returnsTuple(body) ? members : 1
}

/** `Tuple[int, str]` has two. */
function tupleMembers(annotation: Expression): number | undefined {
  if (annotation.kind !== 'subscript') return undefined
  const name =
    annotation.object.kind === 'name'
      ? annotation.object.name
      : annotation.object.kind === 'attribute'
        ? annotation.object.name
        : ''
  if (name !== 'Tuple' && name !== 'tuple') return undefined
  return annotation.index.kind === 'tuple' ? annotation.index.items.length : 1
}

/** Whether a `return` has a tuple of several values. */
function returnsTuple({ statements }: Block): boolean {
  return statements.some(statement =>
    statement.kind === 'return'
      ? statement.value?.kind === 'tuple' && statement.value.items.length > 1
      : inside(statement).some(returnsTuple),
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
