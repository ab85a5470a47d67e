import { basename, dirname, join, relative } from 'node:path'
import { compile, type Resources } from '../compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Attempt } from '../diagnostics/find-fixes.ts'
import type { TextOf } from '../diagnostics/position.ts'
import { packageCatalogs } from '../edge/catalogs.ts'
import { diskSources, isWithin, slashes } from '../edge/disk.ts'
import { hiddenByGit } from '../edge/hidden-by-git.ts'
import { pythonFiles } from '../edge/python-files.ts'
import { repositoryAbove } from '../edge/repository-above.ts'
import { type Seen, seeing } from '../edge/seen-files.ts'
import { Memo } from '../memo/memo.ts'
import type { Compilation } from '../model/compilation.ts'
import type { CompileOptions } from '../model/options.ts'
import { overlaidSources } from '../sources/overlaid-sources.ts'
import type { Sources } from '../sources/sources.ts'
import type { OpenDocuments } from './open-documents.ts'

/** A compilation of a project with the texts that are open. */
export interface Compiled {
  readonly compilation: Compilation
  readonly sources: Sources
  readonly textOf: TextOf
  readonly memo: Memo
}

/** Read once for all projects. */
const catalogs = packageCatalogs()

/** A project that an editor works on: `check` of it, with the open texts in the place of those on disk. */
export class OpenProject {
  /** Absolute. */
  readonly root: string
  /** Its name in the root. */
  readonly projectFile: string
  readonly #documents: OpenDocuments
  /** The opened folder that the project is in: nothing above it is looked at. */
  readonly #top: string
  /** One object for all compilations: it is a key of the memo. */
  readonly #options: CompileOptions
  readonly #memo = new Memo()
  #compiled: Compiled | undefined
  #known: Compilation['resolved'] = []
  /** What the last compilation read, or looked for. */
  #reads: ReadonlySet<string> = new Set()
  #seen: Seen | undefined

  constructor(projectFile: string, top: string, documents: OpenDocuments) {
    this.root = dirname(projectFile)
    this.projectFile = basename(projectFile)
    this.#options = { projectFile: this.projectFile }
    this.#documents = documents
    this.#top = top
  }

  /** The compilation of the texts as they are now; it is kept until one of them changes. */
  compiled(): Compiled {
    if (this.#compiled) return this.#compiled
    this.#compiled = this.#compile(new Map())
    const { reads, resolved } = this.#compiled.compilation
    this.#reads = new Set(reads)
    if (resolved.length > 0) this.#known = resolved
    return this.#compiled
  }

  /** The stacks as they were when they could last be put together. */
  get known(): Compilation['resolved'] {
    return this.#known
  }

  /** What the compiler says when some files hold other texts, besides those that are open. Nothing of it is kept. */
  readonly attempt: Attempt = texts => {
    const { compilation, textOf } = texts.size === 0 ? this.compiled() : this.#compile(texts)
    return { diagnostics: compilation.diagnostics, textOf }
  }

  /** Some text is another one now. */
  forget(): void {
    this.#compiled = undefined
  }

  /** Whether a file that was read, or looked for, is not as it was. */
  hasChanged(): boolean {
    return this.#compiled !== undefined && this.#seen!.changes(diskSources(this.root)).length > 0
  }

  /** A file by its path from the root; undefined outside. */
  pathOf(file: string): string | undefined {
    return isWithin(file, this.root) && file !== this.root ? slashes(relative(this.root, file)) : undefined
  }

  /** Whether a change of a file may change what the compiler says: it is in the project, and is not one of its outputs. */
  dependsOn(file: string): boolean {
    const path = this.pathOf(file)
    if (path === undefined || /(?:^|\/)(?:\.git|node_modules|__pycache__)\//.test(path)) return false
    return this.#reads.has(path) || !this.#known.some(({ project: { output } }) => output !== '.' && isWithin(path, output, '/'))
  }

  #compile(texts: ReadonlyMap<string, string>): Compiled {
    const open = new Map(
      this.#documents.all().flatMap(({ path, text }) => {
        const file = this.pathOf(path)
        return file === undefined ? [] : [[file, text] as const]
      }),
    )
    for (const [file, text] of texts) open.set(file, text)
    const seen = seeing(this.root)
    if (texts.size === 0) this.#seen = seen
    const sources = [...open].reduce(
      (below, [file, text]) => overlaidSources(below, file, text),
      seen.around(diskSources(this.root)),
    )
    const resources: Resources = {
      catalogs,
      memo: this.#memo,
      hiddenByGit,
      pythonFiles: (sourceRoot, output) => pythonFiles(this.root, sourceRoot, output, open),
      repositoryAbove: () => repositoryAbove(this.root, this.#top),
    }
    const compilation = compile(sources, this.#options, resources)
    return { compilation, sources, textOf: file => sources.read(file), memo: this.#memo }
  }

  /** The file that a message is shown in: one without a place in the project file. */
  shownIn({ at }: Diagnostic): string {
    return at?.file ?? this.projectFile
  }

  /** The absolute path of a file of the project. */
  fileOf(path: string): string {
    return join(this.root, ...path.split('/'))
  }
}
