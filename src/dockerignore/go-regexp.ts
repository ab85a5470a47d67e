/**
 * A test for a regular expression as Go's regexp package understands it; undefined when Go refuses it.
 *
 * Only for what `compilePattern` makes: literals, `.*`, `(.*\/)?`, classes with an optional `*`, `|`, `{n,m}`, anchors and escapes. Rules: the
 * Go distribution's regexp/syntax/parse.go with the flags of `regexp.Compile` (Perl). JavaScript's syntax is near and not the same: in Go `.`
 * stops at `\n` only, `$` is the end of the text, `\s` is ASCII, an unknown escape is an error, and `[[:alpha:]]` is a named class.
 */
export function compileRegexp(source: string): ((text: string) => boolean) | undefined {
  const branches = parse([...source])
  if (!branches) return undefined
  // Backtracking over many stars takes time that grows with a power of their number: a hostile ignore file could hang us. Go's never does.
  const open = branches.flat().filter(item => !(item.kind === 'assert' || (item.kind === 'set' && item.min === item.max)))
  if (open.length > 3) return simulation(branches)
  const regexp = new RegExp(branches.map(branch => branch.map(toSource).join('')).join('|'), 'u')
  return text => regexp.test(text)
}

type Branch = Item[]
type Item =
  | { readonly kind: 'set'; readonly set: CharacterSet; readonly min: number; readonly max: number }
  /** `.*` */
  | { readonly kind: 'any' }
  /** `(.*\/)?` */
  | { readonly kind: 'folders' }
  | { readonly kind: 'assert'; readonly what: Anchor }
type Anchor = '^' | '$' | 'b' | 'B'

interface CharacterSet {
  readonly negated: boolean
  readonly ranges: Ranges
  /** JavaScript's way to write it: `\p{L}`, `\P{Script=Greek}`. */
  readonly categories: readonly string[]
}

/** An item and the place behind it; `repeated`: the item is a repetition, which Go refuses to repeat again. */
interface Parsed {
  readonly items: readonly Item[]
  readonly next: number
  readonly repeated?: boolean
}

/** The expression's alternatives; undefined where Go finds an error. */
function parse(source: readonly string[]): Branch[] | undefined {
  let branch: Branch = []
  const branches = [branch]
  let repeated = false
  let i = 0
  while (i < source.length) {
    if (source[i] === '|') {
      branch = []
      branches.push(branch)
      repeated = false
      i++
      continue
    }
    const repeat = source[i] === '{' ? parseRepeat(source, i) : undefined
    if (repeat && (repeated || !branch.length || !isAllowed(repeat))) return undefined
    if (repeat) repeatLast(branch, repeat)
    const parsed: Parsed | undefined = repeat ? { items: [], next: repeat.next, repeated: true } : parseItem(source, i)
    if (!parsed) return undefined
    branch.push(...parsed.items)
    repeated = parsed.repeated ?? false
    i = parsed.next
  }
  return branches
}

function parseItem(source: readonly string[], at: number): Parsed | undefined {
  const c = source[at]!
  switch (c) {
    case '^':
    case '$':
      return { items: [{ kind: 'assert', what: c }], next: at + 1 }
    case '(':
      return { items: [{ kind: 'folders' }], next: at + '(.*/)?'.length, repeated: true }
    case '.':
      return { items: [{ kind: 'any' }], next: at + '.*'.length, repeated: true }
    case '[':
      return parseClassItem(source, at)
    case '\\':
      return source[at + 1] === 'Q' ? parseQuoted(source, at + 2) : parseEscapeItem(source, at)
    default:
      return { items: [literal(c)], next: at + 1 }
  }
}

const one = (set: CharacterSet): Item => ({ kind: 'set', set, min: 1, max: 1 })

function literal(character: string | number): Item {
  const code = typeof character === 'string' ? character.codePointAt(0)! : character
  return one({ negated: false, ranges: [[code, code]], categories: [] })
}

