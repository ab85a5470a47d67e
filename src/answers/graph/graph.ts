/** What a graph shows: pipelines, the steps of each that run in one image, images, the layers that images share, and what they are based on. */
export interface Graph {
  readonly nodes: readonly GraphNode[]
  /** From what uses to what is used: pipeline → steps → image → shared layers → parent. */
  readonly edges: readonly GraphEdge[]
}

export type GraphNode = PipelineNode | StepsNode | ImageNode | LayersNode | ParentNode

interface Base {
  /** `pipeline1`, `image12`: safe in every grammar. */
  readonly id: string
}

/** One pipeline, or several whose steps run in the same images. */
interface PipelineNode extends Base {
  readonly kind: 'pipeline'
  readonly names: readonly string[]
  /** The stack, where there are several. */
  readonly stack: string | null
}

/** The steps of a pipeline that run in one image, in the pipeline's order. */
interface StepsNode extends Base {
  readonly kind: 'steps'
  readonly names: readonly string[]
}

/** One image, or several that a folded graph shows as one. */
export interface ImageNode extends Base {
  readonly kind: 'image'
  readonly names: readonly string[]
  /** What it adds to what it is based on, layer by layer; for an image without a recipe of ours one sentence that says what it is. */
  readonly own: readonly string[]
}

/** Layers that several images have in common: BuildKit makes them once. */
interface LayersNode extends Base {
  readonly kind: 'layers'
  readonly layers: readonly string[]
  /** How many images have them. */
  readonly images: number
}

/** A parent image, or a Dockerfile of the user's. */
interface ParentNode extends Base {
  readonly kind: 'parent'
  readonly name: string
  readonly digest: string | null
}

export interface GraphEdge {
  readonly from: string
  readonly to: string
  /** What is beside the arrow: the build key, where an image is made for the pipeline itself. */
  readonly label: string | null
}

/** `2 pipelines, 5 steps, 2 images, 1 parent`. */
export function graphTitle({ nodes }: Graph): string {
  const counts = { pipeline: 0, steps: 0, image: 0, layers: 0, parent: 0 }
  for (const node of nodes) counts[node.kind] += 'names' in node ? node.names.length : 1
  const said = (n: number, one: string) => (n === 0 ? [] : [`${n} ${one}${n === 1 ? '' : 's'}`])
  return [
    ...said(counts.pipeline, 'pipeline'),
    ...said(counts.steps, 'step'),
    ...said(counts.image, 'image'),
    ...said(counts.parent, 'parent'),
  ].join(', ')
}
