import type { Sources } from '../../sources/sources.ts'
import { rootOf } from '../library/packages.ts'
import { readModule } from '../syntax/read-module.ts'
import type { Expression, FunctionDefinition } from '../syntax/tree.ts'
import { type ModuleScopes, scopesOf } from './scopes.ts'

/** What a name means: a function or a module of the project, or something of another package by its dotted name. */
export type Meaning =
  | { readonly kind: 'function'; readonly file: string; readonly definition: FunctionDefinition }
  | { readonly kind: 'module'; readonly file: string }
  /** A name that a module of the project binds to a value. */
  | { readonly kind: 'value'; readonly file: string; readonly name: string }
  | { readonly kind: 'foreign'; readonly name: string }

const DEEPEST = 20

/** The Python files of a project, and what their names mean, as far as `import` statements say it. */
export class ProjectModules {
  readonly #sources: Sources
  readonly #roots: readonly string[]
  readonly #modules = new Map<string, ModuleScopes | undefined>()
  /** Folders that modules were found from, besides the source root and the folder of the file itself. */
  readonly otherRoots = new Set<string>()

  /** @param roots folders that absolute imports start from, before the folder of the file; relative to the project root */
  constructor(sources: Sources, roots: readonly string[]) {
    this.#sources = sources
    this.#roots = roots
  }

  /** A file of the project, taken apart; undefined where there is none. */
  module(file: string): ModuleScopes | undefined {
    if (!this.#modules.has(file)) {
      const text = this.#sources.read(file)
      this.#modules.set(file, text === undefined ? undefined : scopesOf(file, readModule(file, text).body))
    }
    return this.#modules.get(file)
  }

  /** What a name or a dotted name means at the top of a file. */
  meaning(expression: Expression, file: string): Meaning | undefined {
    if (expression.kind === 'name') return this.named(expression.name, file)
    if (expression.kind !== 'attribute') return undefined
    const object = this.meaning(expression.object, file)
    if (object?.kind === 'foreign') return { kind: 'foreign', name: `${object.name}.${expression.name}` }
    return object?.kind === 'module' ? this.#member(object.file, expression.name, 0) : undefined
  }

  named(name: string, file: string, depth = 0): Meaning | undefined {
    const module = this.module(file)
    if (!module || depth > DEEPEST) return undefined
    const definition = module.functions.get(name)
    if (definition) return { kind: 'function', file, definition }
    if (module.module.bindings.some(binding => binding.name === name && binding.key === null))
      return { kind: 'value', file, name }
    return this.#imported(module, name, file, depth)
  }

  #imported({ imports }: ModuleScopes, name: string, file: string, depth: number): Meaning | undefined {
    for (const statement of imports) {
      if (statement.kind === 'import') {
        for (const { name: dotted, alias } of statement.names) {
          const first = rootOf(dotted)
          if ((alias ?? first) === name) return this.#asModule(alias === null ? first : dotted, 0, file)
        }
        continue
      }
      const from = this.#asModule(statement.module, statement.level, file)
      const imported = statement.names?.find(({ name: own, alias }) => (alias ?? own) === name)
      if (imported && from) return this.#from(from, imported.name, depth)
      // Whoever imports everything of another package means some of it.
      if (statement.names === null && from?.kind === 'module') {
        const found = this.#member(from.file, name, depth)
        if (found) return found
      }
    }
    return undefined
  }

  #from(from: Meaning, name: string, depth: number): Meaning | undefined {
    if (from.kind === 'foreign') return { kind: 'foreign', name: `${from.name}.${name}` }
    return from.kind === 'module' ? this.#member(from.file, name, depth) : undefined
  }

  /** A name of a module, or a module inside of a package. */
  #member(file: string, name: string, depth: number): Meaning | undefined {
    const found = this.named(name, file, depth + 1)
    if (found) return found
    const folder = file.endsWith('__init__.py') ? parentOf(file) : file.endsWith('/') ? file.slice(0, -1) : undefined
    const inner = folder === undefined ? undefined : this.#moduleAt(folder === '' ? name : `${folder}/${name}`)
    return inner === undefined ? undefined : { kind: 'module', file: inner }
  }

  #asModule(dotted: string, level: number, file: string): Meaning | undefined {
    const path = dotted.replaceAll('.', '/')
    if (level > 0) {
      let folder = parentOf(file)
      for (let up = 1; up < level; up++) folder = parentOf(folder)
      const found = this.#moduleAt(joined(folder, path))
      return found === undefined ? undefined : { kind: 'module', file: found }
    }
    // A folder of that name is none of Python's packages while the real one is installed.
    if (/^zenml(?:\.|$)/.test(dotted)) return { kind: 'foreign', name: dotted }
    const own = parentOf(file)
    const known = [...this.#roots.map(root => (root === '.' ? '' : root)), own]
    for (const root of [...known, ...ancestorsOf(own)]) {
      const found = this.#moduleAt(joined(root, path))
      if (found === undefined) continue
      if (!known.includes(root)) this.otherRoots.add(root)
      return { kind: 'module', file: found }
    }
    return { kind: 'foreign', name: dotted }
  }

  /** The file of a module, or the folder of a package without `__init__.py`, which ends in `/`. */
  #moduleAt(path: string): string | undefined {
    if (path === '') return undefined
    for (const file of [`${path}/__init__.py`, `${path}.py`]) if (this.#sources.status(file) === 'file') return file
    return this.#sources.status(path) === 'folder' ? `${path}/` : undefined
  }
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.replace(/\/$/, '').lastIndexOf('/')))
const joined = (folder: string, path: string): string => [folder, path].filter(Boolean).join('/')

/** The folders above, the nearest first, the root last. */
function ancestorsOf(folder: string): string[] {
  const parts = folder === '' ? [] : folder.split('/')
  return parts.map((_, i) => parts.slice(0, parts.length - i - 1).join('/'))
}
