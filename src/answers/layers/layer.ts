/** One step of a build that BuildKit can take from its cache: a `FROM`, `WORKDIR`, `RUN`, `COPY` or `ADD`. */
export interface Layer {
  /** As BuildKit's progress counts: `[5/8]` is layer 5, and `FROM` is 1. */
  readonly number: number
  /** What it is for, in a few words: `user requirements`, `system packages`, `code`. */
  readonly name: string
  /** Its line in the Dockerfile, from 1. */
  readonly line: number
  /** Equal keys mean that BuildKit has done this already; it covers every layer above, unless the layer is `linked`. */
  readonly key: string
  /** It depends on no layer above (`COPY --link`): wherever it is, it is the same. */
  readonly linked: boolean
  /** The requirement lists that its command reads, by their names below `requirements/`. */
  readonly lists: readonly string[]
  /** What of its own the key covers, for the reason of a change. */
  readonly facts: Facts
}

/** By what they are called in a message. */
export type Facts = Readonly<Record<string, unknown>>

/** The layers of an image, and the rest of its configuration: labels, environment, entrypoint, tags. */
export interface ImageLayers {
  readonly layers: readonly Layer[]
  readonly configuration: string
}
