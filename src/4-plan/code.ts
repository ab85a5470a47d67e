import { allOf } from '../basics/all-of.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { CodePlan, ImageRequest } from '../model/plan.ts'
import type { DockerSettings } from '../model/settings.ts'
import { keyPlaceOf } from '../model/settings.ts'
import type { Pipeline, WorkspaceBase } from '../model/workspace.ts'
import { languageOf, settingText } from '../quote/setting-text.ts'

/** How the code comes to an image: ZenML's order of preference (0.98, `BuildConfiguration.should_*`). */
export function codeMode(settings: DockerSettings, repositoryIsUsable: boolean): CodePlan['mode'] {
  if (settings.local_project_install_command) return 'include'
  if (repositoryIsUsable && settings.allow_download_from_code_repository) return 'download-from-code-repository'
  if (settings.allow_download_from_artifact_store) return 'download-from-artifact-store'
  if (settings.allow_including_files_in_images) return 'include'
  return 'none'
}

/** Only a clean and pushed checkout can be downloaded. */
export function repositoryIsUsable({ codeRepository }: WorkspaceBase): boolean {
  return codeRepository?.state === 'clean'
}

const PROBLEMS = {
  none: 'there is no code repository at the source root',
  dirty: 'the checkout has uncommitted changes',
  unpushed: 'the checkout has commits that are not pushed',
} as const

/**
 * Refuses a pipeline whose code may only come from a repository that cannot be used.
 *
 * ZenML stops looking at the first step that allows something else; a later step then silently gets an image without code. Its own dialect does
 * the same with a warning, the others refuse.
 */
export function checkCodeRepository(pipeline: Pipeline, workspace: WorkspaceBase, report: Report): void {
  const state = workspace.codeRepository?.state ?? 'none'
  if (state === 'clean' || state === 'auto') return
  const problem = PROBLEMS[state]
  const needing = [
    ...pipeline.steps.map(step => ({ step: step.name, settings: step.settings })),
    ...((pipeline.dynamic && workspace.rules.dynamicNeedsCode) || !pipeline.complete
      ? [{ step: null, settings: pipeline.settings }]
      : []),
  ]
  let permissive = false
  const told = new Set<DockerSettings>()
  for (const { step, settings } of needing) {
    if (!needsRepository(settings)) {
      permissive ||= settings.allow_download_from_artifact_store || settings.allow_including_files_in_images
      continue
    }
    if (told.has(settings)) continue
    told.add(settings)
    const at = keyPlaceOf(settings, 'allow_including_files_in_images') ?? keyPlaceOf(settings, 'source_files')
    const another = `allow another way (\`${settingText(languageOf(at), 'allow_download_from_artifact_store', true)}\`)`
    const help =
      state === 'none'
        ? `say so with \`code_repository: github\` in the project file where there is one, or ${another}`
        : `commit and push, or ${another}`
    if (permissive && workspace.dialect === 'zenml')
      report(diagnostic('DC4012', at, { step: step ?? pipeline.name, problem }, { help }))
    else report(diagnostic('DC4011', at, { pipeline: pipeline.name, step, problem }, { help }))
  }
}

function needsRepository(settings: DockerSettings): boolean {
  return (
    settings.allow_download_from_code_repository &&
    !settings.allow_download_from_artifact_store &&
    !settings.allow_including_files_in_images &&
    !settings.local_project_install_command
  )
}

/**
 * Reports images that download their code beside others that include it. As soon as one image of a run includes the code, ZenML uploads none for
 * the others (0.98, `should_upload_code`), and `--build` refuses such images altogether (`verify_custom_build`). Downloads from a code
 * repository need no upload: ZenML's own builds work then, and its dialect shows those.
 */
export function checkOneWayOfCode(requests: readonly ImageRequest[], workspace: WorkspaceBase, report: Report): void {
  const usable = repositoryIsUsable(workspace)
  const known = requests.filter(({ settings }) => settings.unknown.length === 0 && !keepsItsCodeOut(settings))
  const those = (mode: CodePlan['mode']) => known.filter(({ settings }) => codeMode(settings, usable) === mode)
  const including = those('include')
  const uploaded = those('download-from-artifact-store')
  const repository = uploaded.length === 0
  const downloading = repository ? those('download-from-code-repository') : uploaded
  if (including.length === 0 || downloading.length === 0 || (repository && workspace.dialect === 'zenml')) return
  // The mistake is in the step that differs from its pipeline.
  const odd = [...including, ...downloading].find(({ step }) => step !== null) ?? including[0]!
  const at = CODE_KEYS.map(key => keyPlaceOf(odd.settings, key)).find(Boolean) ?? stepPlace(odd)
  const help = including.includes(odd)
    ? `write it for the whole pipeline, so that every image includes the code, or remove it${odd.pipeline.complete ? '' : '; name all steps (`steps` in the project file) if there are no others'}`
    : 'remove it, so that this image includes the code as well, or remove what makes the others include it'
  const words = { without: usersOf(downloading), including: usersOf(including) }
  if (repository) report(diagnostic('DC4043', at, words, { help }))
  else report(diagnostic('DC4042', at, words, { help, ...(workspace.dialect === 'zenml' && { severity: 'warning' }) }))
}

/** That is an error by itself. */
const keepsItsCodeOut = (settings: DockerSettings): boolean =>
  Boolean(settings.local_project_install_command) && !settings.allow_including_files_in_images

/** Keys that decide how code comes to an image, the strongest first. */
const CODE_KEYS = [
  'local_project_install_command',
  'allow_download_from_artifact_store',
  'allow_download_from_code_repository',
  'source_files',
]

const stepPlace = ({ pipeline, step }: ImageRequest) => pipeline.steps.find(({ name }) => name === step)?.at ?? null

/** Who runs in these images, in words: `` `load`, `evaluate` and 3 more ``. */
function usersOf(requests: readonly ImageRequest[]): string {
  const users = new Set(
    requests.flatMap(({ step, key, pipeline: { name, steps, complete } }) => {
      if (step !== null) return [`\`${step}\``]
      if (key === 'deployer') return ['the deployer']
      const sharing = steps.filter(({ sameAsPipeline }) => sameAsPipeline).map(step => `\`${step.name}\``)
      return complete && sharing.length > 0 ? sharing : [...sharing, `other steps of \`${name}\``]
    }),
  )
  const names = [...users]
  if (names.length > MOST_NAMES) return `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`
  return allOf(names)
}

const MOST_NAMES = 4
