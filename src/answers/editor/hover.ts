import { own } from '../../basics/own.ts'
import { wordStart } from '../../basics/word-start.ts'
import { codes } from '../../diagnostics/codes.ts'
import { positions } from '../../diagnostics/position.ts'
import type { SettingExplanation } from '../../model/explanation.ts'
import { markdownCode } from '../../quote/markdown-code.ts'
import { normalisedName } from '../../requirements/package-name.ts'
import type { Span } from '../../sources/span.ts'
import { type Edited, kindOf, rootOf } from './edited.ts'
import { imagesOf, lineAt } from './generated-line.ts'
import { holds, nodeAt, type Spot } from './node-at.ts'
import { type Schema, schemasAt } from './schema-at.ts'

/** What is said about a place, in Markdown. */
export interface Hover {
  readonly markdown: string
  readonly at: Span
}

/** The meaning of what is at an offset of a file, and its effects. Undefined where there is nothing to say. */
export function hover(file: string, offset: number, edited: Edited): Hover | undefined {
  const text = edited.textOf(file)
  if (text === undefined) return undefined
  return (
    codeHover(file, offset, text, edited) ?? generatedHover(file, offset, text, edited) ?? inputHover(file, offset, text, edited)
  )
}

/** A diagnostic code, wherever it is: what it means. */
function codeHover(file: string, offset: number, text: string, { page }: Edited): Hover | undefined {
  const start = wordStart(text, offset, /\w/)
  const word = /^\w*/.exec(text.slice(start))![0]
  if (!Object.hasOwn(codes, word)) return undefined
  const { severity, title } = codes[word as keyof typeof codes]
  const about = /^## Why\n+(.*?)(?:\n\n|$)/ms.exec(page(word) ?? '')?.[1]
  return { markdown: said([`**${word}** (${severity}): ${title}`, about]), at: { file, start, end: start + word.length } }
}

/** A line of a generated Dockerfile: where it comes from. */
function generatedHover(file: string, offset: number, text: string, edited: Edited): Hover | undefined {
  const found = lineAt(file, offset, edited)
  if (!found) return undefined
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const reasons = found.origin.reasons.map(({ rule, causes }) =>
    [
      `- ${rule}`,
      ...causes.slice(0, MOST).map(({ what, at }) => `  - ${markdownCode(what)}${at ? ` ${placeOf(at, edited)}` : ''}`),
    ].join('\n'),
  )
  return {
    markdown: said([`Image ${markdownCode(found.image)}`, reasons.join('\n')]),
    at: { file, start, end: start + found.origin.text.length },
  }
}

/** So many places are named at most. */
const MOST = 5

function inputHover(file: string, offset: number, text: string, edited: Edited): Hover | undefined {
  const kind = kindOf(file, edited)
  const spot = kind && nodeAt(rootOf(file, text), file, offset)
  const at = spot ? (spot.onKey ? spot.entry!.key.span : spot.node.span) : wordAt(file, offset, text)
  const meaning = spot && kind ? meaningOf(spot, edited.schema(kind), kind, edited) : undefined
  const settings = settingsAt(file, offset, spot, edited)
  const packages = packagesAt(file, offset, edited)
  const markdown = said([
    meaning,
    ...settings.slice(0, MOST).map(each => effectOf(each, edited)),
    ...packages,
    integrationOf(spot, edited),
  ])
  return markdown === '' ? undefined : { markdown, at }
}

/** A key: what its schema says, and ZenML's default. */
function meaningOf({ path, onKey }: Spot, schema: Schema, kind: string, { known }: Edited): string | undefined {
  if (!onKey) return undefined
  const found = schemasAt(schema, path)
  const about = found.find(({ description }) => description !== undefined)?.description
  if (about === undefined) return undefined
  const [catalog] = known.map(each => each.catalog)
  const key = String(path.at(-1))
  const setting = kind !== 'stack' && path.at(-2) === 'docker' ? catalog?.docker_settings[key] : undefined
  const value = setting ? setting.default : found.find(each => each.default !== undefined)?.default
  return said([`**${key}**`, about, value === undefined ? undefined : `Default: ${markdownCode(JSON.stringify(value))}`])
}

