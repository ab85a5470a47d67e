import type { Client } from '../client.ts'
import type { Compiled, OpenProject } from '../open-project.ts'
import type { Places } from '../places.ts'

/** What a request is about: a file of a project, as compiled now. */
export interface Asked {
  readonly project: OpenProject
  readonly compiled: Compiled
  readonly places: Places
  /** Relative to the project root. */
  readonly file: string
  readonly client: Client
}
