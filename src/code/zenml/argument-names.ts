import type { CodeCatalog, Machine } from '../evaluate/machine.ts'
import { raise } from '../evaluate/stop.ts'
import type { Arguments } from '../values/value.ts'

/** Raises for a name that the ZenML release does not know, such as `setting`: Python stops there, and nothing is built. */
export function refuseOtherNames(
  { environment }: Machine,
  callee: keyof CodeCatalog['code_arguments'],
  keywords: Arguments['keywords'],
): void {
  const names = environment.catalog.code_arguments
  // It hands what it does not know to `configure`.
  const known = callee === 'pipeline.with_options' ? [...names[callee], ...names['pipeline.configure']] : names[callee]
  for (const [name, { at }] of keywords)
    if (!known.includes(name)) raise('TypeError', `${callee}() got an unexpected keyword argument '${name}'`, at)
}
