import type { Code } from '../diagnostics/codes.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { ImagePlan, ImageRequest, PrebuiltPlan } from '../model/plan.ts'
import type { Pipeline, WorkspaceBase } from '../model/workspace.ts'
import type { Span } from '../sources/span.ts'
import { NO_OPTIONS } from './build-options.ts'
import { checkCodeRepository, codeMode, repositoryIsUsable } from './code.ts'
import { NOTHING_ADDED } from './image.ts'
import { UNKNOWN_PARENT } from './known-parents.ts'
import { checkMergedSettings } from './merged-settings.ts'
import { parentOf } from './parent.ts'
import type { Planning } from './planning.ts'
import { operatorOf, requiredBuilds } from './required-builds.ts'
import { gatherRequirements } from './requirements.ts'

/** A pipeline whose images were built before. */
export interface PlannedPrebuilt {
  readonly plan: PrebuiltPlan
  readonly images: readonly ImagePlan[]
  /** Step → id of one of `images`. */
  readonly steps: readonly (readonly [string, string])[]
}

/**
 * Checks a prebuilt pipeline as ZenML does (0.98, `verify_custom_build`): every image that the stack asks for must be in the build, under the
 * step's key or the pipeline's, and the code must come to it in a way that the settings allow.
 */
export function prebuiltPlan(pipeline: Pipeline, planning: Planning): PlannedPrebuilt {
  const { workspace, report } = planning
  const prebuilt = pipeline.prebuilt!
  if ('id' in prebuilt) return { plan: { id: prebuilt.id }, images: [], steps: [] }
  const imageKey = (key: string, step: string | null): string | undefined =>
    [...(step === null ? [] : [`${step}.${key}`]), key].find(candidate => Object.hasOwn(prebuilt.images, candidate))
  const required = requiredBuilds(pipeline, workspace)
  if (required.length) {
    checkMergedSettings(pipeline, report)
    checkCodeRepository(pipeline, workspace, report)
  }
  if (prebuilt.downloadsCode) checkDownload(pipeline, workspace, prebuilt.at, report)
  for (const build of required) {
    if (imageKey(build.key, build.step) !== undefined) {
      checkInputs(build, planning)
      continue
    }
    const help = `add \`${build.key}\` to \`images\` of the build, or remove \`build\` to have it built`
    report(diagnostic('DC3021', prebuilt.at, { key: build.step === null ? build.key : `${build.step}.${build.key}` }, { help }))
    return { plan: { images: prebuilt.images }, images: [], steps: [] }
  }
  const runsOn = pipeline.steps.flatMap(step => {
    const operator = operatorOf(step, workspace)
    const key = imageKey(operator?.known?.image?.key ?? 'orchestrator', step.name)
    return required.length && key !== undefined ? [[step.name, key] as const] : []
  })
  const usersOf = (key: string): string[] => {
    const steps = runsOn.filter(([, used]) => used === key).map(([step]) => `${pipeline.name}/${step}`)
    // Steps that no file names run in it as well.
    const shared = steps.length === 0 && required.some(build => build.step === null && build.key === key)
    return shared ? [pipeline.name] : steps
  }
  const id = (key: string): string => `${pipeline.name}-${key === 'orchestrator' ? 'prebuilt' : key}`
  const images = Object.entries(prebuilt.images).map(
    ([key, reference]): ImagePlan => ({
      id: id(key),
      kind: 'prebuilt',
      built: false,
      tags: [],
      parent: { kind: 'image', image: reference, digest: null, at: prebuilt.at, isDefault: false },
      parentTarget: null,
      python: workspace.python,
      ...NOTHING_ADDED,
      installer: {
        name: pipeline.settings.python_package_installer,
        version: '',
        uvVersion: '',
        arguments: [],
        asked: [],
        cacheMount: null,
      },
      facts: UNKNOWN_PARENT,
      code: { mode: 'none', installCommand: null, dockerignore: null, ignoreFile: null },
      options: NO_OPTIONS,
      usedBy: usersOf(key),
      origin: {
        pipeline: pipeline.name,
        config: pipeline.file,
        code: pipeline.code?.code ?? null,
        step: null,
        key,
        reason: 'the pipeline names a build',
      },
    }),
  )
  const plan: PrebuiltPlan = prebuilt.file === null ? { images: prebuilt.images } : { file: prebuilt.file }
  return { plan, images, steps: runsOn.map(([step, key]) => [step, id(key)] as const) }
}

/** Images that fetch the code need every step's leave to do so. */
function checkDownload(pipeline: Pipeline, workspace: WorkspaceBase, at: Span, report: Report): void {
  const asked = [...pipeline.steps, ...(pipeline.dynamic ? [{ name: pipeline.name, settings: pipeline.settings }] : [])]
  const usable = repositoryIsUsable(workspace)
  const refusing = asked.find(({ settings }) => !codeMode(settings, usable).startsWith('download'))
  if (!refusing) return
  const help = 'set `allow_download_from_artifact_store: true` there, or name a build whose images hold the code'
  report(diagnostic('DC4063', at, { step: refusing.name }, { help }))
}

/** What ZenML reads to compare the settings with the build, and stops at: the rest of the settings plays no part for an image that is there. */
const READ_TO_COMPARE = new Set<Code>(['DC4002', 'DC4004', 'DC4005', 'DC4006', 'DC4007', 'DC4008', 'DC4009'])

function checkInputs(request: ImageRequest, planning: Planning): void {
  const { workspace } = planning
  const report: Report = found => {
    // Nothing is installed, so only ZenML's own dialect asks for the output of a command.
    const command = found.code === 'DC4003' && workspace.dialect === 'zenml'
    if (command || READ_TO_COMPARE.has(found.code)) planning.report(found)
  }
  gatherRequirements(request, false, { ...planning, report })
  if (workspace.rules.dockerfileIsHashed) parentOf({ ...request.settings, skip_build: true }, '', { ...planning, report })
}
