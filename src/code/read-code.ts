import { type Diagnostic, diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { suggest } from '../diagnostics/suggest.ts'
import { kept, type Memo } from '../memo/memo.ts'
import type { CodePipeline } from '../model/code.ts'
import type { Document } from '../model/document.ts'
import { folderOf } from '../paths/path-parts.ts'
import { mergeConflict } from '../sources/merge-conflict.ts'
import { readText } from '../sources/read-text.ts'
import type { Sources } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'
import { Interpreter } from './evaluate/interpreter.ts'
import type { CodeCatalog, CodeRules, Environment } from './evaluate/machine.ts'
import { LimitReached, Raised } from './evaluate/stop.ts'
import { lostOptions } from './lost-options.ts'
import { readModule, syntaxProblem } from './syntax/read-module.ts'
import type { ModuleTree } from './syntax/tree.ts'
import { correction, unknownValue, unreadableCode } from './unknown-value.ts'
import { isUnknown, type Module, type Pipeline, type Unknown } from './values/value.ts'
import { assemble } from './zenml/assemble.ts'

/** What reading code depends on besides the code. */
export interface CodeContext {
  readonly sources: Sources
  /** Relative to the project root; `.` for the root itself. */
  readonly sourceRoot: string
  /** Values of the environment that are known. */
  readonly variables: ReadonlyMap<string, string>
  /** `3.11` */
  readonly python: string
  readonly catalog: CodeCatalog
  readonly rules: CodeRules
  /** The parsed run configuration of the entry, for its `parameters`. */
  readonly file: Document | undefined
  /** Reads a config file that the code names; undefined where that is impossible, which is reported at `at`. */
  readonly config: (path: string, at: Span) => Document | undefined
  /** Keeps files that were parsed; absent: they are parsed once for each `sources`. */
  readonly memo?: Memo | undefined
}

/** What an entry of the project file asks for: a pipeline of a file, or all of them. */
export interface CodeEntry {
  readonly file: string
  readonly name: string | null
  readonly at: Span | null
  /** One of the files of a pattern: it need not define a pipeline. */
  readonly isOneOfMany?: boolean
}

/**
 * The pipelines that `pipelines/training.py:training_pipeline` or `pipelines/training.py` means. Mistakes, and unknown values that are needed whatever
 * comes, are reported.
 */
export function readCode(entry: CodeEntry, context: CodeContext, report: Report): readonly CodePipeline[] {
  return new EntryReader(entry, context, report).read()
}

/** Files that were parsed, for as long as somebody holds the sources. */
const trees = new WeakMap<Sources, Map<string, ModuleTree>>()

function treeOf({ sources, memo }: Pick<CodeContext, 'sources' | 'memo'>, file: string): ModuleTree {
  const known = trees.get(sources) ?? new Map<string, ModuleTree>()
  trees.set(sources, known)
  const tree = known.get(file) ?? parsed(file, readText(sources, file), memo)
  known.set(file, tree)
  return tree
}

const parsed = (file: string, text: string, memo: Memo | undefined): ModuleTree =>
  kept(memo, 'module', [text, file], {}, () => readModule(file, text))

class EntryReader {
  readonly #entry: CodeEntry
  readonly #context: CodeContext
  readonly #report: Report
  /** What was said already: a module may be read for several entries. */
  readonly #said = new Set<string>()

  constructor(entry: CodeEntry, context: CodeContext, report: Report) {
    this.#entry = entry
    this.#context = context
    this.#report = report
  }

  read(): readonly CodePipeline[] {
    const { file } = this.#entry
    const conflict = mergeConflict(readText(this.#context.sources, file))
    if (conflict) {
      const at = { file, start: conflict.start, end: conflict.start + conflict.length }
      this.#say(diagnostic('DC1020', at, { path: file }, { help: 'resolve it, then remove the marker lines' }))
      return []
    }
    try {
      const pipelines = this.#pipelines()
      if (pipelines.length > 0 && this.#said.size === 0) this.#checkSyntax()
      if (pipelines.length > 0) this.#checkOptions()
      return pipelines
    } catch (problem) {
      this.#stopped(problem)
      return []
    }
  }

  #pipelines(): CodePipeline[] {
    const { file, name } = this.#entry
    const machine = new Interpreter(this.#environment(), path => treeOf(this.#context, path))
    const start: Span = { file, start: 0, end: 0 }
    const { module } = machine.importer.importFile(file, moduleName(file, this.#context.sourceRoot), start)
    const wanted = name === null ? pipelinesOf(module) : this.#named(module, name)
    if (name === null && wanted.length === 0 && !this.#entry.isOneOfMany && !this.#isBroken('the pipelines of the file'))
      this.#report(diagnostic('DC3080', this.#entry.at ?? start, { file, name }, { help: HELP_WITHOUT_PIPELINE }))
    return wanted.flatMap(([bound, pipeline]) => {
      machine.restart()
      try {
        const needed = (why: Unknown) => this.#needed(why, `the steps of the pipeline \`${bound}\``)
        return [assemble(machine, pipeline, { code: `${file}:${bound}`, at: pipeline.at, file: this.#context.file, needed })]
      } catch (problem) {
        this.#stopped(problem)
        return []
      }
    })
  }

  /** Python runs nothing of a file with a mistake anywhere in it, also where no image depends on that place. */
  #checkSyntax(): void {
    const { file } = this.#entry
    const broken = this.#broken(file)
    if (!broken) return
    const params = { path: file, problem: broken.reason }
    this.#say(diagnostic('DC1021', broken.span, params, { help: correction(file) }))
  }

  /** Settings that a call of `with_options` gives to a copy which nobody takes. */
  #checkOptions(): void {
    const { file } = this.#entry
    const text = readText(this.#context.sources, file)
    for (const { object, nameAt } of lostOptions(treeOf(this.#context, file).body, text)) {
      const owner = object.kind === 'name' ? `${object.name}.` : '….'
      const help = `call what it gives, \`${owner}with_options(…)()\`, or use \`${owner}configure(…)\`, which changes the object itself`
      this.#say(diagnostic('DC2058', nameAt, {}, { help }))
    }
  }

  /** The first place of a file that is not valid Python. */
  #broken(file: string): { readonly span: Span; readonly reason: string } | undefined {
    const { sources, memo } = this.#context
    const text = readText(sources, file)
    const { start, end, reason } = kept(memo, 'syntax of a file', [text], {}, () => syntaxProblem(text)) ?? {}
    if (reason !== undefined) return { span: { file, start: start!, end: end! }, reason }
    return treeOf(this.#context, file).body.statements.find(statement => statement.kind === 'broken')
  }

  #environment(): Environment {
    const { sources, sourceRoot, variables, python, catalog, rules, config } = this.#context
    const { file } = this.#entry
    const [major = 3, minor = 11] = python.split('.').map(Number)
    return {
      sources,
      sourceRoot,
      folder: folderOf(file),
      variables,
      python: [major, minor],
      catalog,
      rules,
      config,
      remark: found => this.#say(found),
    }
  }

  #named({ scope }: Module, name: string): [string, Pipeline][] {
    const { file, at } = this.#entry
    const value = scope.poison ?? scope.variables.get(name)?.content
    if (value?.kind === 'pipeline') return [[name, value]]
    if (value && isUnknown(value)) {
      this.#needed(value, `the pipeline \`${name}\``)
      return []
    }
    if (this.#isBroken(`the pipeline \`${name}\``)) return []
    const known = [...scope.variables].flatMap(([bound, { content }]) => (content?.kind === 'pipeline' ? bound : []))
    const close = suggest(name, known)
    const help = known.length > 0 ? `pipelines of the file: ${known.map(one => `\`${one}\``).join(', ')}` : HELP_WITHOUT_PIPELINE
    const label = close && `did you mean \`${close}\`?`
    this.#report(diagnostic('DC3080', at ?? { file, start: 0, end: 0 }, { file, name }, { label, help }))
    return []
  }

  /** Whether a part of the file is not valid Python, which is reported: a pipeline that is not found may be in it. */
  #isBroken(reaches: string, file = this.#entry.file): boolean {
    const broken = this.#broken(file)
    if (!broken) return false
    const { span, reason } = broken
    const text = readText(this.#context.sources, file)
    const lineStart = text.lastIndexOf('\n', span.start - 1) + 1
    // What is missing has no text of its own.
    const expression = text.slice(span.start, span.end).trim() || text.slice(lineStart, span.start).trim()
    this.#say(unreadableCode({ span, reason, expression }, reaches))
    return true
  }

  /** In a file with a mistake nothing is known for sure, whatever the value itself looks like. */
  #needed({ at, expression, reason }: Unknown, reaches: string): void {
    if (!this.#isBroken(reaches, at.file)) this.#say(unknownValue({ span: at, expression, reason }, { reaches, way: null }))
  }

  #say(found: Diagnostic): void {
    const key = `${found.code} ${found.at?.file}:${found.at?.start} ${found.message}`
    if (this.#said.has(key)) return
    this.#said.add(key)
    this.#report(found)
  }

  #stopped(problem: unknown): void {
    if (problem instanceof Raised) {
      const { type, detail, at } = problem
      this.#say(diagnostic('DC3081', at, { type, detail }))
    } else if (problem instanceof LimitReached) this.#say(diagnostic('DC3082', problem.at, { limit: problem.limit }))
    else throw problem
  }
}

const HELP_WITHOUT_PIPELINE =
  'write `@pipeline` from `zenml` above the function that calls the steps, or name the file that has it: `dockcompile init` finds them'

/** The dotted name that a file has for those who import it. */
function moduleName(file: string, sourceRoot: string): string {
  const start = sourceRoot === '.' ? '' : `${sourceRoot}/`
  const below = file.startsWith(start) ? file.slice(start.length) : file
  return below.replace(/(?:\/__init__)?\.py$/, '').replaceAll('/', '.')
}

/** Pipelines that the module's own decorators made, in the order of the file. */
function pipelinesOf({ file, scope }: Module): [string, Pipeline][] {
  return [...scope.variables].flatMap(([name, { content }]): [string, Pipeline][] =>
    content?.kind === 'pipeline' && content.isOriginal && content.function.module.file === file ? [[name, content]] : [],
  )
}