/** What became of the Docker settings at a place: of one value, or of all below a key. */
function settingsAt(file: string, offset: number, spot: Spot | undefined, { explainers }: Edited): SettingExplanation[] {
  const whole = spot?.onKey && spot.node.kind !== 'map' ? spot.node.span : undefined
  return explainers().flatMap(explainer =>
    explainer.settings(({ node }) => (whole ? isSame(node.span, whole) : !spot?.onKey && holds(node.span, file, offset)), file),
  )
}

const isSame = (a: Span, b: Span): boolean => a.file === b.file && a.start === b.start && a.end === b.end

function effectOf({ key, value, effect, why, images, beat, beatenBy }: SettingExplanation, edited: Edited): string {
  const places = (all: readonly Span[]) =>
    all
      .slice(0, MOST)
      .map(at => placeOf(at, edited))
      .join(', ')
  return [
    `${markdownCode(key)} is ${markdownCode(value)}: ${effect}, ${why}`,
    ...(images.length > 0 ? [`- images: ${images.slice(0, MOST).map(markdownCode).join(', ')}`] : []),
    ...(beat.length > 0 ? [`- it beats ${places(beat)}`] : []),
    ...(beatenBy.length > 0 ? [`- beaten by ${places(beatenBy.map(({ at }) => at))}`] : []),
  ].join('\n')
}

/** The packages that this place asks for: which images have them, and who else asks. */
function packagesAt(file: string, offset: number, edited: Edited): string[] {
  const installed = edited.explainers().flatMap(explainer =>
    imagesOf(file, explainer).flatMap(image => {
      const { requirements, systemPackages } = explainer.image(image)
      return [
        ...requirements.flatMap(each =>
          each.package === null ? [] : [{ name: normalisedName(each.package), image: image.id, causes: each.causes }],
        ),
        ...systemPackages.map(each => ({ name: each.package, image: image.id, causes: each.causes })),
      ]
    }),
  )
  const here = installed.filter(({ causes }) => causes.some(({ at }) => at && holds(at, file, offset)))
  // A place that asks for many says so by its images.
  const names = [...new Set(here.map(({ name }) => name))]
  return names.slice(0, MOST).map(name => {
    const all = installed.filter(each => each.name === name)
    const images = [...new Set(all.map(({ image }) => markdownCode(image)))]
    const others = all.flatMap(({ causes }) =>
      causes.flatMap(({ at, what }) => (at && !holds(at, file, offset) ? [`${markdownCode(what)} ${placeOf(at, edited)}`] : [])),
    )
    const also = [...new Set(others)].slice(0, MOST)
    return [
      `${markdownCode(name)} is installed in ${images.slice(0, MOST).join(', ')}`,
      ...(also.length > 0 ? [`- also asked for by ${also.join(', ')}`] : []),
    ].join('\n')
  })
}

/** What an integration or a flavor installs. */
function integrationOf(spot: Spot | undefined, { known }: Edited): string | undefined {
  const [workspace] = known
  if (!spot || spot.onKey || spot.node.kind !== 'string' || !workspace) return undefined
  const { path, node } = spot
  const { catalog, zenml } = workspace
  const type = path[0] === 'components' ? String(path[1]) : ''
  const flavor = path.at(-1) === 'flavor' ? own(catalog.flavors, `${type}.${node.value}`) : undefined
  const name = path.includes('required_integrations') ? node.value : (flavor?.integration ?? undefined)
  const found = name === undefined ? undefined : own(catalog.integrations, name)
  if (!found) return undefined
  const list = found.requirements.map(each => `- ${markdownCode(each)}`)
  return `The integration ${markdownCode(name!)} of ZenML ${zenml} installs\n${list.join('\n')}`
}

function wordAt(file: string, offset: number, text: string): Span {
  const start = wordStart(text, offset, /[\w.-]/)
  return { file, start, end: start + /^[\w.-]*/.exec(text.slice(start))![0].length }
}

/** `pipelines/train.yaml:3`. */
const placeOf = (at: Span, { textOf }: Edited): string => `${at.file}:${positions(textOf)(at)?.line ?? 1}`

const said = (parts: readonly (string | undefined)[]): string =>
  parts.filter(part => part !== undefined && part !== '').join('\n\n')
