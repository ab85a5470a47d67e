import { redactLine } from '../../credentials/redact.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { bySeverity } from '../../diagnostics/sort.ts'
import type { ImageExplanation, LayersExplanation, Split } from '../../model/explanation.ts'
import type { ImagePlan } from '../../model/plan.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import type { Explainer } from '../explain/explainer.ts'
import { byList } from '../explain/requirement-origins.ts'
import { weightOf, weightText } from '../layers/package-layers.ts'
import type { Rebuild } from '../layers/rebuilt-layers.ts'
import { sayRebuilds } from '../layers/say-rebuilds.ts'
import { type PlaceText, Tables } from './tables.ts'

/** A generated file that would change. */
export interface ChangedFile {
  readonly path: string
  readonly what: 'added' | 'changed' | 'removed'
  /** The lines of a unified diff, without its head. */
  readonly patch: readonly string[]
}

/** What a report is made from. */
export interface ReportInput {
  readonly title: string
  readonly explainers: readonly Explainer[]
  readonly diagnostics: readonly Diagnostic[]
  /** `against`: the files on disk, or a git revision, in words. */
  readonly changes: {
    readonly against: string
    readonly files: readonly ChangedFile[]
    /** Of each output, by its folder. */
    readonly rebuilds: readonly { readonly folder: string; readonly images: readonly Rebuild[] }[]
  }
  /** The page of a code, as Markdown. */
  readonly pageOf: (code: string) => string
  /** The line of a message with its mark below, as a terminal shows it: empty without a place. */
  readonly excerptOf: (diagnostic: Diagnostic) => readonly string[]
  readonly placeText: PlaceText
}

/** All that the page shows, as data; credentials are `***`, and characters that show nothing are written as escapes. */
export function reportData({ title, explainers, diagnostics, changes, placeText, pageOf, excerptOf }: ReportInput): unknown {
  const tables = new Tables(placeText)
  const stacks = explainers.map(explainer => stackData(explainer, tables))
  const messages = [...diagnostics].sort(bySeverity).map(found => {
    const { code, severity, message, at, label = null, notes = [], help = null, fix } = found
    const placed = notes.map(note => ({ message: note.message, at: note.at ? tables.place(note.at) : null }))
    const place = at && tables.place(at)
    return { code, severity, message, at: place, label, notes: placed, help, fix: fix?.title ?? null, excerpt: excerptOf(found) }
  })
  const pages = Object.fromEntries([...new Set(diagnostics.map(({ code }) => code))].map(code => [code, pageOf(code)]))
  const files = changes.files.map(file => ({ ...file, patch: file.patch.map(redactLine) }))
  const data = {
    title,
    stacks,
    diagnostics: messages,
    pages,
    changes: { against: changes.against, files, rebuilds: changes.rebuilds.map(rebuildData) },
    places: tables.places.items,
    causes: tables.causes.items,
    reasons: tables.reasons.items,
    templates: tables.templates.items,
  }
  return visible(data)
}

/** What happens to each image that is not the same, and the sentences about all. */
const rebuildData = ({ folder, images }: ReportInput['changes']['rebuilds'][number]) => ({
  folder,
  images: images.flatMap(({ image, state }) => (state === 'same' ? [] : [[image, state]])),
  sentences: sayRebuilds(images),
})

function stackData(explainer: Explainer, tables: Tables) {
  const { plan } = explainer.explained
  const splits = explainer.splits()
  return {
    folder: plan.folder,
    stack: plan.stack,
    zenml: plan.zenml,
    python: plan.python,
    dialect: plan.dialect,
    remark: plan.remark,
    images: plan.images.map(image => imageData(explainer, image, splits, tables)),
    splits: splits.map(split => splitData(split, tables)),
    idle: explainer
      .settings()
      .filter(({ effect }) => effect === 'unused')
      .map(({ key, value, at, why }) => ({ key, value, at: tables.place(at), why })),
  }
}

function imageData(explainer: Explainer, image: ImagePlan, splits: readonly Split[], tables: Tables) {
  const told = explainer.image(image)
  return {
    id: image.id,
    kind: image.kind,
    tags: image.tags,
    parent: told.parent.from,
    parentReason: tables.reason(told.parent.reason),
    codeReason: tables.reason({ part: 'code', rule: told.code.rule, causes: told.code.causes }),
    requests: told.requests.map(({ pipeline, step, key, why }) => [pipeline, step, key, why]),
    usedBy: told.usedBy,
    files: explainer.dockerfiles(image).map(file => tables.file(file)),
    lists: requirementLists(told, tables),
    ...(told.layers && { layers: layersData(told.layers) }),
    apt: told.systemPackages.map(({ package: name, causes }) => [name, tables.causesOf(causes)]),
    splits: splits.filter(({ images }) => images.includes(image.id)).map(split => splitData(split, tables)),
  }
}

function requirementLists({ requirements, dockerfile }: ImageExplanation, tables: Tables) {
  return byList(requirements).map(lines => ({
    file: lines[0]!.file === dockerfile ? `${dockerfile}:${lines[0]!.line}` : lines[0]!.file,
    rule: lines[0]!.rule,
    lines: lines.map(({ text, causes }) => [text, tables.causesOf(causes)]),
  }))
}

const layersData = ({ layers, kept, replaced }: LayersExplanation) => ({
  own: layers.map(({ name, packages, sharedWith }) => [
    name,
    weightText(weightOf([{ packages: Object.fromEntries(packages.map(({ package: of, ...rest }) => [of, rest])) }])!),
    packages.map(({ package: of, version }) => (version === null ? of : `${of} ${version}`)),
    sharedWith,
  ]),
  kept,
  replaced,
})

const splitData = ({ keys, names, images, causes }: Split, tables: Tables) => ({
  keys,
  names,
  images,
  causes: tables.causesOf(causes),
})

/** What would turn the direction of a text, or hide in it, is shown. */
function visible(value: unknown): unknown {
  if (typeof value === 'string') return terminalText(value)
  if (Array.isArray(value)) return value.map(visible)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visible(inner)]))
}
