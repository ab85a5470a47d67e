import { weightText } from '../layers/package-layers.ts'
import type { ImageDiff, KeyChange, MessageChange, OutputDiff, OutputsDiff, ReleaseChanges } from './changes.ts'

/** One line about an image: what it is about, and its text on both sides; null where there is none. */
export interface Row {
  readonly about: string
  readonly old: string | null
  readonly new: string | null
}

/** Images that changed in the same way. */
export interface Group {
  readonly images: readonly string[]
  readonly state: ImageDiff['state']
  readonly rebuild: string
  readonly rows: readonly Row[]
}

/** Images in groups: a new version of one package in two hundred images is reported once. */
export function groupsOf({ images }: OutputDiff): Group[] {
  const groups = new Map<string, Group & { images: string[] }>()
  for (const image of images) {
    const [rebuild, rows] = [rebuildText(image), rowsOf(image)]
    const key = JSON.stringify([image.state, rebuild, rows])
    const group = groups.get(key) ?? { images: [], state: image.state, rebuild, rows }
    group.images.push(image.image)
    groups.set(key, group)
  }
  return [...groups.values()]
}

function rowsOf({ renamed_from, packages, values, variables, lists, other }: ImageDiff): Row[] {
  const assigned = (name: string, value: string | null) => (value === null ? null : `${name}=${value}`)
  return [
    ...(renamed_from === null ? [] : [{ about: 'name', old: renamed_from, new: null }]),
    ...values.map(({ key, old, new: now }) => ({ about: words(key), old, new: now })),
    ...packages.map(({ group, old, new: now }) => ({ about: isLayer(group) ? group : `${group} requirements`, old, new: now })),
    ...lists.flatMap(({ key, added, removed, reordered }): Row[] => [
      ...removed.map(old => ({ about: words(key), old, new: null })),
      ...added.map(now => ({ about: words(key), old: null, new: now })),
      ...(reordered ? [{ about: `order of ${words(key)}`, old: null, new: null }] : []),
    ]),
    ...variables.map(({ key, name, old, new: now }) => ({
      about: words(key),
      old: assigned(name, old),
      new: assigned(name, now),
    })),
    ...other.map(key => ({ about: OTHER[key] ?? key, old: null, new: null })),
  ]
}

/** `packages-3`, `package-numpy`; no group of requirements is called so. */
const isLayer = (group: string): boolean => /^packages?-/.test(group)

const words = (key: string): string => (key === 'apt' ? 'system packages' : key.replaceAll('_', ' '))

const OTHER: Readonly<Record<string, string>> = {
  dockerfile: 'text of the Dockerfile, or of a file that it takes',
  context: 'files that the build may see (Dockerfile.dockerignore)',
}

function rebuildText({ state, rebuild: { state: rebuild, from, scattered, estimate } }: ImageDiff): string {
  if (state === 'removed') return ''
  if (rebuild === 'unknown') return 'depends on a Dockerfile of yours'
  if (rebuild === 'nothing') return 'nothing is built'
  if (!from) return 'no layer'
  const travel = estimate === null ? '' : `; ${weightText(estimate)} of packages travel again`
  if (scattered !== null) return `${scattered}, of ${from.of} layers${travel}`
  return `${from.layer === 1 ? 'every layer' : `from layer ${from.layer} of ${from.of} (${from.name})`}${travel}`
}

/** Another release in lines: a title, and what is below it. */
export interface Section {
  readonly title: string
  readonly rows: readonly Row[]
  /** The texts are ours, with backquotes as in Markdown. */
  readonly ours?: true
}

/** What another ZenML release means besides the images. */
export function sectionsOf({ old, new: now, keys, rules, messages }: ReleaseChanges): Section[] {
  const listed = (state: KeyChange['state']) => keys.filter(change => change.state === state)
  const sections: Section[] = [
    {
      title: `keys that ZenML ${now} has and ${old} does not`,
      rows: namesOf(listed('new')).map(([about, text]) => ({ about, old: null, new: text })),
    },
    {
      title: `keys that ZenML ${now} does not have any more`,
      rows: namesOf(listed('gone')).map(([about, text]) => ({ about, old: text, new: null })),
    },
    {
      title: 'keys that mean something else',
      rows: listed('changed').map(({ where, key, old: was, new: is }) => ({ about: `${where}.${key}`, old: was, new: is })),
    },
    {
      title: 'rules of later releases',
      rows: rules.map(({ release, rule }) => ({ about: `since ${release}`, old: null, new: rule })),
      ours: true,
    },
    { title: `messages of ZenML ${now} alone`, rows: messages.filter(({ state }) => state === 'new').map(messageRow) },
    { title: `messages of ZenML ${old} alone`, rows: messages.filter(({ state }) => state === 'gone').map(messageRow) },
  ]
  return sections.filter(({ rows }) => rows.length > 0)
}

/** The keys of each place in one text. */
function namesOf(changes: readonly KeyChange[]): [where: string, names: string][] {
  const places = new Map<string, string[]>()
  for (const { where, key } of changes) places.set(where, [...(places.get(where) ?? []), key])
  return [...places].map(([where, names]) => [where, names.join(', ')])
}

function messageRow({ state, severity, code, file, message }: MessageChange): Row {
  const text = `${file === null ? '' : `${file}: `}${message}`
  return { about: `${severity}[${code}]`, old: state === 'gone' ? text : null, new: state === 'new' ? text : null }
}

/** `1 image added, 2 changed, 3 unchanged; 3 rebuild`. */
export function summary({ outputs, zenml }: OutputsDiff): string {
  if (zenml?.refused) return `ZenML ${zenml.new} refuses the project: there are no images to compare`
  const images = outputs.flatMap(output => output.images)
  const count = (state: ImageDiff['state']) => images.filter(image => image.state === state).length
  const unchanged = outputs.reduce((sum, output) => sum + output.unchanged, 0)
  const counts = [
    ...(['added', 'removed', 'renamed', 'changed'] as const).map(state => [count(state), state] as const),
    [unchanged, 'unchanged'] as const,
  ].filter(([n]) => n > 0)
  const told = counts.map(([n, state], i) => `${n}${i === 0 ? ` image${n === 1 ? '' : 's'}` : ''} ${state}`).join(', ')
  const rebuilds = images.filter(image => image.rebuild.state === 'rebuilds').length
  return `${told || 'no images'}; ${rebuilds === 0 ? 'none rebuilds' : rebuilds === 1 ? '1 rebuilds' : `${rebuilds} rebuild`}`
}

/** `no change between main and build`. */
export const noChange = ({ old, new: now }: OutputsDiff, quote: (text: string) => string): string =>
  `no change of images between ${quote(old)} and ${quote(now)}`
