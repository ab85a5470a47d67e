import { width } from '../../basics/width.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import type { OutputDiff, OutputsDiff } from './changes.ts'
import { type Group, groupsOf, noChange, type Row, type Section, sectionsOf, summary } from './words.ts'

/** Differences for a terminal. */
export function diffText(diff: OutputsDiff, color: boolean): string {
  if (!diff.different) return `${noChange(diff, terminalText)}\n`
  const paint = (code: string, text: string) => (color ? `\x1b[${code}m${text}\x1b[0m` : text)
  const several = diff.outputs.length > 1
  const parts = diff.outputs.filter(output => output.state !== 'unchanged').map(output => outputText(output, several, paint))
  const sections = diff.zenml ? sectionsOf(diff.zenml).map(section => sectionText(section, paint)) : []
  const head = paint('1', `${terminalText(diff.old)} → ${terminalText(diff.new)}`)
  return `${[head, ...parts, ...sections, summary(diff)].join('\n\n')}\n`
}

type Paint = (code: string, text: string) => string

function outputText(output: OutputDiff, several: boolean, paint: Paint): string {
  const { folder, settings, pipelines, steps } = output
  const general = [
    ...settings.map(({ key, old, new: now }) => `${key}: ${terminalText(`${old} → ${now}`)}`),
    ...pipelines.added.map(name => paint('32', `+ pipeline ${terminalText(name)}`)),
    ...pipelines.removed.map(name => paint('31', `- pipeline ${terminalText(name)}`)),
  ]
  const moves = steps.map(({ pipeline, step, old, new: now }) => {
    const move = old === null ? `runs in ${now}` : now === null ? `no longer runs in ${old}` : `${old} → ${now}`
    return terminalText(`step ${pipeline}/${step}: ${move}`)
  })
  const blocks = [general.join('\n'), ...groupsOf(output).map(group => groupText(group, paint)), moves.join('\n')]
  return [...(several ? [paint('1', `${terminalText(folder)}:`)] : []), ...blocks.filter(block => block !== '')].join('\n\n')
}

const SIGNS = { added: ['+', '32'], removed: ['-', '31'], renamed: ['>', '36'], changed: ['~', '33'] } as const
/** More names than this are counted. */
const MOST_NAMES = 6

function groupText({ images, state, rebuild, rows }: Group, paint: Paint): string {
  const [sign, code] = SIGNS[state]
  const more = images.length - MOST_NAMES
  const names = more > 1 ? [...images.slice(0, MOST_NAMES), `and ${more} more`] : images
  const built = rebuild === '' ? [] : [/^(?:(?:from|every|no) |packages?-)/.test(rebuild) ? `rebuilds ${rebuild}` : rebuild]
  const told = [...(state === 'changed' ? [] : [state]), ...built].join(', ')
  const head = `${paint(code, `${sign} ${terminalText(names.join(', '))}`)}: ${told}`
  return [head, ...rowLines(rows)].join('\n')
}

function sectionText({ title, rows }: Section, paint: Paint): string {
  return [paint('1', `${title}:`), ...rowLines(rows)].join('\n')
}

function rowLines(rows: readonly Row[]): string[] {
  const column = Math.max(0, ...rows.map(row => width(row.about)))
  return rows.map(row => `    ${terminalText(row.about)}${' '.repeat(column - width(row.about))}  ${sides(row)}`.trimEnd())
}

/** Equal sides differ in what is not shown. */
function sides({ old, new: now }: Row): string {
  if (old !== null && now !== null) return old === now ? `${terminalText(old)} changed` : terminalText(`${old} → ${now}`)
  return terminalText(old !== null ? `- ${old}` : now !== null ? `+ ${now}` : '')
}
