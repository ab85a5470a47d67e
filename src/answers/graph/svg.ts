import { xmlText } from '../../quote/xml-text.ts'
import { type Graph, type GraphNode, graphTitle } from './graph.ts'
import { type Box, DETAIL_HEIGHT, type Layout, layoutGraph, PADDING, TITLE_HEIGHT } from './layout.ts'
import { nodeLines } from './node-lines.ts'

/** A graph as a picture that needs nothing else: no font, no script, no network. It follows the reader's light or dark mode, and prints light. */
export const svg = (graph: Graph): string => picture(graph, STYLE)

/** The same for a page with `data-theme` on its root, which has the style itself. */
export const svgInPage = (graph: Graph): string => picture(graph, null)

function picture(graph: Graph, style: string | null): string {
  const layout = layoutGraph(graph)
  const { width, height, boxes } = layout
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description">`,
    '<title id="title">Images and what they are made of</title>',
    `<desc id="description">${xmlText(graphTitle(graph))}. ${DESCRIPTION}</desc>`,
    ...(style === null ? [] : [`<style>${style}</style>`]),
    ARROWHEAD,
    `<rect class="page" width="${width}" height="${height}"/>`,
    `<text class="heading" x="24" y="32">${xmlText(graphTitle(graph))}</text>`,
    ...headings(layout),
    ...graph.edges.map(edge => arrow(boxes.get(edge.from)!, boxes.get(edge.to)!, edge.label)),
    ...[...boxes.values()].map(drawn),
    '</svg>',
  ]
    .map(line => `${line}\n`)
    .join('')
}

const DESCRIPTION =
  'From left to right: pipelines, their steps, the images that these run in, layers that images share, parent images.'

const HEADINGS: Readonly<Record<GraphNode['kind'], string>> = {
  pipeline: 'Pipelines',
  steps: 'Steps',
  image: 'Images',
  layers: 'Shared layers',
  parent: 'Parents',
}

/** One heading over each column, again and again in a tall picture; columns of shared layers have one together. */
function headings({ boxes, headings }: Layout): string[] {
  const first = new Map<GraphNode['kind'], number>()
  for (const { node, x } of boxes.values()) first.set(node.kind, Math.min(x, first.get(node.kind) ?? x))
  return headings.flatMap((line, i) =>
    [...first].flatMap(([kind, x]) => {
      // A tall box may be there, which repeats its own text.
      const isFree = [...boxes.values()].every(box => box.x !== x || box.y > line + 3 || box.y + box.height < line - 10)
      return isFree ? [`<text class="column" x="${x}" y="${line}"${i ? ' aria-hidden="true"' : ''}>${HEADINGS[kind]}</text>`] : []
    }),
  )
}

const ARROWHEAD =
  '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0.8 8 4 0 7.2Z"/></marker></defs>'

/** From one box to a box at its right: straight where both have a height in common, else a curve. */
function arrow(from: Box, to: Box, label: string | null): string {
  const [x1, x2] = [from.x + from.width, to.x]
  const middle = (box: Box) => box.y + box.height / 2
  const within = (y: number, box: Box) => y >= box.y + 6 && y <= box.y + box.height - 6
  const y1 = within(middle(to), from) ? middle(to) : middle(from)
  const y2 = within(y1, to) ? y1 : middle(to)
  const bend = Math.min(60, (x2 - x1) / 2)
  const path = y1 === y2 ? `M${x1} ${y1}H${x2}` : `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
  const line = `<path class="arrow${label === null ? '' : ' dashed'}" d="${path}"/>`
  return label === null ? line : `${line}<text class="label" x="${x2 - 12}" y="${y2 - 5}">${xmlText(label)}</text>`
}

/** A text in a tall box is repeated, so that it is in sight wherever one reads. */
const REPEAT = 600

function drawn(box: Box): string {
  const { node, x, y, width, height, title, details } = box
  const own = title.length * TITLE_HEIGHT + details.length * DETAIL_HEIGHT
  const times = Math.max(1, Math.floor(height / REPEAT))
  const texts = Array.from({ length: times }, (_, i) => {
    const top = y + ((i + 0.5) * height) / times - own / 2
    const hidden = i === 0 ? '' : ' aria-hidden="true"'
    return `<g${hidden}>${lines(box, top)}</g>`
  })
  const { title: names, details: more } = nodeLines(node)
  const whole = 'names' in node && node.names.length > 1 ? node.names : [...names, ...more]
  return `<g class="${node.kind}"><title>${whole.map(xmlText).join('\n')}</title><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${node.kind === 'pipeline' ? 14 : 6}"/>${texts.join('')}</g>`
}

