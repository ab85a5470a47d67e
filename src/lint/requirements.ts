import { firstTime } from '../basics/first-time.ts'
import { redactLine } from '../credentials/redact.ts'
import { type Diagnostic, diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Mending } from '../diagnostics/mending.ts'
import { filledLists, type ImagePlan, type ListedRequirement } from '../model/plan.ts'
import { cleanPath } from '../paths/clean-path.ts'
import { leadsOutside } from '../paths/leads-outside.ts'
import { indexUrls, namesIndex } from '../requirements/index-options.ts'
import { holds, markerEnvironment } from '../requirements/marker.ts'
import { condaHelp } from '../requirements/mistaken-names.ts'
import { normalisedName } from '../requirements/package-name.ts'
import type { RequirementLine } from '../requirements/requirement-line.ts'
import type { Span } from '../sources/span.ts'
import { constraintsOf, isPackage, type Linted, type PackageLine, placeKey, readsVariable, writtenArguments } from './linted.ts'

type Installer = ImagePlan['installer']['name']

/** Lines that the installer refuses, options where it reads none, and files that it will not find. */
export function lintRequirementLines(linted: Linted, report: Report): void {
  lintNamedFiles(linted, report)
  for (const { image, list } of installedLists(linted)) {
    const found: Diagnostic[] = []
    for (const requirement of list) {
      if (requirement.origin === 'catalog') continue
      lintLine(requirement, image, linted, one => void found.push(one))
    }
    reportSome(found, report)
  }
}

/** Each list once for each installer. */
function installedLists({ images }: Linted): { image: ImagePlan; list: readonly ListedRequirement[] }[] {
  const installers = new Map<readonly ListedRequirement[], Set<string>>()
  return images.flatMap(({ image, lists }) =>
    lists.flatMap(list => {
      const seen = installers.get(list) ?? new Set()
      installers.set(list, seen)
      if (seen.has(image.installer.name)) return []
      seen.add(image.installer.name)
      return [{ image, list }]
    }),
  )
}

/** More messages about one list are of no use to anybody: it is of another kind, or was made by a program. */
const MOST = 15

export function reportSome(found: readonly Diagnostic[], report: Report): void {
  const left = found.length - MOST
  for (const [i, one] of found.slice(0, MOST).entries()) {
    const more = { message: `${left} more ${left === 1 ? 'line' : 'lines'} of this list cannot be installed either` }
    report(i === MOST - 1 && left > 0 ? { ...one, notes: [...(one.notes ?? []), more] } : one)
  }
}

function lintLine(requirement: ListedRequirement, image: ImagePlan, linted: Linted, report: Report): void {
  const isZenml = linted.workspace.dialect === 'zenml'
  const { read, at, origin } = requirement
  const installer = image.installer.name
  switch (read.kind) {
    case 'refused':
      if (read.by !== 'uv' || installer === 'uv') lintRefused(read, requirement, installer, isZenml, report)
      return
    case 'misplaced': {
      const isRefused = read.by === 'pip and uv' || installer === 'uv'
      const severity = isRefused && origin === 'yaml' && !isZenml ? 'error' : 'warning'
      const problem =
        read.rest === null ? `is refused by ${installer}: only its command line takes it` : `is not read behind a requirement`
      report(diagnostic('DC4111', at, { option: read.option, problem }, { help: optionHelp(read, requirement), severity }))
      return
    }
    case 'option':
      lintOption(read, requirement, image, isZenml, report)
      return
    case 'constraint':
      lintConstraint(read.of, requirement, image, linted, report)
      return
    case 'location':
      if (read.path !== null && isOnClient(read.path, image))
        reportClientPath(read.path, locationHelp(read.path, read.editable, installer, requirement, linted), at, report)
      return
    case 'package':
      if (installer === 'uv') lintContinuation(requirement, linted, report)
      return
    default:
      return
  }
}

function lintRefused(
  read: Extract<RequirementLine, { kind: 'refused' }>,
  requirement: ListedRequirement,
  installer: string,
  isZenml: boolean,
  report: Report,
): void {
  const { text, at, origin } = requirement
  const [only] = read.rewrite.length === 1 ? read.rewrite : []
  // Not `cudatoolkit==11.8` for `cudatoolkit=11.8`: no index has it.
  const conda = only === undefined ? undefined : condaHelp(normalisedName(/^[\w.-]*/.exec(only)![0]))
  const problem = conda === undefined ? read.problem : "it is a package of conda's"
  const params = { line: shown(text), installer: read.by === 'uv' ? 'uv' : installer, problem }
  const help = conda ?? rewriteHelp(read.rewrite, requirement)
  const severity = origin === 'yaml' && !isZenml ? 'error' : 'warning'
  const mending: Mending | undefined =
    at && only !== undefined && conda === undefined ? { kind: 'word', at, written: text, to: only } : undefined
  report(diagnostic('DC4110', at, params, { help, severity, mending }))
}

