import { filesIn, type OutputFiles } from '../../answers/layers/output-files.ts'
import { type Rebuild, rebuiltLayers } from '../../answers/layers/rebuilt-layers.ts'
import type { OutputPlan } from '../../edge/plan-output.ts'

/** What the builder does again when what is on the disk becomes what compile would write. */
export function rebuildsOf(plan: OutputPlan): Rebuild[] {
  const { old, now } = filesOnBothSides(plan)
  return rebuiltLayers(old, now)
}

/** An output as it is on disk, and as compile would write it. */
export function filesOnBothSides({ output, files, changes, unchanged }: OutputPlan): { old: OutputFiles; now: OutputFiles } {
  const now = new Map(files.map(({ path, text }) => [path, text]))
  const old = new Map(unchanged.map(path => [path, now.get(path)]))
  for (const { path, before } of changes) if (before) old.set(path, Buffer.from(before).toString('utf8'))
  return { old: filesIn(output, old), now: filesIn(output, now) }
}
