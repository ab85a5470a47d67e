import { TOKEN_FORMATS, type TokenFormat } from './token-formats.ts'

/** A credential in a text. Offsets count UTF-16 units of the text; the credential itself is never kept apart from it. */
export interface Credential {
  readonly start: number
  readonly end: number
  /** `a GitHub token`, `a password in a URL`. */
  readonly name: string
}

/** Credentials that their format gives away: tokens of the usual providers, and user names and passwords in URLs. In order, without overlaps. */
export function findCredentials(text: string): Credential[] {
  // Nothing shorter is one, and most texts are.
  if (text.length < 8) return []
  return withoutOverlaps([...passwordsInUrls(text), ...tokens(text)])
}

function tokens(text: string): Credential[] {
  return TOKEN_FORMATS.filter(format => mayHold(text, format)).flatMap(({ name, pattern }) =>
    [...text.matchAll(pattern)].flatMap(match => {
      const secret = match.groups?.secret ?? match.groups?.signature ?? match[0]
      const start = match.index + match[0].lastIndexOf(secret)
      return isFiller(secret) || !isMixed(name, secret) ? [] : [{ start, end: start + secret.length, name }]
    }),
  )
}

/** The quickest way to find nothing; `search` is quicker than `matchAll`, too. */
function mayHold(text: string, { marks, pattern }: TokenFormat): boolean {
  return (marks.length === 0 || marks.some(mark => text.includes(mark))) && text.search(pattern) >= 0
}

/** `x` over and over is nobody's token. */
function isFiller(token: string): boolean {
  const body = token.slice(Math.min(8, token.length - 8))
  return new Set(body.toLowerCase()).size <= 3 || /x{8}|\*{3}|\.{3}/i.test(body)
}

/** The shape that only its mixture gives away: a hash has no capitals, and words or a path of 40 letters repeat themselves more. */
function isMixed(name: string, secret: string): boolean {
  if (name !== 'an AWS secret key') return true
  return /[a-z]/.test(secret) && /[A-Z]/.test(secret) && /\d/.test(secret) && entropy(secret) > 4.2
}

/** Shannon's, in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  return -[...counts.values()].reduce((sum, n) => sum + (n / text.length) * Math.log2(n / text.length), 0)
}

// A password may hold a `/` that should have been escaped; what begins with a port is a path. A path that was cleaned has one slash left, and
// a browser needs none in `https:`.
const USER_INFO =
  /(?<![a-z0-9+.-])(?:[a-z][a-z0-9+.-]{0,20}:\/{1,2}|https?:)(?<user>[^\s/@:'"`?#<>]{0,256})(?::(?<password>(?!\d+\/)[^\s'"`<>@]{0,256}(?:@[^\s/'"`<>@]{0,256})*))?@(?=[\w[])/gi
/** Values that somebody else fills in: the shell, pip, bake, GitHub, or a reader. */
const FILLED_IN_LATER = /^(?:\$\{[^}]*\}|\$\w+|\{\{.*\}\}|\{\w+\}|%\w+%|x{3,}|\*+|<.*>|\.{3})$/i

/** What GitHub takes for a password behind a token in the place of the user. */
const SAYS_NOTHING = /^x-(?:oauth-basic|access-token)$/i

function passwordsInUrls(text: string): Credential[] {
  if (!text.includes('@') || (!text.includes(':/') && !/https?:/i.test(text))) return []
  return [...text.matchAll(USER_INFO)].flatMap(match => {
    const { user = '', password } = match.groups!
    const end = match.index + match[0].length - 1
    if (password !== undefined && password !== '' && !SAYS_NOTHING.test(password))
      return FILLED_IN_LATER.test(password) ? [] : [{ start: end - password.length, end, name: 'a password in a URL' }]
    const start = match.index + /:\/*/.exec(match[0])![0].length + match[0].indexOf(':')
    return isTokenAlone(user) || (password && !FILLED_IN_LATER.test(user))
      ? [{ start, end: start + user.length, name: 'a token in a URL' }]
      : []
  })
}

/** `https://TOKEN@host`: long and with digits, unlike the name of a user. */
function isTokenAlone(user: string): boolean {
  return user.length >= 16 && /\d/.test(user) && /[a-z]/i.test(user) && !FILLED_IN_LATER.test(user)
}

function withoutOverlaps(found: readonly Credential[]): Credential[] {
  const kept: Credential[] = []
  for (const credential of [...found].sort((a, b) => a.start - b.start || b.end - a.end))
    if (credential.start >= (kept.at(-1)?.end ?? 0)) kept.push(credential)
  return kept
}
