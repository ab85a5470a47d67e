import type { Span } from '../../sources/span.ts'

/**
 * Python as the reader sees it: what the language reference calls expressions (section 6), simple statements (7) and compound statements (8), each with
 * its place. What cannot be read is `unreadable`, with the reason: it matters only when it is needed.
 */
export type Expression =
  | Name
  | Constant
  | IntLiteral
  | FloatLiteral
  | BytesLiteral
  | Text
  | Sequence
  | Dict
  | Comprehension
  | Attribute
  | Subscript
  | Slice
  | Call
  | Unary
  | Arithmetic
  | Comparison
  | BooleanOperation
  | Conditional
  | Lambda
  | NamedExpression
  | Starred
  | Unreadable

interface At {
  readonly span: Span
}
export interface Name extends At {
  readonly kind: 'name'
  readonly name: string
}
interface Constant extends At {
  readonly kind: 'constant'
  readonly value: boolean | null | '...'
}
interface IntLiteral extends At {
  readonly kind: 'int'
  readonly value: bigint
}
interface FloatLiteral extends At {
  readonly kind: 'float'
  readonly value: number
}
interface BytesLiteral extends At {
  readonly kind: 'bytes'
  readonly value: Uint8Array
}
/** A string literal, or several beside each other; fields are those of f-strings. */
export interface Text extends At {
  readonly kind: 'text'
  readonly parts: readonly (string | Field)[]
}
export interface Field extends At {
  readonly value: Expression
  /** `f"{x=}"`: the text before the value. */
  readonly label: string
  readonly conversion: 'r' | 's' | 'a' | null
  readonly spec: readonly (string | Field)[] | null
  /** It holds the quotes of its string, or a backslash: possible since Python 3.12. */
  readonly reusesQuote: boolean
}
interface Sequence extends At {
  readonly kind: 'tuple' | 'list' | 'set'
  readonly items: readonly Expression[]
}
interface Dict extends At {
  readonly kind: 'dict'
  /** `key` is null for `**value`. */
  readonly entries: readonly { readonly key: Expression | null; readonly value: Expression }[]
}
export interface Comprehension extends At {
  readonly kind: 'comprehension'
  readonly makes: 'list' | 'set' | 'dict' | 'generator'
  readonly key: Expression | null
  readonly item: Expression
  readonly clauses: readonly Clause[]
}
export type Clause =
  | { readonly kind: 'for'; readonly target: Expression; readonly over: Expression; readonly async: boolean }
  | { readonly kind: 'if'; readonly condition: Expression }
export interface Attribute extends At {
  readonly kind: 'attribute'
  readonly object: Expression
  readonly name: string
  readonly nameAt: Span
}
export interface Subscript extends At {
  readonly kind: 'subscript'
  readonly object: Expression
  readonly index: Expression
}
interface Slice extends At {
  readonly kind: 'slice'
  readonly start: Expression | null
  readonly stop: Expression | null
  readonly step: Expression | null
}
export interface Call extends At {
  readonly kind: 'call'
  readonly callee: Expression
  readonly arguments: readonly Argument[]
}
export interface Argument {
  /** Keyword of the argument; null for a positional one. */
  readonly keyword: { readonly name: string; readonly at: Span } | null
  readonly star: '' | '*' | '**'
  readonly value: Expression
}
interface Unary extends At {
  readonly kind: 'unary'
  readonly operator: 'not' | '+' | '-' | '~'
  readonly operand: Expression
}
/** Operators of one chain from left to right (`a + b - c`), so that a long one is not deep. */
interface Arithmetic extends At {
  readonly kind: 'arithmetic'
  readonly first: Expression
  readonly rest: readonly { readonly operator: string; readonly operand: Expression }[]
}
/** `a < b <= c` is one comparison (language reference 6.10). */
export interface Comparison extends At {
  readonly kind: 'comparison'
  readonly first: Expression
  readonly rest: readonly { readonly operator: string; readonly operand: Expression }[]
}
interface BooleanOperation extends At {
  readonly kind: 'boolean'
  readonly operator: 'and' | 'or'
  readonly operands: readonly Expression[]
}
interface Conditional extends At {
  readonly kind: 'conditional'
  readonly condition: Expression
  readonly whenTrue: Expression
  readonly whenFalse: Expression
}
export interface Lambda extends At {
  readonly kind: 'lambda'
  readonly parameters: readonly Parameter[]
  readonly body: Expression
}
interface NamedExpression extends At {
  readonly kind: 'named'
  readonly target: Name
  readonly value: Expression
}
interface Starred extends At {
  readonly kind: 'starred'
  readonly value: Expression
}
export interface Unreadable extends At {
  readonly kind: 'unreadable'
  readonly reason: string
}

