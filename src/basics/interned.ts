/**
 * Objects by texts that say all about them: whoever asks for the same text gets the same object, for as long as anybody holds it.
 *
 * @example
 * const lists = new Interned<string[]>()
 * lists.of('a', () => ['a']) === lists.of('a', () => ['a']) // true
 */
export class Interned<T extends object> {
  readonly #known = new Map<string, WeakRef<T>>()
  #cleanAt = 1000

  of(key: string, make: () => T): T {
    const known = this.#known.get(key)?.deref()
    if (known) return known
    const made = make()
    this.#known.set(key, new WeakRef(made))
    if (this.#known.size > this.#cleanAt) this.#clean()
    return made
  }

  /** Keys of objects that nobody holds are forgotten, each time that twice as many could be. */
  #clean(): void {
    for (const [key, held] of this.#known) if (!held.deref()) this.#known.delete(key)
    this.#cleanAt = Math.max(1000, this.#known.size * 2)
  }
}