function lintOption(
  { option, value, ignored }: Extract<RequirementLine, { kind: 'option' }>,
  { at, origin }: ListedRequirement,
  image: ImagePlan,
  isZenml: boolean,
  report: Report,
): void {
  const namesFile = /^(?:-r|--requirement|-c|--constraint)$/.test(option)
  if (ignored !== null) {
    const problem = `ends its line: \`${shown(ignored)}\` behind it is not read`
    const help =
      namesFile && !ignored.startsWith('-')
        ? `write it on a line of its own, or \`${option} "${shown(`${value} ${ignored}`)}"\` where it belongs to the name`
        : 'write it on a line of its own'
    // Which file is meant is not known, so that none was read.
    const severity = namesFile && !isZenml ? 'error' : 'warning'
    report(diagnostic('DC4111', at, { option, problem }, { help, severity }))
  } else if (namesFile && (isOnClient(value!, image) || /^(?:s3|gs):/i.test(value!))) {
    const help = origin === 'captured' ? 'let the command print all requirements in one list' : fileHelp(value!, isZenml)
    reportClientPath(value!, help, at, report)
  } else if (/^(?:-f|--find-links)$/.test(option) && isOnClient(value!, image))
    reportClientPath(value!, 'name an index or a URL, or a folder of the parent image', at, report)
}

function fileHelp(path: string, isZenml: boolean): string {
  if (isZenml) return `copy the lines of \`${shown(path)}\` into this list, or use another dialect, which does so`
  if (path.includes('${')) return 'name the file without a variable: the list is put together before any has its value'
  return 'copy the file into the project, and name it relative to this list: its lines are then part of the list'
}

/** Lines that pip and uv refuse in a constraints file alone: https://pip.pypa.io/en/stable/user_guide/#constraints-files */
function lintConstraint(of: RequirementLine, written: ListedRequirement, image: ImagePlan, linted: Linted, report: Report): void {
  const { at, text } = written
  const installer = image.installer.name
  const tell = (problem: string, help: string): void =>
    report(diagnostic('DC4110', at, { line: shown(text), installer, problem }, { help, severity: 'warning' }))
  if (of.kind === 'location' || of.kind === 'constraint')
    tell('a constraint names a package', 'write `name<2` or `name @ URL`, or put the line into the list itself')
  else if (of.kind === 'package' && of.written.includes('[') && installer === 'pip')
    tell('a constraint has no extras', `write \`${shown(text.replace(/(?<!\s)\s*\[[^[\]]*\]/, ''))}\``)
  else if (of.kind !== 'package') lintLine({ ...written, read: of }, image, linted, report)
}

/** A file or a folder that no image has: only the list is there when it is installed. */
function reportClientPath(path: string, help: string, at: Span | null, report: Report): void {
  report(diagnostic('DC4112', at, { path: shown(path) }, { help, label: 'only the list itself is there' }))
}

/** Flags and variables that name a file or a folder for an install, by how a list says the same; null: no list does. */
const NAMING: Readonly<Record<string, '-r' | '-c' | '-f' | null>> = {
  ...{
    requirement: '-r',
    requirements: '-r',
    r: '-r',
    constraint: '-c',
    constraints: '-c',
    c: '-c',
    'find-links': '-f',
    f: '-f',
  },
  ...{ override: null, overrides: null, 'build-constraint': null, 'build-constraints': null },
  ...{ PIP_REQUIREMENT: '-r', PIP_CONSTRAINT: '-c', PIP_FIND_LINKS: '-f', UV_CONSTRAINT: '-c', UV_FIND_LINKS: '-f' },
  ...{ UV_OVERRIDE: null, UV_BUILD_CONSTRAINT: null },
}

