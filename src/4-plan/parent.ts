import type { Severity } from '../diagnostics/definition.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { placeOfDamage } from '../diagnostics/place-of-damage.ts'
import { suggest } from '../diagnostics/suggest.ts'
import { didYouMean, escapedPath } from '../diagnostics/suggest-path.ts'
import { type DockerfileFacts, readDockerfile as parseDockerfile } from '../dockerfile/read-dockerfile.ts'
import { isUserName, USER_HELP } from '../dockerfile/user-name.ts'
import { parseDockerignore } from '../dockerignore/parse-dockerignore.ts'
import { ignoreDiagnostics } from '../dockerignore/select-context.ts'
import type { ParentDockerfile, ParentImage, ParentPlan } from '../model/plan.ts'
import type { BuildConfig, DockerSettings } from '../model/settings.ts'
import { keyPlaceOf, placeOf } from '../model/settings.ts'
import type { WorkspaceBase } from '../model/workspace.ts'
import { cleanPath } from '../paths/clean-path.ts'
import { readText } from '../sources/read-text.ts'
import { STATUS_WORDS } from '../sources/sources.ts'
import { targetOptions } from './build-options.ts'
import { checkBackslash } from './check-backslash.ts'
import { warnOfCopiesLeftOut, warnOfOutputInContext } from './own-context.ts'
import type { Planning } from './planning.ts'
import { secretPlans } from './secrets.ts'

/** ZenML's own image for a version: Debian slim with a virtual environment in /opt/venv (0.98, `DEFAULT_DOCKER_PARENT_IMAGE`). */
export function defaultParent({ zenml, python }: Pick<WorkspaceBase, 'zenml' | 'python'>): string {
  return `zenmldocker/zenml:${zenml}-py${python}`
}

/**
 * What an image starts from: the user's Dockerfile, else `parent_image`, else ZenML's own image.
 *
 * @param intermediate what ZenML calls the Dockerfile's image when a layer goes on top
 * @returns undefined when the Dockerfile cannot be used (it was reported)
 */
export function parentOf(settings: DockerSettings, intermediate: string, planning: Planning): ParentPlan | undefined {
  const { workspace, report } = planning
  const standard = defaultParent(workspace)
  if (settings.dockerfile && (!settings.skip_build || workspace.rules.dockerfileIsHashed)) {
    if (settings.parent_image && settings.parent_image !== standard && !settings.skip_build) {
      const help = 'remove one of them; the FROM of the Dockerfile counts'
      report(diagnostic('DC4015', keyPlaceOf(settings, 'parent_image'), {}, { help }))
    }
    const read = readDockerfile(settings, intermediate, planning)
    if (!settings.skip_build) return read
    if (!read) return undefined
  }
  const image = settings.parent_image || standard
  return {
    kind: 'image',
    image,
    digest: workspace.lock.images.get(image)?.digest ?? null,
    at: placeOf(settings, 'parent_image'),
    isDefault: image === standard,
  } satisfies ParentImage
}

function readDockerfile(settings: DockerSettings, intermediate: string, planning: Planning): ParentDockerfile | undefined {
  const { workspace, sources, report } = planning
  const dockerfile = cleanPath(settings.dockerfile!)
  if (!isDockerfile(dockerfile, settings, planning)) return undefined
  const context = settings.build_context_root || null
  if (context !== null && !settings.skip_build && !contextExists(context, settings, planning)) return undefined
  const config = settings.parent_image_build_config
  const text = readText(sources, dockerfile)
  const facts = dockerfileFacts(dockerfile, text, context, planning)
  const options = targetOptions(ownOptions(settings, workspace), { ...workspace.project.bake, labels: [] }, report)
  if (facts && !settings.skip_build) {
    checkTarget(options.target, facts, settings, planning)
    checkBases(facts, new Set(options.args.map(({ name }) => name)), planning)
  }
  const ignoreFile = (!settings.skip_build && config?.dockerignore) || null
  const dockerignore = readIgnoreFile(ignoreFile, settings, 'parent_image_build_config', planning)
  if (facts && context !== null && workspace.dialect !== 'zenml') {
    const own = { facts, context: cleanPath(context), ignore: dockerignore, target: options.target }
    warnOfOutputInContext(own, planning)
    warnOfCopiesLeftOut(own, planning)
  }
  checkIgnoreFile(dockerignore?.path, workspace.dialect === 'zenml' ? 'warning' : 'error', planning)
  return {
    kind: 'dockerfile',
    dockerfile,
    context: context === null ? null : cleanPath(context),
    intermediate,
    text: unixLines(text),
    base: facts?.parent.value ?? null,
    user: facts?.user ? userOf(facts.user, workspace, report) : null,
    rights: facts?.rights ?? [],
    declares: facts?.args ?? [],
    platform: facts?.platform ? { name: facts.platform.value ?? facts.platform.written, at: facts.platform.at } : null,
    dockerignore: dockerignore?.text ?? null,
    copied: context === null || dockerignore !== null,
    secrets: secretPlans(workspace.project.secrets.filter(({ id }) => facts?.secrets.includes(id))),
    ignoreFile: dockerignore?.path ?? null,
    options,
    at: placeOf(settings, 'dockerfile'),
  }
}

