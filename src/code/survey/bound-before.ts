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

/** Whether a binding before a place has been made for certain there. */
export const isMadeAt = ({ within: { start, end } }: Binding, at: number): boolean =>
  start <= at && (at < end || end === Infinity)
