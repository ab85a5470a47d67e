/** Functions by name, or groups of them: what a part of the compiler asks, or says. */
type Functions = object

/** How a part of the compiler meets the rest. */
export interface Surface<Asks extends Functions, Tells extends Functions> {
  /** Questions. The same answers make the same result. An answer is a text, a list of texts, or a value that stays the same object while nothing changes. */
  readonly asks?: Asks
  /** What it says, such as messages; it gets no answer. */
  readonly tells?: Tells
}

interface Call {
  /** The way to the function: `['sources', 'read']`. */
  readonly way: readonly string[]
  readonly given: readonly unknown[]
  readonly answer: unknown
}

interface Entry {
  readonly keys: readonly unknown[]
  readonly value: unknown
  readonly asked: readonly Call[]
  readonly told: readonly Call[]
}

/**
 * Results of parts of the compiler, kept from one compilation to the next. A result is taken again when its keys are the same objects (or equal texts)
 * and each question that was asked for it has the same answer; what was said with it is then said again. So a compilation with a memo says what one
 * without a memo says.
 *
 * Bounded: results of one table that a compilation does not use are forgotten by the next one that uses the table. One that stops at an error does not
 * come to the later tables, and leaves them as they are.
 *
 * @example
 * const memo = new Memo()
 * compile(sources, options, { catalogs, memo })
 * compile(edited, options, { catalogs, memo }) // reads and plans again only what the edit changes
 */
export class Memo {
  readonly #tables = new Map<string, Table>()
  #compilation = 0

  /** A compilation begins. */
  begin(): void {
    this.#compilation++
  }

  /** As the function `kept`. */
  kept<T, Asks extends Functions, Tells extends Functions>(
    table: string,
    keys: readonly unknown[],
    { asks, tells }: Surface<Asks, Tells>,
    make: (surface: Asks & Tells) => T,
  ): T {
    const entries = this.#table(table)
    const known = entries.find(keys)
    if (known?.asked.every(call => isSame(repeat(call, asks), call.answer))) {
      for (const call of known.told) repeat(call, tells)
      return known.value as T
    }
    const [asked, told]: [Call[], Call[]] = [[], []]
    const value = make({ ...traced(asks, asked), ...traced(tells, told) } as Asks & Tells)
    entries.put({ keys, value, asked, told })
    return value
  }

  #table(name: string): Table {
    const table = this.#tables.get(name) ?? new Table()
    this.#tables.set(name, table)
    table.turnTo(this.#compilation)
    return table
  }
}

/**
 * Makes a result of the keys, of the answers to questions and of nothing else, or gives the one that is kept.
 *
 * @param memo undefined: nothing is kept
 * @param table what is made, as a name
 * @param keys all that `make` depends on besides its questions; they are compared as objects, texts by their content
 * @param make is given the questions and what it says with; it must use none that come another way
 */
export function kept<T, Asks extends Functions, Tells extends Functions>(
  memo: Memo | undefined,
  table: string,
  keys: readonly unknown[],
  surface: Surface<Asks, Tells>,
  make: (surface: Asks & Tells) => T,
): T {
  return memo ? memo.kept(table, keys, surface, make) : make({ ...surface.asks, ...surface.tells } as Asks & Tells)
}

/** The object of the compilation before whose values are the same, or else this one. */
export function same<T extends object>(memo: Memo | undefined, table: string, object: T): T {
  return kept(memo, table, Object.values(object), {}, () => object)
}

/** The entries of one kind, by their first keys. */
class Table {
  #now = new Map<unknown, Entry[]>()
  #before = new Map<unknown, Entry[]>()
  #compilation = 0

  /** A compilation comes to this table: what the last one that came here did not use is forgotten. */
  turnTo(compilation: number): void {
    if (this.#compilation === compilation) return
    this.#compilation = compilation
    this.#before = this.#now
    this.#now = new Map()
  }

  find(keys: readonly unknown[]): Entry | undefined {
    const now = entryOf(this.#now, keys)
    if (now) return now
    const before = entryOf(this.#before, keys)
    if (before) this.put(before)
    return before
  }

  /** Adds an entry, in the place of one with the same keys. */
  put(entry: Entry): void {
    const [first] = entry.keys
    const others = (this.#now.get(first) ?? []).filter(({ keys }) => !isSame(keys, entry.keys))
    this.#now.set(first, [...others, entry])
  }
}

const entryOf = (entries: ReadonlyMap<unknown, readonly Entry[]>, keys: readonly unknown[]): Entry | undefined =>
  entries.get(keys[0])?.find(entry => isSame(entry.keys, keys))

/** Whether two answers are the same, or two lists of them. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, i) => Object.is(one, b[i]))
}

type AnyFunction = (...given: readonly unknown[]) => unknown

/** The same functions, which note their calls. */
function traced(functions: Functions | undefined, calls: Call[], above: readonly string[] = []): Functions | undefined {
  if (!functions) return undefined
  return Object.fromEntries(
    Object.entries(functions).map(([name, inner]) => {
      const way = [...above, name]
      if (typeof inner !== 'function') return [name, traced(inner, calls, way)]
      const call: AnyFunction = (...given) => {
        const answer = (inner as AnyFunction)(...given)
        calls.push({ way, given, answer })
        return answer
      }
      return [name, call]
    }),
  )
}

/** Makes a call again, with the functions of now. */
function repeat({ way, given }: Call, functions: Functions | undefined): unknown {
  const found = way.reduce<unknown>((group, name) => (group as Record<string, unknown> | undefined)?.[name], functions)
  return (found as AnyFunction | undefined)?.(...given)
}
