import type { CodeRules } from '../evaluate/machine.ts'
import { blocksOf } from '../syntax/blocks.ts'
import { lastName } from '../syntax/last-name.ts'
import { readModule } from '../syntax/read-module.ts'
import type { Block, Expression } from '../syntax/tree.ts'
import type { Func, Module, Step } from '../values/value.ts'

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

/**
 * How many results a step gives (ZenML 0.98: `parse_return_type_annotations`); null where its annotation does not say it by itself. Releases that do not
 * read texts take each for one result.
 */
export function outputsOf({ function: defined }: Step, { textAnnotations }: CodeRules): number | null {
  if (defined?.node.kind !== 'function') return null
  const { body } = defined.node
  if (!textAnnotations && textAnnotation(defined)) return 1
  const returns = read(defined.node.returns)
  if (!returns) return returnedValues(body).every(isNone) ? 0 : 1
  if (isNone(returns)) return 0
  const name = lastName(returns.kind === 'subscript' ? returns.object : returns)
  if (returns.kind === 'subscript' && (name === 'Tuple' || name === 'tuple')) {
    const members = returns.index.kind === 'tuple' ? returns.index.items.length : 1
    return returnedValues(body).some(value => value?.kind === 'tuple' && value.items.length > 1) ? members : 1
  }
  return name !== undefined && ONE_RESULT.has(name) ? 1 : null
}

/** The annotation of a step's result, where it is a text: written as one, or of a module whose annotations all are (PEP 563). */
export function textAnnotation({ node, module }: Func): Expression | null {
  const returns = node.kind === 'function' ? node.returns : null
  return returns && (textOf(returns) !== undefined || areTexts(module)) ? returns : null
}

function textOf(annotation: Expression): string | undefined {
  const [part, ...others] = annotation.kind === 'text' ? annotation.parts : []
  return typeof part === 'string' && others.length === 0 ? part : undefined
}

/** Whether the module has `from __future__ import annotations`. */
function areTexts({ scope }: Module): boolean {
  const bound = scope.variables.get('annotations')?.content
  return bound?.kind === 'external' && bound.path === '__future__.annotations'
}

/** An annotation as an expression, also where it is written as a text: `-> "int"`. */
function read(annotation: Expression | null): Expression | null {
  const text = annotation ? textOf(annotation) : undefined
  if (text === undefined) return annotation
  const [statement] = readModule('', text).body.statements
  return statement?.kind === 'expression' ? statement.value : annotation
}

const isNone = (value: Expression | null): boolean => value === null || (value.kind === 'constant' && value.value === null)

/** Of each `return`, those of functions inside left out; null for one without a value. */
function returnedValues({ statements }: Block): (Expression | null)[] {
  return statements.flatMap(statement =>
    statement.kind === 'return' ? [statement.value] : blocksOf(statement).flatMap(returnedValues),
  )
}
