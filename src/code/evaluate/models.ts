import type { Span } from '../../sources/span.ts'
import { copied } from '../library/copy.ts'
import type { Field } from '../library/pydantic.ts'
import type { Expression } from '../syntax/tree.ts'
import { type Arguments, type Class, type Instance, isUnknown, type Value } from '../values/value.ts'
import { lookUpInClass } from './attributes.ts'
import type { Machine } from './machine.ts'

/** `Model(…)`: defaults are taken as they are, and values only where pydantic leaves them as they are. */
export function makeModel(
  machine: Machine,
  of: Class,
  fields: readonly Field[],
  { positional, keywords }: Arguments,
  at: Span,
): Value {
  const why = () => machine.unknown(at, 'the values that pydantic makes of these are not known')
  if (positional.length > 0 || [...keywords.keys()].some(name => !fields.some(field => field.name === name))) return why()
  const content = new Map<string, Value>()
  for (const { name, annotation } of fields) {
    const given = keywords.get(name)?.value
    const value = given ?? lookUpInClass(of, name)
    if (!value || (given && !fits(given, annotation))) return why()
    content.set(name, copied(machine, value, true, at))
  }
  const made: Instance = { kind: 'instance', class: of, content: new Map(), at }
  machine.heap.write(made, content)
  return made
}

/** Whether a value is already of the type that an annotation names. */
function fits(value: Value, annotation: Expression): boolean {
  if (annotation.kind === 'name') return ['str', 'bool', 'int'].includes(annotation.name) && value.kind === annotation.name
  if (annotation.kind === 'constant') return annotation.value === null && value.kind === 'none'
  if (annotation.kind === 'arithmetic')
    return [annotation.first, ...annotation.rest.map(({ operand }) => operand)].some(one => fits(value, one))
  if (annotation.kind !== 'subscript' || annotation.object.kind !== 'name') return false
  const { object, index } = annotation
  if (object.name === 'Optional') return value.kind === 'none' || fits(value, index)
  if (object.name !== 'List' && object.name !== 'list') return false
  return value.kind === 'list' && !isUnknown(value.content) && value.content.every(item => fits(item, index))
}
