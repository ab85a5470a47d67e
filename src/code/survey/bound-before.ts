import type { Binding, Scope } from './scopes.ts'

/**
 * What a name may be at a place: the last binding before it that has been made for certain, and those after that one that may have been made.
 *
 * @param at an offset of the file; `Infinity`: when all of the scope is done
 */
export function boundBefore({ bindings }: Scope, name: string, key: string | null, at: number): Binding[] {
  const before = bindings.filter(binding => binding.name === name && binding.key === key && binding.at < at)
  before.sort((a, b) => a.at - b.at)
  return before.slice(
    Math.max(
      0,
      before.findLastIndex(binding => isMadeAt(binding, at)),
    ),
  )
}

/**
 * The scopes in which a name is looked for, from a place of the first one outwards. Of each, the bindings before `until` count: of those around, all.
 */
export function* scopesAround(scope: Scope, at: number): Generator<{ readonly scope: Scope; readonly until: number }> {
  yield { scope, until: at }
  for (let around = scope.parent; around; around = around.parent) yield { scope: around, until: Infinity }
}

/** Whether a binding before a place has been made for certain there. */
export const isMadeAt = ({ within: { start, end } }: Binding, at: number): boolean =>
  start <= at && (at < end || end === Infinity)
