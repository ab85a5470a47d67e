import { withoutTrailingSlashes } from '../../paths/trailing-slashes.ts'
import type { Argument, Attribute, Call, Expression, FunctionDefinition } from '../syntax/tree.ts'
import { boundBefore, isMadeAt } from './bound-before.ts'
import type { ProjectModules } from './project-modules.ts'
import { plainText, type Scope } from './scopes.ts'

/** Stands for a part of a text that cannot be known; a character that no file has in its name. */
export const ANY = '\0'

const DEEPEST = 25
const MOST = 64

/**
 * The texts that an expression may stand for in a script that somebody starts, each with `ANY` for what only that person knows: `f"configs/{env}.yaml"` with
 * an option `env` of two choices is two texts, with a free one it is `configs/` + ANY + `.yaml`. Paths from `__file__` begin with `/`, the project root.
 * The empty text is `None`.
 */
export function possibleTexts(expression: Expression, scope: Scope, modules: ProjectModules): readonly string[] {
  return new Possible(modules).texts(expression, scope, expression.span.start, 0)
}

const unknown: readonly string[] = [ANY]

class Possible {
  readonly #modules: ProjectModules
  /** Expressions that may still be looked at: names that stand for two others each are many texts. */
  #left = 2000

  constructor(modules: ProjectModules) {
    this.#modules = modules
  }

  texts(expression: Expression, scope: Scope, at: number, depth: number): readonly string[] {
    if (depth > DEEPEST || this.#left-- < 0) return unknown
    const deeper = (e: Expression) => this.texts(e, scope, at, depth + 1)
    switch (expression.kind) {
      case 'constant':
        return expression.value === null ? [''] : unknown
      case 'text': {
        const parts = expression.parts.map(part => (typeof part === 'string' ? [part] : part.spec ? unknown : deeper(part.value)))
        return product(parts, texts => texts.join(''))
      }
      case 'name':
        return this.#named(expression.name, scope, at, depth)
      case 'attribute':
        return this.#attribute(expression.object, expression.name, scope, at, depth)
      case 'conditional':
        return distinct([...deeper(expression.whenTrue), ...deeper(expression.whenFalse)])
      case 'boolean':
        return distinct(expression.operands.flatMap(deeper))
      case 'named':
        return deeper(expression.value)
      case 'arithmetic': {
        const { first, rest } = expression
        return rest.reduce<readonly string[]>((texts, { operator, operand }) => {
          if (operator === '/') return product([texts, deeper(operand)], pathOf)
          return operator === '+' ? product([texts, deeper(operand)], both => both.join('')) : texts.map(filled)
        }, deeper(first))
      }
      case 'subscript':
        return this.#item(expression.object, plainText(expression.index), scope, at, depth)
      case 'call':
        return this.#call(expression, scope, at, depth)
      default:
        return unknown
    }
  }

  #named(name: string, scope: Scope, at: number, depth: number): readonly string[] {
    if (name === '__file__') return [`/${scope.file}`]
    for (let from: Scope | null = scope; from; from = from.parent) {
      const inner = from
      const until = from === scope ? at : Infinity
      const found = boundBefore(from, name, null, until)
      const texts = found.flatMap(({ value, each, at: place }) =>
        each ? this.#items(value, inner, place, depth + 1) : this.texts(value, inner, place, depth + 1),
      )
      const isParameter = from.owner?.parameters.some(parameter => parameter.name === name) ?? false
      if (isParameter && !found.some(binding => isMadeAt(binding, until)))
        return distinct([...texts, ...this.#parameter(name, from.owner!, from, depth)])
      if (found.length > 0) return distinct(texts)
    }
    const meaning = this.#modules.named(name, scope.file)
    if (meaning?.kind !== 'value' || meaning.file === scope.file) return unknown
    return this.#named(meaning.name, this.#modules.module(meaning.file)!.module, Infinity, depth + 1)
  }

  /** An option's choices or its default; what callers in the same file pass; the parameter's default. */
  #parameter(name: string, owner: FunctionDefinition, scope: Scope, depth: number): readonly string[] {
    const outside = scope.parent ?? scope
    const options = owner.decorators.flatMap(d => (d.kind === 'call' && nameOfOption(d) === name ? [d] : []))
    for (const option of options) {
      const texts = this.#option(option, outside, depth)
      if (texts)
        return distinct(
          texts.filter(text => text !== ''),
          unknown,
        )
    }
    const { parameters } = owner
    const index = parameters.findIndex(parameter => parameter.name === name)
    const passed = (this.#modules.module(scope.file)?.scopes ?? []).flatMap(({ calls }) =>
      calls.flatMap(({ call, scope: caller }) => {
        if (call.callee.kind !== 'name' || call.callee.name !== owner.name) return []
        const value = argument(call, name, index)
        return value ? this.texts(value, caller, value.span.start, depth + 1) : []
      }),
    )
    const preset = parameters[index]!.default
    // typer: `config: str = typer.Option("configs/dev.yaml")`
    const written =
      preset?.kind === 'call' && ['Option', 'Argument'].includes(lastName(preset.callee) ?? '')
        ? preset.arguments[0]?.value
        : preset
    const byDefault = written ? this.texts(written, outside, written.span.start, depth + 1) : []
    const found = distinct([...passed, ...byDefault])
    // Whoever may leave it out may also give it.
    return distinct(
      found.filter(text => text !== ''),
      unknown,
    )
  }

  /** `click.option("--env", type=click.Choice(["dev", "prod"]), default="dev")` and `add_argument("--env", choices=["dev", "prod"])`. */
  #option(option: Call, scope: Scope, depth: number): readonly string[] | undefined {
    const items = (e: Expression) => this.#items(e, scope, e.span.start, depth + 1)
    const choices = keyword(option, 'choices')
    if (choices) return items(choices)
    const type = keyword(option, 'type')
    if (type?.kind === 'call' && lastName(type.callee) === 'Choice' && type.arguments[0]) return items(type.arguments[0].value)
    const preset = keyword(option, 'default')
    return preset && this.texts(preset, scope, preset.span.start, depth + 1)
  }

