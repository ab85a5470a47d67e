import { firstTime } from '../basics/first-time.ts'
import { type Credential, findCredentials } from '../credentials/credentials.ts'
import { foreignPlaceholder, secretReference } from '../credentials/placeholder.ts'
import { credentialsOf, isSecretSetting, secretAssignments } from '../credentials/secret-setting.ts'
import { type Details, diagnostic, type Note, type Report } from '../diagnostics/diagnostic.ts'
import { readInstructions } from '../dockerfile/read-instructions.ts'
import type { MapNode, Node } from '../model/node.ts'
import type { ImagePlan, ListedRequirement } from '../model/plan.ts'
import { pythonStr } from '../python/values.ts'
import { pipelineSecrets } from '../quote/setting-text.ts'
import { namesIndex, optionOf } from '../requirements/index-options.ts'
import { locateInFile, placeOfPart } from '../sources/place-of-part.ts'
import { readText } from '../sources/read-text.ts'
import type { Sources } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'
import { indexRewrite } from './index-rewrite.ts'
import type { Linted, LintedImage } from './linted.ts'

/** A place of the settings whose texts end in something that others can read. */
interface Sink {
  /** Of the docker settings. `*`: each entry of the mapping, whose key is a name. */
  readonly path: readonly string[]
  /** Where its texts end. */
  readonly ends: string
  /** How to do without: the text of the help. */
  readonly help: (name: string, at: Span) => string
}

const forInstallsOrRuns = (name: string, at: Span): string =>
  `for installs declare it in the project file: \`secrets: {${name.toUpperCase()}: {env: ${name.toUpperCase()}}}\`; for run time keep it in the orchestrator's or ZenML's secret store (${pipelineSecrets(at)})`
const forBuilds = (name: string): string =>
  `leave the value to a secret of the project file, which no layer keeps: \`secrets: {${name}: {env: ${name}}}\``

/** Every place where a text leaves the file it was written in. First match wins. */
const SINKS: readonly Sink[] = [
  {
    path: ['environment', '*'],
    ends: 'the Dockerfile, the manifest and the image',
    help: forInstallsOrRuns,
  },
  {
    path: ['runtime_environment', '*'],
    ends: 'the Dockerfile, the manifest and the image',
    help: (name, at) => `keep \`${name}\` in the orchestrator's or ZenML's secret store (${pipelineSecrets(at)})`,
  },
  ...['build_config', 'parent_image_build_config'].flatMap((config): Sink[] => [
    {
      path: [config, 'build_options', 'build_args', '*'],
      ends: 'the bake file, the manifest and the history of the image',
      help: forBuilds,
    },
    {
      path: [config, 'build_options', 'labels', '*'],
      ends: 'the bake file and the labels of the image',
      help: () => 'remove the label',
    },
    { path: [config, 'build_options'], ends: 'the bake file', help: () => CACHE_HELP },
  ]),
  {
    path: ['python_package_installer_args', '*'],
    ends: 'the Dockerfile and the manifest',
    help: forBuilds,
  },
  {
    path: ['local_project_install_command'],
    ends: 'the Dockerfile, the manifest and the history of the image',
    help: () => "put `netrc` or the installer's own variables under `secrets` of the project file: this command sees them too",
  },
]

const CACHE_HELP = "log in before you build (`docker login`, the cloud's own tools): bake uses what it finds there"
const ELSEWHERE: Omit<Sink, 'path'> = { ends: 'the generated files', help: () => 'remove it from the settings' }

/** Credentials in what ends in an image or in a generated file. Each is reported once, with the way to do without; none is shown. */
export function lintSecrets(linted: Linted, report: Report): void {
  const isFirst = firstTime<Node | readonly ListedRequirement[] | string>()
  for (const one of linted.images) {
    for (const found of textsOf(one.settings.written, one.image)) {
      if (isFirst(found.node)) lintText(found, one, linted, report)
    }
    for (const list of one.lists) {
      if (isFirst(list)) lintRequirementSecrets(list, one, linted, report)
    }
  }
  for (const { image } of linted.images) {
    if (image.parent.kind !== 'dockerfile' || !isFirst(image.parent.dockerfile)) continue
    lintDockerfile(image.parent.dockerfile, linted.sources, report)
  }
  lintBake(linted, report)
}

