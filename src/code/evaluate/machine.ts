import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import type { Catalog } from '../../model/catalog.ts'
import type { Document } from '../../model/document.ts'
import type { VersionRules } from '../../model/version-rules.ts'
import type { Sources } from '../../sources/sources.ts'
import type { Span } from '../../sources/span.ts'
import type { Block, Expression } from '../syntax/tree.ts'
import type { Arguments, Cell, Module, ModuleReference, Scope, Step, Unknown, Value } from '../values/value.ts'
import type { Heap } from './heap.ts'
import type { Raised } from './stop.ts'

/** Where names are looked up while a body is run. */
export interface Frame {
  readonly scope: Scope
  readonly module: Module
}

/** How a block ends. */
export type Completion =
  | { readonly kind: 'normal' | 'break' | 'continue' }
  | { readonly kind: 'return'; readonly value: Value }
  /** Nobody knows how: a condition that decides it is not known. */
  | { readonly kind: 'unclear'; readonly why: Unknown }

export const NORMAL: Completion = { kind: 'normal' }

/** The names that Python code takes from ZenML. */
export type CodeCatalog = Pick<Catalog, 'integration_constants' | 'docker_enums' | 'library_steps' | 'code_arguments'>

/** Rules about code that differ between ZenML releases. */
export type CodeRules = Pick<VersionRules, 'resultLists' | 'textAnnotations'>

/** What does not change while an entry is read. */
export interface Environment {
  readonly sources: Sources
  readonly sourceRoot: string
  /** The folder of the entry's file: second on Python's path. */
  readonly folder: string
  readonly variables: ReadonlyMap<string, string>
  /** `[3, 11]` */
  readonly python: readonly [number, number]
  readonly catalog: CodeCatalog
  readonly rules: CodeRules
  readonly config: (path: string, at: Span) => Document | undefined
  /** For hints and warnings about what is on the way. */
  readonly remark: (diagnostic: Diagnostic) => void
}

/** A pipeline that is being put together. */
export interface Assembly extends Cell<readonly Invocation[]> {
  /** Every step that was called on any way, taken or not. */
  readonly reached: Set<Step>
  /** Something was called that may be any step. */
  readonly unclear: Unknown[]
}

export interface Invocation {
  readonly id: string
  readonly step: Step
  readonly at: Span
  readonly upstream: ReadonlySet<string>
  /** An input that neither the call nor a default gives; null: none. */
  readonly missing: string | null
}

/** What the parts of the evaluator know of each other. */
export interface Machine {
  readonly heap: Heap
  readonly environment: Environment
  /** The pipeline that is being put together; null while modules are imported. */
  assembly: Assembly | null
  /** Names of the environment that the code changes; under `*` a change of any name. */
  readonly environmentChanges: Map<string, Unknown>

  evaluate(expression: Expression, frame: Frame): Value
  execute(block: Block, frame: Frame): Completion
  call(callee: Value, given: Arguments, at: Span): Value
  attribute(object: Value, name: string, at: Span): Value
  setAttribute(object: Value, name: string, value: Value, at: Span): void
  /** Runs a call; throws `LimitReached` where calls are nested too deeply. */
  nested<T>(at: Span, run: () => T): T
  /** Something was called that may be a step of the project. */
  calledUnknown(callee: Unknown, why: Unknown): void
  /** A step is called, nobody knows how often. */
  calledStep(step: Step, why: Unknown): void
  /** A step of ZenML's own library: one object, whoever imports it. */
  libraryStep(name: string, at: Span): Step
  assign(target: Expression, value: Value, frame: Frame): void
  importModule(name: string, at: Span): Value
  importRelative(from: Module, level: number, name: string, at: Span): Value
  importedName(module: Value, name: string, at: Span): Value
  moduleAttribute(module: ModuleReference, name: string, at: Span): Value
  /** The exception whose handler runs. */
  handling: Raised | null
  /** Bodies of `try` that are run at the moment: what raises in one of them leads on to its handlers. */
  tries: number
  /** How often something ran that may raise an exception. */
  risks: number
  /** Counts one evaluated expression; throws `LimitReached` after the last that is allowed. */
  spend(at: Span): void
  unknown(at: Span, reason: string, root?: string): Unknown
  /** What an operation at a place makes of a value that is not known. */
  derive(from: Unknown, at: Span): Unknown
  /** From here on any name of any module may be bound to anything. */
  poison(why: Unknown): void
  /** The same for one module. */
  poisonModule(module: Module, why: Unknown): void
  /** What is handed to code that is not read may be changed by it. */
  escape(values: readonly Value[], why: Unknown): void
  /** Runs what may or may not happen: what it changes is unknown afterwards. */
  maybe(run: () => void, why: Unknown): void
  /** The same for what may happen any number of times. */
  maybeOften(run: () => void, why: Unknown): void
  /** Runs ways of which one is taken, nobody knows which. What they give; undefined where Python would raise. */
  either<T>(ways: readonly (() => T)[], why: Unknown): (T | undefined)[]
  /** Whether two values are one for every reader. */
  isSame(a: Value, b: Value): boolean
  /** The source text of a place. */
  source(at: Span): string
}