  #attribute(object: Expression, name: string, scope: Scope, at: number, depth: number): readonly string[] {
    if (name === 'parent') return this.texts(object, scope, at, depth + 1).map(folderOf)
    const option = this.#argparse(name, scope.file)
    if (option) return this.#option(option.call, option.scope, depth) ?? unknown
    const meaning = object.kind === 'name' ? this.#modules.named(object.name, scope.file) : undefined
    if (meaning?.kind !== 'module') return unknown
    const module = this.#modules.module(meaning.file)
    return module ? this.#named(name, module.module, Infinity, depth + 1) : unknown
  }

  /** `args.environment` is what `add_argument("--environment")` of the same file gives. */
  #argparse(name: string, file: string) {
    const calls = (this.#modules.module(file)?.scopes ?? []).flatMap(scope => scope.calls)
    return calls.find(({ call }) => lastName(call.callee) === 'add_argument' && nameOfOption(call) === name)
  }

  /** `d["key"]`: what was written there, or any entry where the key is not known. */
  #item(object: Expression, key: string | undefined, scope: Scope, at: number, depth: number): readonly string[] {
    if (object.kind === 'attribute' && object.name === 'parents')
      return this.texts(object.object, scope, at, depth + 1).map(folderOf)
    if (object.kind === 'dict') {
      const entries = object.entries.filter(entry => key === undefined || (entry.key && plainText(entry.key) === key))
      return distinct(
        entries.flatMap(entry => this.texts(entry.value, scope, at, depth + 1)),
        unknown,
      )
    }
    if (object.kind !== 'name') return unknown
    for (let from: Scope | null = scope; from; from = from.parent) {
      const inner = from
      const place = from === scope ? at : Infinity
      const whole = boundBefore(from, object.name, null, place).filter(({ value }) => value.kind === 'dict')
      const single = key === undefined ? [] : boundBefore(from, object.name, key, place)
      if (whole.length + single.length === 0) continue
      return distinct(
        [
          ...single.flatMap(({ value, at: there }) => this.texts(value, inner, there, depth + 1)),
          ...whole.flatMap(({ value, at: there }) => this.#item(value, key, inner, there, depth + 1)).filter(t => t !== ANY),
        ],
        unknown,
      )
    }
    return unknown
  }

  /** The texts that a loop runs over. */
  #items(expression: Expression, scope: Scope, at: number, depth: number): readonly string[] {
    if (depth > DEEPEST) return unknown
    if (expression.kind === 'list' || expression.kind === 'tuple' || expression.kind === 'set')
      return distinct(
        expression.items.flatMap(item => this.texts(item, scope, at, depth + 1)),
        unknown,
      )
    if (expression.kind === 'dict')
      return distinct(
        expression.entries.flatMap(({ key }) => (key ? this.texts(key, scope, at, depth + 1) : [])),
        unknown,
      )
    if (expression.kind === 'name') {
      for (let from: Scope | null = scope; from; from = from.parent) {
        const inner = from
        const found = boundBefore(from, expression.name, null, from === scope ? at : Infinity)
        if (found.length > 0)
          return distinct(
            found.flatMap(({ value, at: place }) => this.#items(value, inner, place, depth + 1)),
            unknown,
          )
      }
      return unknown
    }
    if (expression.kind !== 'call') return unknown
    const { callee } = expression
    const [first] = expression.arguments
    const last = lastName(callee)
    if (last === 'glob' && first) {
      const pattern = this.texts(first.value, scope, at, depth + 1).map(text => text.replace(/\*+/g, ANY))
      const isPath = callee.kind === 'attribute' && !(callee.object.kind === 'name' && callee.object.name === 'glob')
      return isPath ? product([this.texts(callee.object, scope, at, depth + 1), pattern], pathOf) : pattern
    }
    if ((last === 'sorted' || last === 'list' || last === 'keys') && (first || callee.kind === 'attribute'))
      return this.#items(first?.value ?? (callee as { object: Expression }).object, scope, at, depth + 1)
    return unknown
  }

  #call(call: Call, scope: Scope, at: number, depth: number): readonly string[] {
    const { callee, arguments: given } = call
    const of = (e: Expression) => this.texts(e, scope, at, depth + 1)
    const values = given.map(({ value }) => of(value))
    const name = lastName(callee) ?? ''
    if (name === 'join' && isPathModule(callee)) return product(values, pathOf)
    if (name === 'dirname') return (values[0] ?? unknown).map(folderOf)
    if (PATHS.has(name)) return product(values.length > 0 ? values : [['']], pathOf)
    if (name === 'getcwd' || name === 'cwd') return ['/']
    if (TRANSPARENT.has(name) && values[0]) return values[0]
    if (name === 'getenv') return values[1] ?? unknown
    const method = callee.kind === 'attribute' ? this.#method(callee, call, values, { scope, at, depth }) : undefined
    return method ?? this.#returned(call, scope, depth)
  }

  /** What a method of a text, a path or a mapping gives; undefined: it is none that is known. */
  #method(
    { object, name }: Attribute,
    { arguments: given }: Call,
    values: readonly (readonly string[])[],
    { scope, at, depth }: { readonly scope: Scope; readonly at: number; readonly depth: number },
  ): readonly string[] | undefined {
    const self = () => this.texts(object, scope, at, depth + 1)
    if (UNCHANGING.has(name)) return self()
    if (name === 'joinpath') return product([self(), ...values], pathOf)
    if (name === 'format') return self().map(text => text.replace(/\{[^{}]*\}/g, ANY))
    if (name !== 'get') return undefined
    if (lastName(object) === 'environ') return values[1] ?? unknown
    const key = given[0] && plainText(given[0].value)
    return distinct([...this.#item(object, key, scope, at, depth + 1), ...(values[1] ?? [])])
  }

  /** What a function of the project may return; its parameters are what its callers in its file pass. */
  #returned({ callee }: Call, scope: Scope, depth: number): readonly string[] {
    const meaning = this.#modules.meaning(callee, scope.file)
    if (meaning?.kind !== 'function') return unknown
    const inner = this.#modules.module(meaning.file)?.scopeOf.get(meaning.definition)
    if (!inner) return unknown
    return distinct(
      inner.returns.flatMap(value => this.texts(value, inner, value.span.start, depth + 1)),
      unknown,
    )
  }
}

