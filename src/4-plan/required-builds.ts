import type { Component } from '../model/component.ts'
import type { ImageRequest } from '../model/plan.ts'
import type { Pipeline, Step, WorkspaceBase } from '../model/workspace.ts'

/**
 * The images of a pipeline in ZenML's order: components in the stack's order, then steps in theirs.
 *
 * Source: `get_docker_builds` of ContainerizedOrchestrator, the step operators, the Seldon model deployer and ContainerizedDeployer (ZenML 0.98).
 */
export function requiredBuilds(pipeline: Pipeline, workspace: WorkspaceBase): ImageRequest[] {
  return workspace.stack.components.flatMap(component => {
    const request = BUILDS_BY_TYPE[component.type]
    return request ? request(component, pipeline, workspace) : []
  })
}

type Builds = (component: Component, pipeline: Pipeline, workspace: WorkspaceBase) => ImageRequest[]

const BUILDS_BY_TYPE: Readonly<Record<string, Builds>> = {
  orchestrator: orchestratorBuilds,
  step_operator: operatorBuilds,
  model_deployer: seldonBuilds,
  deployer: deployerBuilds,
}

/** One image for each step whose settings differ from the pipeline's; the others share the pipeline's, at the first one's place. */
function orchestratorBuilds(component: Component, pipeline: Pipeline, workspace: WorkspaceBase): ImageRequest[] {
  const key = component.known ? component.known.image?.key : 'orchestrator'
  if (!key) return []
  const shared = base(component, pipeline, workspace)
  const own = (reason: string) => ({ ...shared, key, step: null, settings: pipeline.settings, reason })
  const builds: ImageRequest[] = []
  let pipelineImage = false
  for (const { name, settings, sameAsPipeline } of pipeline.steps) {
    if (!sameAsPipeline) {
      const reason = "the step's docker settings differ from the pipeline's"
      builds.push({ ...shared, key, step: name, settings, reason })
    } else if (!pipelineImage) {
      builds.push(own('the steps without docker settings of their own share it'))
      pipelineImage = true
    }
  }
  if (pipelineImage) return builds
  const reason = extraPipelineImage(pipeline, workspace)
  return reason ? [...builds, own(reason)] : builds
}

function extraPipelineImage(pipeline: Pipeline, { rules }: WorkspaceBase): string | null {
  if (!pipeline.complete) return 'the pipeline may have more steps than its file names'
  if (pipeline.dynamic) return 'a dynamic pipeline runs in an image of its own'
  if (pipeline.alwaysBuildPipelineImage) return '`always_build_pipeline_image` asks for it'
  if (pipeline.settings.skip_build && rules.pipelineImageForSkipBuild) return 'it costs nothing: nothing is built'
  return null
}

function operatorBuilds(component: Component, pipeline: Pipeline, workspace: WorkspaceBase): ImageRequest[] {
  // An unknown flavor is a custom one; those follow the pattern of ZenML's own.
  const key = component.known ? component.known.image?.key : `${component.flavor}_step_operator`
  if (!key) return []
  const shared = base(component, pipeline, workspace)
  const reason = `the step runs on the step operator \`${component.name}\``
  return pipeline.steps
    .filter(step => step.operator === true || step.operator === component.name)
    .map(({ name, settings }) => ({ ...shared, key, step: name, settings, reason }))
}

function seldonBuilds(component: Component, pipeline: Pipeline, workspace: WorkspaceBase): ImageRequest[] {
  const key = component.known?.image?.key
  if (!key) return []
  const shared = base(component, pipeline, workspace)
  const reason = 'the step deploys a custom model with Seldon'
  return pipeline.steps
    .filter(step => step.seldon)
    .map(({ name, settings }) => ({ ...shared, key, step: name, settings, reason }))
}

function deployerBuilds(component: Component, pipeline: Pipeline, workspace: WorkspaceBase): ImageRequest[] {
  const request = component.known ? component.known.image : { key: 'deployer', deployment_requirements: true }
  // The first release with deployers has no such switch.
  const switched = 'install_deployment_requirements' in workspace.catalog.docker_settings
  if (!request || (switched && !pipeline.settings.install_deployment_requirements)) return []
  const deploymentRequirements = request.deployment_requirements ? workspace.catalog.generator.deployment_requirements : null
  const reason = `the deployer \`${component.name}\` serves the pipeline from it`
  return [
    {
      ...base(component, pipeline, workspace),
      key: request.key,
      step: null,
      settings: pipeline.settings,
      deploymentRequirements,
      reason,
    },
  ]
}

/** The step operator that a step runs on: the one that it names, or the first. */
export function operatorOf({ operator }: Step, { stack }: WorkspaceBase): Component | undefined {
  return stack.components.find(({ type, name }) => type === 'step_operator' && (operator === true || operator === name))
}

function base({ known }: Component, pipeline: Pipeline, { catalog }: WorkspaceBase) {
  const extraFiles = (known?.image?.files ?? []).map(name => ({ name, text: catalog.files[name]! }))
  return { pipeline, entrypoint: known?.image?.entrypoint ?? null, extraFiles, deploymentRequirements: null }
}
