import { MAX_EXPANDED, shown } from '../1-parse/limits.ts'
import { checkInstruction, jsonOrWords, words, wordsAtBlanks } from '../dockerfile/check-instruction.ts'
import { heredocOf } from '../dockerfile/heredoc.ts'
import { type Budget, fileBudget, lex } from '../dockerfile/lex.ts'
import {
  type DockerfileProblem,
  type Instruction,
  type Instructions,
  problem,
  readInstructions,
} from '../dockerfile/read-instructions.ts'
import type { Span } from '../model/span.ts'

export type { DockerfileProblem } from '../dockerfile/read-instructions.ts'

/** What a plan needs to know of a Dockerfile that the user wrote. */
export interface DockerfileFacts {
  readonly file: string
  /** In order; the last one is the image. */
  readonly stages: readonly Stage[]
  /** The image that the last stage stands on in the end, over earlier stages of this file. */
  readonly parent: Expanded
  /** `--platform=` of the stage that names the parent. */
  readonly platform: Expanded | undefined
  /** The user that the image ends with, if this file sets it; it may come from a stage that the last one is based on. */
  readonly user: Expanded | undefined
  /** Triggers that the image leaves for its children: they run right after their `FROM`. */
  readonly onbuild: readonly { readonly instruction: string; readonly at: Span }[]
  /** What is taken from the build context: by `COPY`, by `ADD`, and by `RUN --mount=type=bind`. */
  readonly context: readonly ContextPath[]
  /** Ids of the secrets that its RUNs mount. */
  readonly secrets: readonly string[]
  /** Flags of its RUNs that ask for more than a build may do by itself (`RUN_RIGHTS`). */
  readonly rights: readonly { readonly flag: string; readonly at: Span }[]
  /** The frontend of a `# syntax=` line. */
  readonly syntax: string | undefined
}

export interface Stage {
  readonly name: string | undefined
  readonly image: Expanded
  readonly at: Span
}

/** A text in which variables may stand. */
export interface Expanded {
  readonly written: string
  /** With the defaults of the file's `ARG`s; undefined when a variable has none. */
  readonly value: string | undefined
  readonly at: Span
}

export interface ContextPath extends Expanded {
  readonly by: 'COPY' | 'ADD' | 'RUN'
}

/**
 * Reads a user's Dockerfile as BuildKit does, as far as a plan depends on it. Pure, never throws. A file for a foreign frontend (`# syntax=`
 * that is no `dockerfile` image) may follow another grammar: it has facts as far as they can be read, and no problems.
 *
 * @example readDockerfile('Dockerfile', 'FROM python:3.11\nUSER app\n') // { ok: { parent: { value: 'python:3.11', … }, … } }
 */
export function readDockerfile(file: string, text: string): { ok: DockerfileFacts } | { problems: DockerfileProblem[] } {
  const read = readInstructions(text)
  const foreign = read.syntax !== undefined && !/(?:^|\/)dockerfile(?:-upstream)?(?:[:@]|$)/.test(read.syntax)
  const problems = [...read.problems]
  let inStage = false
  for (const instruction of read.instructions) {
    const wrong = checkInstruction(instruction, read.token)
    if (wrong) problems.push(problem(wrong, instruction))
    else if (instruction.keyword === 'from') inStage = true
    else if (!inStage && instruction.keyword !== 'arg')
      problems.push(problem(`${instruction.keyword.toUpperCase()} stands before the first FROM`, instruction))
  }
  const whole = { line: 1, start: 0, end: text.length }
  if (!read.instructions.length && !problems.length) problems.push(problem('the file has no instructions', whole))
  else if (!inStage && !problems.length) problems.push(problem('the file has no FROM', whole))
  if (problems.length && !(foreign && inStage)) return { problems: problems.sort((a, b) => a.start - b.start) }
  const budget = fileBudget()
  const ok = facts(file, text, read, budget)
  if (budget.left >= 0) return { ok }
  const limit = shown(MAX_EXPANDED)
  return {
    problems: [
      problem(
        `the values of its variables are too much, with those that stand in others; the limit is ${limit} characters`,
        whole,
      ),
    ],
  }
}

