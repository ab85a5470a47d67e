import { sameSettings } from '../../3-resolve/docker-settings.ts'
import { substitute } from '../../3-resolve/substitute.ts'
import { byCodePoint } from '../../basics/order.ts'
import type { SettingExplanation } from '../../model/explanation.ts'
import type { ImagePlan, PlannedRequest } from '../../model/plan.ts'
import type { DockerSettings } from '../../model/settings.ts'
import type { Span } from '../../sources/span.ts'
import { withSetting } from './counterfactual.ts'
import type { EffectContext } from './effect-context.ts'
import { whyWithoutEffect } from './without-effect.ts'
import { type MergedEntry, mergedEntries, placeKey, shownValue, type WrittenSetting } from './written-settings.ts'

/** What became of settings: whether an image would be another one without them, who beat them, or why they did nothing. */
export function settingEffects(context: EffectContext, asked: readonly WrittenSetting[]): SettingExplanation[] {
  const merged = new MergedSettings()
  return asked.map(setting => effectOf(setting, context, merged))
}

interface Request {
  readonly image: ImagePlan
  readonly user: PlannedRequest
}

function effectOf(setting: WrittenSetting, context: EffectContext, merged: MergedSettings): SettingExplanation {
  const { path, node, layer, step, pipelines } = setting
  const asking = requestsBelow(setting, context)
  const winning = asking.flatMap(request => {
    const entries = merged.at(request.user.settings, node.span, path)
    return entries.length ? [{ request, entries }] : []
  })
  const effective = winning.filter(({ request, entries }) => matters(request, entries, setting, context))
  const images = distinctNames(effective.map(({ request }) => request.image.id))
  const beatenBy = winners(asking, setting, merged)
  const beat = distinctSpans(winning.flatMap(({ entries }) => entries.flatMap(entry => entry.beat)))
  const effect = images.length ? 'used' : winning.length === 0 && beatenBy.length ? 'beaten' : 'unused'
  const why =
    effect === 'used'
      ? usedSentence(images, distinctNames(asking.map(({ image }) => image.id)))
      : effect === 'beaten'
        ? 'something else is written for every image that it could reach'
        : whyWithoutEffect({
            setting,
            asking: asking.map(({ image, user }) => ({ image, settings: user.settings })),
            winning: winning.length > 0,
            beat,
            context,
          })
  return {
    key: path.join('.'),
    at: node.span,
    layer,
    pipeline: layer === 'project' ? null : (pipelines[0]?.name ?? null),
    step,
    value: shownValue(path.at(-1)!, node, context.secret),
    effect,
    why,
    images,
    beatenBy,
    beat,
  }
}

function usedSentence(images: readonly string[], reached: readonly string[]): string {
  if (images.length === 1) {
    const among = reached.length === 1 ? '' : `, one of the ${reached.length} that it is written for,`
    return `the image \`${images[0]}\`${among} depends on it`
  }
  if (images.length < reached.length)
    return `${images.length} of the ${reached.length} images that it is written for depend on it`
  return images.length === 2
    ? 'both images that it is written for depend on it'
    : `all ${images.length} images that it is written for depend on it`
}

/** The requests for images that a setting could reach. */
function requestsBelow({ layer, pipelines, step }: WrittenSetting, { images, users }: EffectContext): Request[] {
  return images.flatMap(image =>
    (users.get(image.id) ?? [])
      .filter(({ pipeline, step: own }) => {
        if (!pipelines.includes(pipeline)) return false
        if (layer !== 'step') return true
        return own === step && !pipeline.steps.find(each => each.name === step)?.sameAsPipeline
      })
      .map(user => ({ image, user })),
  )
}

/** Whether an image is another one without what was written: what it beat, if anything, counts then. */
function matters(
  { user }: Request,
  entries: readonly MergedEntry[],
  { layer, step }: WrittenSetting,
  { workspace, counterfactual, written }: EffectContext,
): boolean {
  const { settings } = user
  const without = entries.reduce((rest, { path, beat }) => {
    const below = beat[0] && written.at(beat[0])
    const value = below && substitute(below.node, workspace.project.variables)
    return withSetting(rest, path, value, workspace)
  }, settings)
  if (counterfactual.output(user) !== counterfactual.output(user, without)) return true
  // Equal to the pipeline's settings, the step would have no image of its own.
  const defaults = Object.fromEntries(Object.entries(workspace.catalog.docker_settings).map(([key, s]) => [key, s.default]))
  return layer === 'step' && user.step === step && sameSettings(without, user.pipeline.settings, defaults)
}

/** Who wins where this setting does not, and in which images. */
function winners(
  asking: readonly Request[],
  { path, node }: WrittenSetting,
  merged: MergedSettings,
): SettingExplanation['beatenBy'] {
  const found = new Map<string, { at: Span; images: string[] }>()
  for (const { image, user } of asking) {
    const winner = merged.beating(user.settings, node.span, path)
    if (!winner) continue
    const known = found.get(placeKey(winner)) ?? { at: winner, images: [] }
    if (!known.images.includes(image.id)) known.images.push(image.id)
    found.set(placeKey(winner), known)
  }
  return [...found.values()]
}

const distinctNames = (names: readonly string[]): string[] => [...new Set(names)]

function distinctSpans(spans: readonly Span[]): Span[] {
  return [...new Map(spans.map(span => [placeKey(span), span])).values()].sort(
    (a, b) => byCodePoint(a.file, b.file) || a.start - b.start,
  )
}

/** The entries of merged settings by their places; each settings once. */
class MergedSettings {
  readonly #known = new WeakMap<DockerSettings, { all: readonly MergedEntry[]; byPlace: Map<string, MergedEntry[]> }>()

  #of(settings: DockerSettings) {
    const known = this.#known.get(settings)
    if (known) return known
    const all = mergedEntries(settings.written)
    const byPlace = new Map<string, MergedEntry[]>()
    for (const entry of all) {
      const key = placeKey(entry.node.span)
      byPlace.set(key, [...(byPlace.get(key) ?? []), entry])
    }
    const made = { all, byPlace }
    this.#known.set(settings, made)
    return made
  }

  /** The entries that come from a place: of several that one expression of Python made, the one of this path. */
  at(settings: DockerSettings, span: Span, path: readonly string[]): readonly MergedEntry[] {
    const found = this.#of(settings).byPlace.get(placeKey(span)) ?? []
    const own = found.filter(entry => entry.path.join('.') === path.join('.'))
    return own.length > 0 ? own : found
  }

  /** Where the entry stands that won over what is written at a place. */
  beating(settings: DockerSettings, span: Span, path: readonly string[]): Span | undefined {
    const { all } = this.#of(settings)
    const key = placeKey(span)
    const direct = all.find(({ beat }) => beat.some(lost => placeKey(lost) === key))
    if (direct) return direct.node.span
    // A list or a scalar that replaced the mapping in which this is.
    return all.find(
      entry => entry.beat.length && entry.path.length < path.length && entry.path.every((name, i) => name === path[i]),
    )?.node.span
  }
}
