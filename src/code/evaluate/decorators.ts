import type { Span } from '../../sources/span.ts'
import { isHarmless } from '../library/packages.ts'
import type { ClassDefinition, FunctionDefinition } from '../syntax/tree.ts'
import type { Func, Unknown, Value } from '../values/value.ts'
import { positional } from './arguments.ts'
import type { Machine } from './machine.ts'

/** Decorators of functions that change nothing of what the reader follows. */
const TRANSPARENT = new Set([
  'abc.abstractmethod',
  'typing.final',
  'typing.overload',
  'typing.override',
  'typing.no_type_check',
  'typing_extensions.override',
])
const ROLES = new Set(['staticmethod', 'classmethod', 'property'])

/** `@a @b def f`: `a(b(f))` (language reference 8.7). */
export function decorate(
  machine: Machine,
  defined: Func,
  { decorators: expressions }: FunctionDefinition | ClassDefinition,
  decorators: readonly Value[],
): Value {
  let result: Value = defined
  for (const [i, decorator] of [...decorators.entries()].reverse()) {
    const at = expressions[i]!.span
    if (result.kind === 'function' && decorator.kind === 'builtin' && ROLES.has(decorator.name))
      result = { ...result, role: decorator.name }
    else if (decorator.kind === 'unknown') result = wrapped(machine, decorator, result, at)
    else if (decorator.kind !== 'external' || !TRANSPARENT.has(decorator.path))
      result = machine.call(decorator, positional(result), at)
  }
  return result
}

/** Packages for command lines keep the function for later: nothing calls it here. */
function wrapped(machine: Machine, decorator: Unknown, target: Value, at: Span): Value {
  const why = machine.derive(decorator, at)
  if (decorator.root === undefined || !isHarmless(decorator.root)) machine.escape([target], why)
  const { root: _, ...made } = why
  return made
}
