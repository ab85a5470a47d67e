import { createTwoFilesPatch } from 'diff'
import type { Rebuild } from '../../answers/layers/rebuilt-layers.ts'
import { isScattered, scattered } from '../../answers/layers/say-rebuilds.ts'
import { byCodePoint } from '../../basics/order.ts'
import { redactLine } from '../../credentials/redact.ts'
import type { Change, OutputPlan } from '../../edge/plan-output.ts'
import { fileText } from '../../quote/terminal-text.ts'
import { rebuildsOf } from './rebuilds-of.ts'

/**
 * What would change, as unified diffs that `patch -p1` takes (but for credentials, which are `***`, and control characters, which are escaped), image by
 * image; last the files that all images share. Above each image stands what its change makes the builder do.
 */
export function printChanges(plans: readonly OutputPlan[], color: boolean): string {
  return plans
    .flatMap(plan => {
      const rebuilds = new Map(rebuildsOf(plan).map(rebuild => [rebuild.image, rebuild]))
      return [...byImage(plan)].map(([image, changes]) => {
        const title = heading(image, rebuilds.get(image))
        return `${color ? `\x1b[1m${title}\x1b[0m` : title}\n${changes.map(change => patch(change, color)).join('')}\n`
      })
    })
    .join('')
}

/** The changes of a plan by image, in order; those of no single image under the empty name, last. */
function byImage({ output, changes }: OutputPlan): Map<string, Change[]> {
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

/** A change as a unified diff, from what is there to what should be, with so many lines around it. */
export function patch({ path, before, after }: Change, color: boolean, context = 4): string {
  const names = [before ? `a/${path}` : '/dev/null', after === undefined ? '/dev/null' : `b/${path}`] as const
  const old = before?.toString() ?? ''
  // Beyond this many changed lines finding the shortest diff takes longer than anybody reads.
  const text = createTwoFilesPatch(...names, old, after ?? '', undefined, undefined, { maxEditLength: 2000, context })
  if (text === undefined || old.includes('\0')) return `${fileText(path)} differs altogether\n`
  const lines = text
    .split('\n')
    .filter(line => !line.startsWith('====='))
    .map(redactLine)
  return lines
    .map(fileText)
    .map(line => (color ? colored(line) : line))
    .join('\n')
}

function colored(line: string): string {
  const code = /^(---|\+\+\+)/.test(line) ? '1' : { '-': '31', '+': '32', '@': '36' }[line[0] ?? '']
  return code === undefined ? line : `\x1b[${code}m${line}\x1b[0m`
}