/** The user that the Dockerfile ends with; null where a variable hides it. ZenML's own dialect writes it nowhere. */
function userOf({ value, at }: NonNullable<DockerfileFacts['user']>, { dialect }: WorkspaceBase, report: Report): string | null {
  if (value === undefined || isUserName(value)) return value ?? null
  if (dialect !== 'zenml') report(diagnostic('DC4023', at, { what: 'user', name: value }, { help: USER_HELP }))
  return null
}

/** Whether the user's Dockerfile is a file that can be read; if not, it is reported. */
function isDockerfile(dockerfile: string, settings: DockerSettings, { workspace, sources, report }: Planning): boolean {
  const path = settings.dockerfile!
  const at = placeOf(settings, 'dockerfile')
  const status = sources.status(dockerfile)
  if (status === 'file') checkBackslash(path, dockerfile, at, report)
  if (status === 'missing' || ((status === 'outside' || status === 'linked-outside') && workspace.dialect === 'zenml')) {
    const label = didYouMean(dockerfile, sources)
    report(
      diagnostic(
        'DC4008',
        at,
        { path },
        { label, help: escapedPath(path) ?? 'the path is relative to the project file', missing: dockerfile },
      ),
    )
    return false
  }
  if (status !== 'file') {
    const help =
      status === 'outside' || status === 'linked-outside'
        ? 'bake reads nothing outside the folder it runs in: move the Dockerfile into the project'
        : 'name a Dockerfile'
    const place = placeOfDamage(dockerfile, at, sources)
    report(diagnostic('DC4009', place.at, { path, problem: STATUS_WORDS[status] }, { help, notes: place.notes }))
    return false
  }
  return true
}

/** Refuses a `target` that the user's Dockerfile does not have. BuildKit knows stages by name, and those without one by number. */
function checkTarget(
  target: string | null,
  { file, stages, syntax }: DockerfileFacts,
  settings: DockerSettings,
  { workspace: { dialect }, report }: Planning,
): void {
  // Another frontend may have stages of another kind.
  if (target === null || target === '' || syntax !== undefined) return
  const names = stages.flatMap(({ name }) => name ?? [])
  if (names.includes(target.toLowerCase()) || stages.some((_, i) => target === `${i}` || target === `stage-${i}`)) return
  const at =
    placeOf(settings, 'parent_image_build_config', 'build_options', 'target') ?? placeOf(settings, 'build_options', 'target')
  const close = suggest(target, names)
  const label = close && `did you mean \`${close}\`?`
  const help =
    names.length > 0 ? `it has ${names.map(name => `\`${name}\``).join(', ')}` : 'no stage has a name: `FROM … AS NAME`'
  const severity = dialect === 'zenml' ? 'warning' : 'error'
  report(diagnostic('DC4152', at, { target, dockerfile: `\`${file}\`` }, { help, label, severity }))
}

/** Refuses `FROM $BASE` without a value, also in a stage that no image needs: BuildKit resolves the names of all of them. */
function checkBases({ stages, syntax }: DockerfileFacts, given: ReadonlySet<string>, { workspace, report }: Planning): void {
  if (syntax !== undefined) return
  const severity = workspace.dialect === 'zenml' ? 'warning' : 'error'
  for (const { image, open: name } of stages) {
    if (name === undefined || given.has(name)) continue
    const problem = `\`${image.written}\` is empty: the argument \`${name}\` has no value`
    const help = `write \`ARG ${name}=IMAGE\` above the first \`FROM\`, or give it a value in \`parent_image_build_config.build_options.build_args\`, which \`docker buildx bake --set\` can replace`
    report(diagnostic('DC4090', image.at, { problem }, { severity, help }))
  }
}

