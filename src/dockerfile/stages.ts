import { words, wordsAtBlanks } from './check-instruction.ts'
import { type Budget, fileBudget, lex } from './lex.ts'
import type { Instruction, Instructions } from './read-instructions.ts'

/** A `FROM` and the stage that it is based on. */
export interface StageHead {
  /** From 0. */
  readonly index: number
  /** In lower case. */
  readonly name: string | undefined
  readonly from: Instruction
  /** As written, `FROM` and the name aside. */
  readonly image: string
  /** An earlier stage of the file. */
  readonly base: StageHead | undefined
  /** The variables of the stage; at the end of the walk those that the image has. */
  readonly scope: Scope
}

/** An instruction in its place. Its scope goes on with the walk: expand what is needed before the next one is asked for. */
export interface Step {
  readonly instruction: Instruction
  /** The stage that the instruction is in, or that it begins; undefined above the first `FROM`. */
  readonly stage: StageHead | undefined
  /** The variables before the instruction; of a `FROM` those above the first one. */
  readonly scope: Scope
}

/** The variables that an instruction sees. */
export interface Scope {
  /** Every variable, in the order in which they were set. One whose value nobody can know here is as it is written: `$NAME`. */
  readonly texts: ReadonlyMap<string, string>
  /** Those whose value is known. */
  readonly values: ReadonlyMap<string, string>
  /** Those that an `ENV` sets. */
  readonly environment: ReadonlySet<string>
  expand(written: string): Expansion
}

interface Expansion {
  /** Variables without a value are kept as they are written. */
  readonly text: string
  /** Undefined where a variable has no value that is known. */
  readonly value: string | undefined
}

/**
 * Walks through a Dockerfile: every instruction with its stage and the variables before it.
 *
 * The rules were measured with BuildKit 0.25: an `ENV` wins over an `ARG` of its name, wherever that is; `ARG X` in a stage takes the
 * value of the `ARG X=…` above the first `FROM`, and changes nothing where X has one already; all values of one `ENV` see the variables before it;
 * the last stage of a name counts; a stage has the variables of the stage that it is based on.
 *
 * @param args values of build arguments, which win over the defaults in the file
 * @param budget of what values are put in; below zero at the end, the values were too much and some are missing
 */
export function* walkStages(
  { instructions, token }: Instructions,
  args: Readonly<Record<string, string>> = {},
  budget: Budget = fileBudget(),
): Generator<Step> {
  const global = new Variables({ token, budget })
  const stages: (StageHead & { readonly scope: Variables })[] = []
  for (const instruction of instructions) {
    const stage = stages.at(-1)
    if (instruction.keyword === 'from') {
      const [image = '', , name] = wordsAtBlanks(instruction.rest)
      const wanted = global.expand(image).text.toLowerCase()
      const base = stages.findLast(stage => stage.name === wanted)
      const scope = new Variables({ token, budget }, base?.scope)
      // A stage begins with a copy of all variables of its base.
      budget.left -= 10 * (base?.scope.texts.size ?? 0)
      stages.push({ index: stages.length, name: name?.toLowerCase(), from: instruction, image, base, scope })
      yield { instruction, stage: stages.at(-1), scope: global }
    } else {
      const scope = stage?.scope ?? global
      yield { instruction, stage, scope }
      if (instruction.keyword === 'env') scope.env(instruction)
      if (instruction.keyword === 'arg') scope.arg(instruction, args, stage && global)
    }
  }
}

class Variables implements Scope {
  readonly texts: Map<string, string>
  readonly values: Map<string, string>
  readonly environment: Set<string>
  readonly #options: { readonly token: string; readonly budget: Budget }

  constructor(options: { token: string; budget: Budget }, base?: Variables) {
    this.#options = options
    this.texts = new Map(base?.texts)
    this.values = new Map(base?.values)
    this.environment = new Set(base?.environment)
  }

  expand(written: string): Expansion {
    const known = lex(written, { ...this.#options, variables: this.values })
    const text = lex(written, { ...this.#options, variables: this.texts, keep: { unset: true } })?.text
    return { text: text ?? written, value: known && !known.unset.length ? known.text : undefined }
  }

  env({ rest }: Instruction): void {
    const list = words(rest, this.#options.token)
    // The old form: `ENV NAME value`.
    const pairs = list[0] !== undefined && !list[0].includes('=') ? [rest.replace(/[\t\v\f\r ]+/, '=')] : list
    const before = pairs.map(pair => {
      const [name, value = ''] = cut(pair)
      return [this.expand(name).text, this.expand(value)] as const
    })
    for (const [name, value] of before) {
      this.#set(name, value)
      this.environment.add(name)
    }
  }

  arg({ rest }: Instruction, args: Readonly<Record<string, string>>, global: Scope | undefined): void {
    for (const word of words(rest, this.#options.token)) {
      const [name, written] = cut(word)
      if (this.environment.has(name)) continue
      const given = Object.hasOwn(args, name) ? args[name] : undefined
      if (given !== undefined) this.#set(name, { text: given, value: given })
      else if (written !== undefined) this.#set(name, this.expand(written))
      else if (global?.texts.has(name)) this.#set(name, { text: global.texts.get(name)!, value: global.values.get(name) })
    }
  }

  #set(name: string, { text, value }: Expansion): void {
    this.texts.delete(name)
    this.texts.set(name, text)
    if (value === undefined) this.values.delete(name)
    else this.values.set(name, value)
  }
}

/** At the first `=`: name and value. */
function cut(word: string): [string, string | undefined] {
  const at = word.indexOf('=')
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}
