import { MAX_REQUIREMENT_LINES, shown } from '../basics/limits.ts'
import { byCodePoint } from '../basics/order.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Mending } from '../diagnostics/mending.ts'
import { suggest, suggestOnly } from '../diagnostics/suggest.ts'
import { didYouMean } from '../diagnostics/suggest-path.ts'
import { get } from '../model/node.ts'
import type { ImageRequest, ListedRequirement, RequirementGroup, RequirementList } from '../model/plan.ts'
import type { DockerSettings } from '../model/settings.ts'
import { keyPlaceOf, placeOf } from '../model/settings.ts'
import type { Workspace } from '../model/workspace.ts'
import { cleanPath } from '../paths/clean-path.ts'
import { languageOf, settingText } from '../quote/setting-text.ts'
import { otherKind } from '../requirements/other-kind.ts'
import { readText } from '../sources/read-text.ts'
import { type Sources, STATUS_WORDS } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'
import { type ListSource, listedRequirements } from './listed-requirements.ts'
import type { Planning } from './planning.ts'
import { stackRequirements, stackTitle } from './stack-requirements.ts'

/** The requirement lists of an image and what was found on the way. */
export interface GatheredRequirements {
  /** In ZenML's order: local, stack, extra, integrations, pyproject, user. */
  readonly lists: readonly RequirementList[]
  /** A list of the source root is installed because nothing else was said. */
  readonly detected: boolean
}

/** Group → ZenML's file name and ours, whose number is the order of installing. */
const FILE_NAMES: Readonly<Record<RequirementGroup, readonly [string, string]>> = {
  local: ['.zenml_local_requirements', '1-local.txt'],
  stack: ['.zenml_stack_integration_requirements', '2-stack.txt'],
  extra: ['.zenml_deployment_requirements', '3-deployment.txt'],
  integrations: ['.zenml_integration_requirements', '4-integrations.txt'],
  pyproject: ['.zenml_pyproject_requirements', '5-pyproject.txt'],
  user: ['.zenml_user_requirements', '6-user.txt'],
}

/**
 * Gathers what an image installs, with ZenML's content line by line.
 *
 * Source: `PipelineDockerImageBuilder.gather_requirements_files` (ZenML 0.98). It runs for `skip_build` images too, so its refusals hold there as well.
 */
export function gatherRequirements(
  build: ImageRequest,
  downloadsFromRepository: boolean,
  planning: Planning,
): GatheredRequirements {
  const { settings } = build
  const { workspace, sources, report } = planning
  const chosen = chooseSource(settings, workspace, sources, report)
  const lists: RequirementList[] = []
  const add = (group: RequirementGroup, title: string, source: ListSource): void =>
    void lists.push(listOf(group, title, source, sources))
  const addCatalog = (group: RequirementGroup, title: string, lines: readonly string[], at: Span | null = null): void =>
    add(group, title, { origin: 'catalog', text: lines.join('\n'), at })
  const addCaptured = (group: RequirementGroup, title: string, text: string | undefined, at: Span | null): void => {
    if (text !== undefined) add(group, title, { origin: 'captured', text, at })
  }

  const command = settings.replicate_local_python_environment
  if (command !== null) {
    const at = placeOf(settings, 'replicate_local_python_environment')
    const text = captured([command], at, planning)
    addCaptured('local', `Local environment: the output of \`${command}\``, text, at)
  }
  if (settings.install_stack_requirements) {
    const lines = stackRequirements(workspace, downloadsFromRepository)
    if (lines.length) addCatalog('stack', stackTitle(workspace, lines), lines)
  }
  if (build.deploymentRequirements)
    addCatalog('extra', 'Deployment: what serves the pipeline', [...build.deploymentRequirements].sort(byCodePoint))
  const integrations = integrationRequirements(settings, workspace, report)
  if (integrations.length) {
    const title = `Integrations: ${settings.required_integrations.join(', ')}`
    addCatalog('integrations', title, integrations, placeOf(settings, 'required_integrations'))
  }
  if (chosen.pyproject !== null) {
    const text = pyprojectExport(chosen.pyproject, settings, planning)
    addCaptured('pyproject', `Dependencies of ${cleanPath(chosen.pyproject)}`, text, placeOf(settings, 'pyproject_path'))
  }
  const user = userRequirements(chosen.requirements, settings, sources, report, workspace.dialect === 'zenml')
  if (user) add('user', `Requirements of the ${listOwner(build)}${'file' in user ? `: ${user.file}` : ''}`, user)
  return {
    lists: workspace.dialect === 'zenml' ? lists.map(list => pathOrContent(list, sources, report)) : lists,
    detected: chosen.detected,
  }
}

