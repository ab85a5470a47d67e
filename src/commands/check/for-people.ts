import { sayRebuilds } from '../../answers/layers/say-rebuilds.ts'
import { redact } from '../../credentials/redact.ts'
import type { OutputPlan } from '../../edge/plan-output.ts'
import { hasColor } from '../../edge/terminal.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import type { Call } from '../command.ts'
import { rebuildsOf } from '../shared/rebuilds-of.ts'
import { diffOfPlans } from './diff-of-plans.ts'
import { printChanges } from './print-changes.ts'
import { stat } from './stat.ts'

/** Differences for people: image by image with their lines, or with `--stat` in a line each, and which layers they rebuild. Empty without differences. */
export function differencesForPeople({ args, environment }: Call, plans: readonly OutputPlan[]): string {
  if (plans.every(({ changes }) => changes.length === 0)) return ''
  if (args.has('stat')) return stat(diffOfPlans(plans))
  const color = hasColor(1, args.value('color'), environment)
  const compared = plans.map(plan => ({ plan, rebuilds: rebuildsOf(plan) }))
  const rebuilds = compared.flatMap(({ rebuilds }) => sayRebuilds(rebuilds))
  return printChanges(compared, { color, hashes: args.has('verbose') }) + rebuilds.map(line => `${terminalText(line)}\n`).join('')
}

/**
 * How many files differ.
 *
 * @param rest the end of the sentence, such as `: run …`
 */
export function summaryLine(plans: readonly OutputPlan[], rest: string): string {
  const n = plans.reduce((sum, { changes }) => sum + changes.length, 0)
  return n === 0 ? '' : `${terminalText(redact(`${n} ${n === 1 ? 'file differs' : 'files differ'}${rest}`))}\n`
}
