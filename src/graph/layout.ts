import { width } from '../diagnostics/width.ts'
import type { Graph, GraphNode } from './graph.ts'
import { nodeLines } from './node-lines.ts'
import { wrapped } from './wrap.ts'

/** A node with its place in the picture, in pixels. */
export interface Box {
  readonly node: GraphNode
  readonly title: readonly string[]
  readonly details: readonly string[]
  readonly x: number
  readonly width: number
  y: number
  height: number
}

/** Every node at its place. */
export interface Layout {
  readonly boxes: ReadonlyMap<string, Box>
  readonly width: number
  readonly height: number
}

export const TITLE_HEIGHT = 18
export const DETAIL_HEIGHT = 15
export const PADDING = 8
/** Columns of text per column of the picture, and the width of a column of text in both sizes. */
const COLUMNS: Readonly<Record<GraphNode['kind'], number>> = { pipeline: 24, steps: 28, image: 32, layers: 30, parent: 34 }
const TITLE_COLUMN = 7.9
const DETAIL_COLUMN = 6.4
const ARROW = 44
const GAP = 10
const TOP = 74
const MARGIN = 24

/**
 * Places a graph like a table: an image is a row, with the steps that run in it at its left. What images stand on is one tall box beside all of
 * them, so that no arrow has to be followed over a long picture. Pipelines stand where their steps are.
 */
export function layoutGraph(graph: Graph): Layout {
  const sizes = new Map(graph.nodes.map(node => [node.id, sized(node)]))
  const kinds = new Map(graph.nodes.map(node => [node.id, node]))
  const targets = grouped(graph, 'from', 'to')
  const users = grouped(graph, 'to', 'from')
  const ofKind = (kind: GraphNode['kind'], ids: readonly string[] = []) => ids.filter(id => kinds.get(id)?.kind === kind)

  // Where the pipeline of some steps will be, roughly: the mean of its images' numbers.
  const order = new Map(graph.nodes.filter(({ kind }) => kind === 'image').map(({ id }, i) => [id, i]))
  const middleOf = (steps: string): number => {
    const images = (targets.get(users.get(steps)?.[0] ?? '') ?? []).map(id => order.get(targets.get(id)?.[0] ?? id) ?? 0)
    return images.reduce((sum, n) => sum + n, 0) / (images.length || 1)
  }

  const depths = new Map<string, number>()
  const depthOf = (id: string): number => {
    const known = depths.get(id)
    if (known !== undefined) return known
    const below = targets.get(id)?.[0]
    const depth = below === undefined ? 0 : depthOf(below) + 1
    depths.set(id, depth)
    return depth
  }
  const foundation = graph.nodes.filter(({ kind }) => kind === 'layers' || kind === 'parent')
  const deepest = Math.max(0, ...foundation.map(({ id }) => depthOf(id)))

  // Columns from the left: pipelines, steps, images, then the foundations with the parents outermost.
  const widest = (ids: readonly string[]) => Math.max(0, ...ids.map(id => sizes.get(id)!.width))
  const idsOf = (kind: GraphNode['kind']) => graph.nodes.filter(node => node.kind === kind).map(({ id }) => id)
  const lanes = {
    pipeline: { x: MARGIN, width: widest(idsOf('pipeline')) },
    steps: { x: 0, width: widest(idsOf('steps')) },
    image: { x: 0, width: widest(idsOf('image')) },
  }
  lanes.steps.x = lanes.pipeline.x + lanes.pipeline.width + ARROW
  // What stands on an arrow stands before the image, and needs its room there.
  const label = Math.max(0, ...graph.edges.map(edge => width(edge.label ?? '') * DETAIL_COLUMN))
  const beforeImages = lanes.steps.width > 0 ? lanes.steps : lanes.pipeline
  lanes.image.x = Math.ceil(beforeImages.x + beforeImages.width + Math.max(ARROW, label > 0 ? label + 30 : 0))
  let right = lanes.image.x + lanes.image.width
  const foundationLanes = Array.from({ length: foundation.length > 0 ? deepest + 1 : 0 }, (_, i) => {
    const depth = deepest - i
    const laneWidth = widest(foundation.filter(({ id }) => depthOf(id) === depth).map(({ id }) => id))
    const lane = { depth, x: right + ARROW, width: laneWidth }
    right = lane.x + lane.width
    return lane
  })
  const laneOf = ({ id, kind }: GraphNode) =>
    kind === 'layers' || kind === 'parent' ? foundationLanes.find(({ depth }) => depth === depthOf(id))! : lanes[kind]

  const boxes = new Map(
    graph.nodes.map((node): [string, Box] => {
      const { title, details, height } = sizes.get(node.id)!
      const lane = laneOf(node)
      return [node.id, { node, title, details, x: lane.x, width: lane.width, y: 0, height }]
    }),
  )
  const box = (id: string) => boxes.get(id)!

  // Rows, foundation by foundation.
  let bottom = TOP
  const placeRow = (id: string): void => {
    const steps = ofKind('steps', users.get(id)).sort((a, b) => middleOf(a) - middleOf(b))
    const stepsHeight = steps.reduce((sum, step) => sum + box(step).height, GAP * Math.max(0, steps.length - 1))
    const height = Math.max(box(id).height, stepsHeight)
    box(id).y = bottom + (height - box(id).height) / 2
    let y = bottom + (height - stepsHeight) / 2
    for (const step of steps) {
      box(step).y = y
      y += box(step).height + GAP
    }
    bottom += height + GAP
  }
  const placeFoundation = (id: string): void => {
    const top = bottom
    for (const user of users.get(id) ?? []) {
      if (kinds.get(user)!.kind === 'image') placeRow(user)
      else placeFoundation(user)
    }
    bottom = Math.max(bottom, top + box(id).height + GAP)
    box(id).y = top
    box(id).height = bottom - GAP - top
  }
  for (const node of foundation) if (!targets.has(node.id)) placeFoundation(node.id)
  for (const node of graph.nodes) if (node.kind === 'image' && !targets.has(node.id)) placeRow(node.id)

  placePipelines(
    graph.nodes.filter(({ kind }) => kind === 'pipeline').map(({ id }) => box(id)),
    id => (targets.get(id) ?? []).map(box),
  )
  const all = [...boxes.values()]
  return {
    boxes,
    width: Math.ceil(Math.max(420, right + MARGIN)),
    height: Math.ceil(Math.max(TOP + 20, ...all.map(({ y, height }) => y + height)) + MARGIN),
  }
}

