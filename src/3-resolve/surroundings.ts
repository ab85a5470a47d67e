import type { Component } from '../model/component.ts'
import type { MapNode } from '../model/node.ts'
import type { Dialect } from '../model/project.ts'
import type { Release } from '../model/release.ts'
import type { Defaults } from './docker-settings.ts'
import type { Variables } from './substitute.ts'

/** What every pipeline of a stack is resolved with. */
export interface Surroundings extends Release {
  readonly defaults: Defaults
  readonly components: readonly Component[]
  readonly variables: Variables
  readonly listedVariables: ReadonlySet<string>
  readonly dialect: Dialect
  /** `settings.docker` of the project file, checked and normalised. */
  readonly projectDocker: MapNode | undefined
}