interface FoundText {
  readonly node: Node
  /** `environment.HF_TOKEN`. */
  readonly where: string
  /** The name that an entry of a mapping gives its value; the last key of the path elsewhere. */
  readonly name: string
  readonly named: boolean
  readonly sink: Omit<Sink, 'path'>
}

/** The texts of docker settings that count for an image, requirements aside. */
function textsOf(written: MapNode, image: ImagePlan): FoundText[] {
  const found: FoundText[] = []
  for (const { key, value } of written.entries) {
    const name = pythonStr(key)
    if (name === 'requirements' || !counts(name, image)) continue
    visit(value, [name])
  }
  return found

  function visit(node: Node, path: readonly string[]): void {
    const sink = SINKS.find(s => matches(s.path, path))
    if (node.kind === 'map' && sink?.path.at(-1) !== '*') {
      for (const { key, value } of node.entries) visit(value, [...path, pythonStr(key)])
    } else if (node.kind === 'list' && sink?.path.at(-1) !== '*') {
      for (const [i, item] of node.items.entries()) visit(item, [...path, String(i)])
    } else if (node.kind !== 'null' && node.kind !== 'bool') {
      const named = sink?.path.at(-1) === '*'
      found.push({ node, where: path.join('.'), name: path.at(-1)!, named, sink: sink ?? ELSEWHERE })
    }
  }
}

/** A sink's path is the text's, or the beginning of it where the sink is not a mapping of names. */
function matches(sink: readonly string[], path: readonly string[]): boolean {
  if (sink.at(-1) === '*') return sink.length === path.length && sink.every((key, i) => key === '*' || key === path[i])
  return sink.every((key, i) => key === path[i])
}

function counts(key: string, { kind, parent }: ImagePlan): boolean {
  if (key === 'parent_image_build_config') return parent.kind === 'dockerfile'
  return kind === 'build' || key === 'parent_image' || key === 'target_repository' || key === 'image_tag'
}

function lintText(found: FoundText, image: LintedImage, linted: Linted, report: Report): void {
  const { node, where, name, named, sink } = found
  const text = pythonStr(node)
  const foreign = foreignPlaceholder(text)
  if (foreign !== undefined) {
    const at = placeOfPart(node, foreign, linted.sources)
    report(diagnostic('DC4103', at, { placeholder: foreign, where }, { help: foreignHelp(foreign, name, named) }))
  }
  const reference = named ? secretReference(text) : undefined
  if (reference !== undefined) {
    const at = placeOfPart(node, reference, linted.sources)
    report(diagnostic('DC4104', at, { reference, where }, { help: sink.help(name, at) }))
  }
  const credentials = credentialsOf(text, named ? name : undefined)
  if (credentials.length === 0) return
  const { at, notes } = placeOfCredentials(node, text, credentials, linted)
  const option = name.replace(/^-+/, '')
  const params = { where, found: credentials[0]!.name, ends: sink.ends }
  if (named && namesIndex(option) && params.found.endsWith('in a URL'))
    report(
      diagnostic('DC4101', at, { ...params, where: `\`${where}\`` }, { ...indexDetails(option, text, image, linted), notes }),
    )
  else report(diagnostic('DC4100', at, params, { help: sink.help(name, at), notes, redact: true }))
}

