import { satisfies } from '@renovatebot/pep440'
import { firstTime } from '../basics/first-time.ts'
import { own } from '../basics/own.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { suggest } from '../diagnostics/suggest.ts'
import { type ListedRequirement, type ParentImage, targetsOf } from '../model/plan.ts'
import { placeOf } from '../model/settings.ts'
import { nameOf } from '../paths/path-parts.ts'
import { languageOf, settingText } from '../quote/setting-text.ts'
import { namesList } from '../requirements/requirement-line.ts'
import { locateInFile, startOf } from '../sources/place-of-part.ts'
import type { Span } from '../sources/span.ts'
import { type Linted, type LintedImage, placeKey } from './linted.ts'

/** Images that everybody knows and that hold no ZenML. */
const WITHOUT_ZENML =
  /^(?:(?:index\.)?docker\.io\/)?(?:(?:library\/)?(?:python|debian|ubuntu|alpine|fedora|rockylinux)|pytorch\/[a-z-]+|nvidia\/[a-z-]+|nvcr\.io\/nvidia\/[a-z-]+|tensorflow\/tensorflow|rayproject\/[a-z-]+|jupyter\/[a-z-]+|(?:continuumio|condaforge|mambaorg)\/[a-z0-9-]+|huggingface\/[a-z-]+|ghcr\.io\/astral-sh\/uv)(?=[:@]|$)/
/** ZenML's image, from Docker Hub or a mirror of it. */
const ZENML_IMAGE = /^(?:[^/]+\/)*zenmldocker\/zenml:(?<version>\d+\.\d+\.\d+)(?:-|$)/

interface WithParent extends LintedImage {
  readonly parent: ParentImage
}

/** Images that are based on a named parent; those that were built before are nobody's to change. */
function withParents({ images }: Linted): WithParent[] {
  return images.flatMap(linted =>
    linted.image.parent.kind === 'image' && linted.image.kind !== 'prebuilt' ? [{ ...linted, parent: linted.image.parent }] : [],
  )
}

/** Each parent once, at its first place. */
function distinct(images: readonly WithParent[]): WithParent[] {
  const isFirst = firstTime<string>()
  return images.filter(({ parent }) => isFirst(parent.image))
}

const isPinned = ({ parent }: WithParent): boolean => parent.digest !== null || parent.image.includes('@')

/** No tag, or one that everybody moves. */
function moves({ parent }: WithParent): boolean {
  const name = nameOf(parent.image)
  return !parent.image.includes('@') && (!name.includes(':') || name.endsWith(':latest'))
}

/** What a parent may be tomorrow. */
export function lintParentPins(linted: Linted, report: Report): void {
  const isZenml = linted.workspace.dialect === 'zenml'
  const parents = distinct(withParents(linted))
  const help = isZenml
    ? 'name a version, or a digest (`name@sha256:…`)'
    : 'name a version; `dockcompile freeze` pins what it is today to its digest'
  for (const found of parents) {
    if (moves(found) && (isZenml || found.parent.digest === null))
      report(diagnostic('DC4120', found.parent.at, { parent: found.parent.image }, { help }))
  }
  if (isZenml) return
  const open = parents
    .filter(found => found.image.kind !== 'use' && !isPinned(found) && !moves(found))
    .map(({ parent }) => parent)
  if (open.length === 0) return
  const names = open.slice(0, 3).map(({ image }) => `\`${image}\``)
  const more = open.length > names.length ? [`and ${open.length - names.length} more`] : []
  report(
    diagnostic(
      'DC4024',
      // Nobody wrote ZenML's own image: its version chose it.
      open.find(({ at }) => at !== null)?.at ?? linted.workspace.zenmlAt ?? startOf(linted.workspace.stack.file),
      { parents: [names.join(', '), ...more].join(' ') },
      { help: 'run `dockcompile freeze`, and commit dockcompile.lock.json' },
    ),
  )
}

/** Who the parent ends as decides whether its layers can be built; nobody may know. */
export function lintParentUsers({ images, workspace }: Linted, report: Report): void {
  if (workspace.dialect === 'zenml') return
  const isFirst = firstTime<string>()
  for (const { image } of images) {
    const { parent, kind, facts, user } = image
    const needsRoot = image.apt.length > 0 || image.installs.length > 0 || image.code.installCommand !== null
    if (kind !== 'build' || facts.user !== null || user !== null || !needsRoot) continue
    const name = parent.kind === 'image' ? parent.image : parent.dockerfile
    if (!isFirst(name)) continue
    const help =
      parent.kind === 'image'
        ? 'run `dockcompile freeze`, which looks it up, or set `user`'
        : 'let the Dockerfile end with a `USER` line, or set `user`'
    report(diagnostic('DC4025', parent.at, { parent: name }, { help }))
  }
}

/** Lines of which nobody knows what they install. */
const mayHoldMore = ({ read }: ListedRequirement): boolean =>
  read.kind === 'location' || read.kind === 'unknown' || (read.kind === 'option' && namesList(read.option))

