import type { OutputsDiff } from '../../answers/diff/changes.ts'
import { compareOutputs } from '../../answers/diff/compare-outputs.ts'
import type { OutputPlan } from '../../edge/plan-output.ts'
import { checkedFiles } from '../diff/sides.ts'
import { UsageError } from '../shared/arguments.ts'
import { filesOnBothSides } from '../shared/rebuilds-of.ts'

/** What compile would change of the images, as `dockcompile diff` says it. An output on disk that cannot be read counts as none. */
export function diffOfPlans(plans: readonly OutputPlan[]): OutputsDiff {
  const outputs = plans.map(plan => {
    const { old, now } = filesOnBothSides(plan)
    const isThere = now.read('manifest.json') !== undefined
    return compareOutputs(plan.output.folder, isReadable(old) ? old : undefined, isThere ? now : undefined)
  })
  const different = plans.some(({ changes }) => changes.length > 0)
  return { version: 1, old: 'the files on disk', new: 'what dockcompile writes', different, outputs }
}

function isReadable(files: Parameters<typeof checkedFiles>[0]): boolean {
  if (files.read('manifest.json') === undefined) return false
  try {
    checkedFiles(files, 'disk')
    return true
  } catch (error) {
    if (error instanceof UsageError) return false
    throw error
  }
}
