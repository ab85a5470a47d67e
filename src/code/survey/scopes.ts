import type { Block, Call, Expression, FromImport, FunctionDefinition, Import, Statement } from '../syntax/tree.ts'
import { partsOf } from './parts-of.ts'

/** A module or a function of it, and what happens in it. Nothing is evaluated: what may happen counts. */
export interface Scope {
  readonly file: string
  /** Null: the module itself. */
  readonly owner: FunctionDefinition | null
  /** Where a name is looked for that is not bound here. */
  readonly parent: Scope | null
  readonly bindings: Binding[]
  readonly calls: CallSite[]
  readonly returns: Expression[]
}

/** Something that a name, or an entry of what it holds, may be from a place on. */
export interface Binding {
  readonly name: string
  /** `d["key"] = …`; null: the name itself. */
  readonly key: string | null
  readonly value: Expression
  /** `for name in value` binds what is in the value. */
  readonly each: boolean
  readonly at: number
  /** Where it has been made for certain once it was reached: in the rest of its block. Elsewhere it may have been left out. */
  readonly within: Stretch
  /** Whether only a script does it: in a function, or below `if __name__ == "__main__":`. */
  readonly script: boolean
}

/** A stretch of a file, by its offsets. */
interface Stretch {
  readonly start: number
  readonly end: number
}

/** All of a scope. */
const WHOLE: Stretch = { start: 0, end: Infinity }

/** Where a statement is. */
interface Place {
  readonly scope: Scope
  readonly within: Stretch
  /** Whether functions here are functions of the module. */
  readonly top: boolean
}

export interface CallSite {
  readonly call: Call
  readonly scope: Scope
  readonly script: boolean
}

/** All scopes of a module, with its imports: those inside of functions count as if they were at the top. */
export interface ModuleScopes {
  readonly module: Scope
  readonly scopes: readonly Scope[]
  readonly imports: readonly (Import | FromImport)[]
  /** Functions at the top of the module, also below `if` and `try`. */
  readonly functions: ReadonlyMap<string, FunctionDefinition>
  /** Functions inside of functions and classes. */
  readonly inner: readonly FunctionDefinition[]
  readonly scopeOf: ReadonlyMap<FunctionDefinition, Scope>
}

/** Takes a module apart. */
export function scopesOf(file: string, body: Block): ModuleScopes {
  const module = newScope(file, null, null)
  const taken = new Scopes(module)
  taken.block(body, { scope: module, within: WHOLE, top: true })
  return taken
}

const newScope = (file: string, owner: FunctionDefinition | null, parent: Scope | null): Scope => ({
  file,
  owner,
  parent,
  bindings: [],
  calls: [],
  returns: [],
})

/** Python itself takes no deeper bodies. */
const DEEPEST = 100

class Scopes implements ModuleScopes {
  readonly module: Scope
  readonly scopes: Scope[]
  readonly imports: (Import | FromImport)[] = []
  readonly functions = new Map<string, FunctionDefinition>()
  readonly inner: FunctionDefinition[] = []
  readonly scopeOf = new Map<FunctionDefinition, Scope>()
  /** How many guards of a script are around what is read. */
  #guards = 0
  #depth = 0

  constructor(module: Scope) {
    this.module = module
    this.scopes = [module]
  }

