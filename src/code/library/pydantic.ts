import type { Span } from '../../sources/span.ts'
import { positional } from '../evaluate/arguments.ts'
import type { Machine } from '../evaluate/machine.ts'
import type { Assignment, Expression, FunctionDefinition, Statement } from '../syntax/tree.ts'
import { type Arguments, type Class, type Instance, isUnknown, list, none, str, tuple, type Value } from '../values/value.ts'
import { copied } from './copy.ts'

export interface Field {
  readonly name: string
  readonly annotation: Expression
}

/**
 * The fields of a pydantic model that says nothing but fields and plain methods, those of the models that it extends first; undefined for every other class:
 * validators, configuration and `Field(…)` change what comes out.
 */
export function modelFields(of: Class, depth = 0): readonly Field[] | undefined {
  const [base, ...others] = of.bases
  if (depth > 20 || others.length > 0 || of.scope.poison) return undefined
  const inherited = base?.kind === 'class' ? modelFields(base, depth + 1) : isBaseModel(base) ? [] : undefined
  if (!inherited || !of.node.body.statements.every(isPlain)) return undefined
  const fields = new Map(inherited.map(field => [field.name, field]))
  for (const statement of of.node.body.statements.filter(isField))
    fields.set(statement.targets[0].name, { name: statement.targets[0].name, annotation: statement.annotation })
  return [...fields.values()]
}

const isBaseModel = (base: Value | undefined): boolean =>
  base?.kind === 'external' && (base.path === 'pydantic.BaseModel' || base.path === 'pydantic.main.BaseModel')

type FieldStatement = Assignment & { readonly targets: readonly [Expression & { kind: 'name' }]; readonly annotation: Expression }

function isField(statement: Statement): statement is FieldStatement {
  return statement.kind === 'assignment' && statement.annotation !== null && statement.targets[0]?.kind === 'name'
}

function isPlain(statement: Statement): boolean {
  if (isField(statement)) return !statement.targets[0].name.startsWith('_') && statement.value?.kind !== 'call'
  if (statement.kind === 'function') return isPlainMethod(statement)
  return statement.kind === 'pass' || (statement.kind === 'expression' && statement.value.kind === 'text')
}

/** Names of pydantic's own methods, and those that Python calls by itself, decide how an object is made or printed. */
const isPlainMethod = ({ name, decorators }: FunctionDefinition): boolean =>
  !/^(?:__|model_)/.test(name) &&
  decorators.every(d => d.kind === 'name' && ['property', 'staticmethod', 'classmethod'].includes(d.name))

/** `model.model_dump(exclude_none=True)`; undefined for other options, and for values that pydantic would take apart. */
export function modelDump(machine: Machine, { class: of, content }: Instance, given: Arguments, at: Span): Value | undefined {
  const fields = modelFields(of)
  const options = [...given.keywords.keys()]
  if (!fields || isUnknown(content) || given.positional.length > 0 || options.some(name => name !== 'exclude_none'))
    return undefined
  const option = given.keywords.get('exclude_none')?.value
  if (option && option.kind !== 'bool') return undefined
  const pairs: Value[] = []
  for (const { name } of fields) {
    const value = content.get(name) ?? none(at)
    if (!isPlainValue(value)) return undefined
    if (option?.value === true && value.kind === 'none') continue
    pairs.push(tuple([str(name, at), copied(machine, value, true, at)], at))
  }
  return machine.call({ kind: 'builtin', name: 'dict', at }, positional(list(pairs, at)), at)
}

/** Texts, numbers, and lists of them. A mapping may hold what `exclude_none` leaves out. */
function isPlainValue(value: Value): boolean {
  if (value.kind === 'list') return !isUnknown(value.content) && value.content.every(isPlainValue)
  return ['str', 'bool', 'int', 'float', 'none'].includes(value.kind)
}
