import { tokensOf } from '../basics/python-tokens.ts'
import { findCredentials } from './credentials.ts'
import { hiddenIn, isSecret, isSecretKey, passwordsBeforeHosts, type Stretch } from './redact.ts'

/** What of a line of a file is not shown. In Python an expression stays readable: `{"TOKEN": os.getenv("TOKEN")}` holds no value. */
export function hiddenInSource(line: string, file: string): readonly Stretch[] {
  if (!file.endsWith('.py')) return hiddenIn(line)
  return [...findCredentials(line), ...passwordsBeforeHosts(line), ...secretLiterals(line)]
}

/**
 * What is in the literals of Python that something beside them calls secret, quotes aside: a name that they are given to, the key of a dictionary, an
 * argument's name, or a text before them in the same brackets (`getenv("DB_PASSWORD", "hunter2")`). Works on text that is not valid Python, too.
 *
 * @example secretLiterals('login(password="hunter2")') // [{ start: 16, end: 23 }]
 */
export function secretLiterals(text: string): Stretch[] {
  const found: Stretch[] = []
  const open: Bracket[] = [{ isCall: false, called: false, told: false }]
  let word = ''
  for (const { match, index, literal } of tokensOf(text, TOKEN)) {
    const here = open.at(-1)!
    const { 0: token, groups } = match
    if (literal) {
      const { start, end } = literal
      const inside = text.slice(start, end)
      const isHidden = open.some(({ called, told }) => called || told)
      if (isHidden && inside !== '' && isSecret(inside) && !isVariable(inside)) found.push({ start, end })
      word = inside
      if (here.isCall && NAME.test(inside) && isSecretKey(inside)) here.told = true
    } else if (groups!.number !== undefined) {
      if (open.some(({ called }) => called)) found.push({ start: index, end: index + token.length })
    } else if (groups!.word !== undefined) word = token
    else if (/^[([{]$/.test(token)) open.push({ isCall: token === '(', called: false, told: false })
    else if (/^[)\]}]$/.test(token)) {
      if (open.length > 1) open.pop()
    } else if (token === ',') Object.assign(here, { called: false })
    // `x: str = …`, `{"x": …}`, `f(x=…)`, `d["x"] = …`
    else if (token === '=' || token === ':') here.called ||= isSecretKey(word)
    else if (open.length === 1) Object.assign(here, { called: false, told: false })
  }
  return found
}

interface Bracket {
  readonly isCall: boolean
  /** The value that is being read has a secret's name. */
  called: boolean
  /** A text in it names a secret. */
  told: boolean
}

/** The name of a variable that holds a secret is none. */
const isVariable = (text: string): boolean => /^[A-Z][A-Z0-9_]*$/.test(text) && isSecretKey(text)

const NAME = /^[\w.-]{1,80}$/
const TOKEN =
  /(?<comment>#[^\n]*)|(?<!\w)[rbuf]{0,2}(?<quote>"{3}|'{3}|["'])|(?<number>(?<![\w.])\d[\w.]*)|(?<word>[^\W\d]\w*)|[([{)\]},:]|(?<![=!<>])=(?!=)|\n/gi