const PATHS: ReadonlySet<string> = new Set(['Path', 'PurePath', 'PosixPath'])
/** Functions that give back the path that they get. */
const TRANSPARENT: ReadonlySet<string> = new Set(['str', 'abspath', 'realpath', 'normpath', 'expanduser', 'fspath'])
/** Methods that leave a path or text as it is. */
const UNCHANGING: ReadonlySet<string> = new Set(['resolve', 'absolute', 'as_posix', 'expanduser', 'strip'])

const isPathModule = (callee: Expression): boolean =>
  callee.kind === 'name' || (callee.kind === 'attribute' && lastName(callee.object) === 'path')

/** The last part of a dotted name. */
export function lastName(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name
  return expression.kind === 'attribute' ? expression.name : undefined
}

/** The value that a call gives to a parameter, by its keyword or its place. */
function argument({ arguments: given }: Call, name: string, index: number): Expression | undefined {
  const byName = given.find(({ keyword: word }) => word?.name === name)
  const positional = given.filter(({ keyword: word, star }) => !word && star === '')
  return (byName ?? positional[index])?.value
}

export const keyword = (
  { arguments: given }: { readonly arguments: readonly Argument[] },
  name: string,
): Expression | undefined => given.find(({ keyword: word }) => word?.name === name)?.value

