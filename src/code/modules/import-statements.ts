import type { Span } from '../../sources/span.ts'
import { iterate } from '../evaluate/iterate.ts'
import type { Frame, Machine } from '../evaluate/machine.ts'
import { bind } from '../evaluate/scopes.ts'
import { rootOf } from '../library/packages.ts'
import type { FromImport, Import } from '../syntax/tree.ts'
import { isUnknown, type Str, str, type Unknown, type Value } from '../values/value.ts'

/** `import a.b, c as d` (language reference 7.11). */
export function importNames(machine: Machine, { names }: Import, frame: Frame): void {
  for (const { name, alias, at } of names) {
    const top = rootOf(name)
    const first = machine.importModule(top, at)
    const value = name === top ? first : machine.importModule(name, at)
    bind(machine, alias ?? top, alias === null ? first : value, frame)
  }
}

/** `from a import b as c`, `from . import d`, `from a import *`. */
export function importFrom(machine: Machine, statement: FromImport, frame: Frame): void {
  const { level, module: name, moduleAt, names } = statement
  // `from __future__ import annotations` binds that name, and from then on nobody evaluates them (PEP 563).
  const module = level > 0 ? machine.importRelative(frame.module, level, name, moduleAt) : machine.importModule(name, moduleAt)
  if (names) {
    for (const { name: wanted, alias, at } of names)
      bind(machine, alias ?? wanted, machine.importedName(module, wanted, at), frame)
    return
  }
  const found = publicNames(machine, module, statement.span)
  if (isUnknown(found)) machine.poisonModule(frame.module, found)
  else for (const [name, value] of found) bind(machine, name, value, frame)
}

/** What `*` brings: the names of `__all__`, or those that do not begin with `_` (language reference 7.11). */
function publicNames(machine: Machine, module: Value, at: Span): readonly [string, Value][] | Unknown {
  if (module.kind === 'external' && module.path === 'zenml.integrations.constants')
    return Object.entries(machine.environment.catalog.integration_constants).map(([name, value]) => [name, str(value, at)])
  const unclear = machine.unknown(at, 'which names it brings is not known')
  if (module.kind !== 'module') return unclear
  const { scope } = module.module
  if (scope.poison) return machine.derive(scope.poison, at)
  const all = scope.variables.get('__all__')?.content
  if (!all)
    return [...scope.variables].flatMap(([name, { content }]) => (content && !name.startsWith('_') ? [[name, content]] : []))
  const listed = isUnknown(all) ? all : iterate(machine, all, at)
  if (isUnknown(listed) || listed.some(item => item.kind !== 'str')) return unclear
  return (listed as Str[]).map(({ value }) => [value, machine.importedName(module, value, at)])
}
