import { own } from '../../basics/own.ts'
import type { Span } from '../../sources/span.ts'
import { callBuiltin } from '../library/builtins.ts'
import { dictMethod, listMethod, setMethod, tupleMethod } from '../library/container-methods.ts'
import { EXTERNAL_FUNCTIONS, reasonFor } from '../library/externals.ts'
import { isHarmless, rootOf } from '../library/packages.ts'
import { pathMethod } from '../library/path-attributes.ts'
import { modelDump } from '../library/pydantic.ts'
import { textMethod } from '../library/text-methods.ts'
import { holding, inside } from '../values/inside.ts'
import { type Arguments, isUnknown, list, type Method, none, tuple, type Value } from '../values/value.ts'
import { callZenml, callZenmlMethod } from '../zenml/calls.ts'
import { positional, valuesOf } from './arguments.ts'
import { changeUnknown, lookUpInClass } from './attributes.ts'
import { instantiate } from './classes.ts'
import { callFunction } from './functions.ts'
import type { Machine } from './machine.ts'

/** `callee(…)` (language reference 6.3.4). */
export function callValue(machine: Machine, callee: Value, given: Arguments, at: Span): Value {
  const result = resultOf(machine, callee, given, at)
  // What is not known may be one of the arguments, or hold them.
  return isUnknown(result) ? holding(result, valuesOf(given)) : result
}

/** Builtins through which any name of a module can be reached and changed. */
const NAMESPACES = new Set(['globals', 'locals', 'vars', '__import__'])
const asNamespace = (name: string, result: Value): Value =>
  isUnknown(result) && NAMESPACES.has(name) ? { ...result, isNamespace: true } : result

function resultOf(machine: Machine, callee: Value, given: Arguments, at: Span): Value {
  switch (callee.kind) {
    case 'function':
      return machine.nested(at, () => callFunction(machine, callee, given, at))
    case 'bound':
      return machine.nested(at, () =>
        callFunction(machine, callee.function, { positional: [callee.self, ...given.positional], keywords: given.keywords }, at),
      )
    case 'partial': {
      const keywords = new Map([...callee.keywords, ...given.keywords])
      return machine.call(callee.callee, { positional: [...callee.positional, ...given.positional], keywords }, at)
    }
    case 'builtin':
      if (callee.name === 'setattr') return setNamed(machine, given, at)
      return asNamespace(callee.name, callBuiltin(machine, callee.name, given, at))
    case 'method':
      return callMethod(machine, callee, given, at)
    case 'class':
      return machine.nested(at, () => instantiate(machine, callee, given, at))
    case 'external':
      return callExternal(machine, callee.path, given, at)
    case 'decorator':
    case 'step':
    case 'pipeline':
      return callZenml(machine, callee, given, at)
    case 'instance': {
      const method = lookUpInClass(callee.class, '__call__')
      if (method?.kind === 'function') return machine.call({ kind: 'bound', function: method, self: callee, at }, given, at)
      return escaped(machine, given, machine.unknown(at, 'the effect of this object is not known'))
    }
    case 'unknown': {
      const why = machine.derive({ ...callee, isReading: false }, at)
      machine.calledUnknown(callee, why)
      if (!callee.isReading) machine.escape([callee], why)
      return callee.root !== undefined && isHarmless(callee.root) && !holdsCode(given) ? why : escaped(machine, given, why)
    }
    default:
      return escaped(machine, given, machine.unknown(at, 'the function called here is not known'))
  }
}

function escaped<T extends Extract<Value, { kind: 'unknown' }>>(machine: Machine, given: Arguments, why: T): T {
  machine.escape(valuesOf(given), why)
  return why
}

