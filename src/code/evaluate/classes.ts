import type { Span } from '../../sources/span.ts'
import { rootOf } from '../library/packages.ts'
import { modelFields } from '../library/pydantic.ts'
import { lastName } from '../syntax/last-name.ts'
import type { Assignment, ClassDefinition, Expression } from '../syntax/tree.ts'
import { keyOf } from '../values/same.ts'
import { type Arguments, type Class, int, isUnknown, type Member, str, type Value } from '../values/value.ts'
import { settingsClass } from '../zenml/settings.ts'
import { positional, valuesOf } from './arguments.ts'
import { foreignBase, lookUpInClass } from './attributes.ts'
import type { Frame, Machine } from './machine.ts'
import { makeModel } from './models.ts'
import { newScope } from './scopes.ts'
import { isExceptionName, raise } from './stop.ts'

/** An object that some class makes: nothing of the project is changed through it but itself. */
const OBJECT_ROOT = 'object'

const ENUMS: Readonly<Record<string, Class['enum']>> = {
  'enum.Enum': 'plain',
  'enum.StrEnum': 'StrEnum',
  'enum.IntEnum': 'int',
  'enum.Flag': 'int',
  'enum.IntFlag': 'int',
}
/** Decorators of classes that keep the class. */
const TRANSPARENT = new Set([
  'typing.final',
  'enum.unique',
  'functools.total_ordering',
  'typing.runtime_checkable',
  'dataclasses.dataclass',
])

/** `class Name(Bases): …` (language reference 8.8). */
export function defineClass(machine: Machine, node: ClassDefinition, frame: Frame): Value {
  const decorators = node.decorators.map(decorator => {
    const value = machine.evaluate(decorator.kind === 'call' ? decorator.callee : decorator, frame)
    if (decorator.kind === 'call') for (const { value: argument } of decorator.arguments) machine.evaluate(argument, frame)
    return value
  })
  const bases = node.bases.filter(({ keyword }) => !keyword).map(({ value }) => machine.evaluate(value, frame))
  const scope = newScope('class', frame.scope)
  const made: Class = {
    kind: 'class',
    name: node.name,
    node,
    module: frame.module,
    scope,
    bases,
    isFrozen: node.decorators.some(isFrozen),
    isDataclass: decorators.some(value => value.kind === 'external' && value.path === 'dataclasses.dataclass'),
    enum: enumKind(bases),
    at: node.nameAt,
  }
  machine.execute(node.body, { scope, module: frame.module })
  if (made.enum !== 'no') makeMembers(machine, made)
  const strange =
    decorators.some(value => value.kind !== 'external' || !TRANSPARENT.has(value.path)) ||
    node.bases.some(({ keyword, star }) => keyword || star !== '') ||
    bases.some(base => base.kind === 'class' && lookUpInClass(base, '__init_subclass__')) ||
    [...scope.variables.values()].some(
      ({ content }) => content?.kind === 'instance' && lookUpInClass(content.class, '__set_name__'),
    ) ||
    node.decorators.some(hasForeignOption)
  if (made.isDataclass) refuseSharedDefaults(made)
  return strange ? machine.unknown(node.nameAt, 'the changes to the class are not known', OBJECT_ROOT) : made
}

/** `@dataclass(frozen=True)`. */
const isFrozen = (decorator: Expression): boolean =>
  decorator.kind === 'call' &&
  decorator.arguments.some(
    ({ keyword, value }) => keyword?.name === 'frozen' && !(value.kind === 'constant' && value.value === false),
  )

/** `@dataclass(init=False)`: options that change how objects are made. */
const hasForeignOption = (decorator: Expression): boolean =>
  decorator.kind === 'call' && decorator.arguments.some(({ keyword }) => keyword && /^(?:init|kw_only)$/.test(keyword.name))

/** A list as a default is an error in a data class. */
function refuseSharedDefaults({ scope, node }: Class): void {
  for (const [name, { content }] of scope.variables) {
    const isField = node.body.statements.some(
      statement =>
        statement.kind === 'assignment' &&
        statement.annotation &&
        isNamed(statement.targets[0], name) &&
        !isClassVariable(statement),
    )
    if (isField && content && /^(?:list|dict|set)$/.test(content.kind))
      raise('ValueError', `mutable default ${content.kind} for field ${name} is not allowed: use default_factory`, content.at)
  }
}

const isNamed = (target: Expression | undefined, name: string) => target?.kind === 'name' && target.name === name

