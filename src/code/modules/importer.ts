import { STATUS_WORDS } from '../../sources/sources.ts'
import type { Span } from '../../sources/span.ts'
import type { Machine } from '../evaluate/machine.ts'
import { newScope, write } from '../evaluate/scopes.ts'
import { LimitReached, raise } from '../evaluate/stop.ts'
import type { ModuleTree } from '../syntax/tree.ts'
import { ROOT } from '../values/open-text.ts'
import { external, isUnknown, type Module, type ModuleReference, type Value } from '../values/value.ts'
import { zenmlName } from '../zenml/names.ts'
import { type FoundModule, findInPackage, findTopLevel } from './find-module.ts'

/** Files that one entry may import. */
const MAX_FILES = 500
/** Modules that import each other, one inside the other. */
const MAX_NESTING = 100

interface Loaded {
  readonly module: Module
  readonly found: FoundModule
}

/** Imports modules as Python does: each once, in the order in which the code asks for them (language reference 5). */
export class Importer {
  readonly #machine: Machine
  readonly #tree: (file: string) => ModuleTree
  /** By dotted name; null for what is outside of the project. */
  readonly #loaded = new Map<string, Loaded | null>()
  #files = 0
  #nesting = 0

  constructor(machine: Machine, tree: (file: string) => ModuleTree) {
    this.#machine = machine
    this.#tree = tree
  }

