import type { Sources } from '../../sources/sources.ts'
import type { Span } from '../../sources/span.ts'
import { lastName } from '../syntax/last-name.ts'
import type { Expression, FunctionDefinition } from '../syntax/tree.ts'
import { boundBefore, scopesAround } from './bound-before.ts'
import { keyword, possibleTexts } from './possible-texts.ts'
import { type Meaning, ProjectModules } from './project-modules.ts'
import { type CallSite, type ModuleScopes, plainText, type Scope } from './scopes.ts'

/** A pipeline of a project. */
export interface SurveyedPipeline {
  /** `pipelines/training.py:training_pipeline` */
  readonly code: string
  /** The name after the colon. */
  readonly bound: string
  /** ZenML's name of it where it is written as a text, else the function's. */
  readonly name: string
  readonly at: Span
  /** Arguments of the function, those without a default apart. */
  readonly parameters: readonly string[]
  readonly required: readonly string[]
  /** Names of what its body calls. */
  readonly steps: ReadonlySet<string>
  /** Ways in which scripts call it; empty: nothing does. */
  readonly uses: readonly Use[]
  /** Whether another pipeline calls it. */
  readonly isInner: boolean
}

/** A call of a pipeline, or options that it gets. */
interface Use {
  readonly at: Span
  /** The paths that its `config_path` may be, with `ANY` for what is not known; null: it has none. */
  readonly configs: readonly string[] | null
}

export interface Survey {
  readonly pipelines: readonly SurveyedPipeline[]
  /** Settings that a pipeline gets only where a script starts it. */
  readonly scriptSettings: readonly Span[]
  /** Pipelines that no entry can name: they are defined inside of a function. */
  readonly unnamed: readonly Span[]
  /** Folders that modules of the project were imported from, which are neither the source root nor the folder of the file. */
  readonly otherRoots: readonly string[]
}

/**
 * Finds the pipelines of a project and how its scripts call them, without running or evaluating anything: a proposal for a project file, to be read by people.
 * Whether a decorator is ZenML's its import says.
 *
 * @param files the Python files that may hold pipelines or calls of them
 * @param roots the folders that absolute imports start from
 */
export function surveyCode(files: readonly string[], sources: Sources, roots: readonly string[]): Survey {
  const modules = new ProjectModules(sources, roots)
  const found = new Pipelines(modules)
  const known = files.filter(file => sources.read(file)?.includes('zenml')).flatMap(file => modules.module(file) ?? [])
  for (const module of known) found.define(module)
  for (const module of known) found.defineBound(module)
  const names = new RegExp(
    `\\b(?:${found
      .all()
      .map(({ bound }) => bound)
      .join('|')})\\b`,
  )
  const callers =
    found.all().length === 0
      ? []
      : files.filter(file => names.test(sources.read(file) ?? '')).flatMap(file => modules.module(file) ?? [])
  for (const module of callers) for (const scope of module.scopes) for (const site of scope.calls) found.call(site)
  return {
    pipelines: found.all(),
    scriptSettings: found.scriptSettings,
    unnamed: known.flatMap(({ inner, module }) => inner.filter(d => isPipeline(d, module.file, modules)).map(d => d.nameAt)),
    otherRoots: [...modules.otherRoots],
  }
}

/** Whether a function is a pipeline of ZenML: its `@pipeline` is imported from there, whatever it is called here. */
function isPipeline({ decorators }: FunctionDefinition, file: string, modules: ProjectModules): boolean {
  return decorators.some(decorator => {
    const meaning = modules.meaning(decorator.kind === 'call' ? decorator.callee : decorator, file)
    return meaning?.kind === 'foreign' && /^zenml\.(?:.*\.)?pipeline$/.test(meaning.name)
  })
}

/** A pipeline with the options that it may have: nothing, or one `config_path`. */
interface Value {
  readonly code: string
  readonly config: { readonly expression: Expression; readonly scope: Scope } | null
}

const DEEPEST = 20
/** Expressions that are looked at to find out which pipeline one is. */
const MOST = 1000
/** Methods of a pipeline that give one with other options. */
const OPTIONS: ReadonlySet<string> = new Set(['with_options', 'configure'])

class Pipelines {
  readonly #modules: ProjectModules
  readonly #found = new Map<string, { -readonly [K in keyof SurveyedPipeline]: SurveyedPipeline[K] } & { uses: Use[] }>()

  readonly scriptSettings: Span[] = []
  #left = MOST

  constructor(modules: ProjectModules) {
    this.#modules = modules
  }