function foreignHelp(placeholder: string, name: string, named: boolean): string {
  const variable = /(?:env|secrets|vars)\.(\w+)|^\$\{(\w+)/.exec(placeholder)
  const written = variable?.[1] ?? variable?.[2] ?? (named ? name : 'NAME')
  return `ZenML's own form is \`\${${written}}\`: give it a value with \`--var\` or \`variables\`, or leave it to bake`
}

function placeOfCredentials(node: Node, text: string, credentials: readonly Credential[], linted: Linted) {
  const [first] = credentials
  const part = text.slice(first!.start, first!.end)
  const at = credentials.length === 1 && part !== text ? placeOfPart(node, part, linted.sources) : node.span
  return { at, notes: notesOnVariables(node, part, linted) }
}

/** Where a credential came in through `variables`, the place in the pipeline file does not show it. */
function notesOnVariables(node: Node, part: string, { workspace: { project }, sources }: Linted): Note[] {
  const written = sources.read(node.span.file)?.slice(node.span.start, node.span.end) ?? ''
  return [...written.matchAll(/\$\{(\w+)\}/g)].flatMap(([, name]): Note[] => {
    const value = project.variables.get(name!)
    if (!value?.includes(part) && !part.includes(value ?? '\0')) return []
    const at = locateInFile(project.file, name!, value!, sources)
    return [{ message: `it comes from the variable \`${name}\``, ...(at && { at }) }]
  })
}

/** The way out of a credential in the URL of an index. */
function indexDetails(option: string, text: string, image: LintedImage, linted: Linted): Details {
  const severity = linted.workspace.dialect === 'zenml' ? 'warning' : 'error'
  return { help: indexRewrite(option, text, image, linted), severity, redact: true }
}

/** Credentials in requirement lines, wherever they were written. */
function lintRequirementSecrets(list: readonly ListedRequirement[], image: LintedImage, linted: Linted, report: Report): void {
  for (const { text, at: line, where, origin } of list) {
    if (origin === 'catalog') continue
    const [credential] = findCredentials(text).concat(secretAssignments(text))
    if (!credential) continue
    const at = line && partOfLine(line, text.slice(credential.start, credential.end), linted)
    const option = optionOf(text)
    const params = { where, found: credential.name }
    if (option !== undefined && namesIndex(option) && params.found.endsWith('in a URL'))
      report(diagnostic('DC4101', at, params, indexDetails(option, text, image, linted)))
    else report(diagnostic('DC4102', at, params, { help: requirementHelp(text, linted), redact: true }))
  }
}

function partOfLine(place: Span, part: string, { sources }: Linted): Span {
  const start = sources.read(place.file)?.slice(place.start, place.end).indexOf(part) ?? -1
  return start < 0 ? place : { file: place.file, start: place.start + start, end: place.start + start + part.length }
}

function requirementHelp(text: string, { workspace: { dialect } }: Linted): string {
  const host = /:\/\/(?:[^/]*@)?([^/:]+)/.exec(text)?.[1]
  const mount = '`secrets: {netrc: {file: .netrc, target: /root/.netrc}}`'
  const help =
    host === undefined
      ? 'remove it from the line'
      : `write the URL without it, and put ${mount} into the project file, where .netrc says \`machine ${host} login … password …\``
  return dialect === 'buildkit' ? help : `${help}; secrets need \`dialect: buildkit\``
}

/** What the project file says for every image of the bake file. */
function lintBake({ workspace: { project }, sources }: Linted, report: Report): void {
  const { labels, cacheFrom, cacheTo } = project.bake
  const tell = (where: string, name: string | undefined, value: string, ends: string, help: string): void => {
    const [credential] = credentialsOf(value, name)
    if (!credential) return
    const at = locateInFile(project.file, name, value, sources)
    report(diagnostic('DC4100', at, { where, found: credential.name, ends }, { help, redact: true }))
  }
  for (const [name, value] of labels)
    tell(`bake.labels.${name}`, name, value, 'the bake file and the labels of every image', 'remove the label')
  for (const value of cacheFrom) tell('bake.cache_from', undefined, value, 'the bake file', CACHE_HELP)
  for (const value of cacheTo) tell('bake.cache_to', undefined, value, 'the bake file', CACHE_HELP)
}

/** Credentials in the user's own Dockerfile: every instruction stays in the image's history. */
function lintDockerfile(file: string, sources: Sources, report: Report): void {
  const text = readText(sources, file)
  for (const { start, end, keyword, line } of readInstructions(text).instructions) {
    const instruction = text.slice(start, end)
    const [credential] = findCredentials(instruction).concat(
      secretAssignments(instruction),
      keyword === 'env' ? oldEnv(instruction) : [],
    )
    if (!credential) continue
    const at = { file, start: start + credential.start, end: start + credential.end }
    const params = { where: `${file}:${line}`, found: credential.name, ends: 'the history of the image' }
    report(diagnostic('DC4100', at, params, { help: DOCKERFILE_HELP, redact: true }))
  }
}

const DOCKERFILE_HELP =
  'take it out of the file: for run time keep it in a secret store; for a build `RUN --mount=type=secret,id=NAME,env=NAME` reads one that no layer keeps'

/** `ENV NAME value`, without `=`. */
function oldEnv(instruction: string): Credential[] {
  const [, before, name, value] = /^(ENV\s+(\w+)\s+)([^=\s].*)$/is.exec(instruction) ?? []
  if (name === undefined || !isSecretSetting(name, value!)) return []
  return [{ start: before!.length, end: instruction.length, name: `a literal \`${name}\`` }]
}
