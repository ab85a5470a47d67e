import { own } from '../../basics/own.ts'
import { diagnostic } from '../../diagnostics/diagnostic.ts'
import type { Span } from '../../sources/span.ts'
import { iterate } from '../evaluate/iterate.ts'
import type { Machine } from '../evaluate/machine.ts'
import { copied } from '../library/copy.ts'
import {
  type Arguments,
  bool,
  type Class,
  type External,
  isUnknown,
  type KeywordValue,
  list,
  none,
  type Settings,
  type Value,
} from '../values/value.ts'
import { isSettingsClass, settingsName } from './names.ts'

/** The settings class of ZenML that a class of the project extends, where it adds nothing but fields with defaults. */
export function settingsClass(of: Class): External | undefined {
  const [base] = of.bases
  if (of.bases.length !== 1 || base?.kind !== 'external' || !isSettingsClass(base.path)) return undefined
  const isPlain = of.node.body.statements.every(({ kind }) => kind === 'assignment' || kind === 'pass' || kind === 'expression')
  return isPlain ? base : undefined
}

/** `DockerSettings(…)`: lists and mappings are copied, so what is done to them later does not count. */
export function makeSettings(machine: Machine, path: string, given: Arguments, at: Span): Value {
  const className = settingsName(path)
  if (given.positional.length > 0) {
    const help = 'write `key=value`, or `**mapping`'
    machine.environment.remark(diagnostic('DC3084', given.positional[0]!.at, { name: className }, { help }))
  }
  const content = new Map<string, KeywordValue>()
  for (const [name, { at: nameAt, value }] of given.keywords) content.set(name, { at: nameAt, value: field(machine, value) })
  return { kind: 'settings', className, content, defaults: new Map(), at }
}

function field(machine: Machine, value: Value): Value {
  if (value.kind === 'iterator' || value.kind === 'view') {
    const items = iterate(machine, value, value.at)
    return isUnknown(items) ? items : list(items, value.at)
  }
  return copied(machine, value, false, value.at)
}

/** What a field of `DockerSettings` is while nobody wrote it: a list that may be changed, or nothing. */
const DEFAULTS: Readonly<Record<string, (at: Span) => Value>> = {
  apt_packages: at => list([], at),
  required_integrations: at => list([], at),
  environment: at => ({ kind: 'dict', content: new Map(), at }),
  runtime_environment: at => ({ kind: 'dict', content: new Map(), at }),
  python_package_installer_args: at => ({ kind: 'dict', content: new Map(), at }),
  parent_image: none,
  requirements: none,
  user: none,
  dockerfile: none,
  skip_build: at => bool(false, at),
  prevent_build_reuse: at => bool(false, at),
  install_stack_requirements: at => bool(true, at),
}

/** `settings.field`. */
export function settingsField(machine: Machine, settings: Settings, name: string, at: Span): Value {
  if (isUnknown(settings.content)) return machine.derive(settings.content, at)
  const written = settings.content.get(name)
  if (written) return written.value
  const known = settings.defaults.get(name)
  if (known) return known
  const make = settings.className === 'DockerSettings' ? own(DEFAULTS, name) : undefined
  if (!make) return { kind: 'method', self: settings, name, at }
  const value = make(at)
  settings.defaults.set(name, value)
  return value
}

/** `settings.model_copy(update=…)`, `settings.model_dump(exclude_unset=True)`. */
export function settingsMethod(
  machine: Machine,
  settings: Settings,
  name: string,
  given: Arguments,
  at: Span,
): Value | undefined {
  if (isUnknown(settings.content)) return machine.derive(settings.content, at)
  const option = (key: string) => given.keywords.get(key)?.value
  if (name === 'model_copy' && given.positional.length === 0) {
    const update = option('update')
    if (option('deep') || given.keywords.size > (update ? 1 : 0)) return undefined
    const content = new Map(settings.content)
    if (update) {
      if (update.kind !== 'dict') return undefined
      if (isUnknown(update.content)) return machine.derive(update.content, at)
      for (const { key, value } of update.content.values()) {
        if (key.kind !== 'str') return undefined
        content.set(key.value, { at: key.at, value })
      }
    }
    return { ...settings, content, defaults: new Map(), at }
  }
  return undefined
}