function listOf(group: RequirementGroup, title: string, source: ListSource, sources: Sources): RequirementList {
  const [zenmlName, fileName] = FILE_NAMES[group]
  const text = source.origin === 'file' ? textMode(source.text) : source.text
  const lines = listedRequirements(group, source, sources)
  return { group, zenmlName, fileName, text, lines, title, at: source.at ? [source.at] : [] }
}

/** The lines of the user's own list with the places of these settings; where others share the image, its plan has those of the first. */
export function userLines(settings: DockerSettings, workspace: Workspace, sources: Sources): readonly ListedRequirement[] {
  const { requirements } = chooseSource(settings, workspace, sources, () => {})
  const source = userRequirements(requirements, settings, sources, () => {}, workspace.dialect === 'zenml')
  return source ? listedRequirements('user', source, sources) : []
}

interface Chosen {
  readonly requirements: DockerSettings['requirements']
  readonly pyproject: string | null
  readonly detected: boolean
}

/**
 * What the user's own requirements are. Where nothing is said ZenML looks into the source root, and only then at the switch: so with detection
 * off a `requirements: ""` beside a requirements.txt becomes "none", while without such a file it stays a path and fails.
 */
function chooseSource(settings: DockerSettings, workspace: Workspace, sources: Sources, report: Report): Chosen {
  const { requirements } = settings
  const said = settings.replicate_local_python_environment || requirements?.length || settings.pyproject_path
  if (said) return { requirements, pyproject: settings.pyproject_path || null, detected: false }
  const inRoot = (name: string): string => cleanPath(`${workspace.sourceRoot}/${name}`)
  const found = [inRoot('requirements.txt'), inRoot('pyproject.toml')].find(path => sources.status(path) !== 'missing')
  if (!found || !workspace.catalog.docker_settings.disable_automatic_requirements_detection)
    return { requirements, pyproject: null, detected: false }
  if (settings.disable_automatic_requirements_detection) {
    const explicit = keyPlaceOf(settings, 'disable_automatic_requirements_detection')
    const key = found.endsWith('.toml') ? 'pyproject_path' : 'requirements'
    if (!explicit) {
      report(
        diagnostic(
          'DC4014',
          firstLineOf(found, sources),
          { path: found },
          {
            help: `write \`${key}: ${found}\` under \`settings.docker\` to install it, or \`disable_automatic_requirements_detection: true\` to keep it out`,
          },
        ),
      )
    }
    return { requirements: null, pyproject: null, detected: false }
  }
  return found.endsWith('.txt')
    ? { requirements: found, pyproject: null, detected: true }
    : { requirements: null, pyproject: found, detected: true }
}

/**
 * The output of the first of these commands that is in the lock file.
 *
 * @param shown what asks for it, where nobody wrote that down
 */
function captured(
  commands: readonly string[],
  at: Span | null,
  { workspace: { lock }, report, ask }: Planning,
  shown = at,
): string | undefined {
  ask({ commands, at })
  const command = commands.find(line => lock.commands.has(line)) ?? commands[0] ?? ''
  const text = lock.commands.get(command)
  if (text === undefined) {
    const help = 'run `dockcompile freeze` where the command works, and check dockcompile.lock.json in'
    report(diagnostic('DC4003', shown, { command }, { help }))
  }
  return text
}

