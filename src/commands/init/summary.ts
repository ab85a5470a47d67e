import { counted } from '../../basics/counted.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import { isBroken, type Start } from './compilable.ts'
import { labelOf } from './entry.ts'
import type { PlannedFiles } from './planned-files.ts'

/**
 * What `init` says at its end: the files, what it could not take over, and what to do next.
 *
 * @param name of the project file
 * @param notes what was seen and not read, one sentence each
 */
export function summary(name: string, { write, add }: PlannedFiles, start: Start, notes: readonly string[]): string {
  const { choices } = start
  const lines = write.map(({ path, text, append }) => `${append ? added(text) : 'wrote'} ${terminalText(path)}`)
  for (const { path, text } of add) lines.push('', `${path} is there already; add to it what you like of this:`, text.trimEnd())
  if (choices.leftOut.length > 0)
    lines.push(
      '',
      'left out, as comments:',
      ...choices.leftOut.map(({ entry, reason }) => `  ${terminalText(`${labelOf(entry)}: ${reason}`)}`),
    )
  if (notes.length > 0) lines.push('', ...notes.map(terminalText))
  lines.push('', nextStep(name, start))
  return `${lines.join('\n')}\n`
}

function nextStep(name: string, start: Start): string {
  const { plans } = start.compilation
  const { commands, variables } = start.waits
  const quoted = (words: readonly string[]) => words.map(word => `\`${terminalText(word)}\``).join(', ')
  if (isBroken(start)) return 'fix the errors above, then run `dockcompile`'
  if (variables.length > 0) {
    const names = variables.map(variable => `\`${terminalText(variable.name)}\` (${terminalText(variable.place)})`).join(', ')
    return `the settings use ${names} of the environment: give values under \`variables\` in ${name}, then run \`dockcompile\``
  }
  if (commands.length > 0)
    return `the images need the output of ${quoted(commands)}: run \`dockcompile freeze\`, then \`dockcompile\``
  const images = new Set(plans.flatMap(plan => plan.images.map(image => image.id))).size
  const pipelines = new Set(plans.flatMap(plan => plan.pipelines.map(pipeline => pipeline.name))).size
  return `${counted(pipelines, 'pipeline')}, ${counted(images, 'image')}: read ${name}, then run \`dockcompile\``
}

const added = (text: string): string => (text.trim().includes('\n') ? 'added lines to' : 'added a line to')
