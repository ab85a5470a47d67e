import { type Amount, IMAGE_LIMITS, shown } from '../basics/limits.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { EnvironmentEntry, ImagePlan } from '../model/plan.ts'
import type { Span } from '../sources/span.ts'

/**
 * Counts what the images of a run have together, those of all its stacks: one file may ask for thousands of images, and give each of them all that
 * it gives the pipeline. Says once that it is too much; nothing more is planned then.
 */
export class Amounts {
  readonly #sum: Amount = { images: 0, lines: 0, characters: 0 }
  #isFull = false

  get isFull(): boolean {
    return this.#isFull
  }

  /**
   * Counts an image that a step asked for.
   *
   * @param isNew false: an earlier one is the same, so that only planning it took time, about a tenth of what a new one takes
   * @param at where the step is
   */
  add(image: ImagePlan, isNew: boolean, at: () => Span | null, report: Report): void {
    const lines = image.requirements.reduce((sum, { text }) => sum + linesOf(text), 0)
    this.#sum.lines += isNew ? lines : lines / 10
    if (isNew) {
      this.#sum.images++
      this.#sum.characters += image.requirements.reduce((sum, { text }) => sum + text.length, 0) + otherText(image)
    }
    const broken = IMAGE_LIMITS.find(({ what, limit }) => this.#sum[what] > limit)
    if (!broken || this.#isFull) return
    this.#isFull = true
    const { problem, limit, what } = broken
    const params = { what: problem, limit: what === 'characters' ? `${shown(limit)} characters` : shown(limit) }
    report(
      diagnostic('DC1018', at(), params, {
        help: 'give steps the same settings where they can share an image, or split the project',
      }),
    )
  }
}

function linesOf(text: string): number {
  let count = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++
  return count
}

function otherText({ environment, runtimeEnvironment, code, parent, options }: ImagePlan): number {
  const own = parent.kind === 'dockerfile' ? parent.text.length : 0
  const values = [...environment, ...runtimeEnvironment].reduce((sum, { value }: EnvironmentEntry) => sum + value.length, 0)
  const named = [...options.args, ...options.labels].reduce((sum, { value }) => sum + (value?.length ?? 0), 0)
  return own + values + named + (code.installCommand?.length ?? 0)
}
