import { htmlCode, markdownCode } from '../../quote/markdown-code.ts'
import type { OutputDiff, OutputsDiff, StepDiff } from './changes.ts'
import { type Group, groupsOf, noChange, type Row, type Section, sectionsOf, summary } from './words.ts'

/** GitHub refuses a comment of more than 65,536 characters. */
const LONGEST = 60_000
/** More names than this are counted, and more steps than that are folded away. */
const MOST_NAMES = 8
const MOST_STEPS = 8
/** So few groups are shown open. */
const FEW = 2

/** Differences as a comment for a pull request. */
export function diffMarkdown(diff: OutputsDiff): string {
  if (!diff.different) return `**dockcompile:** ${noChange(diff, markdownCode)}.\n`
  const whole = comment(diff, MOST_NAMES, true)
  return whole.length <= LONGEST ? whole : comment(diff, 3, false)
}

function comment(diff: OutputsDiff, names: number, details: boolean): string {
  const outputs = diff.outputs.filter(output => output.state !== 'unchanged')
  const several = diff.outputs.length > 1
  const parts = [
    `**dockcompile:** ${summary(diff)}.`,
    ...outputs.flatMap(output => [
      ...(several ? [`#### ${markdownCode(output.folder)}`] : []),
      ...outputParts(output, names, details),
    ]),
    ...(diff.zenml ? sectionsOf(diff.zenml).map(sectionPart) : []),
    ...(details ? [] : ['The details are too long for a comment: `dockcompile diff` on a terminal shows them.']),
  ]
  const text = `${parts.join('\n\n')}\n`
  return text.length <= LONGEST || details
    ? text
    : `**dockcompile:** ${summary(diff)}. The list is too long for a comment: \`dockcompile diff\` on a terminal shows it.\n`
}

function outputParts(output: OutputDiff, names: number, details: boolean): string[] {
  const groups = groupsOf(output)
  const detailed = groups.flatMap(group => {
    const rows = group.rows.filter(row => row.old !== null || row.new !== null)
    return rows.length > 0 ? [{ ...group, rows }] : []
  })
  const general = [
    ...output.settings.map(({ key, old, new: now }) => `- ${key}: ${markdownCode(old!)} → ${markdownCode(now!)}`),
    ...output.pipelines.added.map(name => `- new pipeline ${markdownCode(name)}`),
    ...output.pipelines.removed.map(name => `- pipeline ${markdownCode(name)} is gone`),
  ]
  const rows = groups.map(group => `| ${group.state} | ${listed(group.images, names)} | ${group.rebuild} | ${abouts(group)} |`)
  const open = detailed.length <= FEW
  return [
    ...(general.length > 0 ? [general.join('\n')] : []),
    ...(rows.length > 0 ? [['| | images | rebuilds | what changed |', '| --- | --- | --- | --- |', ...rows].join('\n')] : []),
    ...(details ? detailed.map(group => detailsOf(group, open)) : []),
    ...stepsPart(output.steps, details),
  ]
}

const listed = (all: readonly string[], most: number): string =>
  all.length > most + 1
    ? `${all.slice(0, most).map(markdownCode).join(', ')} and ${all.length - most} more`
    : all.map(markdownCode).join(', ')

const abouts = ({ rows }: Group): string => [...new Set(rows.map(aboutText))].join(', ')

/** Options of a bake file may be called anything. */
const aboutText = ({ about }: Row) => (/^[\w .()-]+$/.test(about) ? about : markdownCode(about))

const side = (text: string | null) => (text === null ? '' : markdownCode(text))

/** The details of a group; sides that are shown equal differ in what is not shown. */
function detailsOf({ images, rows }: Group, open: boolean): string {
  const more = images.length > 1 ? ` and ${images.length - 1} more` : ''
  return [
    `<details${open ? ' open' : ''}><summary>${htmlCode(images[0]!)}${more}</summary>`,
    '',
    '| | before | after |',
    '| --- | --- | --- |',
    ...rows.map(
      row => `| ${aboutText(row)} | ${side(row.old)} | ${row.old !== null && row.old === row.new ? 'changed' : side(row.new)} |`,
    ),
    '',
    '</details>',
  ].join('\n')
}

/** What another release means, folded away: most of it concerns no key of this project. */
function sectionPart({ title, rows, ours }: Section): string {
  const lines = rows.map(({ about, old, new: now }) => {
    const text =
      old !== null && now !== null ? `${markdownCode(old)} → ${markdownCode(now)}` : ours ? now! : markdownCode((now ?? old)!)
    return `| ${aboutText({ about, old, new: now })} | ${text} |`
  })
  return [`<details><summary>${title}</summary>`, '', '| | |', '| --- | --- |', ...lines, '', '</details>'].join('\n')
}

function stepsPart(steps: readonly StepDiff[], details: boolean): string[] {
  if (steps.length === 0) return []
  const lines = steps.map(({ pipeline, step, old, new: now }) => {
    const name = markdownCode(`${pipeline}/${step}`)
    if (old === null) return `- step ${name} runs in ${markdownCode(now!)}`
    return now === null
      ? `- step ${name} no longer runs in ${markdownCode(old)}`
      : `- step ${name} moves from ${markdownCode(old)} to ${markdownCode(now)}`
  })
  if (steps.length <= MOST_STEPS) return [lines.join('\n')]
  const head = `${steps.length} steps are new, gone or run in another image`
  return [details ? `<details><summary>${head}</summary>\n\n${lines.join('\n')}\n\n</details>` : head]
}
