import { firstTime } from '../basics/first-time.ts'
import { groupBy } from '../basics/group-by.ts'
import { own } from '../basics/own.ts'
import { type Diagnostic, diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { ListedRequirement } from '../model/plan.ts'
import { placeOf } from '../model/settings.ts'
import { namesIndex, optionOf } from '../requirements/index-options.ts'
import { holds, markerEnvironment } from '../requirements/marker.ts'
import {
  condaHelp,
  DISTRIBUTIONS,
  IMPORT_NAMES,
  OTHER_PACKAGES,
  OTHER_SYSTEMS,
  SYSTEM_MARKERS,
} from '../requirements/mistaken-names.ts'
import { namesList } from '../requirements/requirement-line.ts'
import type { Span } from '../sources/span.ts'
import { constraintsOf, isPackage, type Linted, type LintedImage, type PackageLine, readsVariable } from './linted.ts'
import { reportSome } from './requirements.ts'

/**
 * Parents that are known to hold Python and none of the programs below: `python:*-slim`, whose own page says so ("minimal Debian packages needed to
 * run python"), `python:*-alpine`, and ZenML's, which is built on it without a system package (docker/base.Dockerfile in ZenML's repository).
 */
const BARE = /^(?:(?:index\.)?docker\.io\/)?(?:zenmldocker\/zenml:|(?:library\/)?python:(?:[^-@]*-)?(?:slim|alpine)(?:[-@\d.]|$))/

/** Programs by how a requirement or a command asks for them, and Debian's package with each. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  git: ['git', 'git-all', 'git-lfs'],
  hg: ['mercurial'],
  svn: ['subversion'],
  bzr: ['brz', 'bzr'],
  ssh: ['openssh-client', 'ssh'],
  make: ['make', 'build-essential'],
  gcc: ['gcc', 'build-essential'],
  'g++': ['g++', 'build-essential'],
  cmake: ['cmake'],
  curl: ['curl'],
  wget: ['wget'],
  'libGL.so.1': ['libgl1', 'libgl1-mesa-glx', 'libgl1-mesa-dev', 'libopencv-dev', 'ffmpeg'],
  'libgomp.so.1': ['libgomp1', 'gcc', 'g++', 'build-essential'],
  'libodbc.so.2': ['unixodbc', 'unixodbc-dev', 'libodbc2', 'msodbcsql18', 'msodbcsql17'],
  pg_config: ['libpq-dev'],
  mysql_config: ['default-libmysqlclient-dev', 'libmariadb-dev'],
}

/** Packages whose import, or whose build from source, needs something of a Debian. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  'opencv-python': ['libGL.so.1'],
  'opencv-contrib-python': ['libGL.so.1'],
  lightgbm: ['libgomp.so.1'],
  psycopg2: ['pg_config', 'gcc'],
  mysqlclient: ['mysql_config', 'gcc'],
  pyodbc: ['libodbc.so.2'],
}

/** A program that is not in an image, and the line or the command that calls it. */
interface Missing {
  readonly program: string
  readonly parent: string
  readonly by: string
  readonly at: Span | null
}

/** Requirements and commands that call a program which is not in the image: the build stops there, after the installs before. */
export function lintPrograms({ images, workspace }: Linted, report: Report): void {
  const environment = markerEnvironment(workspace.python)
  const missing = images.flatMap(found => missingIn(found, environment))
  for (const same of groupBy(missing, ({ program, parent, at }) => `${program} ${parent} ${at?.file}`)) {
    const { program, parent, by, at } = same[0]!
    const params = { by: by.length > 100 ? `${by.slice(0, 100)}…` : by, program, parent }
    const more = new Set(same.map(one => one.at?.start)).size - 1
    const notes = more > 0 ? [{ message: `${more} more ${more === 1 ? 'line needs' : 'lines need'} it` }] : []
    const help = isAlpine(parent)
      ? `take a parent that has it: one on Debian (\`python:3.11-slim\`) takes \`apt_packages\`, on Alpine apk installs it in a Dockerfile of your own`
      : `add \`${PROGRAMS[program]![0]}\` to \`apt_packages\``
    report(diagnostic('DC4118', at, params, { help, notes }))
  }
}

function missingIn({ image, settings, lists }: LintedImage, environment: ReadonlyMap<string, string>): Missing[] {
  const { kind, parent, apt, code } = image
  if (kind !== 'build' || parent.kind !== 'image' || !BARE.test(parent.image)) return []
  const all = lists.flat()
  const lines = all
    .filter(line => !isPackage(line) || holds(line.read.marker, environment) !== false)
    .flatMap(line => {
      const needed = isPackage(line) && !isAlpine(parent.image) ? neededBy(line) : []
      return [...programsOfLine(line.text), ...needed].map(program => ({ program, by: line.text, at: line.at }))
    })
  const command = code.installCommand ?? ''
  const place = placeOf(settings, 'local_project_install_command')
  const calls = programsOfCommand(command).map(program => ({ program, by: command, at: place }))
  const isThere = (program: string): boolean =>
    apt.some(({ name }) => PROGRAMS[program]!.includes(name.split(/[=:/]/)[0]!)) ||
    // A package of PyPI may bring it, and Alpine's busybox is a small wget.
    all.some(line => line.package === program) ||
    (program === 'wget' && isAlpine(parent.image))
  return [...lines, ...calls].filter(({ program }) => !isThere(program)).map(call => ({ ...call, parent: parent.image }))
}

const isAlpine = (image: string): boolean => /(?:^|\/)python:[^@]*alpine/.test(image)

const neededBy = ({ package: name, read }: PackageLine): readonly string[] =>
  name !== null && read.url === null ? (own(NEEDS, name) ?? []) : []

function programsOfLine(text: string): string[] {
  const url = /(?:^|[\s@])(?:-e\s+|--editable[\s=]+)?(git|hg|svn|bzr)\+([a-z]+)(?=:)/i.exec(text)
  if (url === null) return []
  const [program, scheme] = [url[1]!.toLowerCase(), url[2]!.toLowerCase()]
  return scheme === 'ssh' ? [program, 'ssh'] : [program]
}

/** Programs that a command calls: the first word of each part, and those that a requirement in it needs. */
function programsOfCommand(command: string): string[] {
  const first = command.split(/&&|\|\||[;|\n(]/).flatMap(part => /^\s*(?:\w+=\S*\s+)*([\w+.-]+)/.exec(part)?.[1] ?? [])
  // An earlier part may install them.
  const found = /\b(?:apt-get|apt|apk|dnf|yum)\s/.test(command) ? [] : first.filter(word => Object.hasOwn(PROGRAMS, word))
  return [...new Set([...found, ...programsOfLine(command)])]
}

/** Versions and names that no index has, or not for Linux. */
export function lintDoomedPackages(linted: Linted, report: Report): void {
  const isFirst = firstTime<readonly ListedRequirement[]>()
  const environment = markerEnvironment(linted.workspace.python)
  for (const found of linted.images) {
    for (const list of found.lists) {
      if (!isFirst(list) || hasOtherIndex(list, found)) continue
      const told: Diagnostic[] = []
      const tell: Report = one => void told.push(one)
      const named = new Set(list.map(line => line.package))
      // A constraint fails with the requirement that it limits.
      const limits = constraintsOf(list).filter(({ read }) => named.has(read.name))
      for (const line of [...list.filter(isPackage), ...limits]) {
        if (line.origin === 'catalog' || line.read.url !== null) continue
        if (holds(line.read.marker, environment) === false) continue
        lintLocalVersion(line, found, tell)
        if (line.package !== null) lintName(line, tell)
      }
      reportSome(told, report)
    }
  }
}

/** `torch==2.9.0+cpu`: PyPI takes no local versions, so only another index can have it. */
function lintLocalVersion(line: PackageLine, { image: { parent, kind } }: LintedImage, report: Report): void {
  const local = /={2,3}\s*v?[\w.!]+\+([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(line.read.specifier)?.[1]
  // A parent that nobody knows may have it already, or an index of its own.
  if (local === undefined || kind !== 'build' || parent.kind !== 'image' || !BARE.test(parent.image)) return
  const pytorch = /^(?:cpu|cu\d+|rocm[\d.]+|xpu)$/.test(local) && /^(?:torch|triton|pytorch)/.test(line.read.name)
  const url = pytorch ? `https://download.pytorch.org/whl/${local}` : 'URL'
  const reason = `the version \`+${local}\` is on no index but its maker's own, and the install asks PyPI only`
  const help =
    line.origin === 'file'
      ? `write \`--extra-index-url ${url}\` above it, or leave \`+${local}\` out`
      : `write \`--extra-index-url ${url}\` into the list, or leave \`+${local}\` out`
  report(diagnostic('DC4119', line.at, { line: line.text, reason }, { help }))
}

/** Whether an install asks for more than PyPI: by its list, its arguments, or a variable. */
function hasOtherIndex(list: readonly ListedRequirement[], { image }: LintedImage): boolean {
  const { installer, environment, secrets, parent } = image
  const isUv = installer.name === 'uv'
  const names = [...environment.map(({ name }) => name), ...secrets.map(({ id }) => id)]
  const variables = names.filter(name => readsVariable(image, name))
  return (
    // A list that was not read may name one.
    list.some(({ read }) => read.kind === 'option' && (namesIndex(optionOf(read.option)!) || namesList(read.option))) ||
    installer.asked.some(({ flag }) => namesIndex(flag) || (isUv && flag === 'torch-backend')) ||
    variables.some(name => namesIndex(name) || /^(?:(?:PIP|UV)_CONFIG_FILE|UV_TORCH_BACKEND)$/.test(name)) ||
    secrets.some(({ target }) => (isUv ? /uv\.toml$/ : /pip\.conf$/).test(target ?? '')) ||
    parent.kind === 'dockerfile'
  )
}

function lintName(line: PackageLine, report: Report): void {
  const { name } = line.read
  const at: Span | null = line.at
  const tell = (reason: string, help: string, severity: 'warning' | 'hint'): void =>
    report(diagnostic('DC4119', at, { line: line.text, reason }, { help, severity }))
  const conda = condaHelp(name)
  if (name === 'pkg-resources')
    tell('a `pip freeze` on Debian or Ubuntu writes it, and no index has it', 'remove the line', 'warning')
  else if (Object.hasOwn(OTHER_SYSTEMS, name) || name.startsWith('pyobjc-')) {
    const system = OTHER_SYSTEMS[name] ?? 'macOS'
    tell(`it exists for ${system} only`, `remove the line, or write \`${line.text}; ${SYSTEM_MARKERS[system]}\``, 'warning')
  } else if (Object.hasOwn(DISTRIBUTIONS, name))
    tell(
      `it is part of ${DISTRIBUTIONS[name]}, and PyPI has no release of it to install`,
      'remove the line: a system package brings it, if anything needs it',
      'warning',
    )
  else if (conda !== undefined) tell("it is a package of conda's", conda, 'warning')
  else if (Object.hasOwn(IMPORT_NAMES, name))
    tell('it is the name of an import, and not of its package', `write \`${IMPORT_NAMES[name]}\``, 'warning')
  else if (Object.hasOwn(OTHER_PACKAGES, name))
    tell(
      `the import \`${name}\` usually comes from \`${OTHER_PACKAGES[name]}\``,
      `write \`${OTHER_PACKAGES[name]}\` if that is meant`,
      'hint',
    )
}
