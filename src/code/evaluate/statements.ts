import type { Span } from '../../sources/span.ts'
import { rootOf } from '../library/packages.ts'
import { importFrom, importNames } from '../modules/import-statements.ts'
import type { Block, Expression, For, If, Match, Pattern, Raise, Statement, Try, While, With } from '../syntax/tree.ts'
import { holding } from '../values/inside.ts'
import { isUnknown, none, type Unknown, type Value } from '../values/value.ts'
import { positional } from './arguments.ts'
import { assignAugmented, remove } from './assign.ts'
import { isSubclass, lookUpInClass } from './attributes.ts'
import { defineClass } from './classes.ts'
import { compare } from './compare.ts'
import { decorate } from './decorators.ts'
import { defineFunction, evaluateAnnotation } from './functions.ts'
import { isUnchanged, iterate, madeOf } from './iterate.ts'
import { type Completion, type Frame, type Machine, NORMAL } from './machine.ts'
import { bind, write } from './scopes.ts'
import { isExceptionName, isKindOf, Raised, raise } from './stop.ts'
import { truth } from './truth.ts'

/** Runs the statements of a block one after the other. */
export function executeBlock(machine: Machine, { statements }: Block, frame: Frame): Completion {
  return executeFrom(machine, statements, 0, frame)
}

function executeFrom(machine: Machine, statements: readonly Statement[], start: number, frame: Frame): Completion {
  for (let i = start; i < statements.length; i++) {
    const completion = executeStatement(machine, statements[i]!, frame)
    if (completion.kind === 'unclear') {
      // The rest may or may not run.
      let rest: Completion = NORMAL
      machine.maybe(() => {
        rest = executeFrom(machine, statements, i + 1, frame)
      }, completion.why)
      return unclear(completion.why, [rest])
    }
    if (completion.kind !== 'normal') return completion
  }
  return NORMAL
}

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>
type SimpleKind =
  | 'expression'
  | 'assignment'
  | 'augmented'
  | 'delete'
  | 'pass'
  | 'import'
  | 'from import'
  | 'global'
  | 'nonlocal'
  | 'assert'
  | 'function'
  | 'class'
type LeadingKind = Exclude<Statement['kind'], SimpleKind>

/** Statements after which the next one is run (language reference 7 and 8). */
const SIMPLE: { readonly [K in SimpleKind]: (machine: Machine, statement: Of<K>, frame: Frame) => void } = {
  expression: (machine, { value }, frame) => void machine.evaluate(value, frame),
  assignment: (machine, { targets, annotation, value: written }, frame) => {
    if (frame.scope.kind !== 'function') evaluateAnnotation(machine, annotation, frame)
    if (!written) return
    const value = machine.evaluate(written, frame)
    for (const target of targets) machine.assign(target, value, frame)
  },
  augmented: assignAugmented,
  delete: (machine, { targets }, frame) => {
    for (const target of targets) remove(machine, target, frame)
  },
  pass: () => undefined,
  import: importNames,
  'from import': importFrom,
  global: (_, { names }, frame) => declare('global', names, frame),
  nonlocal: (_, { names }, frame) => declare('nonlocal', names, frame),
  assert: (machine, { condition, span }, frame) => {
    const known = truth(machine, machine.evaluate(condition, frame), condition.span)
    if (known === false) raise('AssertionError', machine.source(condition.span), span)
  },
  function: (machine, statement, frame) => {
    const decorators = statement.decorators.map(decorator => machine.evaluate(decorator, frame))
    bind(machine, statement.name, decorate(machine, defineFunction(machine, statement, frame), statement, decorators), frame)
  },
  class: (machine, statement, frame) => bind(machine, statement.name, defineClass(machine, statement, frame), frame),
}

/** Statements that decide what is run next. */
const LEADING: { readonly [K in LeadingKind]: (machine: Machine, statement: Of<K>, frame: Frame) => Completion } = {
  break: () => ({ kind: 'break' }),
  continue: () => ({ kind: 'continue' }),
  return: (machine, { value, span }, frame) => ({ kind: 'return', value: value ? machine.evaluate(value, frame) : none(span) }),
  raise: raiseException,
  if: executeIf,
  while: executeWhile,
  for: executeFor,
  try: executeTry,
  with: executeWith,
  broken: executeBroken,
  match: (machine, { subject, cases }, frame) => matchFrom(machine, machine.evaluate(subject, frame), cases, frame),
}

const isSimple = (statement: Statement): statement is Of<SimpleKind> => Object.hasOwn(SIMPLE, statement.kind)