  all(): SurveyedPipeline[] {
    return [...this.#found.values()]
  }

  /** Takes up the functions of a module that are pipelines. */
  define({ module, functions, scopeOf }: ModuleScopes): void {
    for (const definition of functions.values()) {
      if (!isPipeline(definition, module.file, this.#modules)) continue
      const calls = scopeOf.get(definition)?.calls ?? []
      const names = calls.flatMap(({ call }) => lastName(withoutOptions(call.callee)) ?? [])
      const parameters = definition.parameters.filter(({ form }) => !form.startsWith('*'))
      this.#add(module.file, definition.name, definition.nameAt, {
        parameters: parameters.map(({ name }) => name),
        required: parameters.filter(parameter => parameter.default === null).map(({ name }) => name),
        steps: new Set(names),
        name: nameOf(definition),
      })
    }
  }

  /** Takes up names of a module that are bound to a pipeline with settings: `prod = training.with_options(settings=…)`. */
  defineBound({ module }: ModuleScopes): void {
    for (const { name, key, value, at, script } of module.bindings) {
      if (
        key !== null ||
        script ||
        value.kind !== 'call' ||
        !value.arguments.some(({ keyword: word }) => word?.name !== 'config_path')
      )
        continue
      const [base] = this.#values(value, module, at, 0)
      const pipeline = base && this.#found.get(base.code)
      if (pipeline) this.#add(module.file, name, { ...value.span, start: at, end: at + name.length }, pipeline)
    }
  }

  #add(file: string, bound: string, at: Span, more: Pick<SurveyedPipeline, 'parameters' | 'required' | 'steps' | 'name'>): void {
    const code = `${file}:${bound}`
    const { parameters, required, steps, name } = more
    this.#found.set(code, { code, bound, name, at, parameters, required, steps, uses: [], isInner: false })
  }

