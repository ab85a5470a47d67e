import type { Explainer } from '../../answers/explain/explainer.ts'
import type { WrittenSetting } from '../../answers/explain/written-settings.ts'
import { codes } from '../../diagnostics/codes.ts'
import { nearestFirst } from '../../diagnostics/suggest.ts'
import type { RequirementOrigin, SystemPackageOrigin } from '../../model/explanation.ts'
import type { ImagePlan } from '../../model/plan.ts'
import { inOutput } from '../../paths/output-path.ts'
import { normalisedName } from '../../requirements/package-name.ts'
import { UsageError } from '../shared/arguments.ts'
import { explainInputKey, type InputKeyExplanation, type InputKeys, inputKeys } from './input-keys.ts'
import { type ProjectKeys, projectKeys } from './project-keys.ts'

/** Something that a word can mean. */
export type Match =
  | { readonly kind: 'image'; readonly explainer: Explainer; readonly image: ImagePlan }
  | { readonly kind: 'line'; readonly explainer: Explainer; readonly image: ImagePlan; readonly lines: readonly [number, number] }
  | { readonly kind: 'package'; readonly name: string; readonly found: readonly FoundPackage[] }
  | { readonly kind: 'key'; readonly key: string; readonly explainers: readonly Explainer[] }
  | { readonly kind: 'input key'; readonly found: InputKeyExplanation }
  | { readonly kind: 'project key'; readonly key: string; readonly keys: ProjectKeys }

/** A package in one image. */
interface FoundPackage {
  readonly explainer: Explainer
  readonly image: ImagePlan
  readonly requirements: readonly RequirementOrigin[]
  readonly system: readonly SystemPackageOrigin[]
}

/** All that can be asked for. */
export interface Subject {
  readonly explainers: readonly Explainer[]
  readonly projectKeys: ProjectKeys
  readonly inputKeys: InputKeys
}

const PREFIX = /^(image|package|key):(.+)$/s

/** The code that a word names, in capitals; undefined where it names none. */
export function codeOf(word: string): keyof typeof codes | undefined {
  const upper = word.toUpperCase().replace(/^DC[-_ ]/, 'DC')
  return Object.hasOwn(codes, upper) ? (upper as keyof typeof codes) : undefined
}

/** Everything that a word means. Throws a `UsageError` with the nearest name where it means nothing. */
export function findMatches(word: string, subject: Subject): Match[] {
  const [, kind, name] = PREFIX.exec(word) ?? [undefined, undefined, word]
  const wants = (asked: string) => kind === undefined || kind === asked
  const found = [
    ...(wants('image') ? imageMatches(name!, subject) : []),
    ...(wants('package') ? packageMatches(name!, subject) : []),
    ...(wants('key') ? keyMatches(name!, subject) : []),
  ]
  if (found.length) return found
  throw new UsageError(nothing(kind, name!, subject), { word: name!, candidates: candidates(wants, subject) })
}

/** Refuses what is written like a diagnostic code and is not one, with the codes that begin so, or else the nearest. */
export function refuseCode(word: string): void {
  if (!/^DC[\dOIl]*$/i.test(word)) return
  const known = Object.keys(codes).sort()
  const typed = word.toUpperCase()
  const begin = known.filter(code => code.startsWith(typed))
  const some = (begin.length > 0 ? begin : nearestFirst(typed.replaceAll('O', '0').replaceAll(/[IL]/g, '1'), known)).slice(0, 8)
  const more = begin.length > some.length ? `, and ${begin.length - some.length} more` : ''
  throw new UsageError(`there is no diagnostic \`${word}\``, {
    help: [`${begin.length > 0 ? 'codes that begin so' : 'the nearest codes'}: ${some.join(', ')}${more}`, ALL_CODES],
  })
}

const ALL_CODES = '`dockcompile explain --all` lists all codes'

function nothing(kind: string | undefined, name: string, { explainers }: Subject): string {
  if (kind !== undefined) return `there is no ${kind} \`${name}\``
  const ids = explainers.flatMap(({ explained }) => explained.plan.images.map(({ id }) => id))
  const some = nearestFirst(name, ids)
    .slice(0, 8)
    .map(id => `\`${id}\``)
  const images = ids.length > some.length ? [...some, `and ${ids.length - some.length} more`] : some
  return `there is no image, package, setting or diagnostic \`${name}\`${ids.length ? `; images are ${images.join(', ')}` : ''}`
}

