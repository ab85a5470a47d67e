import type { Span } from '../../sources/span.ts'
import { isBuiltinName } from '../library/builtins.ts'
import type { Block, Expression, Parameter, Pattern, Statement } from '../syntax/tree.ts'
import type { Scope, Value, Variable } from '../values/value.ts'
import type { Frame, Machine } from './machine.ts'
import { raise } from './stop.ts'

export function newScope(kind: Scope['kind'], parent: Scope | null, locals: ReadonlySet<string> = new Set()): Scope {
  return { kind, variables: new Map(), parent, locals, declared: new Map(), poison: null }
}

/** The value of a name (language reference 4.2.2). */
export function lookUp(machine: Machine, name: string, frame: Frame, at: Span): Value {
  let skipsClass = false
  for (let scope: Scope | null = frame.scope; scope; scope = scope.parent) {
    // Names of a class are seen in its own body only, not in functions and comprehensions inside it.
    if (scope.kind === 'class' && skipsClass) continue
    skipsClass = true
    const declared = scope.declared.get(name)
    const variable = (declared ?? scope).variables.get(name)
    if (variable?.content) return fromVariable(machine, variable, variable.content, at)
    if (scope.poison) return scope.poison
    if (scope.kind === 'function' && scope.locals.has(name) && !declared)
      return (
        scope.poison ??
        raise('UnboundLocalError', `cannot access local variable '${name}' where it is not associated with a value`, at)
      )
  }
  const special = moduleName(name, frame, at)
  if (special) return special
  return isBuiltinName(name) ? builtin(name, at) : raise('NameError', `name '${name}' is not defined`, at)
}

/** A parameter without a value is not known where it is used, not where it is declared. */
function fromVariable(machine: Machine, variable: Variable, content: Value, at: Span): Value {
  if (content.kind !== 'unknown' || !variable.isParameter) return content
  return content.isFixed ? content : machine.derive(content, at)
}

function builtin(name: string, at: Span): Value {
  return { kind: 'builtin', name, at }
}

/** Names that every module has. */
function moduleName(name: string, { module }: Frame, at: Span): Value | undefined {
  if (name === '__file__' && module.text !== null) return { kind: 'str', value: module.path, at }
  // Which one it is depends on who imports the module; it is never `__main__`.
  if (name === '__name__') return { kind: 'external', path: '__name__', at }
  if (name === '__doc__' || name === '__package__' || name === '__spec__') return { kind: 'external', path: name, at }
  return undefined
}

/** Binds a name where Python does. */
export function bind(machine: Machine, name: string, value: Value, frame: Frame): void {
  let scope = frame.scope
  while (scope.kind === 'comprehension' && scope.parent) scope = scope.parent
  write(machine, scope.declared.get(name) ?? scope, name, value)
}

/** Binds a name in just this scope. */
export function write(machine: Machine, scope: Scope, name: string, value: Value | undefined): void {
  let variable = scope.variables.get(name)
  if (!variable) {
    variable = { content: undefined, isParameter: false }
    scope.variables.set(name, variable)
  }
  machine.heap.write(variable, value)
}

/** `del name`. */
export function unbind(machine: Machine, name: string, frame: Frame, at: Span): void {
  lookUp(machine, name, frame, at)
  write(machine, frame.scope.declared.get(name) ?? frame.scope, name, undefined)
}

const known = new WeakMap<object, ReadonlySet<string>>()

/** Names that the body of a function binds somewhere: they are local in all of it. */
export function localNames(parameters: readonly Parameter[], body: Block | null): ReadonlySet<string> {
  const key = body ?? parameters
  const found = known.get(key)
  if (found) return found
  const names = new Set(parameters.map(({ name }) => name))
  const free = new Set<string>()
  if (body) collect(body.statements, names, free)
  for (const name of free) names.delete(name)
  known.set(key, names)
  return names
}

function collect(statements: readonly Statement[], names: Set<string>, free: Set<string>): void {
  for (const statement of statements) {
    for (const block of blocksOf(statement)) collect(block.statements, names, free)
    if (statement.kind === 'global' || statement.kind === 'nonlocal') for (const name of statement.names) free.add(name)
    else for (const name of boundNames(statement)) names.add(name)
    for (const expression of evaluated(statement)) walruses(expression, names)
  }
}

function blocksOf(statement: Statement): readonly Block[] {
  switch (statement.kind) {
    case 'if':
      return [...statement.branches.map(({ body }) => body), ...(statement.otherwise ? [statement.otherwise] : [])]
    case 'for':
    case 'while':
      return [statement.body, ...(statement.otherwise ? [statement.otherwise] : [])]
    case 'with':
      return [statement.body]
    case 'match':
      return statement.cases.map(({ body }) => body)
    case 'try': {
      const more = [statement.otherwise, statement.finally].filter(block => block !== null)
      return [statement.body, ...statement.handlers.map(({ body }) => body), ...more]
    }
    default:
      return []
  }
}

/** Names that a statement itself binds. */
function boundNames(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case 'assignment':
    case 'delete':
      return statement.targets.flatMap(targetNames)
    case 'augmented':
    case 'for':
      return targetNames(statement.target)
    case 'function':
    case 'class':
      return [statement.name]
    case 'import':
      return statement.names.map(({ name, alias }) => alias ?? name.split('.')[0]!)
    case 'from import':
      return (statement.names ?? []).map(({ name, alias }) => alias ?? name)
    case 'with':
      return statement.items.flatMap(({ target }) => target?.name ?? [])
    case 'try':
      return statement.handlers.flatMap(({ name }) => name ?? [])
    case 'match':
      return statement.cases.flatMap(({ pattern }) => capturedNames(pattern))
    case 'broken':
      return statement.names
    default:
      return []
  }
}

function capturedNames(pattern: Pattern): readonly string[] {
  if (pattern.kind === 'or') return pattern.patterns.flatMap(capturedNames)
  return pattern.kind === 'capture'
    ? [...(pattern.name === null ? [] : [pattern.name]), ...(pattern.inner ? capturedNames(pattern.inner) : [])]
    : []
}

/** Expressions of a statement that may bind names with `:=`. */
function evaluated(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'assignment':
    case 'return':
      return statement.value ? [statement.value] : []
    case 'expression':
    case 'augmented':
      return [statement.value]
    case 'if':
      return statement.branches.map(({ condition }) => condition)
    case 'while':
    case 'assert':
      return [statement.condition]
    case 'for':
      return [statement.over]
    case 'match':
      return [statement.subject, ...statement.cases.flatMap(({ guard }) => guard ?? [])]
    default:
      return []
  }
}

/** Names that an assignment to a target binds. */
export function targetNames(target: Expression): readonly string[] {
  if (target.kind === 'name') return [target.name]
  if (target.kind === 'starred') return targetNames(target.value)
  return target.kind === 'tuple' || target.kind === 'list' ? target.items.flatMap(targetNames) : []
}

/** `(name := value)` binds in the function, also from inside a comprehension. */
function walruses(expression: Expression, names: Set<string>): void {
  const open: unknown[] = [expression]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue
    const node = next as Expression
    if (node.kind === 'named') names.add(node.target.name)
    if (node.kind === 'lambda') continue
    for (const child of Object.values(next)) if (typeof child === 'object' && child !== null) open.push(child)
  }
}