/** `setattr(object, name, value)`. */
function setNamed(machine: Machine, given: Arguments, at: Span): Value {
  const [object, name, value] = given.positional
  const why = machine.unknown(at, 'it sets an attribute whose name is computed')
  if (!object || !value) return why
  if (object.kind === 'unknown') changeUnknown(machine, object, at)
  else if (name?.kind === 'str' && object.kind !== 'external') machine.setAttribute(object, name.value, value, at)
  else if (object.kind === 'external') machine.setAttribute(object, '', value, at)
  else machine.poison(why)
  return why
}

function callExternal(machine: Machine, path: string, given: Arguments, at: Span): Value {
  const known = own(EXTERNAL_FUNCTIONS, path)?.(machine, given, at)
  if (known) return known
  if (path.startsWith('zenml.')) return callZenml(machine, { kind: 'external', path, at }, given, at)
  const root = rootOf(path)
  machine.calledUnknown(machine.unknown(at, reasonFor(path), root), machine.unknown(at, reasonFor(path)))
  // What is made of code of the project may be that code.
  if (holdsCode(given)) return escaped(machine, given, machine.unknown(at, reasonFor(path)))
  const opaque = machine.unknown(at, reasonFor(path), root)
  const why = path === 'importlib.import_module' ? { ...opaque, isNamespace: true } : opaque
  return isHarmless(root) ? why : escaped(machine, given, why)
}

const CODE = new Set<Value['kind']>([
  'function',
  'bound',
  'partial',
  'class',
  'instance',
  'module',
  'step',
  'pipeline',
  'decorator',
])

/** Whether something of the project that can be called is among the arguments, or in a list of them. */
function holdsCode(given: Arguments): boolean {
  return valuesOf(given).some(value => {
    if (CODE.has(value.kind)) return true
    if (value.kind === 'tuple') return value.items.some(item => CODE.has(item.kind))
    return value.kind === 'list' && !isUnknown(value.content) && value.content.some(item => CODE.has(item.kind))
  })
}

function callMethod(machine: Machine, method: Method, given: Arguments, at: Span): Value {
  const { self, name } = method
  const result = methodOf(machine, method, given, at)
  if (result) return result
  const why = machine.unknown(at, `the method \`${name}\` is not read`)
  if (self.kind === 'list' || self.kind === 'dict' || self.kind === 'set') machine.escape([self], why)
  return holding(why, inside(self))
}

function methodOf(machine: Machine, { self, name }: Method, given: Arguments, at: Span): Value | undefined {
  switch (self.kind) {
    case 'str':
      return textMethod(machine, self.value, name, given, at)
    case 'list':
      return listMethod(machine, self, name, given, at)
    case 'dict':
      return dictMethod(machine, self, name, given, at)
    case 'set':
      return setMethod(machine, self, name, given, at)
    case 'tuple':
      return tupleMethod(machine, self.items, name, given, at)
    case 'path':
      return pathMethod(machine, self.value, name, given, at)
    case 'builtin':
      return methodOfType(machine, self.name, name, given, at)
    case 'settings':
    case 'step':
    case 'pipeline':
    case 'artifact':
      return callZenmlMethod(machine, self, name, given, at)
    case 'instance':
      return name === 'model_dump' ? modelDump(machine, self, given, at) : undefined
    default:
      return undefined
  }
}

/** `str.upper(text)`, `dict.fromkeys(names)`. */
function methodOfType(machine: Machine, type: string, name: string, given: Arguments, at: Span): Value | undefined {
  if (type === 'dict' && name === 'fromkeys') {
    const [keys, value] = given.positional
    if (!keys) return undefined
    const pairs = machine.call({ kind: 'builtin', name: 'list', at }, positional(keys), at)
    if (pairs.kind !== 'list' || isUnknown(pairs.content)) return pairs
    const items = pairs.content.map((key): Value => tuple([key, value ?? none(at)], at))
    return callBuiltin(machine, 'dict', positional(list(items, at)), at)
  }
  const [self, ...rest] = given.positional
  if (!self || self.kind !== type) return undefined
  return machine.call({ kind: 'method', self, name, at }, { positional: rest, keywords: given.keywords }, at)
}