function candidates(wants: (kind: string) => boolean, subject: Subject): string[] {
  const { explainers } = subject
  const images = explainers.flatMap(({ explained }) => explained.plan.images)
  return [
    ...(wants('image') ? images.map(({ id }) => id) : []),
    ...(wants('package') ? packageNames(images) : []),
    ...(wants('key') ? [...dockerKeys(explainers), ...projectKeys(subject.projectKeys), ...inputKeys(subject.inputKeys)] : []),
  ]
}

function packageNames(images: readonly ImagePlan[]): string[] {
  const apt = images.flatMap(image => image.apt.map(({ name }) => name))
  const lines = images.flatMap(image => image.requirements.flatMap(list => list.lines))
  return [...apt, ...lines.flatMap(line => line.package ?? [])]
}

const dockerKeys = (explainers: readonly Explainer[]): string[] => [
  ...new Set(
    explainers.flatMap(each => [...Object.keys(each.explained.workspace.catalog.docker_settings), ...each.settingNames()]),
  ),
]

function imageMatches(word: string, { explainers }: Subject): Match[] {
  const named = (name: string) =>
    explainers.flatMap(explainer =>
      explainer.explained.plan.images
        .filter(({ id }) => id === name || inOutput(explainer.explained.output, id) === name)
        .map(image => ({ explainer, image })),
    )
  const [, name, first, last] = /^(.+):(\d+)(?:-(\d+))?$/s.exec(word) ?? []
  if (name !== undefined && first !== undefined) {
    const found = named(name)
    if (found.length && last !== undefined && Number(last) < Number(first))
      throw new UsageError(`the lines \`${first}-${last}\` end before they begin: write \`${last}-${first}\``)
    if (found.length) return found.map(each => ({ kind: 'line', ...each, lines: [Number(first), Number(last ?? first)] }))
  }
  return named(word).map(each => ({ kind: 'image', ...each }))
}

function packageMatches(word: string, { explainers }: Subject): Match[] {
  const name = normalisedName(word.replace(/\[.*$|[<>=!~; ].*$/s, ''))
  const found = explainers.flatMap(explainer =>
    explainer.explained.plan.images.flatMap((image): FoundPackage[] => {
      // Most images do not have it, and working all out takes time.
      if (!packageNames([image]).some(each => normalisedName(each) === name) && !inInstalls(image, name)) return []
      const { requirements, systemPackages } = explainer.image(image)
      const lines = requirements.filter(line => line.package === name)
      const system = systemPackages.filter(each => normalisedName(each.package) === name)
      return lines.length + system.length ? [{ explainer, image, requirements: lines, system }] : []
    }),
  )
  return found.length ? [{ kind: 'package', name, found }] : []
}

const inInstalls = (image: ImagePlan, name: string): boolean =>
  image.installs.some(({ lists }) => lists.some(({ text }) => normalisedName(text).includes(name)))

function keyMatches(word: string, { explainers, projectKeys: keys, inputKeys: files }: Subject): Match[] {
  const project = projectKeys(keys).includes(word) ? [{ kind: 'project key', key: word, keys } as const] : []
  const key = word.replace(/^(?:steps\.(?<step>[^.]+)\.)?settings\.docker\./, '')
  const known = dockerKeys(explainers)
  const isKnown = known.includes(key) || known.some(each => each.startsWith(`${key}.`))
  // `LOG_LEVEL` means `environment.LOG_LEVEL`.
  const found = isKnown ? [key] : known.filter(each => each.endsWith(`.${key}`))
  const input = explainInputKey(word, files).map(found => ({ kind: 'input key', found }) as const)
  return [...found.map(key => ({ kind: 'key', key, explainers }) as const), ...input, ...project]
}

/** Whether a setting is the one of a key, or part of it. */
export const isBelow =
  (key: string) =>
  ({ path }: WrittenSetting): boolean =>
    path.join('.') === key || path.join('.').startsWith(`${key}.`)