/** `[a-z]`, maybe with a star. */
function parseClassItem(source: readonly string[], at: number): Parsed | undefined {
  const parsed = parseClass(source, at)
  if (!parsed) return undefined
  const { set, next } = parsed
  if (source[next] !== '*') return { items: [one(set)], next }
  return { items: [{ kind: 'set', set, min: 0, max: Number.POSITIVE_INFINITY }], next: next + 1, repeated: true }
}

/** Literal up to `\E` or the end, what the pattern's own signs became included. */
function parseQuoted(source: readonly string[], at: number): Parsed {
  let end = at
  while (end < source.length && !(source[end] === '\\' && source[end + 1] === 'E')) end++
  return { items: source.slice(at, end).map(literal), next: end + 2 }
}

/** `\b`, `\d`, `\pL`, `\.` and the like. */
function parseEscapeItem(source: readonly string[], at: number): Parsed | undefined {
  const what = anchors[source[at + 1] ?? '']
  if (what) return { items: [{ kind: 'assert', what }], next: at + 2 }
  const set = namedSet(source, at)
  if (set) return { items: [one(set)], next: set.next }
  const character = parseEscape(source, at)
  return character && { items: [literal(character.code)], next: character.next }
}

const anchors: Readonly<Record<string, Anchor>> = { A: '^', z: '$', b: 'b', B: 'B' }

/** `{2}`, `{2,}` or `{2,3}`; undefined for anything else, which is a literal brace. */
function parseRepeat(source: readonly string[], at: number): { min: number; max: number; next: number } | undefined {
  const end = source.indexOf('}', at)
  const found = end < 0 ? null : /^(0|[1-9]\d*)(,(0|[1-9]\d*)?)?$/.exec(source.slice(at + 1, end).join(''))
  if (!found) return undefined
  const min = Number(found[1])
  return { min, max: found[2] ? Number(found[3] ?? Number.POSITIVE_INFINITY) : min, next: end + 1 }
}

/** Go repeats at most 1,000 times. */
const isAllowed = ({ min, max }: { min: number; max: number }) =>
  min <= 1000 && (max <= 1000 || max === Number.POSITIVE_INFINITY) && min <= max

function repeatLast(branch: Branch, { min, max }: { min: number; max: number }): void {
  const last = branch.pop()!
  if (max === 0) return
  if (last.kind === 'set' && last.min === last.max) branch.push({ ...last, min, max })
  // What may match nothing stays the same when it is repeated, and an anchor that need not hold is none.
  else if (last.kind !== 'assert' || min > 0) branch.push(last)
}

function parseClass(source: readonly string[], at: number): { set: CharacterSet; next: number } | undefined {
  const ranges: (readonly [number, number])[] = []
  const categories: string[] = []
  let i = at + 1
  const negated = source[i] === '^'
  if (negated) i++
  /** One character, maybe escaped; `i` moves behind it. */
  const character = (): number | undefined => {
    if (i >= source.length) return undefined
    if (source[i] !== '\\') return source[i++]!.codePointAt(0)
    const escaped = parseEscape(source, i)
    i = escaped?.next ?? i
    return escaped?.code
  }
  for (let first = true; first || source[i] !== ']'; first = false) {
    if (source[i] === '[' && source[i + 1] === ':') {
      const end = source.findIndex((c, j) => j >= i + 2 && c === ':' && source[j + 1] === ']')
      if (end >= 0) {
        const name = source.slice(i + 2, end).join('')
        const positive = posix[name.replace('^', '')]
        if (!positive || name.lastIndexOf('^') > 0) return undefined
        ranges.push(...(name.startsWith('^') ? complement(positive) : positive))
        i = end + 2
        continue
      }
    }
    const set = namedSet(source, i)
    if (set) {
      ranges.push(...(set.negated ? complement(set.ranges) : set.ranges))
      categories.push(...set.categories)
      i = set.next
      continue
    }
    const low = character()
    if (low === undefined) return undefined
    let high: number | undefined = low
    if (source[i] === '-' && i + 1 < source.length && source[i + 1] !== ']') {
      i++
      high = character()
      if (high === undefined || high < low) return undefined
    }
    ranges.push([low, high])
  }
  return { set: { negated, ranges, categories }, next: i + 1 }
}

