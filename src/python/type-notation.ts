/** The catalog's types, read from their compact notation: `Optional[Dict[str, int(ge=0)]]`. */
export type PythonType =
  | { readonly kind: 'any' | 'none' | 'bool' }
  | { readonly kind: 'int' | 'float' | 'str'; readonly limits: Limits }
  | { readonly kind: 'optional'; readonly inner: PythonType }
  | { readonly kind: 'union'; readonly members: readonly PythonType[] }
  | { readonly kind: 'literal'; readonly values: readonly (string | number)[] }
  /** A set too, and a tuple of any length: pydantic takes any sequence for them. */
  | { readonly kind: 'list'; readonly item: PythonType }
  | { readonly kind: 'tuple'; readonly items: readonly PythonType[] }
  | { readonly kind: 'dict'; readonly key: PythonType; readonly value: PythonType }
  /** A nested value: an entry of the catalog's `models`. */
  | { readonly kind: 'model'; readonly name: string }

/** `gt`, `ge`, `lt`, `le`, `min_length`, `max_length`, `pattern`: pydantic's names. */
export type Limits = Readonly<Partial<Record<string, string | number>>>

const known = new Map<string, PythonType>()

/** Reads a type. The text comes from a catalog, so that a mistake in it is ours: it throws. */
export function parseType(text: string): PythonType {
  let type = known.get(text)
  if (!type) {
    const reader = new Reader(text)
    type = reader.type()
    reader.end()
    known.set(text, type)
  }
  return type
}

class Reader {
  private at = 0
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  type(): PythonType {
    const name = this.match(/[A-Za-z_]\w*/y)
    switch (name) {
      case 'Any':
        return { kind: 'any' }
      case 'None':
        return { kind: 'none' }
      case 'bool':
        return { kind: 'bool' }
      case 'int':
      case 'float':
      case 'str':
        return { kind: name, limits: this.limits() }
      case 'Literal':
        return { kind: 'literal', values: this.inBrackets(() => this.value()) }
      default:
        return this.generic(name)
    }
  }

  end(): void {
    if (this.at < this.text.length) this.fail()
  }

  private generic(name: string): PythonType {
    if (this.text[this.at] !== '[') return { kind: 'model', name }
    const parts = this.inBrackets(() => (this.skip('...') ? undefined : this.type()))
    const types = parts.filter(part => part !== undefined)
    const [first, second] = types
    if (!first) this.fail()
    switch (name) {
      case 'Optional':
        return { kind: 'optional', inner: first }
      case 'Union':
        return { kind: 'union', members: types }
      case 'List':
      case 'Set':
        return { kind: 'list', item: first }
      case 'Tuple':
        return parts.length > types.length ? { kind: 'list', item: first } : { kind: 'tuple', items: types }
      case 'Dict':
        return { kind: 'dict', key: first, value: second ?? { kind: 'any' } }
      default:
        return this.fail()
    }
  }

  private limits(): Limits {
    const limits: Record<string, string | number> = {}
    if (!this.skip('(')) return limits
    do {
      const name = this.match(/\w+/y)
      if (!this.skip('=')) this.fail()
      limits[name] = this.value()
    } while (this.skip(', '))
    if (!this.skip(')')) this.fail()
    return limits
  }

  private inBrackets<T>(read: () => T): T[] {
    if (!this.skip('[')) this.fail()
    const found = [read()]
    while (this.skip(', ')) found.push(read())
    if (!this.skip(']')) this.fail()
    return found
  }

  /** A Python literal as `repr` prints it: a number or a text. */
  private value(): string | number {
    const literal = this.match(/-?[\d.]+(?:e[+-]?\d+)?|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/y)
    if (!/^['"]/.test(literal)) return Number(literal)
    return literal.slice(1, -1).replace(/\\(.)/g, '$1')
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    if (found === undefined) return this.fail()
    this.at += found.length
    return found
  }

  private skip(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false
    this.at += word.length
    return true
  }

  private fail(): never {
    throw new Error(`the type \`${this.text}\` of a catalog is not understood at ${this.at}`)
  }
}
