import { entriesFrom, put } from '../library/container-methods.ts'
import type { Call, Comparison, Comprehension, Expression, Field, Subscript, Text } from '../syntax/tree.ts'
import { holding } from '../values/inside.ts'
import { MAX_TEXT } from '../values/print.ts'
import { keyOf } from '../values/same.ts'
import {
  type Arguments,
  bool,
  type DictEntry,
  float,
  int,
  isUnknown,
  iterator,
  type KeywordValue,
  none,
  str,
  tuple,
  type Unknown,
  type Value,
} from '../values/value.ts'
import { binary, bounded, sign } from './arithmetic.ts'
import { compare } from './compare.ts'
import { formatted, toRepr, toText } from './format.ts'
import { defineLambda } from './functions.ts'
import { item, slice } from './items.ts'
import { iterate, madeOf } from './iterate.ts'
import type { Frame, Machine } from './machine.ts'
import { bind, lookUp, newScope, targetNames } from './scopes.ts'
import { LimitReached, raise } from './stop.ts'
import { truth } from './truth.ts'

type Evaluate<K extends Expression['kind']> = (
  machine: Machine,
  expression: Extract<Expression, { kind: K }>,
  frame: Frame,
) => Value

/** How each form of expression gets its value (language reference 6). */
const EVALUATORS: { readonly [K in Expression['kind']]: Evaluate<K> } = {
  name: (machine, { name, span }, frame) => lookUp(machine, name, frame, span),
  constant: (_, { value, span: at }) =>
    value === null ? none(at) : value === '...' ? { kind: 'ellipsis', at } : bool(value, at),
  int: (_, { value, span }) => int(value, span),
  float: (_, { value, span }) => float(value, span),
  bytes: (_, { value, span: at }) => ({ kind: 'bytes', value, at }),
  text,
  list: (machine, { items: written, span: at }, frame) => ({ kind: 'list', content: items(machine, written, frame), at }),
  tuple: (machine, { items: written, span }, frame) => {
    const values = items(machine, written, frame)
    return isUnknown(values) ? values : tuple(values, span)
  },
  set: (machine, { items: written, span: at }, frame) => {
    const values = items(machine, written, frame)
    return { kind: 'set', isFrozen: false, content: isUnknown(values) ? values : distinct(machine, values), at }
  },
  dict,
  comprehension,
  attribute: (machine, { object, name, span }, frame) => machine.attribute(machine.evaluate(object, frame), name, span),
  subscript,
  call,
  unary: (machine, { operator, operand, span: at }, frame) => {
    const value = machine.evaluate(operand, frame)
    if (operator !== 'not') return sign(machine, operator, value, at)
    const known = truth(machine, value, at)
    return isUnknown(known) ? known : bool(!known, at)
  },
  arithmetic: (machine, { first, rest, span }, frame) =>
    rest.reduce<Value>(
      (left, { operator, operand }) => binary(machine, operator, left, machine.evaluate(operand, frame), span),
      machine.evaluate(first, frame),
    ),
  comparison,
  boolean: booleanOperation,
  conditional,
  lambda: defineLambda,
  named: (machine, { target, value: written }, frame) => {
    const value = machine.evaluate(written, frame)
    bind(machine, target.name, value, frame)
    return value
  },
  unreadable: (machine, { reason, span }) => machine.unknown(span, reason),
  slice: (machine, { span }) => machine.unknown(span, NOT_HERE),
  starred: (machine, { span }) => machine.unknown(span, NOT_HERE),
}

const NOT_HERE = 'it is not valid Python here'

export function evaluateExpression<K extends Expression['kind']>(
  machine: Machine,
  expression: Extract<Expression, { kind: K }>,
  frame: Frame,
): Value {
  return (EVALUATORS[expression.kind] as Evaluate<K>)(machine, expression, frame)
}

function text(machine: Machine, { span: at, parts }: Text, frame: Frame): Value {
  if (parts.length === 1 && typeof parts[0] === 'string') return str(parts[0], at)
  let result = ''
  for (const part of parts) {
    const printed = typeof part === 'string' ? part : field(machine, part, frame)
    if (typeof printed !== 'string') return printed
    result += printed
    if (result.length > MAX_TEXT) throw new LimitReached('texts of more than a million letters', at)
  }
  return str(result, at)
}

/** `{value!r:spec}` of an f-string (language reference 2.4.3). */
function field(
  machine: Machine,
  { span: at, value: expression, label, conversion, spec, reusesQuote }: Field,
  frame: Frame,
): string | Unknown {
  const [major, minor] = machine.environment.python
  if (reusesQuote && major === 3 && minor < 12) return machine.unknown(at, 'quotes of an f-string inside it need Python 3.12')
  const value = machine.evaluate(expression, frame)
  let format = ''
  for (const part of spec ?? []) {
    const printed = typeof part === 'string' ? part : field(machine, part, frame)
    if (typeof printed !== 'string') return printed
    format += printed
  }
  if (isUnknown(value)) return machine.derive(value, expression.span)
  if (conversion === 'a') return machine.unknown(at, 'the conversion `!a` is not read')
  const isPlain = conversion === null && (label === '' || spec !== null)
  if (isPlain) {
    const printed = formatted(machine, value, format, expression.span)
    return typeof printed === 'string' ? label + printed : printed
  }
  const converted = conversion === 's' ? toText(machine, value, expression.span) : toRepr(machine, value, expression.span)
  if (typeof converted !== 'string') return converted
  const printed = formatted(machine, str(converted, at), format, expression.span)
  return typeof printed === 'string' ? label + printed : printed
}