/** The names in an annotation that tell data classes more than a type. */
function annotationName({ annotation }: Assignment): string {
  const type = annotation?.kind === 'subscript' ? annotation.object : annotation
  if (type?.kind === 'text') return /^(?:\w+\.)?(\w+)/.exec(`${type.parts[0] ?? ''}`)?.[1] ?? ''
  return (type && lastName(type)) ?? ''
}
const isClassVariable = (statement: Assignment) => annotationName(statement) === 'ClassVar'

function enumKind(bases: readonly Value[]): Class['enum'] {
  let kind: Class['enum'] = 'no'
  for (const base of bases) {
    if (base.kind === 'external' && ENUMS[base.path]) kind = ENUMS[base.path]!
    else if (base.kind === 'class' && base.enum !== 'no') kind = base.enum
  }
  if (kind !== 'plain') return kind
  const mixin = bases.find(base => base.kind === 'builtin')
  return mixin === undefined ? 'plain' : mixin.kind === 'builtin' && mixin.name === 'str' ? 'str' : 'int'
}

/** Methods of an enumeration that change how its members are made or printed. */
const SPECIAL = [
  '__str__',
  '__format__',
  '__new__',
  '__init__',
  '__repr__',
  '_generate_next_value_',
  '_missing_',
  '__getattribute__',
]

/** Assignments of an enumeration's body become its members; an equal value is another name of the same member. */
function makeMembers(machine: Machine, of: Class): void {
  const isSpecial = SPECIAL.some(name => lookUpInClass(of, name))
  const members = new Map<string, Member>()
  let next = 1n
  for (const [name, variable] of of.scope.variables) {
    const { content } = variable
    if (!content || name.startsWith('_') || content.kind === 'function' || content.kind === 'class') continue
    const value = isAuto(content) ? autoValue(of, name, next, content.at) : content
    if (value.kind === 'int') next = value.value + 1n
    const mixin = isSpecial || (of.enum !== 'plain' && value.kind !== 'str' && value.kind !== 'int') ? 'int' : of.enum
    const key = isUnknown(value) ? undefined : keyOf(value)
    const known = key === undefined ? undefined : members.get(key)
    const member: Member = known ?? { kind: 'member', className: of.name, name, value, mixin, of, at: content.at }
    if (key !== undefined) members.set(key, member)
    machine.heap.write(
      variable,
      isSpecial && of.enum !== 'plain' ? machine.unknown(content.at, 'the enumeration makes its members itself') : member,
    )
  }
}

const isAuto = (value: Value): boolean =>
  value.kind === 'partial' && value.callee.kind === 'external' && value.callee.path === 'enum.auto'

const autoValue = (of: Class, name: string, next: bigint, at: Span): Value =>
  of.enum === 'StrEnum'
    ? str(name.toLowerCase(), at)
    : of.enum === 'plain' || of.enum === 'int'
      ? int(next, at)
      : str(String(next), at)

/** `Name(…)`: an object, or a member of an enumeration. */
export function instantiate(machine: Machine, of: Class, given: Arguments, at: Span): Value {
  if (of.enum !== 'no') return memberOf(machine, of, given, at)
  const settings = settingsClass(of)
  if (settings) return machine.call(settings, given, at)
  const model = modelFields(of)
  if (model) return makeModel(machine, of, model, given, at)
  const exception = exceptionBase(of)
  if (exception) return makeException(machine, of, exception, given, at)
  const strange = foreignBase(of) ?? lookUpInClass(of, '__new__')
  if (strange) {
    const why = machine.unknown(at, 'how this class makes its objects is not known', rootOfClass(strange))
    machine.escape(valuesOf(given), why)
    return why
  }
  const made: Value = { kind: 'instance', class: of, content: new Map(), at }
  const init = lookUpInClass(of, '__init__')
  if (init?.kind === 'function') machine.call({ kind: 'bound', function: init, self: made, at }, given, at)
  else if (of.isDataclass && hasForeignFields(of)) {
    return machine.unknown(at, 'how this class makes its objects is not known', OBJECT_ROOT)
  } else if (of.isDataclass) fillDataclass(machine, of, made, given, at)
  else if (init) return machine.unknown(at, 'how this class makes its objects is not known', OBJECT_ROOT)
  else if (given.positional.length + given.keywords.size > 0) return raise('TypeError', `${of.name}() takes no arguments`, at)
  return made
}

/** An object is as harmless as the package of its class; steps of ZenML are classes, too. */
function rootOfClass(base: Value): string {
  if (base.kind === 'external') return base.path.startsWith('zenml.') ? OBJECT_ROOT : rootOf(base.path)
  return (isUnknown(base) && base.root) || OBJECT_ROOT
}

