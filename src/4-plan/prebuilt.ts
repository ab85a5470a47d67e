import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { ImagePlan, PrebuiltPlan } from '../model/plan.ts'
import type { Pipeline, Workspace } from '../model/workspace.ts'
import { UNKNOWN_PARENT } from './known-parents.ts'
import { requiredBuilds } from './required-builds.ts'

/** A pipeline whose images were built before. */
export interface PlannedPrebuilt {
  readonly plan: PrebuiltPlan
  readonly images: readonly ImagePlan[]
  /** Step → id of one of `images`. */
  readonly steps: readonly (readonly [string, string])[]
}

const NO_OPTIONS: ImagePlan['options'] = {
  platforms: [],
  labels: [],
  args: [],
  target: null,
  noCache: false,
  cacheFrom: [],
  cacheTo: [],
  network: null,
  shmSize: null,
  extraHosts: [],
}

/**
 * Checks a prebuilt pipeline as ZenML does (0.98, `verify_custom_build`): every image that the stack asks for must be in the build, under the
 * step's key or the pipeline's.
 */
export function prebuiltPlan(pipeline: Pipeline, workspace: Workspace, report: Report): PlannedPrebuilt {
  const prebuilt = pipeline.prebuilt!
  if ('id' in prebuilt) return { plan: { id: prebuilt.id }, images: [], steps: [] }
  const imageKey = (key: string, step: string | null): string | undefined =>
    [...(step === null ? [] : [`${step}.${key}`]), key].find(candidate => Object.hasOwn(prebuilt.images, candidate))
  const required = requiredBuilds(pipeline, workspace)
  for (const build of required) {
    if (imageKey(build.key, build.step) !== undefined) continue
    const help = `add \`${build.key}\` to \`images\` of the build, or remove \`build\` to have it built`
    report(diagnostic('DC3021', prebuilt.at, { key: build.step === null ? build.key : `${build.step}.${build.key}` }, { help }))
    return { plan: { images: prebuilt.images }, images: [], steps: [] }
  }
  const operators = workspace.stack.components.filter(c => c.type === 'step_operator')
  const runsOn = pipeline.steps.flatMap(step => {
    const operator = step.operator === true ? operators[0] : operators.find(o => o.name === step.operator)
    const key = imageKey(operator?.known?.image?.key ?? 'orchestrator', step.name)
    return required.length && key !== undefined ? [[step.name, key] as const] : []
  })
  const id = (key: string): string => `${pipeline.name}-${key === 'orchestrator' ? 'prebuilt' : key}`
  const images = Object.entries(prebuilt.images).map(
    ([key, reference]): ImagePlan => ({
      id: id(key),
      kind: 'prebuilt',
      tags: [],
      parent: { kind: 'image', image: reference, digest: null, at: prebuilt.at, isDefault: false },
      python: workspace.python,
      requirements: [],
      installs: [],
      installer: { name: pipeline.settings.python_package_installer, version: '', arguments: [], asked: [], cacheMount: null },
      apt: [],
      environment: [],
      runtimeEnvironment: [],
      buildArgs: [],
      facts: UNKNOWN_PARENT,
      user: null,
      runsAs: null,
      entrypoint: null,
      code: { mode: 'none', installCommand: null, dockerignore: null },
      extraFiles: [],
      options: NO_OPTIONS,
      secrets: [],
      usedBy: runsOn.filter(([, used]) => used === key).map(([step]) => `${pipeline.name}/${step}`),
      origin: { pipeline: pipeline.name, config: pipeline.file, step: null, key, reason: 'the pipeline names a build' },
    }),
  )
  const plan: PrebuiltPlan = prebuilt.file === null ? { images: prebuilt.images } : { file: prebuilt.file }
  return { plan, images, steps: runsOn.map(([step, key]) => [step, id(key)] as const) }
}
