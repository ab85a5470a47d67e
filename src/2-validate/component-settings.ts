import { own } from '../basics/own.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { suggest } from '../diagnostics/suggest.ts'
import { settingsOf } from '../model/catalog.ts'
import type { Component } from '../model/component.ts'
import { type Entry, entry, get, type MapNode, type Node, nameOf, type UnknownNode } from '../model/node.ts'
import type { Release } from '../model/release.ts'
import { asBool, findMismatch, mismatch } from '../python/type.ts'
import { brokenRules } from './component-rules.ts'
import { isSecretReference } from './component-value.ts'

/** What settings of components decide about images. */
export interface ComponentSettings {
  /** The kubernetes orchestrator wants its pipeline image even when every step has its own: by its configuration, or by the pipeline's settings, which win. */
  readonly alwaysBuildPipelineImage: boolean | UnknownNode
}

/** A `settings` block, and what its keys are checked against. */
interface Block {
  /** `settings`, or `steps.train.settings`. */
  readonly where: string
  readonly components: readonly Component[]
  readonly release: Release
  readonly report: Report
}

/**
 * Checks a `settings` block apart from `docker`: each key means one component, and its values fit that component's flavor.
 *
 * @param where `settings`, or `steps.train.settings`
 */
export function validateComponentSettings(
  settings: MapNode,
  where: string,
  components: readonly Component[],
  release: Release,
  report: Report,
): ComponentSettings {
  const block: Block = { where, components, release, report }
  const chosen = new Map<Component, Entry>()
  for (const found of settings.entries) {
    const key = found.key.kind === 'string' ? found.key.value : ''
    if (key === 'docker') continue
    if (Object.hasOwn(release.catalog.settings, key)) {
      checkGeneral(found, key, block)
      continue
    }
    const component = componentFor(found, key, block)
    if (!component) continue
    const other = chosen.get(component)
    if (other) {
      const notes = [{ message: 'and here', at: other.key.span }]
      const params = { key, other: nameOf(other), component: component.name }
      report(diagnostic('DC2041', found.key.span, params, { notes, help: 'put them into one block' }))
      continue
    }
    chosen.set(component, found)
    checkSettings(found, key, component, block)
  }
  return { alwaysBuildPipelineImage: alwaysBuildsPipelineImage(chosen, block) }
}

/** The component that a settings key means; undefined (and reported) where it means none. */
function componentFor(found: Entry, key: string, block: Block): Component | undefined {
  const { components, report } = block
  const { catalog } = block.release
  const separator = catalog.settings_by_name ? /[.:]/ : /\./
  const cut = key.search(separator)
  const type = cut < 0 ? key : key.slice(0, cut)
  // `orchestrator.` is a key of the older releases, where it means no flavor.
  const complete = cut < 0 || !catalog.settings_by_name || cut + 1 < key.length
  const at = found.key.span
  if (!catalog.component_order.includes(type) || !complete) {
    reportUnknownKey(found, key, block)
    return undefined
  }
  const ofType = components.filter(c => c.type === type)
  const selector = key.slice(cut + 1)
  const matches = cut < 0 ? ofType.slice(0, 1) : ofType.filter(c => (key[cut] === ':' ? c.name : c.flavor) === selector)
  const [match] = matches
  if (matches.length > 1) {
    const names = matches.map(c => `\`${type}:${c.name}\``)
    report(diagnostic('DC2044', at, { key, components: names.join(', ') }, { help: `name one: ${names.join(' or ')}` }))
    return undefined
  }
  if (match) return match
  const candidates = ofType.map(c => (cut >= 0 && key[cut] === ':' ? c.name : c.flavor))
  const close = cut < 0 ? undefined : suggest(selector, candidates)
  const label = close && `did you mean \`${type}${key[cut]}${close}\`?`
  const help = `add one to the stack, or write \`${type}.<flavor>\`: settings of a flavor that is not in the stack are ignored`
  if (cut < 0 && catalog.settings_by_name) report(diagnostic('DC2042', at, { key, type }, { help }))
  else report(diagnostic('DC2043', at, { key, type }, { label }))
  return undefined
}

function reportUnknownKey(found: Entry, key: string, { where, components, release, report }: Block): void {
  const { zenml, catalog } = release
  const general = ['docker', ...Object.keys(catalog.settings)]
  const close = suggest(key, [...general, ...catalog.component_order])
  const named = components.find(c => c.name === key || c.flavor === key)
  const meant = close ?? (named && `${named.type}.${named.flavor}`)
  const variable = key.includes('${') ? 'a variable cannot stand for the name of a setting' : undefined
  const help =
    variable ??
    (meant
      ? undefined
      : `a key is ${general.map(k => `\`${k}\``).join(', ')}, or a component type, alone or with a flavor: \`orchestrator.kubernetes\``)
  const label = meant && `did you mean \`${meant}\`?`
  report(diagnostic('DC2040', found.key.span, { key, where, zenml }, { label, help }))
}