function integrationRequirements(settings: DockerSettings, { catalog, zenml }: Workspace, report: Report): string[] {
  const lines = new Set<string>()
  settings.required_integrations.forEach((name, i) => {
    const integration = Object.hasOwn(catalog.integrations, name) ? catalog.integrations[name] : undefined
    if (!integration) {
      const close = suggest(name, Object.keys(catalog.integrations))
      const help = 'packages that are no ZenML integration belong under `requirements`'
      const at = placeOf(settings, 'required_integrations', i)
      const only = suggestOnly(name, Object.keys(catalog.integrations))
      const mending: Mending | undefined = at && only ? { kind: 'word', at, written: name, to: only } : undefined
      const label = close && `did you mean \`${close}\`?`
      report(diagnostic('DC4002', at, { integration: name, zenml }, { label, help, mending }))
    }
    for (const line of integration?.requirements ?? []) lines.add(line)
  })
  return [...lines].sort(byCodePoint)
}

/** The export of a pyproject file, from the lock file: the explicit command, else the first default one that is there. */
function pyprojectExport(path: string, settings: DockerSettings, planning: Planning): string | undefined {
  const { workspace, sources, report } = planning
  const at = placeOf(settings, 'pyproject_path')
  const file = cleanPath(path)
  const status = sources.status(file)
  if (['missing', 'outside', 'linked-outside', 'loop', 'special'].includes(status)) {
    report(
      diagnostic('DC4006', at, { path, problem: STATUS_WORDS[status] }, { help: 'the path is relative to the project file' }),
    )
    return undefined
  }
  const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.'
  const explicit = settings.pyproject_export_command
  if (explicit.length) {
    const command = formatCommand(explicit.join(' '), folder, placeOf(settings, 'pyproject_export_command'), report)
    return command === undefined ? undefined : captured([command], placeOf(settings, 'pyproject_export_command'), planning)
  }
  const commands = (workspace.catalog.generator.pyproject_export_commands ?? []).map(command =>
    command.replaceAll('{directory}', folder),
  )
  const shown = at ?? firstLineOf(file, sources)
  return captured(commands, at, planning, shown)
}

/** Python's `str.format` with `directory` alone: `{{` is a brace, any other name is an error. */
function formatCommand(command: string, directory: string, at: Span | null, report: Report): string | undefined {
  let wrong: string | undefined
  const text = command.replace(/\{\{|\}\}|\{([^{}]*)\}|[{}]/g, (match, name: string | undefined) => {
    if (match === '{{') return '{'
    if (match === '}}') return '}'
    if (name === 'directory') return directory
    wrong ??= name ?? match
    return match
  })
  if (wrong === undefined) return text
  report(diagnostic('DC4007', at, { name: wrong }, { help: 'write `{{` and `}}` for braces that are meant literally' }))
  return undefined
}

/** Who wrote the list that an image installs, for the comment above it: a step's own list replaces the pipeline's. */
function listOwner({ step, settings, pipeline }: ImageRequest): 'pipeline' | 'step' {
  // Not their places: in code, one line of a function may make the lists of both.
  const [own, shared] = [settings, pipeline.settings].map(({ written }) => get(written, 'requirements'))
  return step !== null && own && own !== shared ? 'step' : 'pipeline'
}

