import { capturedKey } from '../../3-resolve/captured-pipeline.ts'
import { sha256 } from '../../basics/sha256.ts'
import type { Report } from '../../diagnostics/diagnostic.ts'
import { captureProgram } from '../../edge/package-files.ts'
import { programOf } from '../../edge/programs.ts'
import { type Ran, run } from '../../edge/run.ts'
import type { CapturedAnswer } from '../../freeze/lock-file.ts'
import { jsonText } from '../../quote/json.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import type { Span } from '../../sources/span.ts'
import type { Call } from '../command.ts'
import type { Project } from '../shared/project.ts'
import { agreed } from './agreed.ts'
import { failure, holdsCredential } from './commands.ts'

/** An entry whose code cannot be read. */
export interface UnreadEntry {
  /** `pipelines/training.py:training_pipeline`; without a name it means every pipeline of the file. */
  readonly code: string
  /** The run configuration of the entry. */
  readonly file: string | null
  readonly at: Span | null
  readonly sourceRoot: string
  /** `variables` of the project: they win over the environment. */
  readonly variables: ReadonlyMap<string, string>
}

/**
 * Asks the user's own ZenML about entries whose code cannot be read, each in a process of its own, after a yes.
 *
 * @returns the answers by their keys in the lock file; one that is missing was reported
 */
export async function capturePipelines(
  call: Call,
  project: Pick<Project, 'root' | 'textOf'>,
  entries: readonly UnreadEntry[],
  report: Report,
): Promise<Map<string, CapturedAnswer>> {
  const answers = new Map<string, CapturedAnswer>()
  const python = programOf('python', project.root, call.environment) ? 'python' : 'python3'
  const risky = entries.map(entry => ({ commands: [{ command: shown(python, entry), runs: whatItRuns(entry) }], at: entry.at }))
  if (!(await agreed(call, risky, project, report))) return answers
  const ask = (entry: UnreadEntry) => {
    if (!call.args.has('quiet')) call.terminal.err(`running ${terminalText(shown(python, entry))}\n`)
    const words = [entry.sourceRoot, entry.code, ...(entry.file === null ? [] : [entry.file])]
    const environment = { ...call.environment, ...Object.fromEntries(entry.variables) }
    return run({ agreed: [python, '-c', captureProgram(), ...words] }, { root: project.root, environment })
  }
  /** One entry for each pipeline of a file. */
  const singlePipelines = async (entry: UnreadEntry) => {
    if (/:[^/]+$/.test(entry.code)) return [entry]
    const names = parsed<{ names: string[] }>(await ask(entry), shown(python, entry), entry.at, report)?.names ?? []
    return names.map(name => ({ ...entry, code: `${entry.code}:${name}` }))
  }
  for (const entry of entries) {
    for (const one of await singlePipelines(entry)) {
      const answer = answerOf(await ask(one), shown(python, one), one, report)
      if (answer) answers.set(capturedKey(one.code, one.file), withVariables(answer, one.variables))
    }
  }
  return answers
}

const whatItRuns = ({ code }: UnreadEntry): string =>
  `imports \`${code.replace(/:[^/]*$/, '')}\` and calls its pipeline function, to ask the ZenML of this Python for settings and steps`

/** The command as it is shown: the program itself is long, and ships with dockcompile. */
const shown = (python: string, { code, file }: UnreadEntry): string =>
  `${python} -c <capture.py> ${code}${file === null ? '' : ` ${file}`}`

function answerOf(ran: Ran, command: string, { at }: UnreadEntry, report: Report): CapturedAnswer | undefined {
  const answer = parsed<CapturedAnswer>(ran, command, at, report)
  if (!answer) return undefined
  const help = 'let the code ask the environment for it (`os.environ["NAME"]`): the lock file then names the variable only'
  return holdsCredential(command, jsonText(answer, 1), { at, help }, report) ? undefined : answer
}

function parsed<T>(ran: Ran, command: string, at: Span | null, report: Report): T | undefined {
  if (ran.problem === undefined) {
    try {
      return JSON.parse(ran.stdout) as T
    } catch {
      return parsed({ ...ran, problem: 'it ended before it answered' }, command, at, report)
    }
  }
  const help = ran.stderr.includes("No module named 'zenml'")
    ? 'activate the environment that has ZenML and the packages of the project, then run `dockcompile freeze` again'
    : 'change the code, or set in a run configuration what it cannot say: `file` beside `code`, where it wins'
  report(failure(command, ran, at, help))
  return undefined
}

/** Variables of the project file that the code asked for: another value may give another answer. Their values may come from the command line, so hashes. */
function withVariables(answer: CapturedAnswer, variables: ReadonlyMap<string, string>): CapturedAnswer {
  const asked = (answer.environment ?? []).filter(name => variables.has(name))
  return { ...answer, variables: Object.fromEntries(asked.map(name => [name, sha256(variables.get(name)!)])) }
}