function lines({ x, title, details }: Box, top: number): string {
  const left = x + PADDING + 3
  const titles = title.map((line, i) => text('name', left, top + (i + 1) * TITLE_HEIGHT - 5, line))
  const start = top + title.length * TITLE_HEIGHT
  const rest = details.map((line, i) => text('detail', left, start + (i + 1) * DETAIL_HEIGHT - 4, line))
  return [...titles, ...rest].join('')
}

const text = (kind: string, x: number, y: number, content: string): string =>
  `<text class="${kind}" x="${x}" y="${Math.round(y * 10) / 10}">${xmlText(content)}</text>`

/** Colours of a kind: fill, line, text. */
const LIGHT: Readonly<Record<GraphNode['kind'], readonly [string, string, string]>> = {
  pipeline: ['#e6eeff', '#4a6fd0', '#14213d'],
  steps: ['#f6f8fa', '#8492a2', '#1f2933'],
  image: ['#e2f5e9', '#2f8f5b', '#0f3321'],
  layers: ['#fff1d6', '#c07f12', '#3d2a06'],
  parent: ['#eee7fa', '#7a5bb5', '#2a1a4a'],
}
const DARK: typeof LIGHT = {
  pipeline: ['#1c2a4a', '#7f9cf0', '#e3eaff'],
  steps: ['#20262d', '#76838f', '#e1e7ec'],
  image: ['#14331f', '#57b882', '#dcf5e6'],
  layers: ['#3a2a0c', '#d9a13d', '#fdf0d8'],
  parent: ['#2b2142', '#a98be0', '#efe7ff'],
}

function colours(table: typeof LIGHT, page: string, ink: string, faint: string, below = ''): string {
  const kinds = Object.entries(table).map(
    ([kind, [fill, stroke, color]]) => `${below}.${kind} rect{fill:${fill};stroke:${stroke}}${below}.${kind} text{fill:${color}}`,
  )
  return `${below}.page{fill:${page}}${below}.heading{fill:${ink}}${below}.column,${below}.label{fill:${faint}}${below}.arrow{stroke:${faint}}${below}.head{fill:${faint}}${kinds.join('')}`
}

const SHAPES = (below: string): string =>
  [
    'text{font-family:ui-sans-serif,system-ui,"Segoe UI",Helvetica,Arial,sans-serif}',
    '.name{font:600 13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}',
    '.detail,.label{font-size:11.5px}.layers .name{font:600 12px ui-sans-serif,system-ui,"Segoe UI",Helvetica,Arial,sans-serif}',
    '.heading{font-size:15px;font-weight:600}.column{font-size:11px;font-weight:600;letter-spacing:.06em;text-transform:uppercase}',
    '.label{text-anchor:end}.arrow{fill:none;stroke-width:1.3;marker-end:url(#arrow)}.dashed{stroke-dasharray:4 3}',
  ]
    .join('')
    .replace(/(^|[},])(?=[.t])/g, `$1${below}`)

const STYLE = [
  SHAPES(''),
  colours(LIGHT, '#ffffff', '#1f2933', '#66727f'),
  `@media screen and (prefers-color-scheme:dark){${colours(DARK, '#0f1419', '#e1e7ec', '#93a1ae')}}`,
].join('')

/** The style of `svgInPage`, for pictures below `.graph`. */
export const svgPageStyle = (): string =>
  [
    SHAPES('.graph '),
    colours(LIGHT, 'none', '#1f2933', '#56616d', '.graph '),
    `@media screen{${colours(DARK, 'none', '#e1e7ec', '#93a1ae', ':root[data-theme="dark"] .graph ')}}`,
  ].join('')