function userRequirements(
  requirements: Chosen['requirements'],
  settings: DockerSettings,
  sources: Sources,
  report: Report,
  isZenml: boolean,
): ListSource | undefined {
  if (requirements === null) return undefined
  const at = placeOf(settings, 'requirements')
  if (typeof requirements !== 'string') {
    const text = requirements.map(item => item.text).join('\n')
    return text ? { origin: 'yaml', text, items: requirements, at } : undefined
  }
  const refuse = (problem: string, help = 'name a requirements file, or list the packages'): undefined =>
    void report(diagnostic('DC4005', at, { path: requirements, problem }, { help }))
  const file = cleanPath(requirements)
  const status = sources.status(file)
  if (status === 'file') {
    if (requirements.includes('\\')) {
      const help = `write \`${file}\`, which works everywhere`
      report(diagnostic('DC4044', at, { path: requirements }, { help }))
    }
    const text = readText(sources, file)
    if (textMode(text).split('\n', MAX_REQUIREMENT_LINES + 1).length > MAX_REQUIREMENT_LINES)
      return refuse(`has more than ${shown(MAX_REQUIREMENT_LINES)} lines`)
    const other = otherKind(text)
    if (other !== undefined && !isZenml) return refuse(`is ${other.what} and no requirement list`, other.help(requirements))
    return text ? { origin: 'file', text, file, at } : undefined
  }
  if (requirements === '') return refuse('is empty', `write \`${settingText(languageOf(at), 'requirements', [])}\` for none`)
  if (status === 'utf-16')
    return refuse(STATUS_WORDS[status], 'save it as UTF-8: in PowerShell `… | Out-File -Encoding utf8 requirements.txt`')
  if (status === 'unreadable') return refuse(STATUS_WORDS[status], 'make it readable for you: `chmod u+r`')
  if (status === 'linked-outside') return refuse(STATUS_WORDS[status], 'put a copy of the file in the place of the link')
  if (status !== 'missing') return refuse(STATUS_WORDS[status])
  const packages = packagesIn(requirements)
  const list = packages && settingText(languageOf(at), 'requirements', packages)
  const help = list
    ? `these are packages: write \`${list}\``
    : (didYouMean(file, sources) ?? 'the path is relative to the project file')
  report(diagnostic('DC4004', at, { path: requirements }, { help }))
  return undefined
}

/** The requirements that stand where a path belongs; undefined: it may be a path. */
function packagesIn(text: string): string[] | undefined {
  const words = text.split(/[\s,;]+/).filter(word => word !== '')
  const one = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[\w,-]+\])?(?:(?:===?|~=|!=|<=|>=|<|>)[\w.*+!-]+)?$/
  if (words.length === 0 || !words.every(word => one.test(word)) || /\.(?:txt|in|pip|ya?ml|toml|lock|cfg)$/.test(text))
    return undefined
  return words
}

/** A file's text as Python reads it: CRLF and lone CR become LF. */
const textMode = (text: string): string => text.replace(/\r\n?/g, '\n')

/** The first line of a file, for what is said about all of it. */
function firstLineOf(file: string, sources: Sources): Span {
  return { file, start: 0, end: readText(sources, file).search(/\r?\n|$/) }
}

/**
 * ZenML hands each list on as "path or content": a text that names an existing file is replaced by that file's content (`requirements: [numpy]`
 * beside a file `numpy`), a folder is an error. Source: `Archivable.add_file` (ZenML 0.98). Only its own dialect does the same.
 */
function pathOrContent(list: RequirementList, sources: Sources, report: Report): RequirementList {
  if (list.text === '' || list.text.length > 255 || list.text.includes('\n') || list.text.includes('\0')) return list
  const path = cleanPath(list.text)
  const status = sources.status(path)
  const [at = null] = list.at
  if (status === 'folder')
    report(diagnostic('DC4021', at, { path: list.text }, { help: 'rename the folder, or use another dialect' }))
  // To Python a file's name with a slash behind it names nothing.
  if (status !== 'file' || list.text.endsWith('/')) return list
  report(
    diagnostic(
      'DC4020',
      at,
      { path: list.text },
      { help: 'rename the file, or use another dialect, which installs the requirement as written' },
    ),
  )
  return listOf(list.group, list.title, { origin: 'file', text: readText(sources, path), file: path, at }, sources)
}
