import type { Binding, Scope } from './scopes.ts'

/** What a name may be at a place: the last binding before it that is always made, and those after that one that may be made. */
export function boundBefore({ bindings }: Scope, name: string, key: string | null, at: number): Binding[] {
  const own = bindings.filter(binding => binding.name === name && binding.key === key && binding.at < at)
  own.sort((a, b) => a.at - b.at)
  return own.slice(
    Math.max(
      0,
      own.findLastIndex(({ conditional }) => !conditional),
    ),
  )
}
