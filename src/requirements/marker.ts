/** A PEP 508 marker: what it says about the image, or why it is none. */
export type Marker = { readonly text: string } & (
  | { readonly evaluate: (environment: ReadonlyMap<string, string>) => boolean | null; readonly problem?: never }
  | { readonly problem: string; readonly rewrite: string | null; readonly evaluate?: never }
)

const VARIABLES = new Set([
  ...[
    'python_version',
    'python_full_version',
    'os_name',
    'sys_platform',
    'platform_release',
    'platform_system',
    'platform_version',
  ],
  ...['platform_machine', 'platform_python_implementation', 'implementation_name', 'implementation_version', 'extra', 'extras'],
  ...['dependency_groups', 'os.name', 'sys.platform', 'platform.version', 'platform.machine', 'platform.python_implementation'],
  'python_implementation',
])
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

type Evaluate = (environment: ReadonlyMap<string, string>) => boolean | null
const TOKEN =
  /\s*(?:(?<open>\()|(?<close>\))|(?<text>'[^']*'|"[^"]*")|(?<operator><=|>=|===|==|!=|~=|<|>)|(?<word>[A-Za-z_][\w.]*)|(?<wrong>\S+))/y

/** Reads the text behind the `;` of a requirement. Anything unknown about an image makes its value null. */
export function readMarker(text: string): Marker {
  const tokens: { kind: string; text: string }[] = []
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
  const evaluate = either()
  if (problem === undefined && next < tokens.length) problem = `\`${tokens[next]!.text}\` is not expected in its marker`
  return problem === undefined ? { text, evaluate } : { text, problem, rewrite }

  function either(): Evaluate {
    let left = both()
    while (takeWord('or')) left = combine(left, both(), true)
    return left
  }

  function both(): Evaluate {
    let left = one()
    while (takeWord('and')) left = combine(left, one(), false)
    return left
  }

  function one(): Evaluate {
    if (tokens[next]?.kind === 'open') {
      next++
      const inner = either()
      if (tokens[next]?.kind !== 'close') problem ??= 'its marker lacks a `)`'
      next++
      return inner
    }
    const left = operand()
    const operator = comparison()
    const right = operand()
    return environment => compare(value(left, environment), operator, value(right, environment), left.text, right.text)
  }

  function operand(): { kind: string; text: string } {
    const token = tokens[next++]
    if (token === undefined) problem ??= 'its marker ends too early'
    else if (token.kind === 'wrong' || (token.kind === 'word' && !VARIABLES.has(token.text))) {
      problem ??=
        token.kind === 'wrong' || /^[\d.]/.test(token.text)
          ? `\`${token.text}\` in its marker needs quotes`
          : `\`${token.text}\` is no variable of a marker`
      if (token.kind === 'wrong' && /^[\w.*]+$/.test(token.text)) rewrite = text.replace(token.text, `"${token.text}"`)
    } else if (token.kind !== 'text' && token.kind !== 'word') problem ??= `\`${token.text}\` is not expected in its marker`
    return token ?? { kind: 'text', text: '""' }
  }

  function comparison(): string {
    const token = tokens[next++]
    if (token?.kind === 'operator') return token.text
    if (token?.kind === 'word' && token.text === 'in') return 'in'
    if (token?.kind === 'word' && token.text === 'not' && tokens[next]?.text === 'in') {
      next++
      return 'not in'
    }
    problem ??= token ? `\`${token.text}\` in its marker is no comparison` : 'its marker ends too early'
    return '=='
  }

  function takeWord(word: string): boolean {
    if (problem !== undefined || tokens[next]?.text !== word) return false
    next++
    return true
  }
}

function combine(left: Evaluate, right: Evaluate, decides: boolean): Evaluate {
  return environment => {
    const [a, b] = [left(environment), right(environment)]
    if (a === decides || b === decides) return decides
    return a === null || b === null ? null : !decides
  }
}

function value({ kind, text }: { kind: string; text: string }, environment: ReadonlyMap<string, string>): string | null {
  return kind === 'text' ? text.slice(1, -1) : (environment.get(text) ?? null)
}

function compare(left: string | null, operator: string, right: string | null, a: string, b: string): boolean | null {
  if (left === null || right === null) return null
  const versions = VERSIONS.has(a) || VERSIONS.has(b)
  switch (operator) {
    case 'in':
      return right.includes(left)
    case 'not in':
      return !right.includes(left)
    case '==':
    case '===':
      return versions ? sameVersion(left, right) : left === right
    case '!=':
      return versions ? !sameVersion(left, right) : left !== right
    case '~=': {
      const parts = right.split('.')
      return order(left, right) >= 0 && left.startsWith(`${parts.slice(0, -1).join('.')}.`)
    }
    case '<':
      return order(left, right) < 0
    case '<=':
      return order(left, right) <= 0
    case '>':
      return order(left, right) > 0
    default:
      return order(left, right) >= 0
  }
}

const sameVersion = (a: string, b: string): boolean => (b.endsWith('.*') ? `${a}.`.startsWith(b.slice(0, -1)) : order(a, b) === 0)

/** Release numbers alone: a Python of an image is no pre-release. */
function order(a: string, b: string): number {
  const [x, y] = [a, b].map(version => version.split('.').map(part => Number.parseInt(part, 10) || 0)) as [number[], number[]]
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
