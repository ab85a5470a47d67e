import { placeOf } from '../3-resolve/docker-settings.ts'
import { cleanPath } from '../3-resolve/project.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { AptPackage, CodePlan, ImageKind, ImagePlan, ParentDockerfile, ParentPlan } from '../model/plan.ts'
import { readText } from '../model/read-text.ts'
import type { DockerSettings } from '../model/settings.ts'
import type { Sources } from '../model/sources.ts'
import type { Pipeline, Workspace } from '../model/workspace.ts'
import { pullIsZenmls, targetOptions } from './build-options.ts'
import { checkImage } from './check-image.ts'
import { codeMode, repositoryIsUsable } from './code.ts'
import { environmentEntries } from './environment.ts'
import { installerPlan } from './installer.ts'
import { installPlans } from './installs.ts'
import { isRoot } from './known-parents.ts'
import { needsLayer, placeOfSetting, settingsWithoutLayer } from './layer.ts'
import { imageName, intermediateName, tagOf } from './names.ts'
import { checkIgnoreFile, parentOf, readIgnoreFile } from './parent.ts'
import { parentFacts } from './parent-facts.ts'
import { recipeOf } from './recipe.ts'
import type { RequiredBuild } from './required-builds.ts'
import { gatherRequirements } from './requirements.ts'
import { secretPlans } from './secrets.ts'
import { stackAptPackages } from './stack-requirements.ts'
import { warnOfUnreadIgnoreFile } from './unread-ignore-file.ts'

/** An image before it has its final id. */
export interface ImageDraft {
  /** What its id is made from. */
  readonly name: string
  readonly image: ImagePlan
  /** Equal for images with the same content. */
  readonly recipe: string
  /** What ZenML's checksum covers besides the settings. */
  readonly hashed: readonly string[]
}

/** Plans one image; undefined when it cannot be planned (it was reported). */
export function draftImage(
  build: RequiredBuild,
  pipeline: Pipeline,
  workspace: Workspace,
  sources: Sources,
  report: Report,
): ImageDraft | undefined {
  const { settings } = build
  const { sanitiseTags } = workspace.rules
  const name = [
    pipeline.name,
    ...(build.step === null ? [] : [build.step]),
    ...(build.key === 'orchestrator' ? [] : [build.key]),
  ].join('-')
  const tag = tagOf(pipeline.tagName, build.step, build.key, settings, sanitiseTags)
  const mode = codeMode(settings, repositoryIsUsable(workspace))

  const gathered = gatherRequirements(build, pipeline, mode === 'download-from-code-repository', workspace, sources, report)
  const parent = parentOf(settings, intermediateName(settings, tag, workspace, sanitiseTags), workspace, sources, report)
  if (!parent) return undefined
  const hashed = [
    build.entrypoint ?? '',
    ...build.extraFiles.flatMap(file => [file.name, file.text]),
    gathered.lists.map(list => list.text).join(''),
    parent.kind === 'dockerfile' && workspace.rules.dockerfileIsHashed ? parent.text : '',
  ]
  const layer = {
    build,
    settings,
    includesCode: mode === 'include',
    detectedRequirements: gathered.detected,
    rules: workspace.rules,
  }
  const kind = kindOf(settings, parent, needsLayer(layer), settingsWithoutLayer(layer), name, workspace, report)
  if (!kind) return undefined

  const content = kind === 'build'
  const installs = content && (gathered.lists.length > 0 || Boolean(settings.local_project_install_command))
  const secrets = installs ? secretPlans(workspace.project.secrets) : []
  const written = targetOptions(content ? settings.build_config : null, workspace.project.bake, report)
  const options = pullIsZenmls(workspace) ? { ...written, pull: false } : written
  const environment = content ? environmentEntries(settings.environment, 'environment', workspace.dialect, report) : []
  const facts = parentFacts(parent, environment, options.args, workspace)
  const user = content ? settings.user || null : null
  const installer = installerPlan(settings, workspace, content ? report : () => {})
  const restored = facts.user !== null && !isRoot(facts.user) ? facts.user : null
  const image: ImagePlan = {
    id: name,
    kind,
    tags: kind === 'use' ? [] : [imageName(settings, tag, workspace)],
    parent,
    parentTarget: null,
    python: workspace.python,
    requirements: content ? gathered.lists : [],
    installs: content ? installPlans(gathered.lists, installer, settings, name, options.platforms, workspace, report) : [],
    installer,
    apt: content ? aptPackages(settings, workspace) : [],
    environment,
    runtimeEnvironment: content
      ? environmentEntries(settings.runtime_environment, 'runtime_environment', workspace.dialect, report)
      : [],
    buildArgs: content ? options.args : [],
    facts,
    user,
    runsAs: content ? (user ?? restored) : null,
    entrypoint: content ? build.entrypoint : null,
    code: content
      ? codePlan(settings, mode, workspace, sources, report)
      : { mode, installCommand: null, dockerignore: null, ignoreFile: null },
    extraFiles: content ? build.extraFiles : [],
    options,
    secrets,
    usedBy: [],
    origin: { pipeline: pipeline.name, config: pipeline.file, step: build.step, key: build.key, reason: build.reason },
  }
  checkImage(image, settings, workspace, report)
  if (kind === 'build' && parent.kind === 'dockerfile' && workspace.dialect === 'portable') warnOfLinkedParent(parent, report)
  return { name, image, recipe: recipeOf(image, workspace.dialect), hashed }
}

