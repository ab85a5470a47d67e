import { suggest } from '../diagnostics/suggest.ts'

/** A PEP 508 marker: what it asks for, or why it is none. */
export type Marker = { readonly text: string } & (
  | { readonly condition: Condition; readonly problem?: never }
  | { readonly problem: string; readonly rewrite: string | null; readonly condition?: never }
)

/** A marker as a tree: `python_version < "3.11" and (os_name == "nt" or …)`. */
type Condition =
  | { readonly word: 'and' | 'or'; readonly sides: readonly [Condition, Condition] }
  | { readonly operator: Comparison; readonly left: Operand; readonly right: Operand }

type Comparison = '<' | '<=' | '>' | '>=' | '==' | '===' | '!=' | '~=' | 'in' | 'not in'

/** A word or a text in quotes. */
interface Operand {
  readonly kind: string
  readonly text: string
}

/** Those of the standard, and what they were called before it. */
const VARIABLES = new Set(
  `python_version python_full_version os_name sys_platform platform_release platform_system platform_version platform_machine
  platform_python_implementation implementation_name implementation_version extra extras dependency_groups
  os.name sys.platform platform.version platform.machine platform.python_implementation python_implementation`.split(/\s+/),
)
const VERSIONS = new Set(['python_version', 'python_full_version'])

/** Variables of a marker that are known of an image with a Python: `3.11`. */
export function markerEnvironment(python: string): ReadonlyMap<string, string> {
  return new Map([
    ['python_version', python],
    ['os_name', 'posix'],
    ['sys_platform', 'linux'],
    ['platform_system', 'Linux'],
    ['platform_python_implementation', 'CPython'],
    ['implementation_name', 'cpython'],
    // No line of a list is installed for somebody's extra.
    ['extra', ''],
  ])
}

const TOKEN =
  /\s*(?:(?<open>\()|(?<close>\))|(?<text>'[^']*'|"[^"]*")|(?<operator><=|>=|===|==|!=|~=|<|>)|(?<word>[A-Za-z_][\w.]*)|(?<wrong>\S+))/y

/**
 * Whether a line with this marker counts in an environment; one without a marker always does. null: nobody knows, because the marker is wrong or
 * asks for something that is not known of the image.
 */
export function holds(marker: Marker | null, environment: ReadonlyMap<string, string>): boolean | null {
  if (marker === null) return true
  return marker.condition ? isTrue(marker.condition, environment) : null
}

/** Reads the text behind the `;` of a requirement. */
export function readMarker(text: string): Marker {
  const tokens: Operand[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text)
    if (!match) break
    const [kind, token] = Object.entries(match.groups!).find(([, value]) => value !== undefined)!
    tokens.push({ kind, text: token! })
  }
  let next = 0
  let problem: string | undefined
  let rewrite: string | null = null
  const condition = either()
  if (problem === undefined && next < tokens.length) problem = `\`${tokens[next]!.text}\` is not expected in its marker`
  return problem === undefined ? { text, condition } : { text, problem, rewrite }

  function either(): Condition {
    let left = both()
    while (takeWord('or')) left = { word: 'or', sides: [left, both()] }
    return left
  }

  function both(): Condition {
    let left = one()
    while (takeWord('and')) left = { word: 'and', sides: [left, one()] }
    return left
  }

  function one(): Condition {
    if (tokens[next]?.kind === 'open') {
      next++
      const inner = either()
      if (tokens[next]?.kind !== 'close') problem ??= 'its marker lacks a `)`'
      next++
      return inner
    }
    return { left: operand(), operator: comparison(), right: operand() }
  }

  function operand(): Operand {
    const token = tokens[next++]
    if (token === undefined) problem ??= 'its marker ends too early'
    else if (token.kind === 'wrong' || (token.kind === 'word' && !VARIABLES.has(token.text))) {
      problem ??=
        token.kind === 'wrong' || /^[\d.]/.test(token.text)
          ? `\`${token.text}\` in its marker needs quotes`
          : `\`${token.text}\` is not a variable of a marker`
      const meant = token.kind === 'word' ? suggest(token.text, [...VARIABLES]) : undefined
      if (meant !== undefined) rewrite = text.replace(token.text, meant)
      if (token.kind === 'wrong' && /^[\w.*]+$/.test(token.text)) rewrite = text.replace(token.text, `"${token.text}"`)
    } else if (token.kind !== 'text' && token.kind !== 'word') problem ??= `\`${token.text}\` is not expected in its marker`
    return token ?? { kind: 'text', text: '""' }
  }

  function comparison(): Comparison {
    const token = tokens[next++]
    if (token?.kind === 'operator') return token.text as Comparison
    if (token?.kind === 'word' && token.text === 'in') return 'in'
    if (token?.kind === 'word' && token.text === 'not' && tokens[next]?.text === 'in') {
      next++
      return 'not in'
    }
    problem ??= token ? `\`${token.text}\` in its marker is not a comparison` : 'its marker ends too early'
    return '=='
  }

  function takeWord(word: string): boolean {
    if (problem !== undefined || tokens[next]?.text !== word) return false
    next++
    return true
  }
}

function isTrue(condition: Condition, environment: ReadonlyMap<string, string>): boolean | null {
  if ('sides' in condition) {
    const sides = condition.sides.map(side => isTrue(side, environment))
    const decides = condition.word === 'or'
    if (sides.includes(decides)) return decides
    return sides.includes(null) ? null : !decides
  }
  const [left, right] = [value(condition.left, environment), value(condition.right, environment)]
  const versions = VERSIONS.has(condition.left.text) || VERSIONS.has(condition.right.text)
  return left === null || right === null ? null : COMPARISONS[condition.operator](left, right, versions)
}

function value({ kind, text }: Operand, environment: ReadonlyMap<string, string>): string | null {
  return kind === 'text' ? text.slice(1, -1) : (environment.get(text) ?? null)
}

type Compare = (left: string, right: string, versions: boolean) => boolean

const isSame: Compare = (left, right, versions) => {
  if (!versions) return left === right
  return right.endsWith('.*') ? `${left}.`.startsWith(right.slice(0, -1)) : order(left, right) === 0
}

const COMPARISONS: Readonly<Record<Comparison, Compare>> = {
  in: (left, right) => right.includes(left),
  'not in': (left, right) => !right.includes(left),
  '==': isSame,
  '===': isSame,
  '!=': (left, right, versions) => !isSame(left, right, versions),
  '~=': (left, right) => order(left, right) >= 0 && left.startsWith(`${right.split('.').slice(0, -1).join('.')}.`),
  '<': (left, right) => order(left, right) < 0,
  '<=': (left, right) => order(left, right) <= 0,
  '>': (left, right) => order(left, right) > 0,
  '>=': (left, right) => order(left, right) >= 0,
}

/** Release numbers alone: a Python of an image is not a pre-release. */
function order(a: string, b: string): number {
  const [x, y] = [a, b].map(version => version.split('.').map(part => Number.parseInt(part, 10) || 0)) as [number[], number[]]
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