function executeStatement(machine: Machine, statement: Statement, frame: Frame): Completion {
  if (!isSimple(statement)) return (LEADING[statement.kind] as (typeof LEADING)['if'])(machine, statement as Of<'if'>, frame)
  const execute = SIMPLE[statement.kind] as (typeof SIMPLE)['expression']
  execute(machine, statement as Of<'expression'>, frame)
  return NORMAL
}

function declare(kind: 'global' | 'nonlocal', names: readonly string[], { scope, module }: Frame): void {
  for (const name of names) {
    let target = module.scope
    if (kind === 'nonlocal') {
      for (let outer = scope.parent; outer && outer.kind !== 'module'; outer = outer.parent) {
        if (outer.locals.has(name)) {
          target = outer
          break
        }
      }
    }
    scope.declared.set(name, target)
  }
}

/** Everything that a statement which is not valid Python mentions may be changed by it. */
function executeBroken(
  machine: Machine,
  { span, names, reason }: Extract<Statement, { kind: 'broken' }>,
  frame: Frame,
): Completion {
  const why = machine.unknown(span, reason)
  const held = names.flatMap(name => frame.scope.variables.get(name)?.content ?? [])
  machine.escape(held, why)
  machine.calledUnknown(why, why)
  for (const name of names) write(machine, frame.scope, name, why)
  // Nobody knows what a function gives that does not end as it is written.
  return frame.scope.kind === 'function' ? { kind: 'unclear', why } : NORMAL
}

function raiseException(machine: Machine, { exception, span }: Raise, frame: Frame): never {
  if (!exception) throw machine.handling ?? new Raised('?', '', span)
  let value = machine.evaluate(exception, frame)
  const isClass = value.kind === 'class' || (value.kind === 'builtin' && isExceptionName(value.name))
  if (isClass) value = machine.call(value, positional(), exception.span)
  if (value.kind === 'exception') throw new Raised(value.type, value.message ?? '', span, value)
  throw new Raised('?', machine.source(exception.span), span)
}

/** Runs ways of which one is taken, nobody knows which. */
function branch(machine: Machine, ways: readonly (() => Completion)[], why: Unknown): Completion {
  const completions = machine.either(ways, why).filter(completion => completion !== undefined)
  const [first] = completions
  if (!first) return { kind: 'unclear', why }
  const agree = completions.every(completion => sameCompletion(machine, completion, first))
  return agree ? first : unclear(why, completions)
}

/** What is returned may be any of what these return. */
function unclear(why: Unknown, completions: readonly Completion[]): Completion {
  const values = completions.map(completion =>
    completion.kind === 'return' ? completion.value : completion.kind === 'unclear' ? completion.why : why,
  )
  return { kind: 'unclear', why: holding(why, values) }
}

function sameCompletion(machine: Machine, a: Completion, b: Completion): boolean {
  if (a.kind === 'return' && b.kind === 'return') return machine.isSame(a.value, b.value)
  return a.kind === b.kind && a.kind !== 'unclear'
}

function executeIf(machine: Machine, { branches, otherwise, span }: If, frame: Frame): Completion {
  for (const [i, { condition, body }] of branches.entries()) {
    const known = truth(machine, machine.evaluate(condition, frame), condition.span)
    if (known === true) return machine.execute(body, frame)
    if (isUnknown(known)) {
      const rest: If = { kind: 'if', branches: branches.slice(i + 1), otherwise, span }
      return branch(machine, [() => machine.execute(body, frame), () => executeIf(machine, rest, frame)], known)
    }
  }
  return otherwise ? machine.execute(otherwise, frame) : NORMAL
}

function executeWhile(machine: Machine, { condition, body, otherwise, span }: While, frame: Frame): Completion {
  for (;;) {
    machine.spend(span)
    const known = truth(machine, machine.evaluate(condition, frame), condition.span)
    const loop = { body: () => machine.execute(body, frame), otherwise }
    if (isUnknown(known)) return loopUnclear(machine, loop, known, frame)
    if (!known) return otherwise ? machine.execute(otherwise, frame) : NORMAL
    const completion = machine.execute(body, frame)
    if (completion.kind === 'break') return NORMAL
    if (completion.kind === 'return') return completion
    if (completion.kind === 'unclear') return loopUnclear(machine, loop, completion.why, frame)
  }
}

interface LoopBody {
  readonly body: () => Completion
  readonly otherwise: Block | null
}

/** A loop that runs nobody knows how often. */
function loopUnclear(machine: Machine, { body, otherwise }: LoopBody, why: Unknown, frame: Frame): Completion {
  const returns: Completion[] = []
  machine.maybeOften(() => {
    const completion = body()
    if (completion.kind === 'return' || completion.kind === 'unclear') returns.push(completion)
  }, why)
  if (otherwise) machine.maybe(() => void returns.push(machine.execute(otherwise, frame)), why)
  return returns.some(({ kind }) => kind !== 'normal') ? unclear(why, returns) : NORMAL
}

