import type { Component } from '../model/component.ts'
import { get } from '../model/node.ts'
import { asBool } from '../python/type.ts'
import { textOf } from './configuration.ts'

/** Whether a component runs its containers on the client's machine: with a database there, their images need ZenML's `local` extra. */
export const isLocalContainer = (component: Component): boolean =>
  Boolean(component.known?.image) && (component.type === 'orchestrator' || component.type === 'deployer') && isLocal(component)

/** Whether a component runs on the client's machine, by its flavor's rule in the catalog. */
export function isLocal(component: Component): boolean {
  const rule = component.known?.local ?? false
  if (typeof rule === 'boolean') return rule
  if ('uri' in rule) return new RegExp(`^(?:${rule.uri})`).test(textOf(component, 'uri') ?? '')
  const option = get(component.configuration, rule.option)
  if ((option && asBool(option)) ?? rule.default) return true
  const other = rule.or === undefined ? undefined : textOf(component, rule.or)?.toLowerCase()
  return other !== undefined && (rule.contains ?? []).some(word => other.includes(word))
}