/** Steps are started with `python -m zenml…`. */
export function lintMissingZenml(linted: Linted, report: Report): void {
  const { zenml } = linted.workspace
  const found = new Map<string, { names: Set<string>; parent: string; at: Span | null; help: string }>()
  for (const { image, settings, lists, parent } of withParents(linted)) {
    if (parent.isDefault || !WITHOUT_ZENML.test(parent.image)) continue
    // A project, a URL or an output that is not there may bring it.
    if (image.code.installCommand !== null) continue
    if (settings.replicate_local_python_environment !== null || settings.pyproject_path) continue
    const lines = lists.flat().filter(({ read }) => read.kind !== 'constraint')
    if (lines.some(line => mayHoldMore(line) || /\bzenml\b/i.test(line.text))) continue
    const { requirements } = settings
    const file = typeof requirements === 'string' && requirements !== '' ? requirements : 'requirements'
    const help =
      image.kind === 'build'
        ? `add \`zenml==${zenml}\` to \`${file}\``
        : `build it with \`${settingText(languageOf(parent.at), 'requirements', [`zenml==${zenml}`])}\``
    // A step's list takes the place of the pipeline's, so that each list needs it.
    const at = (image.kind === 'build' && placeOf(settings, 'requirements')) || parent.at
    const key = `${parent.image}\n${placeKey(at)}`
    const one = found.get(key) ?? { names: new Set<string>(), parent: parent.image, at, help }
    found.set(key, one)
    one.names.add(image.id)
  }
  for (const { names, parent, at, help } of found.values()) {
    const [first, ...more] = [...names]
    const images = `\`${first}\`${more.length > 0 ? ` and ${more.length} more` : ''}`
    report(diagnostic('DC4121', at, { images, parent }, { help }))
  }
}

/** The client compiles a pipeline with one version, and its steps must run with the same. */
export function lintZenmlVersion(linted: Linted, report: Report): void {
  const { zenml } = linted.workspace
  for (const { parent } of distinct(withParents(linted))) {
    const version = ZENML_IMAGE.exec(parent.image)?.groups?.version
    if (version === undefined || version === zenml) continue
    const help = `name the parent \`${parent.image.replace(version, zenml)}\`, or say \`zenml: ${version}\` in the project file`
    report(diagnostic('DC4122', parent.at, { what: `the parent has ZenML ${version}`, zenml }, { help }))
  }
  for (const { image, lists } of linted.images) {
    const standsOnZenml = image.parent.kind === 'image' && ZENML_IMAGE.test(image.parent.image)
    for (const requirement of lists.flat()) {
      const { read, text, at, origin } = requirement
      if (read.kind !== 'package' || read.name !== 'zenml' || read.url !== null || origin === 'catalog') continue
      const open = read.specifier === '' || !/==/.test(read.specifier)
      const fits = read.specifier === '' || satisfies(zenml, read.specifier, { prereleases: true })
      // An installed version that fits stays; elsewhere the newest one comes.
      if (fits && (!open || standsOnZenml)) continue
      const what = fits ? `\`${text}\` installs the newest ZenML that there is` : `\`${text}\` installs another ZenML`
      const extras = read.written.slice(read.name.length)
      report(diagnostic('DC4122', at, { what, zenml }, { help: `write \`zenml${extras}==${zenml}\`` }))
    }
  }
}

/** Alpine has apk. */
export function lintAptParents(linted: Linted, report: Report): void {
  for (const { image, settings, parent } of withParents(linted)) {
    if (image.apt.length === 0 || image.kind !== 'build' || !/alpine/.test(nameOf(parent.image))) continue
    const at = placeOf(settings, 'apt_packages') ?? parent.at
    const severity = linted.workspace.dialect === 'zenml' ? 'warning' : 'error'
    const help = `take a parent on Debian (\`python:${linted.workspace.python}-slim\`), or install with apk in a Dockerfile of your own`
    report(diagnostic('DC4123', at, { parent: parent.image }, { help, severity }))
  }
}

/** Releases of Debian whose packages are on no mirror any more, but in the archive, and the one to take instead. */
const ARCHIVED = /(?:^|[-_.:])(jessie|stretch|buster)(?![a-z])/

/** `apt-get update` of a release that is no longer served ends with 404, whatever is installed. */
export function lintArchivedParents(linted: Linted, report: Report): void {
  for (const { image, settings, parent } of distinct(withParents(linted))) {
    const release = ARCHIVED.exec(nameOf(parent.image))?.[1]
    if (release === undefined || image.apt.length === 0 || image.kind !== 'build') continue
    const at = placeOf(settings, 'parent_image') ?? parent.at
    const help = `take the same parent on a newer Debian (\`${parent.image.replace(release, 'bookworm')}\`), or one whose sources lead to archive.debian.org`
    report(diagnostic('DC4126', at, { parent: parent.image, release }, { help }))
  }
}

