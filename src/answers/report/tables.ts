import type { Cause, LineOrigin, Reason } from '../../model/explanation.ts'
import type { Span } from '../../sources/span.ts'
import type { Explainer } from '../explain/explainer.ts'

/** Says where a span is: `pipelines/train.yaml:9:20`. */
export type PlaceText = (span: Span) => string

/** Collects what many lines share, each once: the page refers to it by number. */
export class Tables {
  readonly places = new Table<string>(place => place)
  readonly causes = new Table<readonly [what: string, at: number | null, beat: readonly number[]]>(JSON.stringify)
  readonly reasons = new Table<readonly [part: string, rule: string, causes: readonly number[]]>(JSON.stringify)
  readonly templates = new Table<string>(path => path)
  readonly #placeText: PlaceText

  constructor(placeText: PlaceText) {
    this.#placeText = placeText
  }

  place(span: Span): number {
    return this.places.add(this.#placeText(span))
  }

  causesOf(causes: readonly Cause[]): number[] {
    return causes.map(({ what, at, beat }) => this.causes.add([what, at && this.place(at), beat.map(span => this.place(span))]))
  }

  reason({ part, rule, causes }: Reason): number {
    return this.reasons.add([part, rule, this.causesOf(causes)])
  }

  file({ path, lines }: ReturnType<Explainer['dockerfiles']>[number]) {
    return { path, lines: lines.map(line => this.#line(line)) }
  }

  #line({ pieces, reasons, template }: LineOrigin) {
    return [
      pieces.map(({ text, reason }) => [text, reason] as const),
      reasons.map(reason => this.reason(reason)),
      template && ([this.templates.add(template.path), template.line] as const),
    ] as const
  }
}

/** Values by number, equal ones once. */
class Table<T> {
  readonly items: T[] = []
  readonly #numbers = new Map<string, number>()
  readonly #keyOf: (item: T) => string

  constructor(keyOf: (item: T) => string) {
    this.#keyOf = keyOf
  }

  add(item: T): number {
    const key = this.#keyOf(item)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.items.length)
    return this.items.push(item) - 1
  }
}
