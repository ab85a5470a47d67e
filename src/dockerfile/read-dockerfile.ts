import { MAX_EXPANDED, shown } from '../basics/limits.ts'
import { nameOf } from '../paths/path-parts.ts'
import type { Span } from '../sources/span.ts'
import { checkInstruction, jsonOrWords, words } from './check-instruction.ts'
import { heredocOf } from './heredoc.ts'
import { type Budget, fileBudget } from './lex.ts'
import { type Mount, mountsOf, typeOf } from './mounts.ts'
import {
  type DockerfileProblem,
  flag,
  type Instruction,
  type Instructions,
  problem,
  readInstructions,
} from './read-instructions.ts'
import { type StageHead, walkStages } from './stages.ts'

export type { DockerfileProblem } from './read-instructions.ts'

/** What a plan needs to know of a Dockerfile that the user wrote. */
export interface DockerfileFacts {
  readonly file: string
  /** In order; the last one is the image. */
  readonly stages: readonly Stage[]
  /** The image that the last stage is based on in the end, over earlier stages of this file. */
  readonly parent: Expanded
  /** `--platform=` of the stage that names the parent. */
  readonly platform: Expanded | undefined
  /** The user that the image ends with, if this file sets it; it may come from a stage that the last one is based on. */
  readonly user: Expanded | undefined
  /** Triggers that the image leaves for its children: they run right after their `FROM`. */
  readonly onbuild: readonly { readonly instruction: string; readonly at: Span }[]
  /** What is taken from the build context: by `COPY`, by `ADD`, and by `RUN --mount=type=bind`. */
  readonly context: readonly ContextPath[]
  /** Names of the build arguments that it declares, wherever. */
  readonly args: readonly string[]
  /** Ids of the secrets that its RUNs mount. */
  readonly secrets: readonly string[]
  /** Flags of its RUNs that ask for more than a build may do by itself (`RUN_RIGHTS`). */
  readonly rights: readonly { readonly flag: string; readonly at: Span }[]
  /** The frontend of a `# syntax=` line. */
  readonly syntax: string | undefined
}

interface Stage {
  readonly name: string | undefined
  readonly image: Expanded
  /** The variable that is all of its image, where the file gives it no value: the `BASE` of `FROM $BASE`. */
  readonly open: string | undefined
  readonly at: Span
  /** Stages, by name in lower case or by number, that it is based on or takes files from; other words here are images. */
  readonly uses: readonly string[]
}

/** A text in which variables may be. */
interface Expanded {
  readonly written: string
  /** With the defaults of the file's `ARG`s; undefined when a variable has none. */
  readonly value: string | undefined
  readonly at: Span
}

interface ContextPath extends Expanded {
  readonly by: 'COPY' | 'ADD' | 'RUN'
  /** The number of its stage. */
  readonly stage: number
}

/**
 * Reads a user's Dockerfile as BuildKit does, as far as a plan depends on it. Pure, never throws. A file for a foreign frontend (`# syntax=`
 * that is not a `dockerfile` image) may follow another grammar: it has facts as far as they can be read, and no problems.
 *
 * @example readDockerfile('Dockerfile', 'FROM python:3.11\nUSER app\n') // { ok: { parent: { value: 'python:3.11', … }, … } }
 */
export function readDockerfile(file: string, text: string): { ok: DockerfileFacts } | { problems: DockerfileProblem[] } {
  const read = readInstructions(text)
  const foreign = read.syntax !== undefined && !/(?:^|\/)dockerfile(?:-upstream)?(?:[:@]|$)/.test(read.syntax)
  const problems = [...read.problems]
  let inStage = false
  for (const instruction of read.instructions) {
    if (instruction.name.startsWith('```')) return { problems: [problem(FENCE, instruction)] }
    const wrong = checkInstruction(instruction, read.token)
    if (wrong) problems.push(problem(wrong, instruction))
    else if (instruction.keyword === 'from') inStage = true
    else if (!inStage && instruction.keyword !== 'arg')
      problems.push(problem(`${instruction.keyword.toUpperCase()} comes before the first FROM`, instruction))
  }
  const whole = { line: 1, start: 0, end: text.length }
  if (!read.instructions.length && !problems.length) problems.push(problem('the file has no instructions', whole))
  else if (!inStage && !problems.length) problems.push(problem('the file has no FROM', whole))
  if (problems.length && !(foreign && inStage)) return { problems: problems.sort((a, b) => a.start - b.start) }
  const budget = fileBudget()
  const ok = facts(file, text, read, budget)
  if (budget.left >= 0) return { ok }
  const limit = shown(MAX_EXPANDED)
  const tooMuch = `the values of its variables are too much, with those that are in others; the limit is ${limit} characters`
  return { problems: [problem(tooMuch, whole)] }
}

const FENCE = 'a block of code in Markdown begins or ends here; remove this line, and the other one like it'

/** Arguments that have a value in each build, declared or not. */
const OF_THE_PLATFORM = /^(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT)$/

function openVariable(written: string, { text, value }: { readonly text: string; readonly value: string | undefined }) {
  const name = /^\$(?:(\w+)|\{(\w+)\})$/.exec(written)?.slice(1).find(Boolean)
  const isOpen = value === '' || (value === undefined && text === written)
  return name !== undefined && isOpen && !OF_THE_PLATFORM.test(name) ? name : undefined
}