/** A pipeline is as tall as the rows of its steps where these are its own, else it stands in their middle. */
function placePipelines(pipelines: readonly Box[], targetsOf: (id: string) => readonly Box[]): void {
  const placed = pipelines.map((box, i) => {
    const targets = targetsOf(box.node.id)
    const top = Math.min(...targets.map(({ y }) => y))
    const end = Math.max(...targets.map(({ y, height }) => y + height))
    // One without steps or images comes last.
    return targets.length
      ? { box, i, top, end, middle: (top + end) / 2 }
      : { box, i, top: Infinity, end: Infinity, middle: Infinity }
  })
  placed.sort((a, b) => a.middle - b.middle || a.i - b.i || 0)
  let free = TOP
  for (const { box, top, end, middle } of placed) {
    const alone = placed.every(other => other.box === box || other.end < top || other.top > end)
    if (alone && end - top > box.height && top >= free) {
      box.y = top
      box.height = end - top
    } else box.y = Math.max(free, Number.isFinite(middle) ? middle - box.height / 2 : free)
    free = box.y + box.height + GAP
  }
}

function sized(node: GraphNode) {
  const lines = nodeLines(node)
  const title = lines.title.flatMap(line => wrapped(line, COLUMNS[node.kind]))
  const details = lines.details.flatMap(line => wrapped(line, Math.floor(COLUMNS[node.kind] * 1.2)))
  const columns = (texts: readonly string[], size: number) => Math.max(0, ...texts.map(text => width(text) * size))
  return {
    title,
    details,
    width: Math.ceil(Math.max(columns(title, TITLE_COLUMN), columns(details, DETAIL_COLUMN), 90) + 2 * PADDING + 6),
    height: title.length * TITLE_HEIGHT + details.length * DETAIL_HEIGHT + 2 * PADDING - 2,
  }
}

function grouped({ edges }: Graph, by: 'from' | 'to', what: 'from' | 'to'): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const edge of edges) groups.set(edge[by], [...(groups.get(edge[by]) ?? []), edge[what]])
  return groups
}