  modules(): Module[] {
    return [...this.#loaded.values()].flatMap(loaded => loaded?.module ?? [])
  }

  /** `import a.b.c`: the last of them. */
  import(name: string, at: Span): Value {
    const parts = name.split('.')
    let known: Loaded | null | 'ambiguous' | undefined
    for (const [i, part] of parts.entries()) {
      const dotted = parts.slice(0, i + 1).join('.')
      if (i === 0) known = this.#topLevel(part, at)
      else if (known && known !== 'ambiguous') known = this.#submodule(known, dotted, part, at)
      if (known === 'ambiguous') return this.#machine.unknown(at, `more than one module could be \`${dotted}\``)
      if (!known) {
        this.#machine.risks++
        return external(name, at)
      }
    }
    return reference((known as Loaded).module, at)
  }

  /** `from ..a import`: relative to the package of a module. */
  importRelative(from: Module, level: number, name: string, at: Span): Value {
    const base = from.name.split('.').slice(0, from.isPackage ? undefined : -1)
    const above = base.slice(0, base.length - level + 1)
    if (above.length === 0 || level - 1 > base.length) {
      return raise('ImportError', 'attempted relative import with no known parent package', at)
    }
    return this.import([...above, ...(name === '' ? [] : [name])].join('.'), at)
  }

  /** The entry's file, under the name that it has as a module. */
  importFile(file: string, name: string, at: Span): ModuleReference {
    const found = this.import(name, at)
    if (found.kind === 'module' && found.module.file === file) return found
    return reference(this.#load(name, { file, isPackage: false, folders: [], isNamespace: false }, at).module, at)
  }

  /** `from module import name`, and `module.name` where the module is one of the project. */
  member(module: Value, name: string, at: Span): Value {
    if (isUnknown(module)) return this.#machine.derive(module, at)
    if (module.kind === 'external') {
      return module.path.startsWith('zenml.') || module.path === 'zenml'
        ? zenmlName(this.#machine, module, name, at)
        : this.#machine.attribute(module, name, at)
    }
    if (module.kind !== 'module') return this.#machine.unknown(at, 'it is not a module')
    const { scope } = module.module
    const bound = scope.variables.get(name)?.content
    if (bound) return bound
    const loaded = this.#loaded.get(module.module.name)
    const submodule = loaded && this.#submodule(loaded, `${module.module.name}.${name}`, name, at, true)
    if (submodule) return reference(submodule.module, at)
    if (name === '__file__' && module.module.text !== null) return { kind: 'str', value: module.module.path, at }
    if (scope.poison) return this.#machine.derive(scope.poison, at)
    if (scope.variables.get('__getattr__')?.content) return this.#machine.unknown(at, 'the module makes its names itself')
    if (name.startsWith('__') || loaded?.found.isNamespace)
      return this.#machine.unknown(at, 'the content of the module is not known')
    return raise('ImportError', `cannot import name '${name}' from '${module.module.name}'`, at)
  }

  /** `module.name`: a module of a package is there once somebody imported it. */
  attribute(module: ModuleReference, name: string, at: Span): Value {
    const { scope, name: dotted } = module.module
    if (scope.variables.get(name)?.content || scope.poison || name.startsWith('__')) return this.member(module, name, at)
    if (scope.variables.get('__getattr__')?.content) return this.#machine.unknown(at, 'the module makes its names itself')
    const loaded = this.#loaded.get(dotted)
    if (loaded?.found.isPackage && findInPackage(this.#machine.environment.sources, loaded.found.folders, name))
      return this.#machine.unknown(at, 'whether the module is imported before is not known')
    return raise('AttributeError', `module '${dotted}' has no attribute '${name}'`, at)
  }

  #topLevel(name: string, at: Span): Loaded | null | 'ambiguous' {
    const known = this.#loaded.get(name)
    if (known !== undefined) return known
    const { sources, sourceRoot, folder } = this.#machine.environment
    const search = findTopLevel(sources, sourceRoot === folder ? [sourceRoot] : [sourceRoot, folder], name)
    if (search === 'ambiguous') return search
    if (search === 'outside') {
      this.#loaded.set(name, null)
      return null
    }
    return this.#load(name, search, at)
  }

  #submodule(parent: Loaded, dotted: string, name: string, at: Span, isOptional = false): Loaded | null {
    const known = this.#loaded.get(dotted)
    if (known !== undefined) return known
    const found = parent.found.isPackage
      ? findInPackage(this.#machine.environment.sources, parent.found.folders, name)
      : undefined
    if (found && !(isOptional && found.isNamespace)) {
      const loaded = this.#load(dotted, found, at)
      // An imported module becomes an attribute of its package (language reference 5.4.2).
      write(this.#machine, parent.module.scope, name, reference(loaded.module, at))
      return loaded
    }
    // An installed package of this name would come before a folder without `__init__.py`.
    if (isOptional || parent.found.isNamespace) return null
    return raise('ModuleNotFoundError', `No module named '${dotted}'`, at)
  }

  #load(name: string, found: FoundModule, at: Span): Loaded {
    const { sources } = this.#machine.environment
    const status = found.isNamespace ? 'file' : sources.status(found.file)
    if (++this.#files > MAX_FILES) throw new LimitReached(`more than ${MAX_FILES} files`, at)
    if (status === 'too-large') throw new LimitReached('files of more than 10 MB', at)
    if (this.#nesting >= MAX_NESTING) throw new LimitReached(`imports nested more than ${MAX_NESTING} deep`, at)
    const tree = found.isNamespace || status !== 'file' ? undefined : this.#tree(found.file)
    if (tree?.limit) throw new LimitReached(tree.limit, { file: found.file, start: 0, end: 0 })
    const module: Module = {
      name,
      file: found.file,
      path: `${ROOT}/${found.file}`,
      text: tree?.text ?? null,
      isPackage: found.isPackage,
      scope: newScope('module', null),
    }
    const loaded = { module, found }
    this.#loaded.set(name, loaded)
    if (status !== 'file') module.scope.poison = this.#machine.unknown(at, `the file \`${found.file}\` ${STATUS_WORDS[status]}`)
    if (tree) {
      this.#nesting++
      try {
        this.#machine.heap.settled(() => this.#machine.execute(tree.body, { scope: module.scope, module }))
      } finally {
        this.#nesting--
      }
    }
    return loaded
  }
}

const reference = (module: Module, at: Span): ModuleReference => ({ kind: 'module', module, at })
