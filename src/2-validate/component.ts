import { own } from '../basics/own.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { suggest } from '../diagnostics/suggest.ts'
import { type Flavor, flavorsOf } from '../model/catalog.ts'
import type { Component } from '../model/component.ts'
import { type Entry, entry, get, type MapNode, type Node, type StringNode } from '../model/node.ts'
import type { Release } from '../model/release.ts'
import { findMismatch } from '../python/type.ts'
import type { Span } from '../sources/span.ts'
import { brokenRules } from './component-rules.ts'
import { isJsonText, isSecretReference, parseJsonText } from './component-value.ts'

export { type ComponentSettings, validateComponentSettings } from './component-settings.ts'

/**
 * The components of a stack file, in the order in which ZenML asks them: by type, and inside a type by the file.
 *
 * The checks are those that ZenML makes when it loads a stored component. Its values may be credentials: no message holds one.
 * The file's shape was checked before; what is broken there is left out here silently.
 */
export function validateComponents(root: Node, release: Release, report: Report): Component[] {
  const types = entry(root.kind === 'map' ? root : EMPTY, 'components')
  if (types?.value.kind !== 'map') return []

  const meant = reportUnknownTypes(types.value, release, report)
  const order = release.catalog.component_order
  const components = order.flatMap(type => componentsOf(type, types.value as MapNode, release, report))
  for (const type of NECESSARY) {
    // A misspelt type was reported already: one mistake, one message.
    const written = get(types.value, type)
    if ((written && !(written.kind === 'list' && written.items.length === 0)) || meant.has(type)) continue
    report(
      diagnostic(
        'DC2032',
        types.key.span,
        { type },
        { help: `every stack has an orchestrator and an artifact store: add the \`${type}\`` },
      ),
    )
  }
  return components
}

const NECESSARY = ['orchestrator', 'artifact_store']
const EMPTY: MapNode = { kind: 'map', entries: [], span: { file: '', start: 0, end: 0 } }

/** Gives the types that the unknown ones probably stand for. */
function reportUnknownTypes(types: MapNode, { zenml, catalog }: Release, report: Report): Set<string> {
  const meant = new Set<string>()
  for (const { key } of types.entries) {
    const type = nameOf(key)
    if (catalog.component_order.includes(type)) continue
    const close = suggest(type, catalog.component_order)
    if (close) meant.add(close)
    const help = close ? undefined : `component types: ${catalog.component_order.map(t => `\`${t}\``).join(', ')}`
    report(diagnostic('DC2030', key.span, { type, zenml }, { label: close && `did you mean \`${close}\`?`, help }))
  }
  return meant
}

function componentsOf(type: string, types: MapNode, release: Release, report: Report): Component[] {
  const { zenml, catalog, rules } = release
  const written = entry(types, type)
  if (written?.value.kind === 'list' && !rules.stackLists) {
    const help = 'write the component itself there, without a list'
    report(diagnostic('DC2052', written.key.span, { type, zenml }, { help }))
    return []
  }
  const nodes = written?.value.kind === 'list' ? written.value.items : written ? [written.value] : []
  const components = nodes.flatMap(node => readComponent(type, node, release, report))

  const [first, ...others] = components
  if (first && others.length > 0 && !catalog.repeatable_component_types.includes(type)) {
    for (const other of others) {
      const notes = [{ message: 'the first one', at: nameSpan(first) }]
      report(
        diagnostic(
          'DC2031',
          nameSpan(other),
          { type, zenml },
          { notes, help: 'keep one of them; the others belong in stacks of their own' },
        ),
      )
    }
  }
  for (const component of components) checkComponent(component, release, report)
  return components
}

/** The key that a component is under decides what it is; its own `type` may only repeat that. */
function reportOtherType(type: string, node: Node, { catalog }: Release, report: Report): void {
  const written = get(node, 'type')
  if (written?.kind !== 'string' || written.value === type) return
  const what = `type: ${written.value}`
  const isOther = catalog.component_order.includes(written.value)
  const help = isOther ? `move it under \`components.${written.value}\`, or write \`type: ${type}\`` : `write \`type: ${type}\``
  report(diagnostic('DC2009', written.span, { what, by: `components.${type}` }, { help }))
}

function readComponent(type: string, node: Node, release: Release, report: Report): Component[] {
  reportOtherType(type, node, release, report)
  const name = get(node, 'name')
  const flavor = get(node, 'flavor')
  const configuration = get(node, 'configuration')
  if (name?.kind !== 'string' || flavor?.kind !== 'string' || configuration?.kind !== 'map') return []
  return [
    {
      type,
      name: name.value,
      flavor: flavor.value,
      configuration,
      known: own(release.catalog.flavors, `${type}.${flavor.value}`),
      span: node.span,
      nameSpan: name.span,
      flavorSpan: flavor.span,
    },
  ]
}