/** `"--run-config", "-c"` or `"config", "--run-config"` → `run_config` or `config`, as click and argparse do it; `dest` wins. */
function nameOfOption(option: Call): string | undefined {
  const dest = keyword(option, 'dest')
  if (dest) return plainText(dest)
  const words = option.arguments.flatMap(({ keyword: word, value }) => (word ? [] : (plainText(value) ?? [])))
  const word = words.find(w => /^\w/.test(w)) ?? words.find(w => w.startsWith('--')) ?? words[0]
  const [name] = word?.replace(/^-+/, '').split('/', 1) ?? []
  return name?.replaceAll('-', '_')
}

/** Every combination of texts, up to a limit. */
function product(parts: readonly (readonly string[])[], join: (texts: string[]) => string): string[] {
  let found: string[][] = [[]]
  for (const texts of parts) {
    found = found.flatMap(before => texts.map(text => [...before, text]))
    if (found.length > MOST) return [ANY]
  }
  return distinct(found.map(join))
}

/** As Python joins paths: one that begins with `/` begins anew. */
function pathOf(texts: string[]): string {
  const parts = texts.filter(text => text !== '')
  const start = parts.findLastIndex(text => text.startsWith('/'))
  return parts
    .slice(Math.max(0, start))
    .map((text, i) => (i > 0 ? text : withoutTrailingSlashes(text) || text.slice(0, 1)))
    .join('/')
    .replaceAll('//', '/')
}

const folderOf = (path: string): string =>
  path.lastIndexOf('/') < 1 ? (path.startsWith('/') ? '/' : '') : path.slice(0, path.lastIndexOf('/'))
const filled = (text: string): string => text.replace(/%[^a-zA-Z]*[a-zA-Z]/g, ANY)

function distinct(texts: readonly string[], none: readonly string[] = []): string[] {
  const found = [...new Set(texts)]
  return found.length > MOST ? [ANY] : found.length > 0 ? found : [...none]
}
