import { own } from '../../basics/own.ts'
import type { Span } from '../../sources/span.ts'
import { setItem } from '../library/container-methods.ts'
import { changeEnvironment, isEnviron } from '../library/environment.ts'
import type { AugmentedAssignment, Expression } from '../syntax/tree.ts'
import { isUnknown, type Unknown, type Value } from '../values/value.ts'
import { positional } from './arguments.ts'
import { binary } from './arithmetic.ts'
import { changeUnknown, setAttribute } from './attributes.ts'
import { item } from './items.ts'
import { iterate } from './iterate.ts'
import type { Frame, Machine } from './machine.ts'
import { bind, lookUp, unbind, write } from './scopes.ts'
import { raise } from './stop.ts'

/** `target = value` (language reference 7.2). */
export function assignTo(machine: Machine, target: Expression, value: Value, frame: Frame): void {
  switch (target.kind) {
    case 'name':
      if (frame.scope.kind === 'comprehension' && frame.scope.locals.has(target.name))
        write(machine, frame.scope, target.name, value)
      else bind(machine, target.name, value, frame)
      return
    case 'attribute':
      setAttribute(machine, machine.evaluate(target.object, frame), target.name, value, target.span)
      return
    case 'subscript': {
      const object = machine.evaluate(target.object, frame)
      if (target.index.kind === 'slice') changeSlice(machine, object, target.span)
      else setItemOf(machine, object, machine.evaluate(target.index, frame), value, target.span)
      return
    }
    case 'tuple':
    case 'list':
      unpack(machine, target.items, value, frame, target.span)
      return
    default:
      return
  }
}

function changeSlice(machine: Machine, object: Value, at: Span): void {
  if (object.kind === 'list') machine.heap.write(object, machine.unknown(at, 'changing a part of a list is not read'))
  else if (isUnknown(object)) changeUnknown(machine, object, at)
}

function setItemOf(machine: Machine, object: Value, index: Value, value: Value, at: Span): void {
  switch (object.kind) {
    case 'dict':
      setItem(machine, object, index, value, at)
      return
    case 'list':
      if (!isUnknown(object.content)) machine.heap.write(object, withItem(machine, object.content, index, value, at))
      return
    case 'tuple':
    case 'str':
      raise('TypeError', `'${object.kind}' object does not support item assignment`, at)
      return
    case 'external':
      if (isEnviron(object)) changeEnvironment(machine, index, at)
      else setAttribute(machine, object, '', value, at)
      return
    case 'instance':
      machine.heap.write(object, machine.unknown(at, 'the value set here is not known'))
      return
    case 'unknown':
      changeUnknown(machine, object, at)
      return
    default:
      return
  }
}

function withItem(machine: Machine, items: readonly Value[], index: Value, value: Value, at: Span): readonly Value[] | Unknown {
  if (index.kind !== 'int' && index.kind !== 'bool') return machine.unknown(at, 'the index is not known')
  const place = Number(index.value) < 0 ? Number(index.value) + items.length : Number(index.value)
  return place in items ? items.with(place, value) : raise('IndexError', 'list assignment index out of range', at)
}

function unpack(machine: Machine, targets: readonly Expression[], value: Value, frame: Frame, at: Span): void {
  const items = value.kind === 'artifact' && !value.isOne ? artifacts(value, targets.length) : iterate(machine, value, at)
  const star = targets.findIndex(({ kind }) => kind === 'starred')
  if (isUnknown(items)) {
    // Which part a name gets is not known; where it came from is.
    for (const target of targets)
      machine.assign(target.kind === 'starred' ? target.value : target, isUnknown(value) ? value : items, frame)
    return
  }
  const after = targets.length - star - 1
  const isWrong = star < 0 ? items.length !== targets.length : items.length < targets.length - 1
  if (isWrong) raise('ValueError', `${targets.length} values were expected, there are ${items.length}`, at)
  for (const [i, target] of targets.entries()) {
    if (target.kind === 'starred') {
      const middle = items.slice(i, items.length - after)
      machine.assign(target.value, { kind: 'list', content: middle, at: value.at }, frame)
    } else machine.assign(target, items[star >= 0 && i > star ? items.length - (targets.length - i) : i]!, frame)
  }
}

