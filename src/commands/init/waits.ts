import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import type { Sources } from '../../sources/sources.ts'
import { placeIn } from './place-in.ts'

/** What a start waits for that no file can say: outputs of commands, and values that its owner decides on. */
export interface Waits {
  /** The commands whose output `dockcompile freeze` captures. */
  readonly commands: readonly string[]
  /** Environment variables that need a value, or a decision because they look like secrets. */
  readonly variables: readonly WaitingVariable[]
}

export interface WaitingVariable {
  readonly name: string
  readonly isSecret: boolean
  /** `run.py:10` */
  readonly place: string
}

/** Codes of errors that are not a mistake of the project's. */
const OUTPUT = 'DC4003'
const VALUE = 'DC3011'
const SECRET = 'DC3018'

/** Whether an error is one that only its owner's knowledge is missing for. */
export const isWaiting = ({ code }: Diagnostic): boolean => code === OUTPUT || code === VALUE || code === SECRET

/** What the errors of a compilation wait for. */
export function waitsOf(diagnostics: readonly Diagnostic[], sources: Sources): Waits {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const quoted = ({ message }: Diagnostic) => /`([^`]+)`/.exec(message)?.[1] ?? ''
  const placeOf = placeIn(sources)
  const variables = new Map<string, WaitingVariable>()
  for (const error of errors.filter(({ code }) => code === VALUE || code === SECRET)) {
    const { at, code } = error
    const name = quoted(error)
    if (!variables.has(name)) variables.set(name, { name, isSecret: code === SECRET, place: at ? placeOf(at) : '' })
  }
  const commands = errors.filter(({ code }) => code === OUTPUT).map(quoted)
  return { commands: [...new Set(commands)], variables: [...variables.values()] }
}
