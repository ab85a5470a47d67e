import { basename, dirname, join } from 'node:path'
import { discoverWithin } from '../edge/discover.ts'
import { isWithin } from '../edge/disk.ts'
import { ownFiles } from '../edge/own-files.ts'
import { PROJECT_FILES } from '../model/project.ts'
import type { OpenDocuments } from './open-documents.ts'
import { OpenProject } from './open-project.ts'

/** A larger file is not a project file. In bytes. */
const MOST_BYTES = 1_000_000
/** Folders that are looked into, and project files that are found, in each opened folder. */
const MOST = 2000

/** The projects of the opened folders, and of the documents that are open in them. */
export class OpenProjects {
  readonly #documents: OpenDocuments
  readonly #known = new Map<string, OpenProject>()
  #folders: readonly string[] = []

  constructor(documents: OpenDocuments) {
    this.#documents = documents
  }

  get folders(): readonly string[] {
    return this.#folders
  }

  /** Opens these folders, absolute paths, and no others. */
  setFolders(folders: readonly string[]): void {
    this.#folders = [...new Set(folders)]
  }

  all(): readonly OpenProject[] {
    return [...this.#known.values()]
  }

  /**
   * Looks again which projects there are: those whose project file is in an opened folder, and those of open documents.
   *
   * @returns the projects that are no longer there
   */
  find(): readonly OpenProject[] {
    const found = new Map(this.#folders.flatMap(folder => projectFilesIn(folder, this.#openText).map(file => [file, folder])))
    for (const { path } of this.#documents.all()) {
      const top = this.#topOf(path)
      const file = top === undefined ? undefined : discoverWithin(dirname(path), top, this.#openText)
      if (file !== undefined) found.set(file, top!)
    }
    const gone = [...this.#known].filter(([file]) => !found.has(file))
    for (const [file] of gone) this.#known.delete(file)
    for (const [file, top] of found)
      if (!this.#known.has(file)) this.#known.set(file, new OpenProject(file, top, this.#documents))
    return gone.map(([, project]) => project)
  }

  /** The project that a file belongs to: that of the nearest project file. */
  of(path: string): OpenProject | undefined {
    const inside = this.all().filter(({ root }) => isWithin(path, root))
    return inside.sort((a, b) => b.root.length - a.root.length)[0]
  }

  /** Whether a change of this file can change which projects there are. */
  static decides(path: string): boolean {
    return PROJECT_FILES.includes(basename(path))
  }

  /** The innermost opened folder that a file is in. */
  #topOf(path: string): string | undefined {
    return this.#folders.filter(folder => isWithin(path, folder)).sort((a, b) => a.length - b.length)[0]
  }

  readonly #openText = (path: string): string | undefined => this.#documents.get(path)?.text
}

/** The project files below a folder, one for each folder that has one. */
function projectFilesIn(folder: string, openText: (path: string) => string | undefined): string[] {
  const { files } = ownFiles(folder, { wanted: name => PROJECT_FILES.includes(name), mostBytes: MOST_BYTES, most: MOST })
  const folders = [...new Set(files.map(file => dirname(join(folder, file))))]
  return folders.flatMap(each => discoverWithin(each, each, openText) ?? [])
}
