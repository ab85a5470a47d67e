import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { suggest } from '../diagnostics/suggest.ts'
import type { Component } from '../model/component.ts'
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
  { components, rules }: Surroundings,
  report: Report,
): Step['operator'] {
  const available = components.filter(c => c.type === 'step_operator').map(c => c.name)
  if (isTruth(node)) {
    if (!rules.stepOperatorTrue) {
      const params = { what: `steps.${step}.step_operator`, expected: "a step operator's name", found: typeName(node!) }
      report(diagnostic('DC2002', node!.span, params, { help: 'name it: this ZenML version does not know `true`' }))
    } else if (available.length === 0)
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
      close && (flavored ? `the flavor is no name; the component is called \`${close}\`` : `did you mean \`${close}\`?`)
    const help = available.length
      ? `step operators of the stack: ${available.map(n => `\`${n}\``).join(', ')}`
      : 'the stack has no step operator'
    report(diagnostic('DC3014', node.span, { operator: node.value, step }, { label, help }))
  }
  return node.value
}

/** Reports an experiment tracker that the stack does not have. */
export function checkTracker(node: Node | undefined, step: string, components: readonly Component[], report: Report): void {
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
