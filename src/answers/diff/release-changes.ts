import { changesBetween } from '../../3-resolve/version.ts'
import { byCodePoint } from '../../basics/order.ts'
import { own } from '../../basics/own.ts'
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts'
import type { Catalog } from '../../model/catalog.ts'
import type { Workspace } from '../../model/workspace.ts'
import type { KeyChange, MessageChange, ReleaseChanges, RuleChange } from './changes.ts'

/** A project as one ZenML release reads it. */
export interface Reading {
  readonly catalog: Catalog
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * What another ZenML release means for a project besides its images: keys that are new, gone or mean something else, rules, and messages.
 *
 * @param workspaces as they are now: of a component's keys those of the flavors in their stacks are reported
 */
export function releaseChanges(workspaces: readonly Workspace[], old: Reading, now: Reading): ReleaseChanges {
  return {
    old: old.catalog.zenml,
    new: now.catalog.zenml,
    refused: hasErrors(now.diagnostics),
    keys: keyChanges(workspaces, old.catalog, now.catalog),
    rules: ruleChanges(old.catalog.zenml, now.catalog.zenml),
    messages: [...messagesOf(now.diagnostics, old.diagnostics, 'new'), ...messagesOf(old.diagnostics, now.diagnostics, 'gone')],
  }
}

function ruleChanges(old: string, now: string): RuleChange[] {
  return changesBetween(old, now).map(({ from, says }) => ({ release: from, rule: says }))
}

/** Errors and warnings: hints are not reported where there is an error, and so would come and go with one. */
function messagesOf(found: readonly Diagnostic[], other: readonly Diagnostic[], state: MessageChange['state']): MessageChange[] {
  // The version is part of many messages: the same code at the same place is the same message.
  const keyOf = ({ code, severity, at }: Diagnostic) => JSON.stringify([code, severity, at])
  const known = new Set(other.map(keyOf))
  return found
    .filter(each => each.severity !== 'hint' && !known.has(keyOf(each)))
    .map(({ code, severity, message, at }) => ({ state, code, severity, message, file: at?.file ?? null }))
}

/** A mapping's keys with what each is: its type, and its default where there is one. */
type KeyTexts = Readonly<Record<string, string>>

function keyChanges(workspaces: readonly Workspace[], old: Catalog, now: Catalog): KeyChange[] {
  const [before, after] = [placesOf(workspaces, old), placesOf(workspaces, now)]
  return [...before].flatMap(([where, one]) => {
    // A place that only one of them has is a key of another place (`settings`), or a flavor, about which there is a message.
    const other = after.get(where)
    if (!other) return []
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort(byCodePoint)
    return keys.flatMap((key): KeyChange[] => {
      const [was, is] = [own(one, key) ?? null, own(other, key) ?? null]
      if (was === is) return []
      return [{ where, key, state: was === null ? 'new' : is === null ? 'gone' : 'changed', old: was, new: is }]
    })
  })
}

function placesOf(workspaces: readonly Workspace[], catalog: Catalog): ReadonlyMap<string, KeyTexts> {
  const plain = (names: readonly string[]) => Object.fromEntries(names.map(name => [name, '']))
  const docker = Object.entries(catalog.docker_settings).map(([key, { type, default: value }]) => [
    key,
    value === null ? type : `${type}, default ${JSON.stringify(value)}`,
  ])
  const flavors = workspaces.flatMap(({ stack }) => stack.components.map(({ type, flavor }) => `${type}.${flavor}`))
  return new Map<string, KeyTexts>([
    ['components', plain(catalog.component_order)],
    ['the pipeline file', plain(catalog.run_configuration_keys)],
    ['steps', plain(catalog.step_keys)],
    ['settings', plain(Object.keys(catalog.settings))],
    ['settings.docker', Object.fromEntries(docker) as KeyTexts],
    ...Object.entries(catalog.settings).map(([name, { keys }]) => [`settings.${name}`, keys] as const),
    ...flavors.flatMap(name => {
      const known = own(catalog.flavors, name)
      return known ? [[`components.${name}`, known.configuration] as const] : []
    }),
  ])
}