/** Items of a display, `*` taken apart. */
function items(machine: Machine, expressions: readonly Expression[], frame: Frame): readonly Value[] | Unknown {
  const values: Value[] = []
  for (const expression of expressions) {
    if (expression.kind !== 'starred') {
      values.push(machine.evaluate(expression, frame))
      continue
    }
    const more = iterate(machine, machine.evaluate(expression.value, frame), expression.value.span)
    if (isUnknown(more)) return more
    values.push(...bounded(more, expression.span))
  }
  return values
}

/** The items of a set, each once. */
function distinct(machine: Machine, values: readonly Value[]): ReadonlyMap<string, Value> | Unknown {
  const content = new Map<string, Value>()
  for (const value of values) {
    if (isUnknown(value)) return value
    const key = keyOf(value)
    if (key === undefined) return machine.unknown(value.at, 'it is an item that is not known')
    if (!content.has(key)) content.set(key, value)
  }
  return content
}

function dict(machine: Machine, expression: Extract<Expression, { kind: 'dict' }>, frame: Frame): Value {
  const at = expression.span
  const content = new Map<string, DictEntry>()
  let wrong: Unknown | undefined
  for (const entry of expression.entries) {
    const key = entry.key && machine.evaluate(entry.key, frame)
    const value = machine.evaluate(entry.value, frame)
    if (key) {
      wrong ??= put(machine, content, key, value, entry.key!.span)
      continue
    }
    const more = entriesFrom(machine, value, entry.value.span)
    if (isUnknown(more)) wrong ??= machine.derive(more, entry.value.span)
    else for (const [hash, added] of more) content.set(hash, { key: content.get(hash)?.key ?? added.key, value: added.value })
  }
  return { kind: 'dict', content: wrong ?? content, at }
}

function subscript(machine: Machine, { object, index, span: at }: Subscript, frame: Frame): Value {
  const value = machine.evaluate(object, frame)
  if (index.kind !== 'slice') return item(machine, value, machine.evaluate(index, frame), at)
  const bound = (expression: Expression | null) => expression && machine.evaluate(expression, frame)
  return slice(machine, value, { start: bound(index.start), stop: bound(index.stop), step: bound(index.step) }, at)
}

function call(machine: Machine, expression: Call, frame: Frame): Value {
  const callee = machine.evaluate(expression.callee, frame)
  const given = evaluateArguments(machine, expression.arguments, frame)
  if (isUnknown(given)) {
    machine.escape([callee], given)
    return given
  }
  machine.spend(expression.span)
  if (callee.kind === 'builtin' && (callee.name === 'exec' || callee.name === 'eval')) {
    const why = machine.unknown(expression.span, 'it runs text as code')
    machine.poison(why)
    return why
  }
  const result = machine.call(callee, given, expression.span)
  const isSuper = callee.kind === 'builtin' && callee.name === 'super' && isUnknown(result)
  return isSuper ? holding(result, firstParameter(frame)) : result
}

/** The object that a method is called on. */
function firstParameter({ scope }: Frame): readonly Value[] {
  const [self] = scope.variables.values()
  return self?.content ? [self.content] : []
}

/** The arguments of a call; unknown where a `*` or `**` hides how many there are. */
function evaluateArguments(machine: Machine, written: Call['arguments'], frame: Frame): Arguments | Unknown {
  const positional: Value[] = []
  const keywords = new Map<string, KeywordValue>()
  let wrong: Unknown | undefined
  for (const { keyword, star, value: expression } of written) {
    const value = machine.evaluate(expression, frame)
    if (keyword) addKeyword(keywords, keyword.name, { at: keyword.at, value })
    else if (star === '') positional.push(value)
    else if (star === '*') {
      const more = iterate(machine, value, expression.span)
      if (isUnknown(more)) wrong ??= machine.derive(more, expression.span)
      else positional.push(...bounded(more, expression.span))
    } else wrong ??= spread(machine, value, keywords, expression)
  }
  return wrong ?? { positional, keywords }
}

function spread(
  machine: Machine,
  value: Value,
  keywords: Map<string, KeywordValue>,
  expression: Expression,
): Unknown | undefined {
  const entries = entriesFrom(machine, value, expression.span)
  if (isUnknown(entries)) return machine.derive(entries, expression.span)
  for (const entry of entries.values()) {
    if (entry.key.kind !== 'str') return machine.unknown(entry.key.at, 'it is a keyword that is not known')
    addKeyword(keywords, entry.key.value, { at: entry.key.at, value: entry.value })
  }
  return undefined
}

