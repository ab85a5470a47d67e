import { byCodePoint } from '../basics/order.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Mending } from '../diagnostics/mending.ts'
import { suggest, suggestOnly } from '../diagnostics/suggest.ts'
import { get } from '../model/node.ts'
import type { ImageRequest, ListedRequirement, RequirementGroup, RequirementList } from '../model/plan.ts'
import type { DockerSettings } from '../model/settings.ts'
import { keyPlaceOf, placeOf } from '../model/settings.ts'
import type { WorkspaceBase } from '../model/workspace.ts'
import { cleanPath } from '../paths/clean-path.ts'
import { folderOf } from '../paths/path-parts.ts'
import { readText } from '../sources/read-text.ts'
import { type Sources, STATUS_WORDS } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'
import { type ListSource, listedRequirements } from './listed-requirements.ts'
import type { Planning } from './planning.ts'
import { stackRequirements, stackTitle } from './stack-requirements.ts'
import { userRequirements } from './user-requirements.ts'
import { NO_TEXT, partedFile } from './written-lists.ts'

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
  const add = (group: RequirementGroup, title: string, source: ListSource): void => void lists.push(listOf(group, title, source))
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
  const isZenml = workspace.dialect === 'zenml'
  const user = userRequirements(chosen.requirements, settings, { sources, report, isZenml })
  if (user) add('user', `Requirements of the ${listOwner(build)}${user.file === null ? '' : `: ${user.file}`}`, user)
  return {
    lists: isZenml ? lists.map(list => pathOrContent(list, sources, report)) : lists,
    detected: chosen.detected,
  }
}

function listOf(group: RequirementGroup, title: string, source: ListSource): RequirementList {
  const [zenmlName, fileName] = FILE_NAMES[group]
  const isWritten = source.origin === 'written'
  const given = isWritten ? source.given : source.text
  const zenmlText = isWritten && source.file !== null ? textMode(given) : given
  const text = source.text === given ? zenmlText : textMode(source.text)
  const constraints = isWritten ? textMode(source.constraints.text) : ''
  const lines = listedRequirements(group, source)
  return { group, zenmlName, fileName, text, zenmlText, constraints, lines, title, at: source.at ? [source.at] : [] }
}

/** The lines of the user's own list with the places of these settings; where others share the image, its plan has those of the first. */
export function userLines(settings: DockerSettings, workspace: WorkspaceBase, sources: Sources): readonly ListedRequirement[] {
  const { requirements } = chooseSource(settings, workspace, sources, () => {})
  const isZenml = workspace.dialect === 'zenml'
  const source = userRequirements(requirements, settings, { sources, report: () => {}, isZenml })
  return source ? listedRequirements('user', source) : []
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
function chooseSource(settings: DockerSettings, workspace: WorkspaceBase, sources: Sources, report: Report): Chosen {
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
    const help = 'run `dockcompile freeze` where the command works, and commit dockcompile.lock.json'
    report(diagnostic('DC4003', shown, { command }, { help }))
  }
  return text
}

function integrationRequirements(settings: DockerSettings, { catalog, zenml }: WorkspaceBase, report: Report): string[] {
  const lines = new Set<string>()
  settings.required_integrations.forEach((name, i) => {
    const integration = Object.hasOwn(catalog.integrations, name) ? catalog.integrations[name] : undefined
    if (!integration) {
      const close = suggest(name, Object.keys(catalog.integrations))
      const help = 'packages that are not ZenML integrations belong under `requirements`'
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
  if (status === 'unreadable') {
    report(diagnostic('DC4006', at, { path, problem: STATUS_WORDS[status] }, { help: 'make it readable for you: `chmod u+r`' }))
    return undefined
  }
  if (['missing', 'outside', 'linked-outside', 'loop', 'special'].includes(status)) {
    report(
      diagnostic('DC4006', at, { path, problem: STATUS_WORDS[status] }, { help: 'the path is relative to the project file' }),
    )
    return undefined
  }
  const folder = folderOf(file)
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
  const text = readText(sources, path)
  const source = { origin: 'written', ...partedFile(text, path), given: text, constraints: NO_TEXT, file: path, at } as const
  return listOf(list.group, list.title, source)
}
