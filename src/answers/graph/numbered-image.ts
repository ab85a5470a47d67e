import type { ImagePlan } from '../../model/plan.ts'
import type { GraphNode } from './graph.ts'

/** Numbers for nodes, by kind. */
export class Ids {
  readonly #counts = new Map<string, number>()

  next(kind: GraphNode['kind']): string {
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    return `${kind}${count}`
  }
}

/** An image that has its node. */
export interface NumberedImage {
  readonly image: ImagePlan
  readonly id: string
  readonly layers: Stack | undefined
}

/** Layers, top down. Equal keys are one layer; a key covers every layer above it, but that of a linked one, which covers itself alone. */
export type Stack = readonly { readonly name: string; readonly key: string; readonly linked: boolean }[]