  /** Notes a call of a pipeline, or a `with_options` whose result is called somewhere else. */
  call({ call, scope, script }: CallSite): void {
    const isOptions = call.callee.kind === 'attribute' && OPTIONS.has(call.callee.name)
    const values = this.#values(isOptions ? call : call.callee, scope, call.span.start, 0)
    const inside = pipelineAround(scope, this.#found)
    const settings =
      isOptions && script && values.length > 0 && inside === undefined && (keyword(call, 'settings') ?? keyword(call, 'steps'))
    if (settings) this.scriptSettings.push(settings.span)
    for (const { code, config } of values) {
      const pipeline = this.#found.get(code)!
      if (inside !== undefined) {
        if (inside !== code) pipeline.isInner = true
      } else if (config) {
        const texts = possibleTexts(config.expression, config.scope, this.#modules)
        const at = config.expression.span
        if (texts.includes('')) pipeline.uses.push({ at, configs: null })
        const paths = texts.filter(text => text !== '')
        if (paths.length > 0) pipeline.uses.push({ at, configs: paths })
      } else if (!isOptions) pipeline.uses.push({ at: call.span, configs: null })
    }
  }

  /** The pipelines that an expression may be. */
  #values(expression: Expression, scope: Scope, at: number, depth: number): Value[] {
    if (depth === 0) this.#left = MOST
    if (depth > DEEPEST || this.#left-- < 0) return []
    const deeper = (e: Expression) => this.#values(e, scope, at, depth + 1)
    switch (expression.kind) {
      case 'name':
        return this.#named(expression.name, scope, at, depth)
      case 'attribute':
        return this.#meant(this.#modules.meaning(expression, scope.file), depth)
      case 'conditional':
        return [...deeper(expression.whenTrue), ...deeper(expression.whenFalse)]
      case 'subscript':
        return this.#entries(expression.object, scope, at, depth)
      case 'call': {
        const { callee } = expression
        if (callee.kind !== 'attribute') return []
        if (callee.name === 'get') return this.#entries(callee.object, scope, at, depth)
        if (!OPTIONS.has(callee.name)) return []
        const values = deeper(callee.object)
        if (values.length === 0) return []
        const configs = this.#configPaths(expression, scope, at)
        return values.flatMap(value => configs.map(config => (config ? { ...value, config } : value)))
      }
      default:
        return []
    }
  }

  #named(name: string, scope: Scope, at: number, depth: number): Value[] {
    for (const { scope: inner, until } of scopesAround(scope, at)) {
      const found = boundBefore(inner, name, null, until)
      if (found.length === 0) continue
      const code = `${inner.file}:${name}`
      if (inner.parent === null && found.every(({ script }) => !script) && this.#found.has(code)) return [{ code, config: null }]
      return distinct(
        found.flatMap(({ value, at: place, each }) =>
          each ? this.#entries(value, inner, place, depth + 1) : this.#values(value, inner, place, depth + 1),
        ),
      )
    }
    return this.#meant(this.#modules.named(name, scope.file), depth)
  }

  #meant(meaning: Meaning | undefined, depth: number): Value[] {
    if (meaning?.kind === 'function') {
      const code = `${meaning.file}:${meaning.definition.name}`
      return this.#found.has(code) ? [{ code, config: null }] : []
    }
    if (meaning?.kind !== 'value') return []
    const { module } = this.#modules.module(meaning.file)!
    return this.#named(meaning.name, module, Infinity, depth + 1)
  }

  /** The pipelines that a list or a mapping holds. */
  #entries(expression: Expression, scope: Scope, at: number, depth: number): Value[] {
    if (depth > DEEPEST) return []
    const all = (items: readonly Expression[]) => distinct(items.flatMap(item => this.#values(item, scope, at, depth + 1)))
    if (expression.kind === 'dict') return all(expression.entries.map(({ value }) => value))
    if (expression.kind === 'list' || expression.kind === 'tuple' || expression.kind === 'set') return all(expression.items)
    if (
      expression.kind === 'call' &&
      expression.callee.kind === 'attribute' &&
      ['items', 'values'].includes(expression.callee.name)
    )
      return this.#entries(expression.callee.object, scope, at, depth + 1)
    if (expression.kind !== 'name') return []
    for (const { scope: inner, until } of scopesAround(scope, at)) {
      const found = boundBefore(inner, expression.name, null, until)
      if (found.length > 0)
        return distinct(found.flatMap(({ value, at: place }) => this.#entries(value, inner, place, depth + 1)))
    }
    return []
  }

  /** What `config_path` of a call may be: written there, or an entry of what `**options` holds; null: it may be missing. */
  #configPaths(call: Expression & { kind: 'call' }, scope: Scope, at: number): Value['config'][] {
    const written = keyword(call, 'config_path')
    if (written) return [{ expression: written, scope }]
    const options = call.arguments.filter(({ star }) => star === '**').flatMap(({ value }) => this.#options(value, scope, at))
    return options.length > 0 ? options : [null]
  }

  #options(options: Expression, scope: Scope, at: number): Value['config'][] {
    if (options.kind === 'dict') {
      const entry = options.entries.find(({ key }) => key && plainText(key) === 'config_path')
      return [entry ? { expression: entry.value, scope } : null]
    }
    if (options.kind === 'call' && lastName(options.callee) === 'dict') return this.#configPaths(options, scope, at)
    if (options.kind !== 'name') return []
    for (const { scope: inner, until } of scopesAround(scope, at)) {
      const whole = boundBefore(inner, options.name, null, until)
      const single = boundBefore(inner, options.name, 'config_path', until)
      if (whole.length + single.length === 0) continue
      const entries = single.map(({ value }) => ({ expression: value, scope: inner }))
      const others = whole.flatMap(({ value, at: there }) => this.#options(value, inner, there))
      // `options["config_path"] = …` after `options = {}`: the script sets it before it calls.
      return entries.length > 0 ? [...entries, ...others.filter(other => other !== null)] : others
    }
    return []
  }
}

function nameOf({ name, decorators }: FunctionDefinition): string {
  const written = decorators.flatMap(decorator => (decorator.kind === 'call' ? (keyword(decorator, 'name') ?? []) : []))
  return written.map(plainText).find(text => text !== undefined) ?? name
}

/** `step.with_options(…)(…)` calls `step`. */
function withoutOptions(callee: Expression): Expression {
  if (callee.kind !== 'call' || callee.callee.kind !== 'attribute' || !OPTIONS.has(callee.callee.name)) return callee
  return withoutOptions(callee.callee.object)
}

/** The code of the pipeline in whose body a scope is. */
function pipelineAround(scope: Scope, found: ReadonlyMap<string, unknown>): string | undefined {
  for (let from: Scope | null = scope; from; from = from.parent) {
    const code = from.owner && `${from.file}:${from.owner.name}`
    if (code !== null && found.has(code)) return code
  }
  return undefined
}

const distinct = (values: readonly Value[]): Value[] =>
  values.filter(
    (value, i) => values.findIndex(v => v.code === value.code && v.config?.expression === value.config?.expression) === i,
  )