export interface Parameter extends At {
  readonly name: string
  readonly form: 'positional only' | 'plain' | 'keyword only' | '*' | '**'
  readonly annotation: Expression | null
  readonly default: Expression | null
}

export type Statement =
  | ExpressionStatement
  | Assignment
  | AugmentedAssignment
  | Deletion
  | Pass
  | Break
  | Continue
  | Return
  | Raise
  | Import
  | FromImport
  | ScopeDeclaration
  | Assertion
  | If
  | While
  | For
  | Try
  | With
  | FunctionDefinition
  | ClassDefinition
  | Match
  | Broken

interface ExpressionStatement extends At {
  readonly kind: 'expression'
  readonly value: Expression
}
export interface Assignment extends At {
  readonly kind: 'assignment'
  readonly targets: readonly Expression[]
  readonly annotation: Expression | null
  /** Null for a bare annotation. */
  readonly value: Expression | null
}
export interface AugmentedAssignment extends At {
  readonly kind: 'augmented'
  readonly target: Expression
  readonly operator: string
  readonly value: Expression
}
interface Deletion extends At {
  readonly kind: 'delete'
  readonly targets: readonly Expression[]
}
interface Pass extends At {
  readonly kind: 'pass'
}
interface Break extends At {
  readonly kind: 'break'
}
interface Continue extends At {
  readonly kind: 'continue'
}
interface Return extends At {
  readonly kind: 'return'
  readonly value: Expression | null
}
export interface Raise extends At {
  readonly kind: 'raise'
  readonly exception: Expression | null
}
export interface ImportedName {
  /** Dotted for `import a.b`; one name for `from m import a`. */
  readonly name: string
  readonly alias: string | null
  readonly at: Span
}
export interface Import extends At {
  readonly kind: 'import'
  readonly names: readonly ImportedName[]
}
export interface FromImport extends At {
  readonly kind: 'from import'
  /** Leading dots. */
  readonly level: number
  readonly module: string
  readonly moduleAt: Span
  /** Null: `import *`. */
  readonly names: readonly ImportedName[] | null
}
interface ScopeDeclaration extends At {
  readonly kind: 'global' | 'nonlocal'
  readonly names: readonly string[]
}
interface Assertion extends At {
  readonly kind: 'assert'
  readonly condition: Expression
}
export interface If extends At {
  readonly kind: 'if'
  readonly branches: readonly { readonly condition: Expression; readonly body: Block }[]
  readonly otherwise: Block | null
}
export interface While extends At {
  readonly kind: 'while'
  readonly condition: Expression
  readonly body: Block
  readonly otherwise: Block | null
}
export interface For extends At {
  readonly kind: 'for'
  readonly target: Expression
  readonly over: Expression
  readonly body: Block
  readonly otherwise: Block | null
  readonly async: boolean
}
export interface Try extends At {
  readonly kind: 'try'
  readonly body: Block
  readonly handlers: readonly { readonly type: Expression | null; readonly name: string | null; readonly body: Block }[]
  readonly otherwise: Block | null
  readonly finally: Block | null
}
export interface With extends At {
  readonly kind: 'with'
  readonly items: readonly { readonly context: Expression; readonly target: Name | null }[]
  readonly body: Block
  readonly async: boolean
}
export interface FunctionDefinition extends At {
  readonly kind: 'function'
  readonly name: string
  readonly nameAt: Span
  readonly parameters: readonly Parameter[]
  readonly returns: Expression | null
  readonly decorators: readonly Expression[]
  readonly body: Block
  readonly async: boolean
}
export interface ClassDefinition extends At {
  readonly kind: 'class'
  readonly name: string
  readonly nameAt: Span
  readonly bases: readonly Argument[]
  readonly decorators: readonly Expression[]
  readonly body: Block
}
export interface Match extends At {
  readonly kind: 'match'
  readonly subject: Expression
  readonly cases: readonly { readonly pattern: Pattern; readonly guard: Expression | null; readonly body: Block }[]
}
/** The patterns that can be matched without running anything; others are unreadable. */
export type Pattern =
  | { readonly kind: 'value'; readonly value: Expression }
  | { readonly kind: 'capture'; readonly name: string | null; readonly inner: Pattern | null }
  | { readonly kind: 'or'; readonly patterns: readonly Pattern[] }
  | Unreadable
/** A statement that is not valid Python; `names` are those that it mentions, any of which it may bind or change. */
export interface Broken extends At {
  readonly kind: 'broken'
  readonly names: readonly string[]
  readonly reason: string
}

/** Statements of a body, read when they are asked for: most functions of a file are never called. */
export interface Block {
  readonly span: Span
  readonly statements: readonly Statement[]
}

export interface ModuleTree {
  readonly file: string
  readonly text: string
  readonly body: Block
  /** It is too large to be read. */
  readonly limit?: string
}