/** Arguments of the installer, and its variables, whose files no image has when it installs. */
function lintNamedFiles({ images, workspace: { dialect } }: Linted, report: Report): void {
  const isFirst = firstTime<string>()
  for (const linted of images) {
    const { image } = linted
    if (image.kind !== 'build' || filledLists(image).length === 0) continue
    const variables = image.environment.filter(({ name }) => readsVariable(image, name))
    const found = [
      ...writtenArguments(linted),
      ...variables.map(({ name, value, at }) => ({ name, value: typeof value === 'string' ? value : null, at })),
    ]
    for (const { name, value, at } of found) {
      if (!Object.hasOwn(NAMING, name) || value === null || !isOnClient(value, image)) continue
      if (!isFirst(`${name} ${placeKey(at)}`)) continue
      const option = dialect === 'zenml' || NAMING[name] === '-f' ? null : NAMING[name]
      const help = option
        ? `write \`${option} ${shown(value)}\` into the requirement list in its place: a list is read with the files that it names`
        : NAME_A_PLACE
      reportClientPath(value, help, at, report)
    }
  }
}

const NAME_A_PLACE = 'name a URL, or a place in the parent image'

/** A part of a line for a message: a value that its name calls secret is not repeated either. */
function shown(text: string): string {
  const short = text.length > 200 ? `${text.slice(0, 200)}…` : text
  return redactLine(short)
}

function rewriteHelp(rewrite: readonly string[], { origin }: ListedRequirement): string {
  if (rewrite.length === 0) return 'write `name==1.2`, `name>=1,<2` or `name @ URL` (PEP 508)'
  const lines = rewrite.map(line => `\`${shown(line)}\``)
  if (lines.length === 1) return `write ${lines[0]}`
  return `write ${lines.length} ${origin === 'yaml' ? 'items of the list' : 'lines'}: ${lines.join(', ')}`
}

function optionHelp(
  { option, value, rest }: { option: string; value: string | null; rest: string | null },
  { origin }: ListedRequirement,
): string {
  const flag = LONG_FORMS[option] ?? option.replace(/^--?/, '')
  const own = namesIndex(flag) ? `\`${option} ${value === null ? 'URL' : shown(value)}\` on a line of its own` : undefined
  const argument = `\`python_package_installer_args: {${flag}: ${value === null ? 'null' : JSON.stringify(shown(value))}}\``
  return `write ${rest === null ? '' : `\`${shown(rest)}\` here and `}${own ?? argument}${origin === 'captured' ? ', and leave it out of the output' : ''}`
}

const LONG_FORMS: Readonly<Record<string, string>> = {
  '-U': 'upgrade',
  '-q': 'quiet',
  '-v': 'verbose',
  '-t': 'target',
  '-I': 'ignore-installed',
}

/** pip joins lines at any place; uv takes a line to be continued within a requirement for a mistake where its marker begins. */
function lintContinuation({ text, at, origin }: ListedRequirement, { sources }: Linted, report: Report): void {
  const written = origin === 'file' && at ? sources.read(at.file)?.slice(at.start, at.end) : undefined
  if (written === undefined || !/\\\r?\n\s*;/.test(written)) return
  const params = { line: shown(text), installer: 'uv', problem: 'a line may not end between a requirement and its marker' }
  report(
    diagnostic('DC4110', at, params, { help: `write \`${shown(text.replace(/\s+/g, ' '))}\` on one line`, severity: 'warning' }),
  )
}

/** Folders of the machines that build conda's packages, of CI systems, and of people. */
const OF_CONDA =
  /^\/+(?:home\/conda\/|tmp\/build\/|home\/[^/]+\/(?:mini|ana)conda)|\/(?:croots?|conda-bld|feedstock_root|build_artifacts)\//