  block(block: Block, place: Place): void {
    if (this.#depth === DEEPEST) return
    this.#depth++
    for (const statement of block.statements) this.#statement(statement, place)
    this.#depth--
  }

  #statement(statement: Statement, place: Place): void {
    const { scope } = place
    switch (statement.kind) {
      case 'import':
      case 'from import':
        this.imports.push(statement)
        return
      case 'function':
        this.#function(statement, place)
        return
      case 'class':
        for (const decorator of statement.decorators) this.#expression(decorator, place)
        this.block(statement.body, { scope: newScope(scope.file, null, scope), within: WHOLE, top: false })
        return
      case 'assignment':
        for (const target of statement.targets) if (statement.value) this.#bind(target, statement.value, place, false)
        break
      case 'for':
        this.#bind(statement.target, statement.over, { ...place, within: statement.body.span }, true)
        break
      case 'return':
        if (statement.value) scope.returns.push(statement.value)
        break
    }
    const { expressions, blocks } = partsOf(statement)
    for (const expression of expressions) this.#expression(expression, place)
    // What only a script does is still done by it.
    const isGuard = isMainGuard(statement)
    const isCertain = isGuard || statement.kind === 'with'
    if (isGuard) this.#guards++
    for (const block of blocks) this.block(block, isCertain ? place : { ...place, within: block.span })
    if (isGuard) this.#guards--
  }

  #function(definition: FunctionDefinition, place: Place): void {
    for (const expression of partsOf(definition).expressions) this.#expression(expression, place)
    if (place.top) this.functions.set(definition.name, definition)
    else this.inner.push(definition)
    const scope = newScope(place.scope.file, definition, place.scope)
    this.scopes.push(scope)
    this.scopeOf.set(definition, scope)
    this.block(definition.body, { scope, within: WHOLE, top: false })
  }

  #bind(target: Expression, value: Expression, { scope, within }: Place, each: boolean): void {
    const more = { value, each, within, at: target.span.start, script: this.#isScript(scope) }
    if (target.kind === 'name') scope.bindings.push({ name: target.name, key: null, ...more })
    // `for name, pipeline in PIPELINES.items()`: each may be anything that is in it.
    if (target.kind === 'tuple' && each)
      for (const item of target.items) this.#bind(item, value, { scope, within, top: false }, true)
    if (target.kind === 'subscript' && target.object.kind === 'name') {
      const key = plainText(target.index)
      if (key !== undefined) scope.bindings.push({ name: target.object.name, key, ...more })
    }
  }

  #isScript(scope: Scope): boolean {
    return this.#guards > 0 || scope !== this.module
  }

  #expression(expression: Expression, place: Place): void {
    const { scope } = place
    const waiting = [expression]
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      if (next.kind === 'call') {
        scope.calls.push({ call: next, scope, script: this.#isScript(scope) })
        this.#update(next, place)
      }
      if (next.kind === 'named') this.#bind(next.target, next.value, place, false)
      if (next.kind === 'comprehension')
        for (const clause of next.clauses)
          if (clause.kind === 'for') this.#bind(clause.target, clause.over, { ...place, within: next.span }, true)
      waiting.push(...partsOf(next).expressions)
    }
  }

  /** `d.update(key=…)` and `d.update({"key": …})` bind keys as well. */
  #update({ callee, arguments: given, span }: Call, { scope, within }: Place): void {
    if (callee.kind !== 'attribute' || callee.name !== 'update' || callee.object.kind !== 'name') return
    const { name } = callee.object
    const bind = (key: string, value: Expression) =>
      scope.bindings.push({ name, key, value, each: false, within, at: span.start, script: true })
    for (const { keyword, value } of given) {
      if (keyword) bind(keyword.name, value)
      else if (value.kind === 'dict')
        for (const entry of value.entries) {
          const key = entry.key && plainText(entry.key)
          if (key) bind(key, entry.value)
        }
    }
  }
}

/** A text that is written as one; undefined for everything else. */
export function plainText(expression: Expression): string | undefined {
  if (expression.kind !== 'text' || !expression.parts.every(part => typeof part === 'string')) return undefined
  return expression.parts.join('')
}

/** `if __name__ == "__main__":` */
function isMainGuard(statement: Statement): boolean {
  if (statement.kind !== 'if' || statement.branches.length !== 1) return false
  const { condition } = statement.branches[0]!
  const isName = (e: Expression | undefined) => e?.kind === 'name' && e.name === '__name__'
  return condition.kind === 'comparison' && [condition.first, condition.rest[0]?.operand].some(isName)
}
