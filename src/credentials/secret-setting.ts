import { type Credential, findCredentials } from './credentials.ts'
import { isPlaceholder } from './placeholder.ts'
import { looksSecret } from './secret-name.ts'

/** One of these is in every name that `isSecretSetting` takes for a secret's. */
const WORDS = ['key', 'token', 'secret', 'pass', 'pwd', 'pword', 'credential', 'auth']

/** Whether there is a word in a text that could name a secret: the quickest way to find none, in a name or in a whole file. */
export function hasSecretWord(text: string): boolean {
  const lower = text.toLowerCase()
  return WORDS.some(word => lower.includes(word))
}

/** Names that BuildKit's rule, which goes by whole words, does not see. */
const RUN_TOGETHER = /(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|APIKEY|ACCESSKEY|SECRETKEY)$|(?:^|_)(?:PWD|PASS|PASSPHRASE)$/
/** What such a word says when it is not the last: the name of a secret, where one is, how long it lives. */
const ABOUT_A_SECRET =
  /_(?:NAME|NAMES|TYPE|MODE|METHOD|PATH|DIR|FOLDER|FILE|URL|URI|ENDPOINT|HOST|PORT|PROVIDER|PROVIDERS|ENABLED|DISABLED|REQUIRED|TTL|EXPIRY|EXPIRES|EXPIRATION|LENGTH|SIZE|LIMIT|BUDGET|COUNT|MAX|MIN|ALGORITHM|BACKEND|REGION|VERSION|HEADER|SCHEME|CLASS|ALIAS|ARN|MANAGER|STORE|STRATEGY|FORMAT|PREFIX|SUFFIX|COLUMN|FIELD|ROTATION|SCOPE|SCOPES|AUDIENCE|ISSUER)$/
/** The tokens of language models. */
const MODEL_TOKEN =
  /(?:^|_)(?:PAD|PADDING|EOS|BOS|UNK|SEP|CLS|MASK|STOP|START|END|SPECIAL|IMAGE|TRIGGER|INSTANCE|MAX|MIN|NUM|PER)_TOKEN$/
/** Names that mean a secret only with what comes before them; `PARTITION_KEY: user_id` is none. */
const WEAK_WORD = /(?:^|_)(?:KEY|AUTH|CREDENTIAL|CREDENTIALS)(?:_|$)/
const STRONG_WORD =
  /(?:^|_)(?:API|APIKEY|ACCESS|SECRET|PRIVATE|ENCRYPTION|SIGNING|ACCOUNT|MASTER|LICENSE|SSH|TOKEN|PASSWORD|PASSWD|PWORD)(?:_|$)/

/** Whether a setting of this name with this literal value is a secret. `API_KEY: ${API_KEY}`, `TOKEN_TTL: 60` and `SECRET_NAME: prod` are none. */
export function isSecretSetting(name: string, value: string): boolean {
  if (!hasSecretWord(name)) return false
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/\W+/g, '_')
    .toUpperCase()
  if (!looksSecret(words) && !RUN_TOGETHER.test(words)) return false
  if (ABOUT_A_SECRET.test(words) || MODEL_TOKEN.test(words) || isPlaceholder(value)) return false
  const text = value.trim()
  const isPassword = /PASS|PWD|PWORD/.test(words)
  if (/^(?:true|false|yes|no|on|off)$/i.test(text) || (!isPassword && /^\d{1,6}(?:\.\d+)?$/.test(text))) return false
  if (/^(?:~|\.{0,2})\/[\w./-]*$/.test(text) && !/[A-Z0-9]{16}/.test(text)) return false
  if (/^[a-z][a-z0-9+.-]*:\/\/[^@\s]*$/i.test(text)) return false
  return !WEAK_WORD.test(words) || STRONG_WORD.test(words) || !/^[A-Za-z]+(?:[-_. ][A-Za-z]+)*$/.test(text)
}

/** What is secret in a text: by format, by the name it is given, or by the names it gives itself. */
export function credentialsOf(text: string, name: string | undefined): Credential[] {
  const byFormat = findCredentials(text)
  if (byFormat.length > 0) return byFormat
  if (name !== undefined && isSecretSetting(name, text))
    return [{ start: 0, end: text.length, name: "a literal value under a secret's name" }]
  return secretAssignments(text)
}

const ASSIGNMENT =
  /(?<![\w-])(?:--?)?(?<name>[A-Za-z][\w-]{0,80})(?:\s*=\s*|(?<=--[\w-]{1,80})\s+)(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>[^\s,;&|"']+))/g

/** Where a text sets something secret: `token=…` of a cache, `API_KEY=… make`, `--password …`. */
export function secretAssignments(text: string): { start: number; end: number; name: string }[] {
  return [...text.matchAll(ASSIGNMENT)].flatMap(match => {
    const { name, double, single, bare } = match.groups!
    const value = double ?? single ?? bare ?? ''
    if (!isSecretSetting(name!, value)) return []
    const end = match.index + match[0].length - (bare === undefined ? 1 : 0)
    return [{ start: end - value.length, end, name: `a literal \`${name}\`` }]
  })
}
