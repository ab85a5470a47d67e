import { groupBy } from '../../basics/group-by.ts'
import type { BuildPlan, PipelinePlan } from '../../model/plan.ts'
import type { Graph, GraphEdge, GraphNode } from './graph.ts'
import { Ids, type Stack } from './numbered-image.ts'
import { layersGraph } from './shared-layers.ts'

/** A plan, and what is known of its images' layers; undefined for an image whose Dockerfile is not ours. */
export interface PlanLayers {
  readonly plan: BuildPlan
  readonly layersOf: (image: string) => Stack | undefined
}

/**
 * The graph of one or several plans. Pipelines whose steps run in the same images are one node, so are the steps of a pipeline that run in one image.
 * Pure; nodes come in the order of the plans.
 */
export function planGraph(plans: readonly PlanLayers[]): Graph {
  const nodes: GraphNode[] = []
  const edges: GraphEdge[] = []
  const ids = new Ids()
  const images = plans.flatMap(({ plan, layersOf }, i) =>
    plan.images.map(image => ({ image, key: `${i}\n${image.id}`, id: ids.next('image'), layers: layersOf(image.id) })),
  )
  const imageIds = new Map(images.map(({ key, id }) => [key, id]))

  plans.forEach(({ plan }, i) => {
    for (const pipelines of alike(plan.pipelines)) {
      const id = ids.next('pipeline')
      const stack = plans.length > 1 ? plan.stack : null
      nodes.push({ kind: 'pipeline', id, names: pipelines.map(pipeline => pipeline.name), stack })
      const steps = stepsByImage(pipelines[0]!)
      for (const [image, names] of steps) {
        const group = ids.next('steps')
        nodes.push({ kind: 'steps', id: group, names })
        edges.push({ from: id, to: group, label: null }, { from: group, to: imageIds.get(`${i}\n${image}`)!, label: null })
      }
      for (const [image, keys] of withoutSteps(pipelines[0]!, steps))
        edges.push({ from: id, to: imageIds.get(`${i}\n${image}`)!, label: keys.join(', ') })
    }
  })

  const below = layersGraph(images, ids)
  return { nodes: [...nodes, ...below.nodes], edges: [...edges, ...below.edges] }
}

/** Pipelines that differ in nothing the graph shows but their names. */
const alike = (pipelines: readonly PipelinePlan[]): PipelinePlan[][] =>
  groupBy(pipelines, ({ steps, builds, prebuilt }) => JSON.stringify([steps, builds, prebuilt]))

function stepsByImage({ steps }: PipelinePlan): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const [step, image] of steps) groups.set(image, [...(groups.get(image) ?? []), step])
  return groups
}

/** Images that are built for a pipeline though none of its steps runs there, with their build keys. */
function withoutSteps({ builds }: PipelinePlan, steps: ReadonlyMap<string, unknown>): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { key, step, image } of builds) {
    if (steps.has(image)) continue
    const label = step === null ? key : `${key} of ${step}`
    found.set(image, [...(found.get(image) ?? []), label])
  }
  return found
}
