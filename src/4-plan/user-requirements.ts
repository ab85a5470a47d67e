import { MAX_REQUIREMENT_LINES, shown } from '../basics/limits.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { placeOfDamage } from '../diagnostics/place-of-damage.ts'
import { didYouMean, escapedPath } from '../diagnostics/suggest-path.ts'
import type { DockerSettings } from '../model/settings.ts'
import { placeOf } from '../model/settings.ts'
import { cleanPath } from '../paths/clean-path.ts'
import { languageOf, settingText } from '../quote/setting-text.ts'
import { otherKind } from '../requirements/other-kind.ts'
import { readText } from '../sources/read-text.ts'
import { type PathStatus, type Sources, STATUS_WORDS } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'
import { checkBackslash } from './check-backslash.ts'
import type { WrittenSource } from './listed-requirements.ts'
import { NO_TEXT, type PartedText, partedFile, partedItems, withNamedFiles } from './written-lists.ts'

/** What reading a list needs. */
interface Reading {
  readonly sources: Sources
  readonly report: Report
  /** ZenML hands lists on as they are: a file that one names is the installer's affair. */
  readonly isZenml: boolean
}

/**
 * The list that a user wrote: in a file, or in the settings themselves. Undefined where there is none, or where it cannot be read, which is reported.
 *
 * @param requirements `settings.requirements`, or the list that was found
 */
export function userRequirements(
  requirements: DockerSettings['requirements'],
  settings: DockerSettings,
  reading: Reading,
): WrittenSource | undefined {
  if (requirements === null) return undefined
  const at = placeOf(settings, 'requirements')
  const file = typeof requirements === 'string' ? cleanPath(requirements) : null
  const list = typeof requirements === 'string' ? listFile(requirements, at, reading) : partedItems(requirements)
  if (list === undefined || list.text === '') return undefined
  if (reading.isZenml) return { origin: 'written', ...list, given: list.text, constraints: NO_TEXT, file, at }
  return {
    origin: 'written',
    ...withNamedFiles(list, file, {
      installer: settings.python_package_installer,
      report: reading.report,
      readNamed: (named, place) => readListFile(named, place, reading),
    }),
    file,
    at,
  }
}

function listFile(path: string, at: Span | null, reading: Reading): PartedText | undefined {
  const file = cleanPath(path)
  const text = readListFile({ path, file, by: null }, at, reading)
  return text === undefined ? undefined : partedFile(text, file)
}

interface Named {
  /** As it is written. */
  readonly path: string
  /** From the project root. */
  readonly file: string
  /** The file that names it; null: the settings do. */
  readonly by: string | null
}

/** The text of a file that is a requirement list; undefined for any other one, which is reported. */
function readListFile({ path, file, by }: Named, at: Span | null, { sources, report, isZenml }: Reading): string | undefined {
  const refuse = (problem: string, help: string): undefined => void report(diagnostic('DC4005', at, { path, problem }, { help }))
  const status = sources.status(file)
  if (status === 'file') {
    checkBackslash(path, file, at, report)
    const text = readText(sources, file)
    if (text.split(/\r\n?|\n/, MAX_REQUIREMENT_LINES + 1).length > MAX_REQUIREMENT_LINES)
      return refuse(`has more than ${shown(MAX_REQUIREMENT_LINES)} lines`, NAME_A_LIST)
    const other = isZenml ? undefined : otherKind(text)
    return other === undefined ? text : refuse(`is ${other.what}, not a requirement list`, other.help(path))
  }
  if (path === '') return refuse('is empty', `write \`${settingText(languageOf(at), 'requirements', [])}\` for none`)
  if (status !== 'missing') {
    const place = placeOfDamage(file, at, sources)
    const details = { help: WAYS_OUT[status] ?? NAME_A_LIST, notes: place.notes }
    return void report(diagnostic('DC4005', place.at, { path, problem: STATUS_WORDS[status] }, details))
  }
  const packages = by === null ? packagesIn(path) : undefined
  if (packages !== undefined) {
    const list = settingText(languageOf(at), 'requirements', packages)
    report(diagnostic('DC4004', at, { path }, { help: `these are packages: write \`${list}\`` }))
    return undefined
  }
  const help =
    escapedPath(path) ?? didYouMean(file, sources) ?? `the path is relative to ${by === null ? 'the project file' : `\`${by}\``}`
  report(diagnostic('DC4004', at, { path }, { help, missing: file }))
  return undefined
}

/** The requirements in the place of a path; undefined: it may be a path. */
function packagesIn(text: string): string[] | undefined {
  const words = text.split(/[\s,;]+/).filter(word => word !== '')
  const one = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[\w,-]+\])?(?:(?:===?|~=|!=|<=|>=|<|>)[\w.*+!-]+)?$/
  if (words.length === 0 || !words.every(word => one.test(word)) || /\.(?:txt|in|pip|ya?ml|toml|lock|cfg)$/.test(text))
    return undefined
  return words
}

const NAME_A_LIST = 'name a requirements file, or list the packages'

const WAYS_OUT: { readonly [status in PathStatus]?: string } = {
  binary: 'save it as UTF-8 text',
  'utf-16': 'save it as UTF-8: in PowerShell `… | Out-File -Encoding utf8 requirements.txt`',
  unreadable: 'make it readable for you: `chmod u+r`',
  'linked-outside': 'put a copy of the file in the place of the link',
  outside: 'move the project file up to a folder that holds both, or copy the list into the project',
}