/** The results of a step whose annotation is not read. */
const artifacts = (value: Extract<Value, { kind: 'artifact' }>, count: number): Value[] =>
  Array.from({ length: count }, () => ({ ...value, isOne: true }))

/** `target += value` (language reference 7.2.1): a list is changed in place, whoever else holds it. */
export function assignAugmented(
  machine: Machine,
  { target, operator, value, span: at }: AugmentedAssignment,
  frame: Frame,
): void {
  const [current, store] = place(machine, target, frame)
  const operand = machine.evaluate(value, frame)
  if (isUnknown(current)) machine.escape([current], current)
  store(changedInPlace(machine, current, operator, operand, at) ?? binary(machine, operator, current, operand, at))
}

/** A list, a dict or a set after it was changed itself; undefined where the operator makes another value. */
function changedInPlace(machine: Machine, current: Value, operator: string, operand: Value, at: Span): Value | undefined {
  if (current.kind === 'set' && current.isFrozen) return undefined
  const method = own(IN_PLACE, `${current.kind} ${operator}`)
  if (method) machine.call({ kind: 'method', self: current, name: method, at }, positional(operand), at)
  else if (current.kind === 'set' || (current.kind === 'list' && operator === '*'))
    machine.escape([current], machine.unknown(at, 'this change is not read'))
  else return undefined
  return current
}

const IN_PLACE: Readonly<Record<string, string>> = { 'list +': 'extend', 'dict |': 'update', 'set |': 'update' }

/** The value of a target, and the way to store another; what it consists of is evaluated once. */
function place(machine: Machine, target: Expression, frame: Frame): [Value, (value: Value) => void] {
  switch (target.kind) {
    case 'name':
      return [lookUp(machine, target.name, frame, target.span), value => bind(machine, target.name, value, frame)]
    case 'attribute': {
      const object = machine.evaluate(target.object, frame)
      return [
        machine.attribute(object, target.name, target.span),
        value => setAttribute(machine, object, target.name, value, target.span),
      ]
    }
    case 'subscript': {
      const object = machine.evaluate(target.object, frame)
      if (target.index.kind === 'slice')
        return [
          machine.unknown(target.span, 'changing a part of a list is not read'),
          () => changeSlice(machine, object, target.span),
        ]
      const index = machine.evaluate(target.index, frame)
      return [item(machine, object, index, target.span), value => setItemOf(machine, object, index, value, target.span)]
    }
    default:
      return [machine.unknown(target.span, 'it cannot be assigned to'), () => undefined]
  }
}

/** `del target`. */
export function remove(machine: Machine, target: Expression, frame: Frame): void {
  const at = target.span
  if (target.kind === 'name') unbind(machine, target.name, frame, at)
  else if (target.kind === 'attribute')
    setAttribute(
      machine,
      machine.evaluate(target.object, frame),
      target.name,
      machine.unknown(at, 'the attribute was deleted'),
      at,
    )
  else if (target.kind === 'subscript') {
    const object = machine.evaluate(target.object, frame)
    if (target.index.kind === 'slice') changeSlice(machine, object, at)
    else removeItem(machine, object, machine.evaluate(target.index, frame), at)
  }
}

function removeItem(machine: Machine, object: Value, index: Value, at: Span): void {
  if (object.kind === 'list' || object.kind === 'dict')
    machine.call({ kind: 'method', self: object, name: 'pop', at }, positional(index), at)
  else if (isEnviron(object)) changeEnvironment(machine, index, at)
  else if (isUnknown(object)) changeUnknown(machine, object, at)
}
