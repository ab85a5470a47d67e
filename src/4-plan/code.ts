import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { CodePlan } from '../model/plan.ts'
import type { DockerSettings } from '../model/settings.ts'
import { keyPlaceOf } from '../model/settings.ts'
import type { Pipeline, Workspace } from '../model/workspace.ts'
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
export function repositoryIsUsable({ codeRepository }: Workspace): boolean {
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
export function checkCodeRepository(pipeline: Pipeline, workspace: Workspace, report: Report): void {
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
