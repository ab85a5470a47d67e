import type { Span } from '../../sources/span.ts'
import type { Expression, FunctionDefinition, Lambda, Parameter, Statement } from '../syntax/tree.ts'
import { type Arguments, type DictEntry, type Func, none, str, tuple, type Value, type Variable } from '../values/value.ts'
import type { Completion, Frame, Machine } from './machine.ts'
import { localNames, newScope } from './scopes.ts'
import { raise } from './stop.ts'

/** `def name(…): …`; defaults are evaluated here and now (language reference 8.7). */
export function defineFunction(machine: Machine, node: FunctionDefinition, frame: Frame): Func {
  for (const { annotation } of node.parameters) evaluateAnnotation(machine, annotation, frame)
  evaluateAnnotation(machine, node.returns, frame)
  return {
    kind: 'function',
    name: node.name,
    node,
    scope: frame.scope,
    module: frame.module,
    defaults: defaultsOf(machine, node, frame),
    at: node.nameAt,
  }
}

/** Annotations say nothing here, but a name in them that does not exist stops Python; since 3.14 it looks at them only when it is asked (PEP 649). */
export function evaluateAnnotation(machine: Machine, annotation: Expression | null, { scope, module }: Frame): void {
  const [major, minor] = machine.environment.python
  if (!annotation || annotation.kind === 'constant' || module.scope.variables.has('annotations') || (major === 3 && minor > 13))
    return
  machine.evaluate(annotation, { scope, module })
}

export function defineLambda(machine: Machine, node: Lambda, frame: Frame): Func {
  return {
    kind: 'function',
    name: '<lambda>',
    node,
    scope: frame.scope,
    module: frame.module,
    defaults: defaultsOf(machine, node, frame),
    at: node.span,
  }
}

function defaultsOf(
  machine: Machine,
  { parameters }: { parameters: readonly Parameter[] },
  frame: Frame,
): ReadonlyMap<string, Value> {
  const defaults = new Map<string, Value>()
  for (const parameter of parameters)
    if (parameter.default) defaults.set(parameter.name, machine.evaluate(parameter.default, frame))
  return defaults
}

/** Runs a function of the project. */
export function callFunction(machine: Machine, callee: Func, given: Arguments, at: Span): Value {
  const { node } = callee
  if (node.kind === 'function' && node.async) return machine.unknown(at, 'it waits for something')
  if (node.kind === 'function' && makesGenerator(node)) {
    const why = machine.unknown(at, 'it makes a generator')
    machine.maybeOften(() => void run(machine, callee, given, at), why)
    return why
  }
  return run(machine, callee, given, at)
}

function run(machine: Machine, callee: Func, given: Arguments, at: Span): Value {
  const { node } = callee
  const body = node.kind === 'lambda' ? null : node.body
  const scope = newScope('function', callee.scope, localNames(node.parameters, body))
  for (const [name, value] of boundArguments(callee, given, at)) {
    scope.variables.set(name, { content: argument(value), isParameter: true } satisfies Variable)
  }
  const frame: Frame = { scope, module: callee.module }
  if (node.kind === 'lambda') return machine.evaluate(node.body, frame)
  return result(machine.execute(node.body, frame), at)
}

/** What a function gives for the way in which its body ended. */
function result(completion: Completion, at: Span): Value {
  if (completion.kind === 'return') return completion.value
  return completion.kind === 'unclear' ? completion.why : none(at)
}

/** What a function makes of an argument that is not known says less than the argument itself. */
const argument = (value: Value): Value =>
  value.kind === 'unknown' && value.isFixed === undefined ? { ...value, isFixed: true } : value

/** Arguments and defaults under the names of parameters (language reference 6.3.4); raises as Python does. */
function boundArguments(callee: Func, given: Arguments, at: Span): Map<string, Value> {
  const bound = givenArguments(callee, given, at)
  for (const { name, form } of callee.node.parameters) {
    if (bound.has(name) || form === '*' || form === '**') continue
    bound.set(
      name,
      callee.defaults.get(name) ?? raise('TypeError', `${callee.name}() missing 1 required argument: '${name}'`, at),
    )
  }
  return bound
}

/** Arguments under the names of parameters, without the defaults: those that are missing may come from elsewhere. */
export function givenArguments(callee: Func, given: Arguments, at: Span): Map<string, Value> {
  const { parameters } = callee.node
  const bound = new Map<string, Value>()
  const open = parameters.filter(({ form }) => form === 'positional only' || form === 'plain')
  for (const [i, value] of given.positional.slice(0, open.length).entries()) bound.set(open[i]!.name, value)
  const more = given.positional.slice(open.length)
  const star = parameters.find(({ form }) => form === '*')
  if (star) bound.set(star.name, tuple(more, at))
  else if (more.length > 0)
    raise('TypeError', `${callee.name}() takes ${open.length} positional arguments but ${given.positional.length} were given`, at)
  const keywords = new Map<string, DictEntry>()
  for (const [name, { at: nameAt, value }] of given.keywords) {
    const parameter = parameters.find(p => p.name === name && (p.form === 'plain' || p.form === 'keyword only'))
    if (!parameter) keywords.set(`s${name}`, { key: str(name, nameAt), value })
    else if (bound.has(name)) raise('TypeError', `${callee.name}() got multiple values for argument '${name}'`, nameAt)
    else bound.set(name, value)
  }
  const rest = parameters.find(({ form }) => form === '**')
  if (rest) bound.set(rest.name, { kind: 'dict', content: keywords, at })
  else
    for (const { key } of keywords.values())
      raise('TypeError', `${callee.name}() got an unexpected keyword argument '${(key as { value: string }).value}'`, key.at)
  return bound
}

const generators = new WeakMap<FunctionDefinition, boolean>()

function makesGenerator(node: FunctionDefinition): boolean {
  const known = generators.get(node)
  if (known !== undefined) return known
  const found = holdsYield(node.body.statements)
  generators.set(node, found)
  return found
}

/** Looks for `yield`, but not in functions inside. */
function holdsYield(statements: readonly Statement[]): boolean {
  const open: unknown[] = [...statements]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue
    const { kind, reason, names } = next as { kind?: string; reason?: string; names?: readonly string[] }
    if (kind === 'unreadable' && reason === 'it makes a generator') return true
    if (kind === 'broken' && names?.includes('yield')) return true
    if (kind === 'function' || kind === 'class' || kind === 'lambda') continue
    for (const child of Object.values(next)) if (typeof child === 'object' && child !== null) open.push(child)
    if ('statements' in next) open.push(...(next.statements as readonly Statement[]))
  }
  return false
}