function executeFor(machine: Machine, statement: For, frame: Frame): Completion {
  const { target, over, body, otherwise } = statement
  const source = machine.evaluate(over, frame)
  const items = statement.async ? machine.unknown(over.span, 'it waits for something') : iterate(machine, source, over.span)
  const turn = (item: Value) => {
    machine.assign(target, item, frame)
    return machine.execute(body, frame)
  }
  if (isUnknown(items)) {
    return loopUnclear(machine, { body: () => turn(items), otherwise }, items, frame)
  }
  const made = source.kind === 'iterator' ? source.madeOf : madeOf(machine, [source], false)
  for (const item of items) {
    machine.spend(statement.span)
    machine.assign(target, item, frame)
    const before = machine.heap.version
    const completion = machine.execute(body, frame)
    // Python asks for each item when its turn comes: where the body changes what they are made of, they are others.
    const isSame = made.version === null ? isUnchanged(machine, made) : machine.heap.version === before
    if (!isSame && (completion.kind === 'normal' || completion.kind === 'continue')) {
      const why = machine.unknown(over.span, 'the loop changes what it goes through')
      return loopUnclear(machine, { body: () => turn(why), otherwise }, why, frame)
    }
    if (completion.kind === 'break') return NORMAL
    if (completion.kind === 'return') return completion
    if (completion.kind === 'unclear')
      return loopUnclear(machine, { body: () => turn(completion.why), otherwise }, completion.why, frame)
  }
  return otherwise ? machine.execute(otherwise, frame) : NORMAL
}

/** `try` (language reference 8.4): what raises for certain goes to its handler; what may raise leaves both ways open. */
function executeTry(machine: Machine, statement: Try, frame: Frame): Completion {
  const { finally: last } = statement
  let completion: Completion
  try {
    completion = tryBody(machine, statement, frame)
  } catch (problem) {
    if (last && problem instanceof Raised) machine.execute(last, frame)
    throw problem
  }
  if (!last) return completion
  const after = machine.execute(last, frame)
  return after.kind === 'normal' ? completion : after
}

/** No handler sees what `else` raises. */
function executeElse(machine: Machine, { otherwise }: Try, completion: Completion, frame: Frame): Completion {
  return completion.kind === 'normal' && otherwise ? machine.execute(otherwise, frame) : completion
}

function tryBody(machine: Machine, statement: Try, frame: Frame): Completion {
  const { body, handlers, span } = statement
  const risks = machine.risks
  let completion: Completion = NORMAL
  let problem: Raised | undefined
  const changes = machine.heap.attempt(() => {
    try {
      machine.tries++
      completion = machine.execute(body, frame)
    } catch (thrown) {
      if (!(thrown instanceof Raised)) throw thrown
      problem = thrown
    } finally {
      machine.tries--
    }
  })
  if (machine.risks > risks && handlers.length > 0) {
    const why = machine.unknown(span, 'whether an exception is raised here is not known')
    const all: (() => Completion)[] = handlers.map(handler => () => {
      machine.heap.commit(changes)
      return handle(machine, handler, why, frame)
    })
    if (!problem) {
      all.push(() => {
        machine.heap.commit(changes)
        return executeElse(machine, statement, completion, frame)
      })
    }
    return branch(machine, [...all, ...handlers.map(handler => () => handle(machine, handler, why, frame))], why)
  }
  machine.heap.commit(changes)
  if (!problem) return executeElse(machine, statement, completion, frame)
  const raised: Raised = problem
  return caught(machine, statement, raised, frame)
}

/** Runs the handler of an exception; where its type is not known, any of those that may be it. */
function caught(machine: Machine, { handlers, span }: Try, raised: Raised, frame: Frame): Completion {
  const exception: Value = raised.value ?? { kind: 'exception', type: raised.type, of: null, message: null, at: raised.at }
  const ways: (() => Completion)[] = []
  let isSure = false
  for (const handler of handlers) {
    const known = catches(machine, handler.type, raised, frame)
    if (known !== false) ways.push(() => handle(machine, handler, exception, frame, raised))
    if (known) {
      isSure = true
      break
    }
  }
  if (ways.length === 0) throw raised
  if (isSure && ways.length === 1) return ways[0]!()
  return branch(machine, ways, machine.unknown(span, 'which exception is raised here is not known'))
}