/** `\d`, `\W`, `\pL`, `\p{Greek}` and the like at `at`; undefined for anything else (an unknown category too: then its escape is an error). */
function namedSet(source: readonly string[], at: number): (CharacterSet & { next: number }) | undefined {
  if (source[at] !== '\\') return undefined
  const letter = source[at + 1] ?? ''
  if (letter !== 'p' && letter !== 'P') {
    const ranges = { d: posix.digit, s: perlSpace, w: posix.word }[letter.toLowerCase()]
    return ranges && { negated: letter !== letter.toLowerCase(), ranges, categories: [], next: at + 2 }
  }
  const braces = source[at + 2] === '{'
  const end = braces ? source.indexOf('}', at) : at + 2
  const name = source.slice(braces ? at + 3 : at + 2, braces ? end : end + 1).join('')
  const category = end < 0 ? undefined : unicodeCategory(name.replace(/^\^/, ''))
  if (!category) return undefined
  return {
    negated: false,
    ranges: [],
    categories: [`\\${(letter === 'P') !== name.startsWith('^') ? 'P' : 'p'}{${category}}`],
    next: end + 1,
  }
}

/** JavaScript's name of a category or script that Go knows, whose names are case-blind. The less usual long names are left out. */
function unicodeCategory(name: string): string | undefined {
  const canonical = name.slice(0, 1).toUpperCase() + name.slice(1).toLowerCase()
  if (/^(?:Any|Assigned)$/.test(canonical)) return canonical
  if (canonical === 'Ascii') return 'ASCII'
  const written = /^[CLMNPSZ]$|^(?:L[lmotu]|M[cen]|N[dlo]|P[cdefios]|S[ckmo]|Z[lps]|C[cfnos])$/.test(canonical)
    ? canonical
    : `Script=${canonical}`
  try {
    new RegExp(`\\p{${written}}`, 'u')
    return written
  } catch {
    return undefined
  }
}

/** The character that an escape stands for; undefined where Go knows none. */
function parseEscape(source: readonly string[], at: number): { code: number; next: number } | undefined {
  const c = source[at + 1]
  if (c === undefined) return undefined
  const control = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }[c]
  if (control) return { code: control, next: at + 2 }
  if (/[0-7]/.test(c)) {
    const digits = /^[0-7]{1,3}/.exec(source.slice(at + 1, at + 4).join(''))![0]
    return c !== '0' && digits.length === 1 ? undefined : { code: Number.parseInt(digits, 8), next: at + 1 + digits.length }
  }
  if (c === 'x' && source[at + 2] === '{') {
    const end = source.indexOf('}', at)
    const digits = source.slice(at + 3, Math.max(end, 0)).join('')
    const code = /^[0-9a-f]+$/i.test(digits) ? Number.parseInt(digits, 16) : Number.NaN
    return code <= 0x10ffff ? { code, next: end + 1 } : undefined
  }
  if (c === 'x') {
    const digits = source.slice(at + 2, at + 4).join('')
    return /^[0-9a-f]{2}$/i.test(digits) ? { code: Number.parseInt(digits, 16), next: at + 4 } : undefined
  }
  return c < '\x80' && !/[0-9A-Za-z]/.test(c) ? { code: c.codePointAt(0)!, next: at + 2 } : undefined
}

type Ranges = readonly (readonly [number, number])[]