/** Options for the build of the user's Dockerfile; old versions fall back to the deprecated `build_options`. */
export function ownOptions(
  { parent_image_build_config: config, build_options }: DockerSettings,
  { rules }: WorkspaceBase,
): BuildConfig {
  const dockerignore = config?.dockerignore ?? null
  if (config?.build_options.length) return config
  return { build_options: rules.deprecatedBuildOptions ? build_options : [], dockerignore }
}

/** What the user's Dockerfile says of itself. It is linked, never rewritten; what BuildKit would refuse is reported now. */
function dockerfileFacts(
  dockerfile: string,
  text: string,
  context: string | null,
  { workspace: { dialect }, report }: Planning,
): DockerfileFacts | undefined {
  const read = parseDockerfile(dockerfile, text)
  if ('problems' in read) {
    // ZenML never looks: its own dialect passes the file on.
    const severity = dialect === 'zenml' ? 'warning' : 'error'
    for (const { message, start, end } of read.problems) {
      const help = text.trim() === '' ? 'write a `FROM` line into it, or name another file' : undefined
      report(diagnostic('DC4090', { file: dockerfile, start, end }, { problem: message }, { severity, help }))
    }
    return undefined
  }
  const copied = context === null ? read.ok.context.find(path => !/^https?:|^git@/.test(path.written)) : undefined
  if (copied) {
    const problem = `takes \`${copied.written}\` from its build context, which holds nothing but the Dockerfile`
    report(diagnostic('DC4034', copied.at, { path: dockerfile, problem }, { help: 'name the folder in `build_context_root`' }))
  }
  return read.ok
}

/** A checkout on Windows must give the same bytes. */
const unixLines = (text: string): string => text.replaceAll('\r\n', '\n')

function contextExists(context: string, settings: DockerSettings, { sources, report }: Planning): boolean {
  const status = sources.status(cleanPath(context))
  const at = placeOf(settings, 'build_context_root')
  if (status === 'folder') {
    checkBackslash(context, cleanPath(context), at, report)
    return true
  }
  const outside = 'bake reads nothing outside the folder it runs in: move the project file up'
  if (status === 'outside' || status === 'linked-outside')
    report(diagnostic('DC4028', at, { what: 'build context', path: context }, { help: outside }))
  else report(diagnostic('DC4010', at, { path: context }, { help: 'the path is relative to the project file' }))
  return false
}

const IGNORE_FILE_HELP = 'name a text file in the project, with one pattern per line'

/** The text of an ignore file; a missing explicit one leaves nothing out, with a warning, as in ZenML. */
export function readIgnoreFile(
  path: string | null,
  settings: DockerSettings,
  key: 'build_config' | 'parent_image_build_config',
  { sources, report }: Planning,
): { path: string; text: string } | null {
  if (path === null) return null
  const clean = cleanPath(path)
  const status = sources.status(clean)
  const at = placeOf(settings, key, 'dockerignore') ?? placeOf(settings, 'dockerignore')
  if (status === 'file') {
    checkBackslash(path, clean, at, report)
    return { path: clean, text: unixLines(readText(sources, clean)) }
  }
  if (status === 'missing')
    report(diagnostic('DC4018', at, { path }, { help: 'the path is relative to the project file', missing: clean }))
  // It is there and cannot be read, where ZenML stops: to go on would put what it names into the image.
  else {
    const place = placeOfDamage(clean, at, sources)
    const details = { help: IGNORE_FILE_HELP, notes: place.notes }
    report(diagnostic('DC3004', place.at, { path, what: 'ignore file', problem: STATUS_WORDS[status] }, details))
  }
  return null
}

/** Tells of lines for which Docker refuses to build, at their places in the file, whatever its line ends are. */
export function checkIgnoreFile(path: string | undefined, severity: Severity, { sources, report }: Planning): void {
  if (path === undefined) return
  const parsed = parseDockerignore(readText(sources, path))
  if ('problems' in parsed) for (const found of ignoreDiagnostics(parsed.problems, path, severity)) report(found)
}
