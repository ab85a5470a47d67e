import type { Diagnostic as Marked } from 'vscode-languageserver/node'
import { groupBy } from '../basics/group-by.ts'
import { redact } from '../credentials/redact.ts'
import { isWithin } from '../edge/disk.ts'
import { settled, type Waits } from '../edge/settled.ts'
import type { Client } from './client.ts'
import { OpenDocuments, type TextChange } from './open-documents.ts'
import type { OpenProject } from './open-project.ts'
import { OpenProjects } from './open-projects.ts'
import { Places } from './places.ts'
import type { Asked } from './requests/asked.ts'
import type { Encoding } from './text-lines.ts'
import { toDiagnostic } from './to-diagnostic.ts'
import { pathOf, uriOf } from './uris.ts'

/** Messages of a document, all of them: those of before are gone. */
interface PublishedMarks {
  readonly uri: string
  readonly version?: number
  readonly diagnostics: Marked[]
}

/** What the session says without being asked. */
export interface Outlet {
  readonly publish: (marked: PublishedMarks) => void
  /** Something of ours went wrong; the session goes on. */
  readonly failed: (problem: string) => void
}

/** How often files are looked at where the client does not tell which of them change. In milliseconds. */
const LOOK = 2000
/** Messages come when somebody stops typing; somebody who types without a pause sees them all the same. */
const WAITS: Waits = { quiet: 100, longest: 500 }

/** What an editor has open, the projects of it, and what is published about them. */
export class Session {
  readonly #outlet: Outlet
  readonly #documents = new OpenDocuments()
  readonly #projects = new OpenProjects(this.#documents)
  readonly #settled = settled(() => this.#publishAll(), WAITS)
  /** The projects that have to be compiled again. */
  readonly #stale = new Set<OpenProject>()
  /** What is published of each project, by path. */
  readonly #published = new Map<OpenProject, ReadonlyMap<string, readonly Marked[]>>()
  #client: Client = { encoding: 'utf-16', related: false, watched: false, versionedEdits: false, createsFiles: false }
  #looking: NodeJS.Timeout | undefined

  constructor(outlet: Outlet) {
    this.#outlet = outlet
  }

  get encoding(): Encoding {
    return this.#client.encoding
  }

  start(folders: readonly string[], client: Client): void {
    this.#client = client
    this.#documents.encoding = client.encoding
    this.#projects.setFolders(folders)
  }

  /** Begins to publish. */
  look(): void {
    this.#findProjects()
    if (!this.#client.watched) this.#looking = setInterval(() => this.#lookAtDisk(), LOOK).unref()
  }

  changeFolders(added: readonly string[], removed: readonly string[]): void {
    this.#projects.setFolders([...this.#projects.folders.filter(folder => !removed.includes(folder)), ...added])
    this.#findProjects()
  }

  open(uri: string, version: number, text: string): void {
    const path = this.#documents.open(uri, version, text)
    if (path === undefined) return
    if (OpenProjects.decides(path) || !this.#projects.of(path)) this.#findProjects()
    this.#touched([path])
    // A file that belongs to no project has no messages, and the client may wait for some.
    if (!this.#projects.of(path)) this.#outlet.publish({ uri, version, diagnostics: [] })
  }

  change(uri: string, version: number, changes: readonly TextChange[]): void {
    this.#edited(this.#documents.change(uri, version, changes))
  }

  close(uri: string): void {
    this.#edited(this.#documents.close(uri))
  }

  /** What a request about a document is about; undefined where the document belongs to no project. */
  about(uri: string): Asked | undefined {
    const path = pathOf(uri)
    const project = path === undefined ? undefined : this.#projects.of(path)
    const file = project?.pathOf(path!)
    return project && file !== undefined ? this.#asked(project, file) : undefined
  }

  /** What a request about all projects is about: the project file of each. */
  aboutProjects(): Asked[] {
    return this.#projects.all().map(project => this.#asked(project, project.projectFile))
  }

  #asked(project: OpenProject, file: string): Asked {
    const compiled = project.compiled()
    return { project, compiled, file, places: new Places(project, compiled, this.#documents), client: this.#client }
  }

  changedOnDisk(paths: readonly string[]): void {
    const isProject = (path: string) =>
      OpenProjects.decides(path) || this.#projects.all().some(({ root }) => isWithin(root, path))
    if (paths.some(isProject)) this.#findProjects()
    this.#touched(paths)
  }

  /** Says that something of ours went wrong. */
  report(error: unknown): void {
    this.#outlet.failed(redact(error instanceof Error ? (error.stack ?? error.message) : String(error)))
  }

  stop(): void {
    clearInterval(this.#looking)
    this.#settled.never()
  }

  #edited(path: string | undefined): void {
    if (path === undefined) return
    if (OpenProjects.decides(path)) this.#findProjects()
    this.#touched([path])
  }

  #lookAtDisk(): void {
    const changed = this.#projects.all().filter(project => project.hasChanged())
    if (changed.length > 0) this.#findProjects()
    for (const project of changed) this.#makeStale(project)
  }

  #findProjects(): void {
    for (const project of this.#projects.find()) {
      this.#stale.delete(project)
      const paths = [...(this.#published.get(project)?.keys() ?? [])]
      this.#published.delete(project)
      for (const path of paths) this.#publish(path)
    }
    for (const project of this.#projects.all()) if (!this.#published.has(project)) this.#makeStale(project)
  }

  #touched(paths: readonly string[]): void {
    for (const project of this.#projects.all()) if (paths.some(path => project.dependsOn(path))) this.#makeStale(project)
  }

  #makeStale(project: OpenProject): void {
    project.forget()
    this.#stale.add(project)
    this.#settled.soon()
  }

  #publishAll(): void {
    const projects = [...this.#stale]
    this.#stale.clear()
    for (const project of projects) {
      try {
        this.#publishProject(project)
      } catch (error) {
        this.report(error)
      }
    }
  }

  #publishProject(project: OpenProject): void {
    const compiled = project.compiled()
    const places = new Places(project, compiled, this.#documents)
    const groups = groupBy(compiled.compilation.diagnostics, found => project.shownIn(found))
    const marks = new Map(
      groups.map(group => [
        project.fileOf(project.shownIn(group[0]!)),
        group.map(found => toDiagnostic(found, places, this.#client)),
      ]),
    )
    const before = this.#published.get(project) ?? new Map<string, readonly Marked[]>()
    this.#published.set(project, marks)
    const open = this.#documents.all().filter(({ path }) => project.pathOf(path) !== undefined)
    const told = new Set([...before.keys(), ...marks.keys(), ...open.map(({ path }) => path)])
    for (const path of told) {
      const isSame = JSON.stringify(before.get(path) ?? []) === JSON.stringify(marks.get(path) ?? [])
      // Somebody who types waits for the messages of this version, even when they are the same as before.
      if (!isSame || this.#documents.get(path)) this.#publish(path)
    }
  }

  /** All messages of a file: a nested project may have some for the same. */
  #publish(path: string): void {
    const document = this.#documents.get(path)
    this.#outlet.publish({
      uri: document?.uri ?? uriOf(path),
      ...(document && { version: document.version }),
      diagnostics: [...this.#published.values()].flatMap(marks => marks.get(path) ?? []),
    })
  }
}