/** The exception of Python's own that a class extends. */
function exceptionBase(of: Class): string | undefined {
  const base = foreignBase(of)
  return base?.kind === 'builtin' && isExceptionName(base.name) ? base.name : undefined
}

function makeException(machine: Machine, of: Class, type: string, given: Arguments, at: Span): Value {
  const made = machine.call({ kind: 'builtin', name: type, at }, given, at)
  if (made.kind !== 'exception') return made
  const isOwn = ['__init__', '__new__', '__str__'].some(name => lookUpInClass(of, name))
  if (isOwn) machine.escape(given.positional, machine.unknown(at, 'the use of these arguments in an exception is not known'))
  return { ...made, of, message: isOwn ? null : made.message }
}

function memberOf(machine: Machine, of: Class, given: Arguments, at: Span): Value {
  const [wanted] = given.positional
  if (!wanted || given.positional.length > 1) return machine.unknown(at, 'the result of this call is not known')
  if (isUnknown(wanted)) return machine.derive(wanted, at)
  if (wanted.kind === 'member' && wanted.of === of) return wanted
  const key = keyOf(wanted)
  for (const { content } of of.scope.variables.values()) {
    if (content?.kind === 'member' && key !== undefined && !isUnknown(content.value) && keyOf(content.value) === key)
      return content
  }
  return machine.unknown(at, 'it is not a member that is known')
}

/** Fields that are not attributes of an object, or no arguments of its class. */
function hasForeignFields(of: Class): boolean {
  return fieldsOf(of).some(({ name, of: owner }) => {
    const written = owner.scope.variables.get(name)?.content
    const isSpecial = written?.kind === 'partial' && (written.keywords.has('init') || written.keywords.has('kw_only'))
    return (
      isSpecial ||
      owner.node.body.statements.some(
        statement =>
          statement.kind === 'assignment' &&
          isNamed(statement.targets[0], name) &&
          /^(?:InitVar|KW_ONLY)$/.test(annotationName(statement)),
      )
    )
  })
}

interface Field {
  readonly name: string
  readonly of: Class
}

/** Fields of a data class and of those that it extends, in their order. */
function fieldsOf(of: Class, depth = 0): Field[] {
  const inherited = depth > 20 ? [] : of.bases.flatMap(base => (base.kind === 'class' ? fieldsOf(base, depth + 1) : []))
  const own = of.node.body.statements.filter(
    (statement): statement is Assignment =>
      statement.kind === 'assignment' &&
      statement.annotation !== null &&
      statement.targets[0]?.kind === 'name' &&
      !isClassVariable(statement),
  )
  const fields = new Map(inherited.map(field => [field.name, field]))
  for (const { targets } of own) {
    const { name } = targets[0] as { name: string }
    fields.set(name, { name, of })
  }
  return [...fields.values()]
}

function fillDataclass(
  machine: Machine,
  of: Class,
  made: Extract<Value, { kind: 'instance' }>,
  given: Arguments,
  at: Span,
): void {
  const fields = fieldsOf(of)
  const content = new Map<string, Value>()
  const bound = new Map(
    given.positional.map((value, i) => [fields[i]?.name ?? raise('TypeError', `${of.name}() takes fewer arguments`, at), value]),
  )
  for (const [name, { value, at: nameAt }] of given.keywords) {
    if (!fields.some(field => field.name === name))
      raise('TypeError', `${of.name}() got an unexpected keyword argument '${name}'`, nameAt)
    bound.set(name, value)
  }
  for (const { name, of: owner } of fields) {
    const value = bound.get(name) ?? defaultOf(machine, owner.scope.variables.get(name)?.content, at)
    content.set(name, value ?? raise('TypeError', `${of.name}() missing 1 required argument: '${name}'`, at))
  }
  machine.heap.write(made, content)
  const after = lookUpInClass(of, '__post_init__')
  if (after?.kind === 'function') machine.call({ kind: 'bound', function: after, self: made, at }, positional(), at)
}

/** The default of a field; `field(default_factory=list)` makes one for each object. */
function defaultOf(machine: Machine, written: Value | undefined, at: Span): Value | undefined {
  if (written?.kind !== 'partial' || written.callee.kind !== 'external' || written.callee.path !== 'dataclasses.field')
    return written
  const plain = written.keywords.get('default')?.value
  if (plain) return plain
  const factory = written.keywords.get('default_factory')?.value
  return factory && machine.call(factory, positional(), at)
}
