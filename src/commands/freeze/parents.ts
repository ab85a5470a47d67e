import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { parentProgram } from '../../edge/package-files.ts'
import { lastLines, type Ran, run } from '../../edge/run.ts'
import type { ImageFacts } from '../../freeze/lock-file.ts'
import { repositoryOf } from '../../freeze/repository-of.ts'
import type { Compilation } from '../../model/compilation.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import type { Call } from '../command.ts'
import type { Project } from '../shared/project.ts'
import { agreed } from './agreed.ts'
import type { AskedImage } from './images.ts'

/** The parents whose packages decide about layers (`layers: independent`), each once. */
export function layeredParents({ plans, workspaces }: Pick<Compilation, 'plans' | 'workspaces'>): AskedImage[] {
  const asked = new Map<string, AskedImage>()
  for (const [i, { images, dialect }] of plans.entries()) {
    if (workspaces[i]!.project.layers !== 'independent' || dialect !== 'buildkit') continue
    for (const { kind, parent, requirements, options } of images) {
      const installs = kind === 'build' && requirements.some(list => list.text.trim() !== '')
      if (!installs || parent.kind !== 'image' || asked.has(parent.image)) continue
      asked.set(parent.image, { reference: parent.image, platforms: options.platforms, at: parent.at })
    }
  }
  return [...asked.values()]
}

/** Starts whatever Python the image has. */
const SHELL = 'p=$(command -v python || command -v python3) && exec "$p" -c "$1"'

/**
 * Asks parents which packages they have, each in a container of its own, after a yes. A parent that is pinned and was asked before is not asked again.
 *
 * @param images what is known of all parents
 * @param before what the lock file says so far
 * @returns all parents, those that answered with their Python; one that did not was reported
 */
export async function askParents(
  call: Call,
  project: Pick<Project, 'root' | 'textOf'>,
  parents: readonly AskedImage[],
  { images, before }: Record<'images' | 'before', ReadonlyMap<string, ImageFacts>>,
  report: Report,
): Promise<Map<string, ImageFacts>> {
  const answered = new Map(images)
  const open = parents.flatMap(parent => {
    const facts = images.get(parent.reference)
    if (!facts) return []
    const known = before.get(parent.reference)
    if (known?.python && facts.digest !== null && known.digest === facts.digest) {
      answered.set(parent.reference, { ...facts, python: known.python })
      return []
    }
    return [{ ...parent, facts, words: wordsFor(parent, facts) }]
  })
  const risky = open.map(({ reference, words, at }) => ({
    commands: [
      {
        command: shown(words),
        runs: `starts the Python of the image \`${reference}\`, without a network, to ask which packages it has`,
      },
    ],
    at,
  }))
  if (!(await agreed(call, risky, project, report))) return answered
  for (const { reference, facts, words, at } of open) {
    if (!call.args.has('quiet')) call.terminal.err(`running ${terminalText(shown(words))}\n`)
    const ran = await run(
      { trusted: 'docker', words, agreed: call.args.has('yes') },
      { root: project.root, environment: call.environment },
    )
    const python = pythonOf(ran)
    if (python) answered.set(reference, { ...facts, python })
    else {
      const problem = ran.problem ?? 'it ended before it answered'
      const notes = lastLines(ran.stderr, 5).map(line => ({ message: terminalText(line) }))
      const help = 'choose a parent with Python 3.8 or newer, or write `layers: stacked` in the project file'
      report(diagnostic('DC6011', at, { command: shown(words), problem }, { notes, help }))
    }
  }
  return answered
}

/** Asks the pinned image, not the one that its tag may mean by now. */
function wordsFor({ reference, platforms }: AskedImage, { digest }: ImageFacts): string[] {
  const image = digest === null ? reference : `${repositoryOf(reference)}@${digest}`
  const [platform] = platforms
  const on = platform === undefined ? [] : ['--platform', platform]
  return [
    'run',
    '--rm',
    '--network',
    'none',
    '--user',
    '0',
    ...on,
    '--entrypoint',
    'sh',
    image,
    '-c',
    SHELL,
    'sh',
    parentProgram(),
  ]
}

/** The command as it is shown: the program itself is long, and ships with dockcompile. */
const shown = (words: readonly string[]): string => `docker ${words.slice(0, -3).join(' ')} <parent.py>`

function pythonOf({ problem, stdout }: Ran): ImageFacts['python'] | undefined {
  if (problem !== undefined) return undefined
  try {
    return JSON.parse(stdout) as ImageFacts['python']
  } catch {
    return undefined
  }
}
