import type { Span } from '../../sources/span.ts'
import { hasNoSteps } from '../library/packages.ts'
import { Importer } from '../modules/importer.ts'
import type { Block, Expression, ModuleTree } from '../syntax/tree.ts'
import { holding, inside } from '../values/inside.ts'
import { unknown } from '../values/unknown.ts'
import {
  type Arguments,
  isUnknown,
  type Module,
  type ModuleReference,
  type Step,
  str,
  type Unknown,
  type Value,
} from '../values/value.ts'
import { invokeUnclear } from '../zenml/invocations.ts'
import { libraryLayers } from '../zenml/names.ts'
import { assignTo } from './assign.ts'
import { attributeOf, setAttribute } from './attributes.ts'
import { callValue } from './call.ts'
import { evaluateExpression } from './expressions.ts'
import { Heap } from './heap.ts'
import type { Assembly, Completion, Environment, Frame, Machine } from './machine.ts'
import { executeBlock } from './statements.ts'
import { LimitReached, Raised } from './stop.ts'

/** Calls inside calls. */
const MAX_CALLS = 50
/** Expressions that are evaluated in functions and loops; the lines of a module are counted by its size. */
const MAX_EXPRESSIONS = 10_000
/** Expressions and statements inside each other while they are evaluated. */
const MAX_DEPTH = 600
/** A way that is only tried takes as much of the stack as so many expressions. */
const TRIED = 4

export class Interpreter implements Machine {
  readonly heap = new Heap()
  readonly environment: Environment
  readonly environmentChanges = new Map<string, Unknown>()
  readonly importer: Importer
  assembly: Assembly | null = null
  handling: Raised | null = null
  risks = 0
  tries = 0
  readonly #tree: (file: string) => ModuleTree
  readonly #librarySteps = new Map<string, Step>()
  #spent = 0
  #calls = 0
  #depth = 0

  /** @param tree reads a file of the project, each once */
  constructor(environment: Environment, tree: (file: string) => ModuleTree) {
    this.environment = environment
    this.#tree = tree
    this.importer = new Importer(this, tree)
  }

  /** Begins to count anew. */
  restart(): void {
    this.#spent = 0
  }

  evaluate(expression: Expression, frame: Frame): Value {
    return this.deeper(expression.span, () => evaluateExpression(this, expression, frame))
  }

  execute(block: Block, frame: Frame): Completion {
    return this.deeper(block.span, () => executeBlock(this, block, frame))
  }

