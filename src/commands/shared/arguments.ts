import { parseArgs } from 'node:util'
import { suggest } from '../../diagnostics/suggest.ts'
import type { OwnFlags } from './flags.ts'
import { type Flag, type FlagName, flags } from './flags.ts'

/** A command line, taken apart. */
export interface Arguments {
  readonly words: readonly string[]
  has(flag: FlagName): boolean
  /** `--dynamic` is true, `--no-dynamic` is false. */
  choice(flag: FlagName): boolean | undefined
  /** The last value given. */
  value(flag: FlagName): string | undefined
  values(flag: FlagName): readonly string[] | undefined
  /** Every flag that was given. */
  readonly given: readonly FlagName[]
}

/** The way out of a call that makes no sense: the candidate that is nearest to the word, or sentences. */
export interface WayOut {
  readonly word?: string
  readonly candidates?: readonly string[]
  readonly help?: readonly string[]
}

/** A call that makes no sense: exit code 2. Without a way out of its own it names the help of the verb. */
export class UsageError extends Error {
  readonly wayOut: WayOut

  constructor(message: string, wayOut: WayOut = {}) {
    super(message)
    this.wayOut = wayOut
  }
}

const table: Readonly<Record<string, Flag>> = flags

/** Takes a command line apart by the table of flags. Throws a `UsageError`. */
export function parseArguments(argv: readonly string[]): Arguments {
  refuseSingleDash(argv)
  const words: string[] = []
  const given = new Map<FlagName, string[]>()
  // Not `strict`: its messages name neither the nearest flag nor the way out.
  const { tokens } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: false, tokens: true })
  let taken = -1
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'positional' && i > taken) words.push(token.value)
    if (token.kind !== 'option') continue
    const { name, flag, isNegative } = meantBy(token)
    if (flag.optional && token.value === undefined) {
      const values = valuesBehind(flag, tokens.slice(i + 1))
      taken = i + values.length
      given.set(name, [...(flag.list ? (given.get(name) ?? []) : []), ...values.flatMap(value => valuesOf(value, flag))])
      continue
    }
    const values = flag.value === undefined ? [isNegative ? 'no' : 'yes'] : valuesOf(token.value!, flag)
    given.set(name, flag.list || flag.repeatable ? [...(given.get(name) ?? []), ...values] : values)
  }
  return {
    words,
    given: [...given.keys()],
    has: flag => given.has(flag),
    choice: flag => (given.has(flag) ? given.get(flag)![0] === 'yes' : undefined),
    value: flag => given.get(flag)?.at(-1),
    values: flag => given.get(flag),
  }
}

/** The words behind a flag that are its values: one of its choices, or all that look like values. */
function valuesBehind({ choices, words }: Flag, tokens: readonly { kind: string; value?: string | undefined }[]): string[] {
  const isValue = (value: string) => choices?.includes(value) || words?.test(value)
  const end = tokens.findIndex(({ kind, value }, i) => kind !== 'positional' || !isValue(value!) || (i > 0 && !words))
  return tokens.slice(0, end < 0 ? tokens.length : end).map(({ value }) => value!)
}

/** `-output DIR`, as Go and Terraform write flags, would be `-o` with the value `utput`; `—output`, as editors write two hyphens, would be a file. */
function refuseSingleDash(argv: readonly string[]): void {
  const end = argv.indexOf('--')
  for (const typed of end < 0 ? argv : argv.slice(0, end)) {
    const [, dashes, name] = /^(-|[–—]+)([a-z][a-z-]+)(?:=.*)?$/s.exec(typed) ?? []
    if (name === undefined) continue
    const candidates = Object.entries(table).flatMap(([flag, { negatable }]) => (negatable ? [flag, `no-${flag}`] : [flag]))
    const meant = candidates.includes(name) ? name : dashes === '-' && isShortFlags(name) ? undefined : suggest(name, candidates)
    if (meant !== undefined) throw new UsageError(`unknown flag \`${typed}\``, { help: [`did you mean \`--${meant}\`?`] })
  }
}

/** `-qv`, `-obuild`. */
function isShortFlags(letters: string): boolean {
  const shorts = new Map(Object.values(table).flatMap(flag => (flag.short === undefined ? [] : [[flag.short, flag]])))
  const [first] = letters
  const flag = shorts.get(first!)
  return flag !== undefined && (flag.value !== undefined || letters.length === 1 || isShortFlags(letters.slice(1)))
}

interface Option {
  readonly name: string
  /** As it was typed: `-o`, `--output`. */
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

/** The flag that was typed. Refuses one that there is not, and one with a value too many or too few. */
function meantBy({ name: typed, rawName, value, inlineValue }: Option): { name: FlagName; flag: Flag; isNegative: boolean } {
  const positive = /^no-(.*)/.exec(typed)?.[1]
  const isNegative = !(typed in table) && positive !== undefined && table[positive]?.negatable === true
  const name = isNegative ? positive : typed
  if (!Object.hasOwn(table, name)) throw unknownFlag(rawName)
  const flag = table[name]!
  if (flag.value === undefined && value !== undefined) throw new UsageError(`\`${rawName}\` takes no value`)
  const lacksValue = value === undefined ? !flag.optional : !inlineValue && value.startsWith('-') && value !== '-'
  if (flag.value !== undefined && lacksValue) throw new UsageError(`\`${rawName}\` needs a value: \`${rawName} ${flag.value}\``)
  return { name: name as FlagName, flag, isNegative }
}

const valuesOf = (value: string, { list }: Flag): string[] => (list ? value.split(',').filter(v => v !== '') : [value])

/** Refuses flags that a command does not take. */
export function allowOnly(args: Arguments, command: string, allowed: readonly FlagName[]): void {
  for (const flag of args.given) {
    if (allowed.includes(flag)) continue
    const meant = allowed.filter(other => other.startsWith(flag)) // `--out`
    const help = meant.length === 1 ? [`did you mean \`--${meant[0]}\`?`] : []
    throw new UsageError(`\`dockcompile ${command}\` takes no \`--${flag}\``, { help })
  }
}

/** Refuses values that a flag does not have, in this command. */
export function checkChoices(args: Arguments, own: OwnFlags = {}): void {
  for (const name of args.given) {
    const choices = own[name]?.[2] ?? table[name]?.choices
    const wrong = choices && args.values(name)?.find(value => !choices.includes(value))
    if (wrong === undefined) continue
    const message = `\`--${name}\` is ${choices!.slice(0, -1).join(', ')} or ${choices!.at(-1)}, not \`${wrong}\``
    throw new UsageError(message, { word: wrong, candidates: choices! })
  }
}

const unknownFlag = (rawName: string) =>
  new UsageError(`unknown flag \`${rawName}\``, { word: rawName, candidates: Object.keys(table).map(name => `--${name}`) })

const options = Object.fromEntries(
  Object.entries(table).map(([name, { value, optional, short }]) => [
    name,
    { type: value === undefined || optional ? ('boolean' as const) : ('string' as const), ...(short && { short }) },
  ]),
)