function facts(file: string, text: string, { instructions, token, syntax }: Instructions, budget: Budget): DockerfileFacts {
  const global = new Map<string, string>()
  const stages: Build[] = []
  const context: ContextPath[] = []
  const secrets = new Set<string>()
  const rights: { flag: string; at: Span }[] = []
  for (const instruction of instructions) {
    const at: Span = { file, start: instruction.start, end: instruction.end }
    const stage = stages.at(-1)
    const variables = stage?.variables ?? global
    const expanded = (written: string): Expanded => {
      const result = lex(written, { variables, token, budget })
      const start = text.indexOf(written, instruction.start)
      const here = start >= 0 && start + written.length <= instruction.end ? { file, start, end: start + written.length } : at
      return { written, value: result && !result.unset.length ? result.text : undefined, at: here }
    }
    switch (instruction.keyword) {
      case 'from': {
        const [image, , name] = wordsAtBlanks(instruction.rest)
        const platform = flag(instruction, 'platform')
        // An image name is expanded with the arguments before the first FROM only.
        const scope = lex(image ?? '', { variables: global, token, budget })
        const value = scope && !scope.unset.length ? scope.text : undefined
        const parent: Expanded = { ...expanded(image ?? ''), value }
        const base = stages.find(s => s.name !== undefined && s.name === value?.toLowerCase())
        // A stage starts with a copy of all variables of its base.
        budget.left -= 10 * (base?.variables.size ?? 0)
        stages.push({
          name: name?.toLowerCase(),
          image: parent,
          at,
          base,
          platform:
            platform === undefined
              ? undefined
              : { ...expanded(platform), value: fixed(lex(platform, { variables: global, token, budget })) },
          variables: new Map(base?.variables),
          user: base?.user,
          onbuild: [],
        })
        break
      }
      case 'arg':
        for (const word of words(instruction.rest, token)) {
          const [name, value] = cut(word)
          const key = lex(name, { token })?.text ?? name
          const known = value === undefined ? (stage ? global.get(key) : undefined) : expanded(value).value
          // `ARG X` in a stage takes the value of the `ARG X=…` above the first FROM.
          if (known === undefined) variables.delete(key)
          else variables.set(key, known)
        }
        break
      case 'env': {
        const list = words(instruction.rest, token)
        const old = list[0] !== undefined && !list[0].includes('=')
        const before = new Map(variables)
        for (const word of old ? [instruction.rest.replace(/[\t\v\f\r ]+/, '=')] : list) {
          const [name, value = ''] = cut(word)
          const result = lex(value, { variables: before, token, budget })
          if (result && !result.unset.length) variables.set(name, result.text)
          else variables.delete(name)
        }
        break
      }
      case 'user':
        if (stage) stage.user = expanded(instruction.rest)
        break
      case 'onbuild':
        stage?.onbuild.push({ instruction: instruction.rest, at })
        if (/^run\s/i.test(instruction.rest))
          rights.push(
            ...words(instruction.rest, token)
              .flatMap(runRight)
              .map(flag => ({ flag, at })),
          )
        break
      case 'copy':
      case 'add': {
        if (flag(instruction, 'from') !== undefined) break
        const by = instruction.keyword === 'copy' ? 'COPY' : 'ADD'
        for (const source of jsonOrWords(instruction.rest).slice(0, -1)) {
          if (heredocOf(source) || (by === 'ADD' && /^(?:https?|git|ssh):\/\/|^git@/.test(source))) continue
          context.push({ ...expanded(source), by })
        }
        break
      }
      case 'run':
        rights.push(...instruction.flags.flatMap(runRight).map(flag => ({ flag, at })))
        for (const mount of instruction.flags.filter(f => f.startsWith('--mount='))) {
          const fields = new Map(
            mount
              .slice('--mount='.length)
              .split(',')
              .map(field => cut(field)),
          )
          const type = fields.get('type') ?? 'bind'
          if (type === 'secret') secrets.add(secretId(fields))
          if (type !== 'bind' || fields.has('from')) continue
          context.push({ ...expanded(fields.get('source') ?? fields.get('src') ?? '/'), by: 'RUN' })
        }
    }
  }
  const last = stages.at(-1)!
  let root = last
  while (root.base) root = root.base
  return {
    file,
    stages: stages.map(({ name, image, at }) => ({ name, image, at })),
    parent: root.image,
    platform: root.platform,
    user: last.user,
    onbuild: last.onbuild,
    context,
    secrets: [...secrets],
    rights,
    syntax,
  }
}

/** The right that a flag of a RUN asks for, as `RUN_RIGHTS` names it. */
function runRight(flag: string): string[] {
  if (flag === '--network=host' || flag === '--security=insecure') return [flag]
  return flag.startsWith('--mount=') && /(?:^|[=,])type=ssh(?:,|$)/i.test(flag) ? ['--mount=type=ssh'] : []
}

/** Without an id a secret is called like the file that it becomes. */
function secretId(fields: ReadonlyMap<string, string | undefined>): string {
  const target = fields.get('target') ?? fields.get('dst') ?? fields.get('destination') ?? ''
  return fields.get('id') ?? target.slice(target.lastIndexOf('/') + 1)
}

/** A stage while the file is read. */
interface Build extends Stage {
  readonly base: Build | undefined
  readonly platform: Expanded | undefined
  readonly variables: Map<string, string>
  user: Expanded | undefined
  readonly onbuild: { instruction: string; at: Span }[]
}

const fixed = (result: ReturnType<typeof lex>) => (result && !result.unset.length ? result.text : undefined)

function flag({ flags }: Instruction, name: string): string | undefined {
  return flags.find(f => f.startsWith(`--${name}=`))?.slice(name.length + 3)
}

/** At the first `=`: name and value. */
function cut(word: string): [string, string | undefined] {
  const at = word.indexOf('=')
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}
