import type { OutputsDiff } from '../../answers/diff/changes.ts'
import { groupsOf, type Row } from '../../answers/diff/words.ts'
import { redact } from '../../credentials/redact.ts'
import { terminalText } from '../../quote/terminal-text.ts'

/** Longer names do not widen the first column. */
const WIDEST_NAME = 40
/** A line names as many reasons as fit, and counts the rest. */
const WIDEST_LINE = 100

/**
 * Differences in a line for each image: its name, which layers rebuild, and why.
 *
 * @example train-fit  rebuilds from layer 4 of 6 (user requirements)  scipy==1.15.3 → scipy==1.15.4
 */
export function stat(diff: OutputsDiff): string {
  const several = diff.outputs.length > 1
  const lines = diff.outputs.flatMap(output => {
    const groups = new Map(groupsOf(output).flatMap(group => group.images.map(image => [image, group] as const)))
    const general = output.settings.map(({ key, old, new: now }) => ({
      name: 'all images',
      what: `${key} ${old} → ${now}`,
      why: [],
    }))
    const images = output.images.map(({ image }) => {
      const { state, rebuild, rows } = groups.get(image)!
      return { name: several ? `${output.folder}: ${image}` : image, what: whatOf(state, rebuild), why: rows.map(reason) }
    })
    return [...general, ...images]
  })
  const name = Math.min(WIDEST_NAME, Math.max(0, ...lines.map(line => line.name.length)))
  const what = Math.max(0, ...lines.map(line => (line.why.length > 0 ? line.what.length : 0)))
  return lines
    .map(line => {
      const start = `${line.name.padEnd(name)}  ${line.what.padEnd(what)}  `
      return `${terminalText(redact((start + fitting(line.why, WIDEST_LINE - start.length)).trimEnd()))}\n`
    })
    .join('')
}

function whatOf(state: string, rebuild: string): string {
  if (state === 'added') return 'new image'
  if (state === 'removed') return 'removed'
  return rebuild === '' || rebuild === 'nothing is built' ? 'nothing rebuilds' : `rebuilds ${rebuild}`
}

function reason({ about, old, new: now }: Row): string {
  if (old === null && now === null) return about
  if (old === null) return `+ ${now}`
  return now === null ? `- ${old}` : `${old} → ${now}`
}

/** As many of the reasons as fit, at least one. */
function fitting(reasons: readonly string[], width: number): string {
  let shown = reasons.length
  const text = () => reasons.slice(0, shown).join(', ') + (shown < reasons.length ? ` and ${reasons.length - shown} more` : '')
  while (shown > 1 && text().length > width) shown--
  return text()
}