/** The name of an exception is unbound after its handler (language reference 8.4.1). */
function handle(
  machine: Machine,
  { name, body }: Try['handlers'][number],
  exception: Value,
  frame: Frame,
  raised: Raised | null = null,
): Completion {
  const before = machine.handling
  machine.handling = raised
  if (name) bind(machine, name, exception, frame)
  try {
    return machine.execute(body, frame)
  } finally {
    machine.handling = before
    if (name) write(machine, frame.scope.declared.get(name) ?? frame.scope, name, undefined)
  }
}

/** Undefined where nobody knows. */
function catches(machine: Machine, type: Expression | null, problem: Raised, frame: Frame): boolean | undefined {
  if (!type) return true
  const value = machine.evaluate(type, frame)
  const known = (value.kind === 'tuple' ? value.items : [value]).map(item => catchesOne(item, problem))
  return known.includes(true) ? true : known.includes(undefined) ? undefined : false
}

function catchesOne(wanted: Value, { type, value }: Raised): boolean | undefined {
  if (wanted.kind === 'builtin') return isKindOf(type, wanted.name)
  if (wanted.kind === 'class') return value?.of ? isSubclass(value.of, wanted) : isExceptionName(type) ? false : undefined
  if (wanted.kind === 'external') return wanted.path === type || wanted.path.endsWith(`.${type}`) || undefined
  return undefined
}

/** What a context manager from elsewhere does with an exception, or with names, is not known; without one its body just runs. */
function executeWith(machine: Machine, { items, body, span }: With, frame: Frame): Completion {
  const entered: Value[] = []
  for (const { context, target } of items) {
    const value = machine.evaluate(context, frame)
    const given = enter(machine, value, context.span)
    if (target) bind(machine, target.name, given, frame)
    entered.unshift(value)
  }
  let completion: Completion
  try {
    completion = machine.execute(body, frame)
  } catch (problem) {
    if (!(problem instanceof Raised)) throw problem
    completion = { kind: 'unclear', why: machine.unknown(span, 'whether an exception is raised here is not known') }
  }
  for (const value of entered) leave(machine, value, completion, span)
  return completion
}

/** What `as` binds. */
function enter(machine: Machine, context: Value, at: Span): Value {
  const method = ownMethod(context, '__enter__')
  if (method) return machine.call({ kind: 'bound', function: method, self: context, at }, positional(), at)
  const why = machine.unknown(at, 'the value of the context manager is not known', rootOfContext(context))
  return holding(why, [context])
}

function leave(machine: Machine, context: Value, completion: Completion, at: Span): void {
  const method = ownMethod(context, '__exit__')
  if (!method) return
  const value = completion.kind === 'unclear' ? completion.why : none(at)
  machine.call({ kind: 'bound', function: method, self: context, at }, positional(value, value, value), at)
}

function ownMethod(value: Value, name: string) {
  const found = value.kind === 'instance' ? lookUpInClass(value.class, name) : undefined
  return found?.kind === 'function' ? found : undefined
}

const rootOfContext = (value: Value): string | undefined =>
  isUnknown(value) ? value.root : value.kind === 'external' ? rootOf(value.path) : undefined

function matchFrom(machine: Machine, value: Value, cases: Match['cases'], frame: Frame): Completion {
  for (const [i, { pattern, guard, body }] of cases.entries()) {
    let known = matches(machine, pattern, value, frame)
    if (known === true && guard) known = truth(machine, machine.evaluate(guard, frame), guard.span)
    if (known === true) return machine.execute(body, frame)
    if (isUnknown(known)) {
      const rest = () => matchFrom(machine, value, cases.slice(i + 1), frame)
      return branch(machine, [() => machine.execute(body, frame), rest], known)
    }
  }
  return NORMAL
}

function matches(machine: Machine, pattern: Pattern, value: Value, frame: Frame): boolean | Unknown {
  switch (pattern.kind) {
    case 'capture': {
      const inner = pattern.inner ? matches(machine, pattern.inner, value, frame) : true
      if (inner === true && pattern.name) bind(machine, pattern.name, value, frame)
      return inner
    }
    case 'value': {
      const wanted = machine.evaluate(pattern.value, frame)
      const constant = pattern.value.kind === 'constant'
      return compare(machine, constant ? 'is' : '==', value, wanted, pattern.value.span)
    }
    case 'or': {
      let unclear: Unknown | undefined
      for (const alternative of pattern.patterns) {
        const known = matches(machine, alternative, value, frame)
        if (known === true) return unclear ?? true
        if (isUnknown(known)) unclear ??= known
      }
      return unclear ?? false
    }
    default:
      return machine.unknown(pattern.span, pattern.reason)
  }
}