function checkComponent(component: Component, release: Release, report: Report): void {
  const { known, type, flavor } = component
  const { zenml, catalog } = release
  if (!known) {
    const flavors = flavorsOf(catalog, type)
    const close = suggest(flavor, flavors)
    const help = close ? undefined : `if it is none, the flavors of ZenML are ${flavors.map(f => `\`${f}\``).join(', ')}`
    report(
      diagnostic('DC2035', component.flavorSpan, { flavor, type, zenml }, { label: close && `did you mean \`${close}\`?`, help }),
    )
    return
  }
  const before = new Set<string>()
  for (const found of component.configuration.entries)
    if (!checkValue(found, component, known, release, report)) before.add(nameOf(found.key))
  checkRequired(component, known, report)
  // A rule about a value that is wrong by itself would only repeat it.
  for (const { rule, at, keys } of brokenRules(component, component.configuration, catalog, 'configuration')) {
    if (keys.some(key => before.has(key))) continue
    report(diagnostic('DC2036', at ?? nameSpan(component), { component: component.name, rule }))
  }
}

/**
 * A key that the flavor does not have. Releases before 0.82 refuse it; later ones ignore it, so that it is reported only where it looks like a key of the
 * flavor's own: others may come from a newer ZenML.
 */
function reportForeignKey({ key }: Entry, component: Component, known: Flavor, release: Release, report: Report): void {
  const name = nameOf(key)
  if (own(known.renamed ?? {}, name) !== undefined) return
  const meant = suggest(name, Object.keys(known.configuration))
  if (known.closed) {
    const params = { key: name, component: component.name, flavor: component.flavor, zenml: release.zenml }
    report(diagnostic('DC2053', key.span, params, { label: meant && `did you mean \`${meant}\`?`, help: 'remove the key' }))
    return
  }
  // Where it is a key that the flavor needs, that is missing: the message for that says it.
  if (!meant || entry(component.configuration, meant) || known.required.includes(meant)) return
  const where = `components.${component.type}.configuration`
  report(diagnostic('DC2046', key.span, { key: name, where, flavor: component.flavor }, { label: `did you mean \`${meant}\`?` }))
}

/** False where a configuration value is wrong (and was reported). Keys that the flavor does not have are ignored, as ZenML does. */
function checkValue(found: Entry, component: Component, known: Flavor, release: Release, report: Report): boolean {
  const key = nameOf(found.key)
  const type = own(known.configuration, key)
  if (type === undefined) {
    reportForeignKey(found, component, known, release, report)
    return true
  }
  const at = valueSpan(found)
  const { value } = found
  if (isSecretReference(value) && known.plain?.includes(key)) {
    report(diagnostic('DC2037', at, { key, component: component.name }, { help: 'write the value itself here' }))
    return false
  }
  // ZenML reads a text as JSON where the key wants a list or a mapping.
  const read = isJsonText(type, value) ? parseJsonText(value as StringNode) : value
  const wrong = read
    ? findMismatch(type, read, release.catalog.models)
    : { path: [], expected: 'JSON of a list or a mapping', node: value }
  if (wrong) {
    const inside = [key, ...wrong.path].join('.')
    report(diagnostic('DC2033', at, { key: inside, component: component.name, expected: wrong.expected }))
    return false
  }
  if (key === 'path' && known.schemes) return checkScheme(value, at, component, known.schemes, report)
  return true
}

function checkScheme(value: Node, at: Span, component: Component, schemes: readonly string[], report: Report): boolean {
  // ZenML takes quotes away first.
  const path = value.kind === 'string' ? value.value.replace(/^['"`]+|(?<!['"`])['"`]+$/g, '') : ''
  if (schemes.some(scheme => path.startsWith(scheme))) return true
  const expected = `a path that begins with ${schemes.map(s => `\`${s}\``).join(' or ')}`
  report(diagnostic('DC2033', at, { key: 'path', component: component.name, expected }))
  return false
}

function checkRequired(component: Component, known: Flavor, report: Report): void {
  const written = new Set(component.configuration.entries.map(e => nameOf(e.key)))
  // A deprecated name counts for the new one.
  for (const [old, name] of Object.entries(known.renamed ?? {})) if (written.has(old)) written.add(name)
  for (const key of known.required) {
    if (written.has(key)) continue
    const typo = suggest(
      key,
      [...written].filter(name => !(name in known.configuration)),
    )
    const at = typo ? entry(component.configuration, typo)!.key.span : nameSpan(component)
    const label = typo && `did you mean \`${key}\`?`
    report(
      diagnostic(
        'DC2034',
        at,
        { key, component: component.name, flavor: component.flavor },
        { label, help: label ? undefined : `add \`${key}\` to its \`configuration\`` },
      ),
    )
  }
}

/** A mapping's or a list's own span covers the whole block: its key is the better place. */
const valueSpan = (found: Entry): Span =>
  found.value.kind === 'map' || found.value.kind === 'list' ? found.key.span : found.value.span
const nameSpan = (component: Component): Span => component.nameSpan
const nameOf = (key: Node): string => (key.kind === 'string' ? key.value : '')