/** regexp/syntax/perl_groups.go. Unlike Perl's and JavaScript's, `\s` has no vertical tab. */
const perlSpace: Ranges = [
  [9, 10],
  [12, 13],
  [32, 32],
]
const posix: Readonly<Record<string, Ranges>> = {
  __proto__: null as never,
  alnum: [
    [48, 57],
    [65, 90],
    [97, 122],
  ],
  alpha: [
    [65, 90],
    [97, 122],
  ],
  ascii: [[0, 127]],
  blank: [
    [9, 9],
    [32, 32],
  ],
  cntrl: [
    [0, 31],
    [127, 127],
  ],
  digit: [[48, 57]],
  graph: [[33, 126]],
  lower: [[97, 122]],
  print: [[32, 126]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  space: [
    [9, 13],
    [32, 32],
  ],
  upper: [[65, 90]],
  word: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  xdigit: [
    [48, 57],
    [65, 70],
    [97, 102],
  ],
}

/** What is not in these ascending ranges. */
function complement(ranges: Ranges): [number, number][] {
  const result: [number, number][] = []
  let next = 0
  for (const [low, high] of ranges) {
    if (next < low) result.push([next, low - 1])
    next = high + 1
  }
  return [...result, [next, 0x10ffff]]
}

function toSource(item: Item): string {
  switch (item.kind) {
    case 'set': {
      const { min, max } = item
      const times = min === 1 && max === 1 ? '' : `{${min},${max === Number.POSITIVE_INFINITY ? '' : max}}`
      return classSource(item.set) + times
    }
    case 'any':
      return '[^\\n]*'
    case 'folders':
      return '(?:[^\\n]*/)?'
    case 'assert':
      return item.what === '^' || item.what === '$' ? item.what : `\\${item.what}`
  }
}

function classSource({ negated, ranges, categories }: CharacterSet): string {
  const code = (n: number) => `\\u{${n.toString(16)}}`
  const written = ranges.map(([low, high]) => (low === high ? code(low) : `${code(low)}-${code(high)}`))
  return `[${negated ? '^' : ''}${written.join('')}${categories.join('')}]`
}

/** One step of a simulation. A set is taken exactly once here (`one`), once or not at all (`maybe`), or any number of times (`many`). */
type Step =
  | { readonly kind: 'one' | 'maybe' | 'many'; readonly test: RegExp }
  | { readonly kind: 'any' | 'folders' | 'inside' | 'done' }
  | { readonly kind: 'assert'; readonly what: Anchor }

/** All ways at once, as Go does it: the time is the text's length times the number of steps. */
function simulation(branches: readonly Branch[]): (text: string) => boolean {
  const starts: number[] = []
  const steps: Step[] = []
  for (const branch of branches) {
    starts.push(steps.length)
    for (const item of branch) {
      if (item.kind === 'set') steps.push(...unrolled(item))
      else if (item.kind === 'folders') steps.push(item, { kind: 'inside' })
      else steps.push(item)
    }
    steps.push({ kind: 'done' })
  }
  return text => {
    const characters = [...text]
    let here = new Set<number>()
    for (let at = 0; at <= characters.length; at++) {
      const c = characters[at]
      const next = new Set<number>()
      // Nothing says that an alternative begins at the beginning: that is what its `^` is for.
      for (const start of starts) here.add(start)
      // A Set is walked in the order of insertion, and what is added on the way is walked too.
      for (const state of here) {
        const step = steps[state]!
        switch (step.kind) {
          case 'done':
            return true
          case 'assert':
            if (holds(step.what, characters[at - 1], c)) here.add(state + 1)
            break
          case 'folders':
            here.add(state + 1).add(state + 2)
            break
          case 'inside':
            if (c !== undefined && c !== '\n') next.add(state)
            if (c === '/') next.add(state + 1)
            break
          case 'any':
            here.add(state + 1)
            if (c !== undefined && c !== '\n') next.add(state)
            break
          default:
            if (step.kind !== 'one') here.add(state + 1)
            if (c !== undefined && step.test.test(c)) next.add(step.kind === 'many' ? state : state + 1)
        }
      }
      here = next
    }
    return false
  }
}

function unrolled({ set, min, max }: Extract<Item, { kind: 'set' }>): Step[] {
  const test = new RegExp(`^${classSource(set)}$`, 'u')
  const steps: Step[] = new Array(min).fill({ kind: 'one', test })
  if (max === Number.POSITIVE_INFINITY) steps.push({ kind: 'many', test })
  else for (let i = min; i < max; i++) steps.push({ kind: 'maybe', test })
  return steps
}

/** Whether an anchor is fulfilled between two characters, undefined at the ends of the text. Go's word boundary is ASCII. */
function holds(what: Anchor, before: string | undefined, after: string | undefined): boolean {
  if (what === '^') return before === undefined
  if (what === '$') return after === undefined
  const word = (c: string | undefined) => c !== undefined && /^\w$/.test(c)
  return (word(before) !== word(after)) === (what === 'b')
}
