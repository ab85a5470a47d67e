import type { Span } from '../../sources/span.ts'
import { noValue } from '../library/environment.ts'
import { canonicalPath, EXTERNAL_VALUES } from '../library/externals.ts'
import { pathAttribute } from '../library/path-attributes.ts'
import { modelFields } from '../library/pydantic.ts'
import { type Class, external, isUnknown, type Member, str, type Unknown, type Value } from '../values/value.ts'
import { zenmlAttribute } from '../zenml/attributes.ts'
import { rootOf } from './items.ts'
import type { Machine } from './machine.ts'
import { raise } from './stop.ts'

/** `object.name` (language reference 6.3.1). */
export function attributeOf(machine: Machine, object: Value, name: string, at: Span): Value {
  switch (object.kind) {
    case 'unknown':
      return machine.derive(object, at)
    case 'external':
      return externalAttribute(machine, object.path, name, at)
    case 'module':
      return machine.importedName(object, name, at)
    case 'class':
      return classAttribute(machine, object, name, at)
    case 'instance':
      return instanceAttribute(machine, object, name, at)
    case 'member':
      return memberAttribute(machine, object, name, at)
    case 'settings':
    case 'step':
    case 'pipeline':
    case 'artifact':
      return zenmlAttribute(machine, object, name, at)
    case 'none':
      return raise('AttributeError', `'NoneType' object has no attribute '${name}'`, at)
    case 'function':
      return name === '__name__' ? str(object.name, at) : machine.unknown(at, 'what a function holds is not known')
    case 'late':
      return machine.unknown(at, noValue(object.variable))
    case 'path':
      return pathAttribute(machine, object.value, name, at) ?? { kind: 'method', self: object, name, at }
    case 'tuple': {
      const place = object.names?.indexOf(name) ?? -1
      return place < 0 ? { kind: 'method', self: object, name, at } : object.items[place]!
    }
    default:
      return { kind: 'method', self: object, name, at }
  }
}

function memberAttribute(machine: Machine, object: Member, name: string, at: Span): Value {
  if (name === 'value' || name === '_value_') return object.value
  if (name === 'name' || name === '_name_') return str(object.name, at)
  return (object.of && methodOfClass(machine, object.of, object, name, at)) ?? memberMethod(machine, object, name, at)
}

/** A member of `(str, Enum)` has the methods of a text. */
function memberMethod(machine: Machine, member: Extract<Value, { kind: 'member' }>, name: string, at: Span): Value {
  if (member.mixin === 'plain') return machine.unknown(at, 'what this member holds is not known')
  return { kind: 'method', self: member.value, name, at }
}

function externalAttribute(machine: Machine, path: string, name: string, at: Span): Value {
  const dotted = canonicalPath(`${path}.${name}`)
  if (dotted.startsWith('zenml.')) return machine.importedName(external(path, at), name, at)
  return EXTERNAL_VALUES[dotted]?.(at) ?? external(dotted, at)
}

/** The content of a variable of a class or of one of its bases; undefined where none has it. */
export function lookUpInClass(of: Class, name: string, depth = 0): Value | undefined {
  const variable = of.scope.variables.get(name)
  if (variable?.content) return variable.content
  if (depth > 20) return undefined
  for (const base of of.bases) {
    if (base.kind === 'class') {
      const found = lookUpInClass(base, name, depth + 1)
      if (found) return found
    }
  }
  return undefined
}

/** Whether a class has bases that are not read: any attribute may come from there. */
export function foreignBase(of: Class, depth = 0): Value | undefined {
  for (const base of of.bases) {
    if (base.kind === 'class') {
      const found = depth > 20 ? base : foreignBase(base, depth + 1)
      if (found) return found
    } else if (
      !(base.kind === 'builtin' && base.name === 'object') &&
      !(base.kind === 'external' && /^(?:abc\.ABC|typing\.(?:Protocol|Generic))$/.test(base.path))
    )
      return base
  }
  return undefined
}

