import { iterate } from '../evaluate/iterate.ts'
import type { Frame, Machine } from '../evaluate/machine.ts'
import { bind } from '../evaluate/scopes.ts'
import type { FromImport, Import } from '../syntax/tree.ts'
import { isUnknown, type ModuleReference, str, type Value } from '../values/value.ts'

/** `import a.b, c as d` (language reference 7.11). */
export function importNames(machine: Machine, { names }: Import, frame: Frame): void {
  for (const { name, alias, at } of names) {
    const top = name.split('.')[0]!
    const first = machine.importModule(top, at)
    const value = name === top ? first : machine.importModule(name, at)
    bind(machine, alias ?? top, alias === null ? first : value, frame)
  }
}

/** `from a import b as c`, `from . import d`, `from a import *`. */
export function importFrom(machine: Machine, statement: FromImport, frame: Frame): void {
  const { level, module: name, moduleAt, names } = statement
  if (level === 0 && name === '__future__') return
  const module = level > 0 ? machine.importRelative(frame.module, level, name, moduleAt) : machine.importModule(name, moduleAt)
  if (names) {
    for (const { name: wanted, alias, at } of names)
      bind(machine, alias ?? wanted, machine.importedName(module, wanted, at), frame)
    return
  }
  if (module.kind === 'module') importPublicNames(machine, module, frame, statement)
  else if (module.kind === 'external' && module.path === 'zenml.integrations.constants') {
    for (const [constant, value] of Object.entries(machine.environment.catalog.integration_constants))
      bind(machine, constant, str(value, statement.span), frame)
  } else machine.poisonModule(frame.module, machine.unknown(statement.span, 'which names it brings is not known'))
}

/** The names of `__all__`, or those that do not begin with `_`. */
function importPublicNames(machine: Machine, module: ModuleReference, frame: Frame, { span: at }: FromImport): void {
  const { scope } = module.module
  if (scope.poison) return machine.poisonModule(frame.module, machine.derive(scope.poison, at))
  const all = scope.variables.get('__all__')?.content
  if (!all) {
    for (const [name, { content }] of [...scope.variables])
      if (!name.startsWith('_') && content) bind(machine, name, content, frame)
    return
  }
  const listed = isUnknown(all) ? all : iterate(machine, all, at)
  if (isUnknown(listed) || listed.some(item => item.kind !== 'str'))
    return machine.poisonModule(frame.module, machine.unknown(at, 'which names it brings is not known'))
  for (const item of listed as Extract<Value, { kind: 'str' }>[])
    bind(machine, item.value, machine.importedName(module, item.value, at), frame)
}
