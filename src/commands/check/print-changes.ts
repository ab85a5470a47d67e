import type { Rebuild } from '../../answers/layers/rebuilt-layers.ts'
import { isScattered, scattered } from '../../answers/layers/say-rebuilds.ts'
import { byCodePoint } from '../../basics/order.ts'
import type { Change, OutputPlan } from '../../edge/plan-output.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import { type PatchOptions, patch } from './patch.ts'

/** An output, and what its changes make the builder do. */
interface Compared {
  readonly plan: OutputPlan
  readonly rebuilds: readonly Rebuild[]
}

/** What would change, as unified diffs, image by image; last the files that all images share. The title of an image says what its change makes the builder do. */
export function printChanges(compared: readonly Compared[], options: PatchOptions): string {
  return compared
    .flatMap(({ plan, rebuilds }) => {
      const rebuildOf = new Map(rebuilds.map(rebuild => [rebuild.image, rebuild]))
      return [...byImage(plan)].map(([image, changes]) => {
        const title = terminalText(heading(image, rebuildOf.get(image)))
        const patches = changes.map(change => patch(change, options)).join('')
        const text = patches || 'only hashes differ: `--verbose` shows them\n'
        return `${options.color ? `\x1b[1m${title}\x1b[0m` : title}\n${text}\n`
      })
    })
    .join('')
}

/** The changes of a plan by image, in order; those of no single image under the empty name, last. */
export function byImage({ output, changes }: OutputPlan): Map<string, Change[]> {
  const images = new Map<string, Change[]>()
  const shared: Change[] = []
  const folder = output.folder === '.' ? '' : `${output.folder}/`
  for (const change of changes) {
    const image = change.path.startsWith(`${folder}images/`) ? change.path.slice(folder.length).split('/')[1] : undefined
    if (image === undefined) shared.push(change)
    else images.set(image, [...(images.get(image) ?? []), change])
  }
  const named = [...images].sort(([a], [b]) => byCodePoint(a, b))
  return new Map(shared.length > 0 ? [...named, ['', shared]] : named)
}

function heading(image: string, rebuild: Rebuild | undefined): string {
  if (image === '') return 'what all images share'
  if (!rebuild) return image
  const { state, from } = rebuild
  if (state === 'rebuilds' && isScattered(rebuild)) return `${image}: rebuilds ${scattered({ ...rebuild, because: [] })}`
  const what = {
    new: 'new image',
    removed: 'removed',
    rebuilds: from
      ? from.number === 1
        ? 'rebuilds from the start'
        : `rebuilds from layer ${from.number}, ${from.name}`
      : 'rebuilds',
    configuration: 'no layer rebuilds',
    same: 'nothing rebuilds',
  }
  return `${image}: ${what[state]}`
}
