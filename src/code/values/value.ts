import type { CodeLayer } from '../../model/code.ts'
import type { MapNode, Node, UnknownNode } from '../../model/node.ts'
import type { Span } from '../../sources/span.ts'
import type { ClassDefinition, FunctionDefinition, Lambda } from '../syntax/tree.ts'

/**
 * Python's values as far as they are known. Each carries the place where it was written, also through names and functions: from there come the places of
 * messages.
 *
 * What Python can change in place is a `Cell`: it changes by `Heap.write` alone, which can take changes back.
 */
export type Value =
  | None
  | Bool
  | Int
  | Float
  | Str
  | Bytes
  | Ellipsis
  | Late
  | List
  | Tuple
  | PythonSet
  | Dict
  | DictView
  | Range
  | Iterator
  | Path
  | Func
  | Bound
  | Method
  | Partial
  | Class
  | Instance
  | Member
  | ModuleReference
  | External
  | Builtin
  | Exception
  | Settings
  | Decorator
  | Step
  | Pipeline
  | Artifact
  | Unknown

interface At {
  readonly at: Span
}
/** What changes in place. Content that cannot be known is an `Unknown`. */
export interface Cell<T> {
  content: T | Unknown
}

/** A value that cannot be known, and why. */
export interface Unknown extends At {
  readonly kind: 'unknown'
  readonly expression: string
  /** A sentence about `expression`: `it is read from the command line`. */
  readonly reason: string
  /**
   * Values made of it are not more to the point: it came as an argument of a call, or it changed names that others use. False for an argument of a
   * pipeline, which has no place where it is given.
   */
  readonly isFixed?: boolean
  /** Objects of the project that it may be, or that may be in it: what changes it may change them. */
  readonly holds?: readonly Value[]
  /** All names of a module, or something found in them by a computed name: it may be any object of the project. */
  readonly isNamespace?: boolean
  /** It is a method that changes nothing. */
  readonly isReading?: boolean
  /** The package that it comes from, where nothing of the project can be in it. */
  readonly root?: string
}

export interface None extends At {
  readonly kind: 'none'
}
export interface Bool extends At {
  readonly kind: 'bool'
  readonly value: boolean
}
export interface Int extends At {
  readonly kind: 'int'
  readonly value: bigint
}
export interface Float extends At {
  readonly kind: 'float'
  readonly value: number
}
/** May hold marks for what is known later: see open-text.ts. */
export interface Str extends At {
  readonly kind: 'str'
  readonly value: string
}
interface Bytes extends At {
  readonly kind: 'bytes'
  readonly value: Uint8Array
}
interface Ellipsis extends At {
  readonly kind: 'ellipsis'
}
/** An environment variable without a value: bake may fill it in. */
export interface Late extends At {
  readonly kind: 'late'
  readonly variable: string
  /** `os.environ["N"]` raises where the name is not set, `os.getenv("N")` gives `None`. */
  readonly isRequired: boolean
}

export interface List extends At, Cell<readonly Value[]> {
  readonly kind: 'list'
}
export interface Tuple extends At {
  readonly kind: 'tuple'
  readonly items: readonly Value[]
  /** Names of the items of a named tuple. */
  readonly names?: readonly string[]
}
/** In the order of insertion, which is not Python's. */
export interface PythonSet extends At, Cell<ReadonlyMap<string, Value>> {
  readonly kind: 'set'
  readonly isFrozen: boolean
}
export interface DictEntry {
  readonly key: Value
  readonly value: Value
}
export interface Dict extends At, Cell<ReadonlyMap<string, DictEntry>> {
  readonly kind: 'dict'
}
export interface DictView extends At {
  readonly kind: 'view'
  readonly of: Dict
  readonly part: 'keys' | 'values' | 'items'
}
export interface Range extends At {
  readonly kind: 'range'
  readonly start: bigint
  readonly stop: bigint
  readonly step: bigint
}
/** What can be iterated once: generators, `zip`, `enumerate`, … Python makes its items when they are asked for, the reader before. */
export interface Iterator extends At, Cell<readonly Value[]> {
  readonly kind: 'iterator'
  /** What the items were made of: while that is as it was, they are what Python would make. */
  readonly madeOf: MadeOf
}
export interface MadeOf {
  readonly cells: ReadonlyMap<Cell<unknown>, unknown>
  /** The heap's count of changes, where code makes the items: it may look at anything. */
  readonly version: number | null
}
/** `pathlib.Path`; always with `/`. */
export interface Path extends At {
  readonly kind: 'path'
  readonly value: string
}

export interface Variable extends Cell<Value | undefined> {
  /** Bound by a call, not by the body. */
  isParameter: boolean
}
export interface Scope {
  readonly kind: 'module' | 'function' | 'class' | 'comprehension'
  readonly variables: Map<string, Variable>
  /** The scope around it; null for a module. */
  readonly parent: Scope | null
  /** Names that a function's body binds somewhere. */
  readonly locals: ReadonlySet<string>
  /** Names that are bound elsewhere by `global` and `nonlocal`. */
  readonly declared: Map<string, Scope>
  /** Any name may have been bound anew: `exec`, `from somewhere import *`. */
  poison: Unknown | null
}