  deeper<T>(at: Span, run: () => T, by = 1): T {
    if (this.#depth >= MAX_DEPTH) throw new LimitReached('code that is nested too deeply', at)
    this.#depth += by
    try {
      return run()
    } finally {
      this.#depth -= by
    }
  }

  call(callee: Value, given: Arguments, at: Span): Value {
    return callValue(this, callee, given, at)
  }

  attribute(object: Value, name: string, at: Span): Value {
    return attributeOf(this, object, name, at)
  }

  setAttribute(object: Value, name: string, value: Value, at: Span): void {
    setAttribute(this, object, name, value, at)
  }

  assign(target: Expression, value: Value, frame: Frame): void {
    assignTo(this, target, value, frame)
  }

  importModule(name: string, at: Span): Value {
    return this.importer.import(name, at)
  }

  importRelative(from: Module, level: number, name: string, at: Span): Value {
    return this.importer.importRelative(from, level, name, at)
  }

  moduleAttribute(module: ModuleReference, name: string, at: Span): Value {
    return this.importer.attribute(module, name, at)
  }

  importedName(module: Value, name: string, at: Span): Value {
    return this.importer.member(module, name, at)
  }

  spend(at: Span): void {
    if (++this.#spent > MAX_EXPRESSIONS)
      throw new LimitReached(`more than ${MAX_EXPRESSIONS} expressions in loops and functions`, at)
  }

  nested<T>(at: Span, run: () => T): T {
    if (this.#calls >= MAX_CALLS) throw new LimitReached(`calls nested more than ${MAX_CALLS} deep`, at)
    this.#calls++
    try {
      return run()
    } finally {
      this.#calls--
    }
  }

  unknown(at: Span, reason: string, root?: string): Unknown {
    this.risks++
    return unknown(this.source(at), at, reason, root)
  }

  derive(from: Unknown, at: Span): Unknown {
    this.risks++
    // An argument says more than what a function makes of it; and so does the inner part of the same expression.
    if (from.isFixed || (from.at.file === at.file && from.at.start >= at.start && from.at.end <= at.end)) return from
    const derived = unknown(this.source(at), at, from.reason, from.root)
    return holding(from.isNamespace ? { ...derived, isNamespace: true } : derived, [from])
  }

  isSame(a: Value, b: Value): boolean {
    return this.heap.same(a, b)
  }

  maybe(run: () => void, why: Unknown): void {
    this.either([run, () => undefined], why)
  }

  maybeOften(run: () => void, why: Unknown): void {
    this.deeper(why.at, () => this.#tryOften(run, why), TRIED)
  }

  #tryOften(run: () => void, why: Unknown): void {
    // What the first turn leaves unknown may lead the next one elsewhere; it ends, because what is unknown stays so.
    for (let turns = 0; ; turns++) {
      const changes = this.heap.attempt(() => this.#quietly(run))
      const fresh = [...changes.keys()].filter(cell => !isUnknown(cell.content))
      this.heap.join([changes, new Map()], why)
      if (fresh.length === 0) return
      if (turns > 5) {
        this.poison(why)
        return
      }
    }
  }

  either<T>(ways: readonly (() => T)[], why: Unknown): (T | undefined)[] {
    return this.deeper(why.at, () => this.#tryAll(ways, why), TRIED)
  }

  #tryAll<T>(ways: readonly (() => T)[], why: Unknown): (T | undefined)[] {
    const outcomes = ways.map(way => {
      let value: T | undefined
      let raised = false
      const changes = this.heap.attempt(() => {
        raised = !this.#quietly(() => {
          value = way()
        })
      })
      return { changes, value, raised }
    })
    // A way that raises is not one that leads on, but to a handler.
    const open = outcomes.filter(({ raised }) => !raised || this.tries > 0)
    this.heap.join(
      (open.length > 0 ? open : outcomes).map(({ changes }) => changes),
      why,
    )
    return outcomes.map(({ value, raised }) => (raised ? undefined : value))
  }

  /** False where Python would raise. */
  #quietly(run: () => void): boolean {
    try {
      run()
      return true
    } catch (problem) {
      if (problem instanceof Raised) return false
      throw problem
    }
  }

  calledUnknown(callee: Unknown, why: Unknown): void {
    if (this.assembly && (callee.root === undefined || !hasNoSteps(callee.root))) invokeUnclear(this, this.assembly, null, why)
  }

  calledStep(step: Step, why: Unknown): void {
    if (this.assembly) invokeUnclear(this, this.assembly, step, why)
  }

  libraryStep(name: string, at: Span): Step {
    const known = this.#librarySteps.get(name)
    if (known) return known
    const step: Step = {
      kind: 'step',
      name: str(name, at),
      function: null,
      content: { layers: libraryLayers(this, name, at) },
      at,
    }
    this.#librarySteps.set(name, step)
    return step
  }

  poison(why: Unknown): void {
    for (const module of this.importer.modules()) this.poisonModule(module, why)
  }

  poisonModule({ scope }: Module, why: Unknown): void {
    // The first cause is where the user has to look.
    const fixed: Unknown = { ...why, isFixed: true }
    scope.poison ??= fixed
    for (const variable of scope.variables.values()) this.heap.write(variable, fixed)
  }

  escape(values: readonly Value[], why: Unknown): void {
    const open = [...values]
    const seen = new Set<Value>()
    for (let value = open.pop(); value; value = open.pop()) {
      if (seen.has(value)) continue
      seen.add(value)
      if (value.kind === 'unknown' && value.isNamespace) this.poison(why)
      if (!('content' in value)) {
        if (value.kind === 'tuple' || value.kind === 'view' || value.kind === 'unknown') open.push(...inside(value))
        if (value.kind === 'function') this.#mayBeCalled(value, why)
        if (value.kind === 'bound') {
          open.push(value.self)
          this.#mayBeCalled(value.function, why)
        }
        if (value.kind === 'method') open.push(value.self)
        if (value.kind === 'partial')
          open.push(value.callee, ...value.positional, ...[...value.keywords.values()].map(entry => entry.value))
        continue
      }
      const { content } = value
      if (isUnknown(content)) continue
      open.push(...inside(value))
      this.heap.write(value as { content: unknown }, why)
    }
  }

  /** A function in the hands of code that is not read. */
  #mayBeCalled(callee: Extract<Value, { kind: 'function' }>, why: Unknown): void {
    const given: Arguments = {
      positional: callee.node.parameters.filter(({ form }) => form === 'plain' || form === 'positional only').map(() => why),
      keywords: new Map(
        callee.node.parameters
          .filter(({ form }) => form === 'keyword only')
          .map(({ name, span: at }) => [name, { at, value: why }]),
      ),
    }
    this.maybeOften(() => void this.call(callee, given, why.at), why)
  }

  source(at: Span): string {
    return this.#tree(at.file).text.slice(at.start, at.end)
  }
}
