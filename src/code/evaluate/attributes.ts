import type { Span } from '../../sources/span.ts'
import { noValue } from '../library/environment.ts'
import { canonicalPath, EXTERNAL_VALUES } from '../library/externals.ts'
import { rootOf } from '../library/packages.ts'
import { pathAttribute } from '../library/path-attributes.ts'
import { modelFields } from '../library/pydantic.ts'
import { unknown } from '../values/unknown.ts'
import { type Class, external, isUnknown, type Member, str, type Unknown, type Value } from '../values/value.ts'
import { zenmlAttribute } from '../zenml/attributes.ts'
import { positional } from './arguments.ts'
import type { Machine } from './machine.ts'
import { raise } from './stop.ts'

/** Methods of Python's own values that change nothing. */
const READING = new Set(
  `get keys values items copy index count
  capitalize casefold center encode endswith expandtabs find format format_map isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric
  isprintable isspace istitle isupper join ljust lower lstrip partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split
  splitlines startswith strip swapcase title translate upper zfill`.split(/\s+/),
)

/** `object.name` (language reference 6.3.1). */
export function attributeOf(machine: Machine, object: Value, name: string, at: Span): Value {
  switch (object.kind) {
    case 'unknown': {
      const found = machine.derive(object, at)
      return READING.has(name) ? { ...found, isReading: true } : found
    }
    case 'external':
      return externalAttribute(machine, object.path, name, at)
    case 'module':
      return machine.moduleAttribute(object, name, at)
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
      return name === '__name__' ? str(object.name, at) : machine.unknown(at, 'the attributes of a function are not known')
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
  if (member.mixin === 'plain') return machine.unknown(at, 'the value of this member is not known')
  return { kind: 'method', self: member.value, name, at }
}

function externalAttribute(machine: Machine, path: string, name: string, at: Span): Value {
  const dotted = canonicalPath(`${path}.${name}`)
  if (dotted.startsWith('zenml.')) return machine.importedName(external(path, at), name, at)
  return EXTERNAL_VALUES[dotted]?.(at) ?? external(dotted, at)
}

const orders = new WeakMap<Class, readonly Value[]>()

/** A class, its bases and theirs in the order in which Python looks for an attribute (data model: method resolution order). */
function order(of: Class, depth = 0): readonly Value[] {
  const known = orders.get(of)
  if (known) return known
  const read = of.bases.filter(base => !isPlainBase(base))
  const lists = depth > 20 ? [read] : [...read.map(base => (base.kind === 'class' ? order(base, depth + 1) : [base])), read]
  const [only, ...others] = read
  const found: Value[] = [of, ...(only?.kind === 'class' && others.length === 0 ? order(only, depth + 1) : merge(lists))]
  orders.set(of, found)
  return found
}

/** The first of the heads that is in no tail, again and again. */
function merge(lists: readonly (readonly Value[])[]): Value[] {
  const found: Value[] = []
  for (let open = lists.filter(list => list.length > 0); open.length > 0; ) {
    const heads = open.map(([head]) => head!)
    const next = heads.find(head => !open.some(list => list.indexOf(head, 1) > 0)) ?? heads[0]!
    found.push(next)
    open = open.map(list => list.filter(item => item !== next)).filter(list => list.length > 0)
  }
  return found
}

/** The content of a variable of a class or of one of its bases; undefined where none has it. */
export function lookUpInClass(of: Class, name: string): Value | undefined {
  let foreign: Value | undefined
  for (const base of order(of)) {
    const content = base.kind === 'class' ? base.scope.variables.get(name)?.content : undefined
    if (content)
      return foreign && of.enum === 'no' ? unknown(of.name, of.at, 'the members that the class inherits are not known') : content
    if (base.kind !== 'class') foreign = base
  }
  return undefined
}

export const isSubclass = (of: Class, ancestor: Class): boolean => order(of).includes(ancestor)

/** A base that adds nothing. */
const isPlainBase = (base: Value): boolean =>
  (base.kind === 'builtin' && base.name === 'object') ||
  (base.kind === 'external' && /^(?:abc\.ABC|typing\.(?:Protocol|Generic))$/.test(base.path))

/** The first base of a class that is not read: any attribute may come from there. */
export const foreignBase = (of: Class): Value | undefined => order(of).find(base => base.kind !== 'class')

/** An object that decides itself what an attribute gives. */
const isDescriptor = (value: Value | undefined): boolean =>
  value?.kind === 'instance' && ['__get__', '__set__'].some(name => lookUpInClass(value.class, name))

function classAttribute(machine: Machine, of: Class, name: string, at: Span): Value {
  if (name === '__name__') return str(of.name, at)
  if (name === '__members__') return machine.unknown(at, 'the members of the class are not known')
  const found = lookUpInClass(of, name)
  // pydantic takes the fields out of the class.
  if (found && modelFields(of)?.some(field => field.name === name))
    return machine.unknown(at, 'fields belong to objects of the model')
  if (isDescriptor(found)) return machine.unknown(at, 'the attribute makes its value itself')
  if (found) {
    if (found.kind === 'function') {
      if (found.role === 'classmethod') return { kind: 'bound', function: found, self: of, at }
      if (found.role === 'property') return machine.unknown(at, 'it is a property of each object')
    }
    return found
  }
  if (of.enum !== 'no' || foreignBase(of) || name.startsWith('__'))
    return machine.unknown(at, 'the members that the class inherits are not known')
  if (of.scope.poison) return machine.derive(of.scope.poison, at)
  return raise('AttributeError', `type object '${of.name}' has no attribute '${name}'`, at)
}

function methodOfClass(machine: Machine, of: Class, self: Value, name: string, at: Span): Value | undefined {
  const found = lookUpInClass(of, name)
  if (found?.kind !== 'function') return found
  if (found.role === 'property') return machine.call({ kind: 'bound', function: found, self, at }, positional(), at)
  if (found.role === 'staticmethod') return found
  return { kind: 'bound', function: found, self: found.role === 'classmethod' ? of : self, at }
}

function instanceAttribute(machine: Machine, object: Extract<Value, { kind: 'instance' }>, name: string, at: Span): Value {
  if (isUnknown(object.content)) return machine.derive(object.content, at)
  const inClass = lookUpInClass(object.class, name)
  if (isDescriptor(inClass) || lookUpInClass(object.class, '__getattribute__'))
    return machine.unknown(at, 'the object makes its attributes itself')
  const isProperty = inClass?.kind === 'function' && inClass.role === 'property'
  const own = isProperty ? undefined : object.content.get(name)
  if (own) return own
  const found = methodOfClass(machine, object.class, object, name, at)
  if (found) return found
  if (name === 'model_dump' && modelFields(object.class)) return { kind: 'method', self: object, name, at }
  if (lookUpInClass(object.class, '__getattr__') || foreignBase(object.class) || name.startsWith('__'))
    return machine.unknown(at, 'the content of this object is not known')
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
      if (object.class.isFrozen) raise('AttributeError', `cannot assign to field '${name}'`, at)
      if (isDescriptor(lookUpInClass(object.class, name)) || name.startsWith('__'))
        machine.poison(machine.unknown(at, 'the value set here is not known'))
      if (lookUpInClass(object.class, '__setattr__') || lookUpInClass(object.class, name)?.kind === 'function')
        heap.write(object, machine.unknown(at, 'the value set here is not known'))
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
  if (object.holds) machine.escape(object.holds, machine.unknown(at, 'it may be changed here'))
  if (object.root !== undefined && !DANGEROUS.has(object.root)) return
  machine.poison(machine.unknown(at, 'it changes something that is not known'))
}
