import { firstTime } from '../basics/first-time.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { isSent } from '../dockerignore/select-context.ts'
import type { CodePlan } from '../model/plan.ts'
import { placeOf } from '../model/settings.ts'
import { cleanPath } from '../paths/clean-path.ts'
import { leadsOutside } from '../paths/leads-outside.ts'
import type { Sources } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'
import type { Linted, LintedImage } from './linted.ts'

/** A reason why the install of the project stops, and the way out. */
interface Doomed {
  readonly reason: string
  readonly help: string
}

/** The place of the code: the source root, and what of it comes to the image. */
interface Place {
  readonly root: string
  readonly code: CodePlan
  readonly sources: Sources
}

/**
 * `local_project_install_command` where it names files that do not come to the image, or a module that the image does not have. Only plain installs are
 * read, from the beginning of the command: a script or another program before them may make the files.
 */
export function lintProjectInstall({ images, workspace, sources }: Linted, report: Report): void {
  const isFirst = firstTime<Span | null>()
  for (const found of images) {
    const { image, settings } = found
    const { installCommand, mode } = image.code
    if (image.kind !== 'build' || installCommand === null || mode !== 'include') continue
    const at = placeOf(settings, 'local_project_install_command')
    if (!isFirst(at)) continue
    const place = { root: workspace.sourceRoot, code: image.code, sources }
    const installs = plainInstalls(installCommand)
    const [doomed] = [...withoutModule(found, installs), ...installs.flatMap(({ words }) => missingFiles(words, place))]
    if (doomed) report(diagnostic('DC4156', at, { reason: doomed.reason }, { help: doomed.help }))
  }
}

interface PlainInstall {
  readonly isModuleUv: boolean
  readonly words: readonly string[]
}

/** `python -m uv pip install -e .[dev] && pip install -r more.txt`: the installs that a command begins with. */
function plainInstalls(command: string): PlainInstall[] {
  const installs: PlainInstall[] = []
  for (const part of command.split('&&')) {
    const match =
      /^\s*(?:\w+=\S*\s+)*(?<module>python3?\s+-m\s+)?(?<uv>uv\s+)?pip3?\s+install\s(?<rest>[^;|<>$`\\(){}\n]*)$/.exec(part)
    if (!match) break
    const { module, uv, rest } = match.groups!
    const words = [...rest!.matchAll(/"([^"]*)"|'([^']*)'|[^\s"']+/g)].map(word => word[1] ?? word[2] ?? word[0])
    installs.push({ isModuleUv: module !== undefined && uv !== undefined, words })
  }
  return installs
}

/** `python -m uv`: installs borrow the program, and Python knows no module of it, but where a requirement brings it. */
function withoutModule({ image, lists }: LintedImage, installs: readonly PlainInstall[]): Doomed[] {
  const isLent = image.runs?.uvStage === true && image.runs.bootstrap === 'uv'
  if (!isLent || !installs.some(({ isModuleUv }) => isModuleUv) || lists.flat().some(line => line.package === 'uv')) return []
  const reason = 'the image borrows the program `uv`, and Python has no module of this name'
  return [{ reason, help: 'write `uv pip install` without `python -m`, or add `uv` to `requirements`' }]
}

/** Options without a value: the word behind them is a project or a package. */
const SWITCHES = new Set(
  '-e --editable -U --upgrade -q --quiet -v --verbose --pre --system --no-deps --no-cache --no-cache-dir --no-build-isolation --force-reinstall --break-system-packages'.split(
    ' ',
  ),
)

function missingFiles(words: readonly string[], place: Place): Doomed[] {
  return words.flatMap((word, i) => {
    const before = words[i - 1] ?? ''
    const list = /^(?:-r|-c|--requirements?|--constraints?)$/.test(before)
      ? word
      : /^--(?:requirement|constraint)s?=(.+)$/.exec(word)?.[1]
    if (list !== undefined) return withoutFile(list, place)
    const isValue = before.startsWith('-') && !before.includes('=') && !SWITCHES.has(before)
    const path = word.replace(/\[[^[\]]*\]$/, '')
    const isPath = /^\.{1,2}(?:\/|$)|^[\w.-]+\//.test(path) && !/[*?[\]:@]/.test(path)
    return isValue || !isPath ? [] : /\.(?:whl|zip|tar\.gz)$/.test(path) ? withoutFile(path, place) : withoutProject(path, place)
  })
}

const OUTSIDE =
  'copy it into the source root or set `source_root` to a folder that holds both; if the parent image has it, write its absolute path'

function withoutFile(path: string, { root, code, sources }: Place): Doomed[] {
  if (path.startsWith('/') || /:\/\//.test(path)) return []
  const inside = cleanPath(path)
  if (leadsOutside(inside)) return [{ reason: `\`${path}\` is outside of the code that the image gets`, help: OUTSIDE }]
  if (sources.status(cleanPath(`${root}/${inside}`)) === 'missing')
    return [{ reason: `\`${path}\` does not exist`, help: 'correct the path: it is relative to the source root' }]
  return isSent(inside, code.dockerignore?.text ?? '') ? [] : [leftOut(path, code)]
}

/** A folder is a project by one of these files. */
const PROJECT = ['pyproject.toml', 'setup.py', 'setup.cfg']

function withoutProject(path: string, place: Place): Doomed[] {
  const folder = cleanPath(path)
  const { root, code, sources } = place
  if (leadsOutside(folder)) return withoutFile(path, place)
  const files = PROJECT.map(name => cleanPath(`${folder}/${name}`)).filter(
    file => sources.status(cleanPath(`${root}/${file}`)) !== 'missing',
  )
  if (files.length === 0) {
    const reason = `\`${path}\` has no \`pyproject.toml\` or \`setup.py\``
    return [{ reason, help: 'name the folder of a Python project, relative to the source root' }]
  }
  return files.some(file => isSent(file, code.dockerignore?.text ?? '')) ? [] : [leftOut(files[0]!, code)]
}

function leftOut(path: string, { ignoreFile }: CodePlan): Doomed {
  const file = ignoreFile ?? '.dockerignore'
  return { reason: `\`${file}\` leaves \`${path}\` out`, help: `ask it back at the end of \`${file}\`: \`!${path}\`` }
}