export interface Func extends At {
  readonly kind: 'function'
  readonly name: string
  readonly node: FunctionDefinition | Lambda
  readonly scope: Scope
  readonly module: Module
  /** Evaluated where the function is defined (language reference 8.7). */
  readonly defaults: ReadonlyMap<string, Value>
  /** `staticmethod`, `classmethod`, `property`. */
  readonly role?: string
}
interface Bound extends At {
  readonly kind: 'bound'
  readonly function: Func
  readonly self: Value
}
/** A method of a built-in value. */
export interface Method extends At {
  readonly kind: 'method'
  readonly self: Value
  readonly name: string
}
interface Partial extends At {
  readonly kind: 'partial'
  readonly callee: Value
  readonly positional: readonly Value[]
  readonly keywords: ReadonlyMap<string, KeywordValue>
}
export interface KeywordValue {
  readonly at: Span
  readonly value: Value
}

export interface Class extends At {
  readonly kind: 'class'
  readonly name: string
  readonly node: ClassDefinition
  readonly module: Module
  readonly scope: Scope
  readonly bases: readonly Value[]
  /** `dataclass`: instances are made from the annotated names. */
  readonly isDataclass: boolean
  /** A data class whose objects do not change. */
  readonly isFrozen: boolean
  readonly enum: 'no' | 'plain' | 'str' | 'StrEnum' | 'int'
}
export interface Instance extends At, Cell<ReadonlyMap<string, Value>> {
  readonly kind: 'instance'
  readonly class: Class
}
/** A member of an enumeration, of the project or of ZenML. */
export interface Member extends At {
  readonly kind: 'member'
  readonly className: string
  readonly name: string
  readonly value: Value
  readonly mixin: Class['enum']
  readonly of: Class | null
}
export interface ModuleReference extends At {
  readonly kind: 'module'
  readonly module: Module
}
/** Something outside of the project, by its dotted name: `os.path.join`, `torch`. */
export interface External extends At {
  readonly kind: 'external'
  readonly path: string
}
interface Builtin extends At {
  readonly kind: 'builtin'
  readonly name: string
}
export interface Exception extends At {
  readonly kind: 'exception'
  /** The nearest of Python's own exceptions, or a dotted name. */
  readonly type: string
  /** The project's class. */
  readonly of: Class | null
  /** What `str()` gives; null where it is not known. */
  readonly message: string | null
}

/** An object of a settings class of ZenML; only keys that were written count. */
export interface Settings extends At, Cell<ReadonlyMap<string, KeywordValue>> {
  readonly kind: 'settings'
  readonly className: string
  /** Defaults that the code asked for and may have changed: they are not written keys. */
  readonly defaults: Map<string, Value>
}
/** `pipeline(settings=…)`: waits for its function. */
export interface Decorator extends At {
  readonly kind: 'decorator'
  readonly makes: 'step' | 'pipeline'
  readonly keywords: ReadonlyMap<string, KeywordValue>
}
export interface Step extends At, Cell<StepState> {
  readonly kind: 'step'
  readonly name: Value
  /** Null for a step of ZenML's own library. */
  readonly function: Func | null
}
export interface Pipeline extends At, Cell<PipelineState> {
  readonly kind: 'pipeline'
  readonly name: Value
  readonly function: Func
  readonly dynamic: Value
  readonly dependsOn: Value
  /** Made by `@pipeline` itself, not by `with_options`. */
  readonly isOriginal: boolean
}
/** What a step gives while a pipeline is put together. */
export interface Artifact extends At {
  readonly kind: 'artifact'
  readonly step: string
  /** Whether it is one result for sure: an annotation that is not read may say that a step gives several. */
  readonly isOne: boolean
}

interface StepState {
  /** Lowest first. */
  readonly layers: readonly CodeLayer[]
  /** `configure(parameters=…)` was called: it may give inputs that no call gives. */
  readonly hasParameters?: boolean
}
/** What `with_options(config_path=…)` adds: the file's pipeline level, and what the call says itself. */
export interface FileLayer extends CodeLayer {
  readonly configPath: Value
}
export interface PipelineState {
  /** Lowest first. */
  readonly layers: readonly (CodeLayer | FileLayer)[]
  /** `configure(parameters=…)`. */
  readonly parameters: ReadonlyMap<string, Value>
  /** `with_options(steps=…)`, the last one. */
  readonly stepOptions: MapNode | UnknownNode | null
  readonly build: Node | null
}

/** A file of the project that is imported, or is on its way to be. */
export interface Module {
  /** Dotted, as Python finds it: `pipelines.training`. */
  readonly name: string
  readonly file: string
  /** `__file__`. */
  readonly path: string
  /** Null for a folder without `__init__.py`. */
  readonly text: string | null
  readonly isPackage: boolean
  readonly scope: Scope
}

/** Positional and keyword arguments of a call. */
export interface Arguments {
  readonly positional: readonly Value[]
  readonly keywords: ReadonlyMap<string, KeywordValue>
}

export const isUnknown = (value: unknown): value is Unknown =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'unknown'

export const none = (at: Span): None => ({ kind: 'none', at })
export const bool = (value: boolean, at: Span): Bool => ({ kind: 'bool', value, at })
export const int = (value: bigint | number, at: Span): Int => ({ kind: 'int', value: BigInt(value), at })
export const float = (value: number, at: Span): Float => ({ kind: 'float', value, at })
export const str = (value: string, at: Span): Str => ({ kind: 'str', value, at })
export const list = (content: readonly Value[], at: Span): List => ({ kind: 'list', content, at })
export const tuple = (items: readonly Value[], at: Span): Tuple => ({ kind: 'tuple', items, at })
export const iterator = (content: readonly Value[], madeOf: MadeOf, at: Span): Iterator => ({
  kind: 'iterator',
  content,
  madeOf,
  at,
})
export const external = (path: string, at: Span): External => ({ kind: 'external', path, at })
export const path = (value: string, at: Span): Path => ({ kind: 'path', value, at })