function addKeyword(keywords: Map<string, KeywordValue>, name: string, value: KeywordValue): void {
  if (keywords.has(name)) raise('TypeError', `the keyword argument \`${name}\` is given twice`, value.at)
  keywords.set(name, value)
}

function comparison(machine: Machine, expression: Comparison, frame: Frame): Value {
  const at = expression.span
  let left = machine.evaluate(expression.first, frame)
  for (const [i, { operator, operand }] of expression.rest.entries()) {
    const right = machine.evaluate(operand, frame)
    const known = compare(machine, operator, left, right, at)
    if (isUnknown(known)) {
      // The rest of the chain may be asked for.
      for (const later of expression.rest.slice(i + 1)) machine.maybe(() => void machine.evaluate(later.operand, frame), known)
      return known
    }
    if (!known) return bool(false, at)
    left = right
  }
  return bool(true, at)
}

/** `and` and `or` give one of their operands (language reference 6.11). */
function booleanOperation(machine: Machine, expression: Extract<Expression, { kind: 'boolean' }>, frame: Frame): Value {
  const stopsAt = expression.operator === 'or'
  let unclear: Unknown | undefined
  for (const [i, operand] of expression.operands.entries()) {
    const isLast = i === expression.operands.length - 1
    if (unclear) {
      const why: Unknown = unclear
      machine.maybe(() => {
        unclear = holding(why, [machine.evaluate(operand, frame)])
      }, why)
      continue
    }
    const value = machine.evaluate(operand, frame)
    if (isLast) return value
    const known = truth(machine, value, operand.span)
    if (isUnknown(known)) unclear = holding(known, [value])
    else if (known === stopsAt) return value
  }
  return unclear!
}

function conditional(machine: Machine, expression: Extract<Expression, { kind: 'conditional' }>, frame: Frame): Value {
  const condition = truth(machine, machine.evaluate(expression.condition, frame), expression.condition.span)
  if (!isUnknown(condition)) return machine.evaluate(condition ? expression.whenTrue : expression.whenFalse, frame)
  const [first, second] = machine.either(
    [() => machine.evaluate(expression.whenTrue, frame), () => machine.evaluate(expression.whenFalse, frame)],
    condition,
  )
  return first && second && machine.isSame(first, second)
    ? first
    : holding(
        condition,
        [first, second].filter(value => value !== undefined),
      )
}

function comprehension(machine: Machine, expression: Comprehension, frame: Frame): Value {
  const at = expression.span
  const locals = new Set(expression.clauses.flatMap(clause => (clause.kind === 'for' ? targetNames(clause.target) : [])))
  const inside: Frame = { ...frame, scope: newScope('comprehension', frame.scope, locals) }
  const found: { key: Value | null; value: Value }[] = []
  const unclear = unroll({ machine, expression, outside: frame, inside, found }, 0)
  const values = found.map(({ value }) => value)
  switch (expression.makes) {
    case 'list':
      return { kind: 'list', content: unclear ?? values, at }
    case 'generator':
      return unclear ?? iterator(values, madeOf(machine, [], true), at)
    case 'set':
      return { kind: 'set', isFrozen: false, content: unclear ?? distinct(machine, values), at }
    default: {
      const content = new Map<string, DictEntry>()
      let wrong = unclear
      for (const { key, value } of found) wrong ??= put(machine, content, key!, value, at)
      return { kind: 'dict', content: wrong ?? content, at }
    }
  }
}

interface Unrolling {
  readonly machine: Machine
  readonly expression: Comprehension
  readonly outside: Frame
  readonly inside: Frame
  readonly found: { key: Value | null; value: Value }[]
}

/** Runs the clauses from `index` on; what is not known makes all of it unknown. */
function unroll(unrolling: Unrolling, index: number): Unknown | undefined {
  const { machine, expression, outside, inside, found } = unrolling
  const clause = expression.clauses[index]
  if (!clause) {
    machine.spend(expression.span)
    const key = expression.key && machine.evaluate(expression.key, inside)
    found.push({ key, value: machine.evaluate(expression.item, inside) })
    return undefined
  }
  if (clause.kind === 'if') {
    const known = truth(machine, machine.evaluate(clause.condition, inside), clause.condition.span)
    if (!isUnknown(known)) return known ? unroll(unrolling, index + 1) : undefined
    machine.maybe(() => void unroll(unrolling, index + 1), known)
    return known
  }
  // The first iterable is evaluated outside (language reference 6.2.4).
  const source = machine.evaluate(clause.over, index === 0 ? outside : inside)
  const values = clause.async
    ? machine.unknown(clause.over.span, 'it waits for something')
    : iterate(machine, source, clause.over.span)
  if (isUnknown(values)) {
    const again = () => {
      machine.assign(clause.target, values, inside)
      unroll(unrolling, index + 1)
    }
    machine.maybeOften(again, values)
    return values
  }
  let wrong: Unknown | undefined
  for (const value of values) {
    machine.assign(clause.target, value, inside)
    wrong ??= unroll(unrolling, index + 1)
  }
  return wrong
}
