import { width } from '../../basics/width.ts'
import { wrapped } from '../../basics/wrap.ts'
import type { Graph, GraphNode } from './graph.ts'
import { nodeLines } from './node-lines.ts'

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
  /** The base lines of the headings, which a tall picture repeats. */
  readonly headings: readonly number[]
  readonly width: number
  readonly height: number
}

export const TITLE_HEIGHT = 18
export const DETAIL_HEIGHT = 15
export const PADDING = 8
/** Columns of text per column of the picture, and the width of a column of text in both sizes. */
const COLUMNS: Readonly<Record<GraphNode['kind'], number>> = { pipeline: 24, steps: 28, image: 32, layers: 30, parent: 34 }
const TITLE_COLUMN = 7.9
const DETAIL_COLUMN = 7
const ARROW = 44
const GAP = 10
const TOP = 74
const HEADING = 60
/** How far down the next headings are, and the room that they take between two rows. */
const REPEAT_HEADINGS = 1000
const HEADING_HEIGHT = 26
const MARGIN = 24

/**
 * Places a graph like a table: an image is a row, with the steps that run in it at its left. The layers and parents that images are based
 * on are tall boxes beside these, so that no arrow has to be followed over a long picture. Pipelines are where their steps are.
 */
export function layoutGraph(graph: Graph): Layout {
  const links = linksOf(graph)
  const { lanes, right } = layLanes(graph, links)
  const boxes = new Map(
    graph.nodes.map((node): [string, Box] => {
      const { title, details, height } = links.sizes.get(node.id)!
      const lane = lanes(node)
      return [node.id, { node, title, details, x: lane.x, width: lane.width, y: 0, height }]
    }),
  )
  const headings = placeRows(graph, links, boxes)
  placePipelines(
    ofKind(graph, 'pipeline').map(({ id }) => boxes.get(id)!),
    id => (links.targets.get(id) ?? []).map(target => boxes.get(target)!),
  )
  const all = [...boxes.values()]
  return {
    boxes,
    headings,
    width: Math.ceil(Math.max(420, right + MARGIN)),
    height: Math.ceil(Math.max(TOP + 20, ...all.map(({ y, height }) => y + height)) + MARGIN),
  }
}

/** The graph's arrows in both directions, and how large each node is. */
interface Links {
  readonly nodes: ReadonlyMap<string, GraphNode>
  readonly sizes: ReadonlyMap<string, ReturnType<typeof sized>>
  readonly targets: ReadonlyMap<string, readonly string[]>
  readonly users: ReadonlyMap<string, readonly string[]>
}

function linksOf(graph: Graph): Links {
  return {
    nodes: new Map(graph.nodes.map(node => [node.id, node])),
    sizes: new Map(graph.nodes.map(node => [node.id, sized(node)])),
    targets: grouped(graph, 'from', 'to'),
    users: grouped(graph, 'to', 'from'),
  }
}

const ofKind = (graph: Graph, ...kinds: GraphNode['kind'][]) => graph.nodes.filter(({ kind }) => kinds.includes(kind))

/** What images are based on: shared layers and parents. */
const foundationOf = (graph: Graph) => ofKind(graph, 'layers', 'parent')

interface Lane {
  readonly x: number
  readonly width: number
}

/** Columns from the left: pipelines, steps, images, then the foundations with the parents outermost. */
function layLanes(graph: Graph, { sizes, targets }: Links): { lanes: (node: GraphNode) => Lane; right: number } {
  const widest = (nodes: readonly GraphNode[]) => Math.max(0, ...nodes.map(({ id }) => sizes.get(id)!.width))
  const pipeline = { x: MARGIN, width: widest(ofKind(graph, 'pipeline')) }
  const steps = { x: pipeline.x + pipeline.width + ARROW, width: widest(ofKind(graph, 'steps')) }
  // The label of an arrow is before the image, and needs its room there.
  const label = Math.max(0, ...graph.edges.map(edge => width(edge.label ?? '') * DETAIL_COLUMN))
  const before = steps.width > 0 ? steps : pipeline
  const gap = Math.max(ARROW, label > 0 ? label + 30 : 0)
  const image = { x: Math.ceil(before.x + before.width + gap), width: widest(ofKind(graph, 'image')) }

  const foundation = foundationOf(graph)
  const depths = depthsOf(foundation, targets)
  const deepest = Math.max(-1, ...foundation.map(({ id }) => depths.get(id)!))
  const byDepth = new Map<number, Lane>()
  let right = image.x + image.width
  for (let depth = deepest; depth >= 0; depth--) {
    const lane = { x: right + ARROW, width: widest(foundation.filter(({ id }) => depths.get(id) === depth)) }
    byDepth.set(depth, lane)
    right = lane.x + lane.width
  }
  const fixed = { pipeline, steps, image }
  const lanes = ({ id, kind }: GraphNode) =>
    kind === 'layers' || kind === 'parent' ? byDepth.get(depths.get(id)!)! : fixed[kind]
  return { lanes, right }
}

/** How many nodes are below each. */
function depthsOf(nodes: readonly GraphNode[], targets: Links['targets']): ReadonlyMap<string, number> {
  const depths = new Map<string, number>()
  const depthOf = (id: string): number => {
    const below = targets.get(id)?.[0]
    const depth = depths.get(id) ?? (below === undefined ? 0 : depthOf(below) + 1)
    depths.set(id, depth)
    return depth
  }
  for (const { id } of nodes) depthOf(id)
  return depths
}

/** Places the images row by row, foundation by foundation, each with its steps. Returns the base lines of the headings. */
function placeRows(graph: Graph, { nodes, targets, users }: Links, boxes: ReadonlyMap<string, Box>): readonly number[] {
  const box = (id: string) => boxes.get(id)!
  // Where the pipeline of some steps will be, roughly: the mean of its images' numbers.
  const order = new Map(ofKind(graph, 'image').map(({ id }, i) => [id, i]))
  const middleOf = (steps: string): number => {
    const images = (targets.get(users.get(steps)?.[0] ?? '') ?? []).map(id => order.get(targets.get(id)?.[0] ?? id) ?? 0)
    return images.reduce((sum, n) => sum + n, 0) / (images.length || 1)
  }
  let bottom = TOP
  const headings = [HEADING]
  const placed = new Set<string>()
  const placeRow = (id: string): void => {
    placed.add(id)
    if (bottom - headings.at(-1)! > REPEAT_HEADINGS) {
      headings.push(bottom + HEADING_HEIGHT - GAP)
      bottom += HEADING_HEIGHT
    }
    const steps = (users.get(id) ?? []).filter(user => nodes.get(user)?.kind === 'steps')
    steps.sort((a, b) => middleOf(a) - middleOf(b))
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
    // Layers first, with the images that share them; an image that uses several has one row.
    const isImage = (user: string) => nodes.get(user)!.kind === 'image'
    const all = users.get(id) ?? []
    for (const other of all) if (!isImage(other)) placeFoundation(other)
    for (const image of all) if (isImage(image) && !placed.has(image)) placeRow(image)
    bottom = Math.max(bottom, top + box(id).height + GAP)
    box(id).y = top
    box(id).height = bottom - GAP - top
  }
  for (const { id } of foundationOf(graph)) if (!targets.has(id)) placeFoundation(id)
  for (const { id } of ofKind(graph, 'image')) if (!targets.has(id)) placeRow(id)
  return headings
}

/** A pipeline is as tall as the rows of its steps where these are its own, else it is in their middle. */
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
