import type { Change, OutputPlan } from './plan-output.ts'

/** A text as dockcompile writes it: git on Windows checks it out with `\r\n`. */
const withUnixLineEnds = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8').replaceAll('\r\n', '\n')

/**
 * Sets changes of nothing but line ends apart. In what is left a text on disk has Unix line ends, as the new one has, so that no difference shows each line
 * of a file, and no layer counts as another one.
 *
 * @example [lineEnds, plan] = lineEndsApart(plan) // [['build/manifest.json'], {…, changes: []}]
 */
export function lineEndsApart(plan: OutputPlan): readonly [paths: readonly string[], rest: OutputPlan] {
  const paths: string[] = []
  const changes = plan.changes.flatMap((change): Change[] => {
    const { path, before, after } = change
    if (before === undefined || !Buffer.from(before).includes('\r\n')) return [change]
    const text = withUnixLineEnds(before)
    if (text !== after) return [{ ...change, before: Buffer.from(text) }]
    paths.push(path)
    return []
  })
  return [paths, { ...plan, changes, unchanged: [...plan.unchanged, ...paths] }]
}