function locationHelp(
  path: string,
  editable: boolean,
  installer: Installer,
  { origin, text, package: name }: ListedRequirement,
  { sources }: Linted,
): string {
  const version = /\/([A-Za-z0-9_.]+)-(\d[\w.!+]*)-[^/]*\.whl/.exec(text)?.[2]
  const named = name && `write \`${version === undefined ? `${name}==VERSION` : `${name}==${version}`}\``
  if (OF_CONDA.test(path))
    return `conda writes such paths, which lead nowhere: ${named ?? 'name the package'}, as \`pip list --format=freeze\` prints it`
  if (origin === 'captured') return 'it exists on the machine that ran the command only: let the command leave it out'
  const isHere = !/\$\{|^[A-Za-z]:/.test(path) && !leadsOutside(cleanPath(path))
  const inside = isHere ? path : insideProject(path, sources)
  if (inside !== undefined && sources.status(cleanPath(inside.replace(/\[[^[\]]*\]$/, ''))) === 'missing')
    return `nothing is there in the project: correct the path, or ${named ?? 'name the package with its version'}`
  if (inside !== undefined) {
    const command = `${installer === 'uv' ? 'uv pip install' : 'pip install'} ${editable ? '-e ' : ''}${shown(inside)}`
    return `remove the line, and install it when the code is there: \`local_project_install_command: ${command}\``
  }
  const publish = 'or publish it to an index, and name it with its version'
  return path.startsWith('/') && name
    ? `${named} where an index has it, or copy it into the project and install it with \`local_project_install_command\``
    : `no image has what is outside of the project: move the project file up to a folder that holds both, copy it into the project, ${publish}`
}

/** The part behind a variable that is a folder of the project: `${ROOT}/libs/helper`. */
function insideProject(path: string, sources: Linted['sources']): string | undefined {
  const behind = /^\$\{[A-Z0-9_]+\}\/(.+)$/.exec(path)?.[1]
  return behind !== undefined && !leadsOutside(behind) && sources.status(behind) !== 'missing' ? `./${behind}` : undefined
}

const isRemote = (target: string): boolean => /^(?:https?|s3|gs):\/\//i.test(target)

/** A relative path is the writer's; an absolute one may be the parent's, where that is not ZenML's own image. */
function isOnClient(path: string, { parent, environment }: ImagePlan): boolean {
  if (isRemote(path)) return false
  const variable = /^\$\{([A-Z0-9_]+)\}/.exec(path)?.[1]
  if (variable !== undefined) return parent.kind === 'image' && !environment.some(({ name }) => name === variable)
  return (
    !path.startsWith('/') ||
    (parent.kind === 'image' && parent.isDefault) ||
    /^\/+(?:home|Users|private|var\/folders|croot|builds|github|opt\/conda\/conda-bld|tmp)\//.test(path)
  )
}

/** Hints on whole lists: at most one of each kind for a run. */
export function lintRequirementLists(linted: Linted, report: Report): void {
  hintAtRepeated(linted, report)
  hintAtOpenVersions(linted, report)
  hintAtOtherPythons(linted, report)
  hintAtIndexOrder(linted, report)
  warnOfReplacedIndexes(linted, report)
}

/** Lists whose lines somebody here can change; ZenML's own have their reasons. */
function ownLists({ images }: Linted): (readonly ListedRequirement[])[] {
  return [...new Set(images.flatMap(({ lists }) => lists))].filter(list => list.length > 0 && list[0]!.origin !== 'catalog')
}

function hintAtRepeated(linted: Linted, report: Report): void {
  const repeated: { first: ListedRequirement; second: ListedRequirement }[] = []
  for (const list of ownLists(linted)) {
    const seen = new Map<string, ListedRequirement>()
    for (const line of list.filter(isPackage)) {
      const first = seen.get(samePackage(line))
      if (first && line.origin !== 'captured') repeated.push({ first, second: line })
      else seen.set(samePackage(line), line)
    }
  }
  if (repeated.length === 0) return
  const lines = some(
    repeated.flatMap(({ first, second }) => (first.text === second.text ? [second.text] : [first.text, second.text])),
  )
  report(diagnostic('DC4114', repeated[0]!.second.at, { lines }, { help: 'remove the second one' }))
}

/** Equal for lines that ask for the same, however the package's name is spelt (PEP 503). */
function samePackage({ text, read }: PackageLine): string {
  const behind = /^[A-Za-z0-9._-]+(.*)$/s.exec(text.trim())?.[1] ?? ''
  return `${read.name} ${behind.replace(/\s+/g, '')}`
}

function hintAtOpenVersions(linted: Linted, report: Report): void {
  const { resolve } = linted.workspace.project
  if (resolve === 'locked' || linted.workspace.dialect === 'zenml') return
  const lists = ownLists(linted)
  const packages = lists.flat().filter(isPackage)
  const open = lists.flatMap(list => {
    const limited = new Set(constraintsOf(list).map(({ read }) => read.name))
    return list.filter(isPackage).filter(({ read }) => read.specifier === '' && read.url === null && !limited.has(read.name))
  })
  if (open.length === 0) return
  const help = '`dockcompile freeze --resolve` and `resolve: locked` in the project file pin every package with its hash'
  report(diagnostic('DC4115', open[0]!.at, { open: open.length, all: packages.length }, { help }))
}

function hintAtOtherPythons(linted: Linted, report: Report): void {
  const { python } = linted.workspace
  const environment = markerEnvironment(python)
  const excluded: ListedRequirement[] = []
  for (const list of ownLists(linted)) {
    const packages = list.filter(isPackage).filter(({ origin }) => origin !== 'captured')
    const applies = ({ read }: PackageLine): boolean => holds(read.marker, environment) !== false
    for (const line of packages) {
      // Lines that share a package between Pythons are how markers are meant to be used.
      const hasOther = (): boolean => packages.some(other => other.read.name === line.read.name && applies(other))
      if (!applies(line) && /python/.test(line.read.marker!.text) && !hasOther()) excluded.push(line)
    }
  }
  if (excluded.length === 0) return
  const lines = some(excluded.map(({ text }) => text))
  report(diagnostic('DC4116', excluded[0]!.at, { lines, python }, { help: 'change the marker, or remove the line' }))
}

/** Indexes that hold nothing that PyPI could be made to hold in their place. */
const PUBLIC_INDEX =
  /^https?:\/\/(?:[^/]*\.)?(?:pypi\.org|pythonhosted\.org|download\.pytorch\.org|pypi\.nvidia\.com|pypi\.ngc\.nvidia\.com|data\.pyg\.org|storage\.googleapis\.com\/(?:jax|libtpu)[^/]*|pypi\.tuna\.tsinghua\.edu\.cn|mirrors\.[^/]+|wheels\.vllm\.ai|flashinfer\.ai|anaconda\.org|pypi\.anaconda\.org)(?:[/:]|$)/i

function hintAtIndexOrder({ images }: Linted, report: Report): void {
  for (const linted of images) {
    const { image, lists } = linted
    const { name, asked } = image.installer
    const strategy = asked.find(({ flag }) => flag === 'index-strategy')?.value
    if (name === 'uv' && strategy !== 'unsafe-best-match') continue
    const lines = lists
      .flat()
      .flatMap(({ read, at }) =>
        read.kind === 'option' ? [{ name: read.option.replace(/^-+/, ''), value: read.value, at }] : [],
      )
    const [found] = [...writtenArguments(linted), ...lines]
      .filter(option => isExtraIndex(option.name))
      .flatMap(({ value, at }) => privateIndexes(value ?? '').map(index => ({ index, at })))
    if (!found) continue
    const help =
      name === 'uv'
        ? 'remove `index-strategy`: uv then takes a package from the first index that has it'
        : 'make the private index the only one (`index-url`) and let it pass PyPI on, or use uv, which takes a package from the first index that has it'
    const index = found.index.replace(/\?.*/s, '')
    report(diagnostic('DC4117', found.at, { index, installer: name }, { help }))
    return
  }
}

/** `--index-url` is one index: of several in a list the last one counts for pip, and uv refuses the second. */
function warnOfReplacedIndexes(linted: Linted, report: Report): void {
  for (const { image, list } of installedLists(linted)) {
    const isUv = image.installer.name === 'uv'
    const indexes = list.flatMap(({ read, at }) =>
      read.kind === 'option' && /^(?:-i|--index-url)$/.test(read.option) ? [{ ...read, at }] : [],
    )
    for (const { option, value, at } of isUv ? indexes.slice(1) : indexes.slice(0, -1)) {
      const problem = isUv
        ? 'is refused by uv: the list names an index already'
        : 'is without effect: a later line names another index, and the last one counts'
      const isSame = indexes.filter(other => other.value === value).length > 1
      const help = isSame ? 'remove the line' : `for a second index write \`--extra-index-url ${shown(value!)}\``
      report(diagnostic('DC4111', at, { option, problem }, { help }))
    }
  }
}

const isExtraIndex = (flag: string): boolean => flag === 'extra-index-url' || flag === 'index'
const privateIndexes = (text: string): string[] => indexUrls(text).filter(url => /^https?:/i.test(url) && !PUBLIC_INDEX.test(url))

/** The first of several, for a sentence. */
function some(texts: readonly string[]): string {
  const distinct = [...new Set(texts)].map(text => `\`${shown(text)}\``)
  return distinct.length <= 3 ? distinct.join(', ') : `${distinct.slice(0, 3).join(', ')} and ${distinct.length - 3} more`
}