/** Only bake links targets. */
function warnOfLinkedParent({ dockerfile, at }: ParentDockerfile, report: Report): void {
  const problem = 'is linked by bake: kaniko, podman and the classic builder look for its image in a registry'
  const help = 'if something else than bake builds this, build and push it first, and name the image in `parent_image`'
  report(diagnostic('DC4034', at, { path: dockerfile, problem }, { help }))
}

/** ZenML's build decision (0.98, `build_docker_image`): one image, two, the parent under another name, or the parent as it is. */
function kindOf(
  settings: DockerSettings,
  parent: ParentPlan,
  layer: boolean,
  lost: readonly string[],
  name: string,
  { dialect }: Workspace,
  report: Report,
): ImageKind | undefined {
  if (settings.skip_build) return 'use'
  if (layer) return 'build'
  // ZenML loses these here; the other dialects do what was written.
  if (lost.length && dialect !== 'zenml') return 'build'
  for (const key of lost) {
    report(
      diagnostic(
        'DC4016',
        placeOfSetting(settings, key),
        { key, image: name },
        { help: 'add something that makes a layer (`apt_packages`, `environment`, …), or use another dialect, which keeps it' },
      ),
    )
  }
  if (parent.kind === 'dockerfile') return 'dockerfile'
  if (!parent.isDefault) return 'retag'
  report(
    diagnostic(
      'DC4001',
      placeOf(settings, 'install_stack_requirements'),
      { image: name },
      { help: 'name a `parent_image` or a `dockerfile`, add requirements, or remove `install_stack_requirements: false`' },
    ),
  )
  return undefined
}

/** apt packages of the settings, then the stack's, then the integrations', repeats and all, as ZenML lists them. */
function aptPackages(settings: DockerSettings, workspace: Workspace): AptPackage[] {
  return [
    ...settings.apt_packages.map(name => ({ name, from: 'settings' })),
    ...(settings.install_stack_requirements ? stackAptPackages(workspace) : []),
    ...settings.required_integrations.flatMap(integration =>
      (workspace.catalog.integrations[integration]?.apt ?? []).map(name => ({ name, from: `integration ${integration}` })),
    ),
  ]
}

function codePlan(
  settings: DockerSettings,
  mode: CodePlan['mode'],
  workspace: Workspace,
  sources: Sources,
  report: Report,
): CodePlan {
  const installCommand = settings.local_project_install_command || null
  if (mode !== 'include') return { mode, installCommand, dockerignore: null, ignoreFile: null }
  const explicit = settings.build_config?.dockerignore || settings.dockerignore || null
  const ownFile = cleanPath(`${workspace.sourceRoot}/.dockerignore`)
  const dockerignore =
    explicit === null && sources.status(ownFile) === 'file'
      ? { path: ownFile, text: readText(sources, ownFile) }
      : readIgnoreFile(explicit, settings, 'build_config', sources, report)
  // With ZenML's dialect bake does not build this image.
  if (workspace.dialect !== 'zenml') checkIgnoreFile(dockerignore?.path, 'error', sources, report)
  const ignoreFile = explicit === null ? ownFile : cleanPath(explicit)
  if (dockerignore === null && explicit === null) warnOfUnreadIgnoreFile(workspace.sourceRoot, sources, report)
  return { mode, installCommand, dockerignore, ignoreFile }
}