/** `resources` and `deployment`. Which keys they have at all is the pipeline schema's subject; what the version changes is checked here. */
function checkGeneral(found: Entry, key: string, { where, release, report }: Block): void {
  const { zenml, catalog, rules } = release
  const model = catalog.settings[key]!
  const { value } = found
  const place = `${where}.${key}`
  if (key === 'deployment' && where !== 'settings') {
    report(diagnostic('DC2049', found.key.span, { where: place }, { help: 'move it to `settings.deployment`' }))
    return
  }
  if (value.kind !== 'map') return
  for (const inner of value.entries) {
    const name = nameOf(inner)
    const type = own(model.keys, name)
    if (type !== undefined) checkValue(type, inner, `${place}.${name}`, release, report)
    else if (model.closed) {
      const close = suggest(name, Object.keys(model.keys))
      report(
        diagnostic(
          'DC2048',
          inner.key.span,
          { key: name, where: place, zenml },
          { label: close && `did you mean \`${close}\`?` },
        ),
      )
    }
  }
  const [least, most] = [numberAt(value, 'min_replicas'), numberAt(value, 'max_replicas')]
  if (rules.replicasInOrder && model.keys.min_replicas && least !== undefined && most !== undefined && most > 0 && least > most) {
    const at = entry(value, 'min_replicas')!.value.span
    report(diagnostic('DC2050', at, { where: place, rule: '`min_replicas` is not above `max_replicas`' }))
  }
}

function checkSettings(found: Entry, key: string, component: Component, { where, release, report }: Block): void {
  const { catalog, rules } = release
  const { known, flavor } = component
  // Nobody knows the settings of a custom flavor.
  if (!known) return
  const types = settingsOf(known)
  if (!types) {
    report(diagnostic('DC2047', found.key.span, { key, flavor }))
    return
  }
  const { value } = found
  if (value.kind !== 'map') return
  const place = `${where}.${key}`
  const wrong = new Set<string>()
  for (const inner of value.entries) {
    const name = nameOf(inner)
    const type = own(types, name)
    if (type === undefined) {
      const close = suggest(name, Object.keys(types))
      report(
        diagnostic(
          'DC2046',
          inner.key.span,
          { key: name, where: place, flavor },
          { label: close && `did you mean \`${close}\`?` },
        ),
      )
    } else if (isSecretReference(inner.value) && known.plain?.includes(name)) {
      report(diagnostic('DC2051', inner.value.span, { what: `${place}.${name}` }, { help: 'write the value itself here' }))
      wrong.add(name)
    } else if (!checkValue(type, inner, `${place}.${name}`, release, report)) wrong.add(name)
  }
  const completed = where === 'settings' && rules.settingsCompleteConfiguration
  const effective = completed ? withConfiguration(value, component.configuration, Object.keys(types)) : value
  for (const { rule, at, keys } of brokenRules(component, effective, catalog, 'settings')) {
    // A rule that the configuration breaks by itself was reported with it, and a wrong value says enough.
    if (keys.some(name => wrong.has(name)) || !keys.some(name => entry(value, name))) continue
    report(diagnostic('DC2050', at?.file === found.key.span.file ? at : found.key.span, { where: place, rule }))
  }
}

function checkValue(type: string, found: Entry, what: string, { catalog }: Release, report: Report): boolean {
  const wrong = findMismatch(type, found.value, catalog.models)
  if (!wrong) return true
  const at = wrong.node.kind === 'map' || wrong.node.kind === 'list' ? found.key.span : wrong.node.span
  const memory = /^Optional\[str\(pattern='\^\[0-9\]\+\(/.test(type)
  const expected = memory ? 'a whole number with a unit, as in `4GiB`' : wrong.expected
  const help = memory ? memoryHelp(found.value) : undefined
  report(diagnostic('DC2045', at, { what: [what, ...wrong.path].join('.'), expected }, { help }))
  return false
}

/** Kubernetes writes `4Gi`, and people do. */
function memoryHelp(node: Node): string {
  const written = node.kind === 'string' ? /^(\d+)\s*([KMGTP]i?)B?$/i.exec(node.value.trim()) : null
  if (!written) return 'units are KB, KiB, MB, MiB, GB, GiB, TB, TiB, PB and PiB'
  const unit = written[2]!.toUpperCase().replace('I', 'i')
  return `write \`${written[1]}${unit}B\``
}

/** On the pipeline ZenML puts its settings on top of the component's own. */
function withConfiguration(settings: MapNode, configuration: MapNode, keys: readonly string[]): MapNode {
  const own = configuration.entries.filter(e => keys.includes(nameOf(e)) && !entry(settings, nameOf(e)))
  return { ...settings, entries: [...settings.entries, ...own] }
}

function alwaysBuildsPipelineImage(
  chosen: ReadonlyMap<Component, Entry>,
  { where, components, report }: Block,
): boolean | UnknownNode {
  const key = 'always_build_pipeline_image'
  const orchestrator = components.find(c => c.known?.[key])
  if (!orchestrator) return false
  const block = chosen.get(orchestrator)?.value
  const set = block?.kind === 'unknown' ? block : get(block, key)
  if (set?.kind === 'unknown') return set
  if (where === 'settings' && set?.kind === 'string' && set.template) {
    const { variable } = set.template.find(part => typeof part !== 'string')!
    report(
      diagnostic(
        'DC3011',
        set.span,
        { name: variable, where: `${where}.orchestrator.${key}` },
        { help: 'it decides which images there are: add its value to `variables`' },
      ),
    )
  }
  const own = get(orchestrator.configuration, key)
  return (set && asBool(set)) ?? (own && asBool(own)) ?? false
}

function numberAt(map: MapNode, key: string): number | undefined {
  const node = get(map, key)
  if (!node || mismatch('int', node) !== undefined || (node.kind === 'string' && node.template)) return undefined
  return Number(
    node.kind === 'string'
      ? node.value
      : node.kind === 'int' || node.kind === 'float' || node.kind === 'bool'
        ? node.value
        : Number.NaN,
  )
}