/** What Go, and so Docker, calls the systems and processors that images are made for. */
const SYSTEMS = ['linux', 'windows', 'darwin', 'freebsd', 'wasip1']
const PROCESSORS = ['amd64', 'arm64', 'arm', '386', 'ppc64le', 's390x', 'riscv64', 'mips64le', 'mips64', 'loong64', 'wasm']
const OTHER_NAMES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  i386: '386',
  i686: '386',
  armel: 'arm/v6',
  armhf: 'arm',
  armv7: 'arm/v7',
}
const COMMON = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386', 'linux/ppc64le', 'linux/s390x', 'linux/riscv64']

export function lintPlatforms(linted: Linted, report: Report): void {
  for (const found of linted.images) {
    for (const platform of new Set(targetsOf(found.image).flatMap(({ options }) => options.platforms))) {
      if (isPlatform(platform)) continue
      const at = placeOfPlatform(platform, found, linted)
      const other = own(OTHER_NAMES, platform.split('/').at(-1)!)
      const close = other === undefined ? suggest(platform, COMMON) : `linux/${other}`
      const help = `common ones: ${COMMON.slice(0, 3).join(', ')}`
      const severity = isReadable(platform) ? 'warning' : 'error'
      report(diagnostic('DC4124', at, { platform }, { label: close && `did you mean \`${close}\`?`, help, severity }))
    }
  }
}

function placeOfPlatform(platform: string, { settings }: LintedImage, { workspace: { project }, sources }: Linted): Span | null {
  return (
    placeOf(settings, 'build_config', 'build_options', 'platform') ??
    placeOf(settings, 'build_config', 'build_options', 'platforms') ??
    placeOf(settings, 'parent_image_build_config', 'build_options', 'platform') ??
    placeOf(settings, 'parent_image_build_config', 'build_options', 'platforms') ??
    (project.file === null ? null : (locateInFile(project.file, undefined, platform, sources) ?? startOf(project.file)))
  )
}

/** The lock file knows for which platforms a parent exists: the build of another one stops at `FROM`, after the first ones were built. */
export function lintParentPlatforms(linted: Linted, report: Report): void {
  const isFirst = firstTime<string>()
  for (const found of linted.images) {
    const { parent, kind, options } = found.image
    if (kind === 'prebuilt' || kind === 'use') continue
    const name = parent.kind === 'image' ? parent.image : parent.base
    const known = name === null ? [] : (linted.workspace.lock.images.get(name)?.platforms ?? [])
    if (name === null || known.length === 0) continue
    const wanted = parent.kind === 'image' ? options.platforms : parent.options.platforms
    const missing = wanted.filter(platform => isPlatform(platform) && !known.some(one => samePlatform(one, platform)))
    if (missing.length === 0 || !isFirst(name)) continue
    const params = { parent: name, platforms: missing.join(', '), known: known.join(', ') }
    const help = 'remove the platform, or take a parent that has it; `dockcompile freeze` looks again'
    report(diagnostic('DC4041', placeOfPlatform(missing[0]!, found, linted), params, { help }))
  }
}

/** arm64 has one variant, which some write; other names of processors mean the same. */
function samePlatform(a: string, b: string): boolean {
  const plain = (platform: string): string => {
    const parts = platform.toLowerCase().split('/')
    const [system, processor = '', variant] = parts.length === 1 ? ['linux', parts[0]] : parts
    const [name, implied] = (own(OTHER_NAMES, processor) ?? processor).split('/')
    const rest = variant ?? implied ?? (name === 'arm' ? 'v7' : '')
    return `${system}/${name}/${(name === 'arm64' && rest === 'v8') || (name === 'amd64' && rest === 'v1') ? '' : rest}`
  }
  return a === 'local' || b === 'local' || plain(a) === plain(b)
}

/** `linux/amd64`, `linux/arm/v7`, `arm64`, `local`. Docker normalises other names of processors itself. */
function isPlatform(platform: string): boolean {
  const parts = platform.toLowerCase().split('/')
  if (parts.length === 1) return parts[0] === 'local' || SYSTEMS.includes(parts[0]!) || isProcessor(parts[0]!)
  return (
    parts.length <= 3 &&
    SYSTEMS.includes(parts[0]!.endsWith(')') ? parts[0]!.split('(', 1)[0]! : parts[0]!) &&
    isProcessor(parts[1]!) &&
    /^(?:v\d+(?:\.\d+)?)?$/.test(parts[2] ?? '')
  )
}

/** Whether bake reads it at all: with one that it does not read it takes nothing of the file (containerd/platforms `Parse`). */
const isReadable = (platform: string): boolean => /^[\w-]+(?:\([\w.%+-]*\))?(?:\/[\w.-]+){1,2}$/.test(platform) || platform === ''

const isProcessor = (name: string): boolean => PROCESSORS.includes(name) || Object.hasOwn(OTHER_NAMES, name)