function classAttribute(machine: Machine, of: Class, name: string, at: Span): Value {
  if (name === '__name__') return str(of.name, at)
  if (name === '__members__') return machine.unknown(at, 'what a class holds is not known')
  const found = lookUpInClass(of, name)
  // pydantic takes the fields out of the class.
  if (found && modelFields(of)?.some(field => field.name === name))
    return machine.unknown(at, 'fields belong to objects of the model')
  if (found) {
    if (found.kind === 'function') {
      if (found.role === 'classmethod') return { kind: 'bound', function: found, self: of, at }
      if (found.role === 'property') return machine.unknown(at, 'it is a property of each object')
    }
    return found
  }
  if (of.enum !== 'no' || foreignBase(of) || name.startsWith('__'))
    return machine.unknown(at, 'what a class inherits is not known')
  if (of.scope.poison) return machine.derive(of.scope.poison, at)
  return raise('AttributeError', `type object '${of.name}' has no attribute '${name}'`, at)
}

function methodOfClass(machine: Machine, of: Class, self: Value, name: string, at: Span): Value | undefined {
  const found = lookUpInClass(of, name)
  if (found?.kind !== 'function') return found
  if (found.role === 'property')
    return machine.call({ kind: 'bound', function: found, self, at }, { positional: [], keywords: new Map() }, at)
  if (found.role === 'staticmethod') return found
  return { kind: 'bound', function: found, self: found.role === 'classmethod' ? of : self, at }
}

function instanceAttribute(machine: Machine, object: Extract<Value, { kind: 'instance' }>, name: string, at: Span): Value {
  if (isUnknown(object.content)) return machine.derive(object.content, at)
  const own = object.content.get(name)
  if (own) return own
  const found = methodOfClass(machine, object.class, object, name, at)
  if (found) return found
  if (name === 'model_dump' && modelFields(object.class)) return { kind: 'method', self: object, name, at }
  if (lookUpInClass(object.class, '__getattr__') || foreignBase(object.class) || name.startsWith('__'))
    return machine.unknown(at, 'what this object holds is not known')
  return raise('AttributeError', `'${object.class.name}' object has no attribute '${name}'`, at)
}

/** `object.name = value`. */
export function setAttribute(machine: Machine, object: Value, name: string, value: Value, at: Span): void {
  const { heap } = machine
  switch (object.kind) {
    case 'module':
    case 'class': {
      const { scope } = object.kind === 'module' ? object.module : object
      const variable = scope.variables.get(name) ?? { content: undefined, isParameter: false }
      scope.variables.set(name, variable)
      heap.write(
        variable,
        object.kind === 'class' && (object.enum !== 'no' || modelFields(object))
          ? machine.unknown(at, 'members of an enumeration are not changed')
          : value,
      )
      return
    }
    case 'instance':
      if (lookUpInClass(object.class, '__setattr__') || lookUpInClass(object.class, name)?.kind === 'function')
        heap.write(object, machine.unknown(at, 'what is set here is not known'))
      else if (!isUnknown(object.content)) heap.write(object, new Map([...object.content, [name, value]]))
      return
    case 'settings':
      raise('ValidationError', `${object.className} cannot be changed: its fields are frozen`, at)
      return
    case 'step':
    case 'pipeline':
      heap.write(object, machine.unknown(at, 'setting an attribute of it is not read'))
      return
    case 'external':
      if (DANGEROUS.has(rootOf(object.path))) machine.poison(machine.unknown(at, 'it changes what other code uses'))
      return
    case 'unknown':
      changeUnknown(machine, object, at)
      return
    default:
      return
  }
}

/** Packages through which code reaches what the reader follows. */
const DANGEROUS = new Set(['sys', 'os', 'zenml', 'builtins', 'importlib', 'inspect', 'gc', 'pathlib', 'enum', 'types'])

/** Something is changed and nobody knows what: harmless only where it came from a package and nothing of the project is in it. */
export function changeUnknown(machine: Machine, object: Unknown, at: Span): void {
  if (object.root !== undefined && !DANGEROUS.has(object.root)) return
  machine.poison(machine.unknown(at, 'it changes something that is not known'))
}