function facts(file: string, text: string, read: Instructions, budget: Budget): DockerfileFacts {
  const stages: (StageHead & Found)[] = []
  const context: ContextPath[] = []
  const args = new Set<string>()
  const secrets = new Set<string>()
  const rights: { flag: string; at: Span }[] = []
  for (const { instruction, stage: head, scope } of walkStages(read, {}, budget)) {
    const at: Span = { file, start: instruction.start, end: instruction.end }
    const expanded = (written: string): Expanded => {
      const start = text.indexOf(written, instruction.start)
      const here = start >= 0 && start + written.length <= instruction.end ? { file, start, end: start + written.length } : at
      return { written, value: scope.expand(written).value, at: here }
    }
    rights.push(...runRights(instruction, read.token).map(flag => ({ flag, at })))
    const stage = stages.at(-1)
    if (instruction.keyword === 'from' && head) {
      const platform = flag(instruction, 'platform')
      stages.push({
        ...head,
        at,
        parent: expanded(head.image),
        open: openVariable(head.image, scope.expand(head.image)),
        platform: platform === undefined ? undefined : expanded(platform),
        user: head.base && stages[head.base.index]!.user,
        onbuild: [],
        uses: head.base ? [`${head.base.index}`] : [],
      })
    }
    stage?.uses.push(...usedBy(instruction))
    if (instruction.keyword === 'arg') for (const word of words(instruction.rest, read.token)) args.add(word.split('=', 1)[0]!)
    if (instruction.keyword === 'user' && stage) stage.user = expanded(instruction.rest)
    if (instruction.keyword === 'onbuild') stage?.onbuild.push({ instruction: instruction.rest, at })
    if (instruction.keyword === 'copy' || instruction.keyword === 'add')
      context.push(...copiedPaths(instruction).map(({ path, by }) => ({ ...expanded(path), by, stage: stages.length - 1 })))
    if (instruction.keyword === 'run')
      for (const mount of mountsOf(instruction.flags)) {
        if (typeOf(mount) === 'secret') secrets.add(secretId(mount))
        if (typeOf(mount) === 'bind' && !mount.has('from'))
          context.push({ ...expanded(mount.get('source') ?? '/'), by: 'RUN', stage: stages.length - 1 })
      }
  }
  const last = stages.at(-1)!
  let root = last
  while (root.base) root = stages[root.base.index]!
  return {
    file,
    stages: stages.map(({ name, parent, open, at, uses }) => ({ name, image: parent, open, at, uses })),
    parent: root.parent,
    platform: root.platform,
    user: last.user,
    onbuild: last.onbuild,
    context,
    args: [...args],
    secrets: [...secrets],
    rights,
    syntax: read.syntax,
  }
}

/** The flags of a RUN, also of one that is left to the image's children, that ask for a right; as `RUN_RIGHTS` names them. */
function runRights({ keyword, flags, rest }: Instruction, token: string): string[] {
  if (keyword === 'run') return flags.flatMap(runRight)
  return keyword === 'onbuild' && /^run\s/i.test(rest) ? words(rest, token).flatMap(runRight) : []
}

function runRight(flag: string): string[] {
  if (flag === '--network=host' || flag === '--security=insecure') return [flag]
  return flag.startsWith('--mount=') && /(?:^|[=,])type=ssh(?:,|$)/i.test(flag) ? ['--mount=type=ssh'] : []
}

/** What is known of a stage while the file is read. */
interface Found {
  readonly at: Span
  readonly parent: Expanded
  readonly open: string | undefined
  readonly platform: Expanded | undefined
  user: Expanded | undefined
  readonly onbuild: { instruction: string; at: Span }[]
  readonly uses: string[]
}

/** Stages and images that an instruction takes files from: `COPY --from=…`, `RUN --mount=from=…`. */
function usedBy(instruction: Instruction): string[] {
  const mounts = instruction.keyword === 'run' ? mountsOf(instruction.flags) : []
  const from = instruction.keyword === 'copy' ? flag(instruction, 'from') : undefined
  return [from, ...mounts.map(mount => mount.get('from'))].flatMap(name => name?.toLowerCase() ?? [])
}

/**
 * The numbers of the stages that BuildKit builds for a target: itself, and all that it uses.
 *
 * @param target the name or the number of a stage; null: the last one
 */
export function builtStages({ stages }: DockerfileFacts, target: string | null): ReadonlySet<number> {
  const numberOf = (word: string) => {
    const named = stages.findLastIndex(({ name }) => name === word.toLowerCase())
    return named >= 0 ? named : stages.findIndex((_, i) => word === `${i}` || word === `stage-${i}`)
  }
  const built = new Set<number>()
  const wanted = [target ? numberOf(target) : stages.length - 1]
  for (let number = wanted.pop(); number !== undefined; number = wanted.pop()) {
    if (number < 0 || built.has(number)) continue
    built.add(number)
    wanted.push(...stages[number]!.uses.map(numberOf))
  }
  return built
}

/** The sources of a `COPY` or `ADD` that are in the build context. */
function copiedPaths(instruction: Instruction): { path: string; by: 'COPY' | 'ADD' }[] {
  if (flag(instruction, 'from') !== undefined) return []
  const by = instruction.keyword === 'copy' ? 'COPY' : 'ADD'
  const isElsewhere = (source: string) => heredocOf(source) || (by === 'ADD' && /^(?:https?|git|ssh):\/\/|^git@/.test(source))
  const sources = jsonOrWords(instruction.rest).slice(0, -1)
  return sources.filter(source => !isElsewhere(source)).map(path => ({ path, by }))
}

/** Without an id a secret is called like the file that it becomes. */
function secretId(mount: Mount): string {
  const target = mount.get('target') ?? ''
  return mount.get('id') ?? nameOf(target)
}
