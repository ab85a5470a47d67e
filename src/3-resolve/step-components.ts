import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { suggest } from '../diagnostics/suggest.ts'
import type { Node } from '../model/node.ts'
import type { Step } from '../model/workspace.ts'
import { asBool } from '../python/type.ts'
import { typeName } from '../python/values.ts'
import { valueHelp } from './late-values.ts'
import type { Surroundings } from './surroundings.ts'

/** The step operator that a step asks for; one that the stack does not have is reported. */
export function operatorOf(
  node: Node | undefined,
  step: string,
  { components, rules, zenml }: Surroundings,
  report: Report,
): Step['operator'] {
  if (!rules.trueForStacks && isNoName(node)) {
    reportNoName('step_operator', step, node, zenml, report)
    return null
  }
  const available = components.filter(c => c.type === 'step_operator').map(c => c.name)
  if (isTruth(node)) {
    if (available.length === 0)
      report(diagnostic('DC3015', node!.span, { step }, { help: 'add a step operator to the stack, or remove the key' }))
    return true
  }
  if (node?.kind !== 'string') return null
  if (node.template) {
    const variable = node.template.find(part => typeof part !== 'string')!
    report(
      diagnostic(
        'DC3011',
        node.span,
        { name: variable.variable, where: `steps.${step}.step_operator` },
        { help: valueHelp(variable.variable) },
      ),
    )
  } else if (!available.includes(node.value)) {
    const flavored = components.find(c => c.type === 'step_operator' && c.flavor === node.value)
    const close = flavored?.name ?? suggest(node.value, available)
    const label =
      close && (flavored ? `the flavor is not a name; the component is called \`${close}\`` : `did you mean \`${close}\`?`)
    const help = available.length
      ? `step operators of the stack: ${available.map(n => `\`${n}\``).join(', ')}`
      : 'the stack has no step operator'
    report(diagnostic('DC3014', node.span, { operator: node.value, step }, { label, help }))
  }
  return node.value
}

const EXPECTED_NAME = { step_operator: "a step operator's name", experiment_tracker: "an experiment tracker's name" } as const

/** Before `true` meant those of the stack, a step named its step operator and its experiment tracker. */
function reportNoName(key: keyof typeof EXPECTED_NAME, step: string, node: Node, zenml: string, report: Report) {
  const params = { what: `steps.${step}.${key}`, expected: EXPECTED_NAME[key], found: typeName(node) }
  report(diagnostic('DC2002', node.span, params, { help: `name it: ZenML ${zenml} does not know \`true\` here` }))
}

/** A value that is known, and neither a name nor nothing. */
const isNoName = (node: Node | undefined): node is Node =>
  node !== undefined && node.kind !== 'string' && node.kind !== 'null' && node.kind !== 'unknown'

/** Reports an experiment tracker that the stack does not have. */
export function checkTracker(node: Node | undefined, step: string, around: Surroundings, report: Report): void {
  const { components, rules, zenml } = around
  if (!rules.trueForStacks && isNoName(node)) {
    reportNoName('experiment_tracker', step, node, zenml, report)
    return
  }
  const available = components.filter(c => c.type === 'experiment_tracker').map(c => c.name)
  if (isTruth(node) && available.length === 0)
    report(diagnostic('DC3017', node!.span, { step }, { help: 'add an experiment tracker to the stack, or remove the key' }))
  if (node?.kind !== 'string' || node.template || available.includes(node.value)) return
  const close = suggest(node.value, available)
  const help = available.length
    ? `experiment trackers of the stack: ${available.map(n => `\`${n}\``).join(', ')}`
    : 'the stack has no experiment tracker'
  report(diagnostic('DC3016', node.span, { tracker: node.value, step }, { label: close && `did you mean \`${close}\`?`, help }))
}

/** Where a name may stand as well, a text is one: `yes` names a step operator. */
const isTruth = (node: Node | undefined): boolean => node !== undefined && node.kind !== 'string' && asBool(node) === true
