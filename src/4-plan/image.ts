import { sha256 } from '../basics/sha256.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type {
  AptPackage,
  CodePlan,
  ImageKind,
  ImageName,
  ImagePlan,
  ImageRequest,
  ParentDockerfile,
  ParentPlan,
  RequirementList,
  RunsPlan,
  SecretPlan,
  TargetOptions,
} from '../model/plan.ts'
import type { BuildConfig, DockerSettings } from '../model/settings.ts'
import { placeOf } from '../model/settings.ts'
import type { WorkspaceBase } from '../model/workspace.ts'
import { cleanPath } from '../paths/clean-path.ts'
import { languageOf, settingText } from '../quote/setting-text.ts'
import { readText } from '../sources/read-text.ts'
import { pullIsZenmls, targetOptions } from './build-options.ts'
import { withArguments } from './carried-values.ts'
import { checkImage } from './check-image.ts'
import { codeMode, repositoryIsUsable } from './code.ts'
import { environmentEntries } from './environment.ts'
import { installerPlan } from './installer.ts'
import { installPlans } from './installs.ts'
import { isRoot } from './known-parents.ts'
import { withLinkedOptions } from './linked-options.ts'
import { imageName, intermediateName, ownName, tagOf } from './names.ts'
import { type LayerFacts, needsLayer, placeOfSetting, settingsWithoutLayer } from './needs-layer.ts'
import { checkIgnoreFile, parentOf, readIgnoreFile } from './parent.ts'
import { parentFacts } from './parent-facts.ts'
import type { Planning } from './planning.ts'
import { recipeOf } from './recipe.ts'
import { gatherRequirements } from './requirements.ts'
import { runsPlan } from './runs.ts'
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
  /** As in `PlannedRequest`. */
  readonly hashed: readonly string[]
}

/** Plans one image; undefined when it cannot be planned (it was reported). */
export function draftImage(request: ImageRequest, planning: Planning): ImageDraft | undefined {
  const { settings, pipeline, step, key } = request
  const { workspace, report } = planning
  const { rules, dialect } = workspace
  const name = ownName(request)
  const tag = tagOf(request, workspace)
  const mode = codeMode(settings, repositoryIsUsable(workspace))

  const { lists, detected } = gatherRequirements(request, mode === 'download-from-code-repository', planning)
  const parent = parentOf(settings, intermediateName(settings, tag, workspace), planning)
  if (!parent) return undefined
  const facts = { request, settings, includesCode: mode === 'include', detectedRequirements: detected, rules }
  const kind = kindOf(facts, parent, name, planning)
  if (!kind) return undefined

  const basis: Basis = {
    id: name,
    kind,
    built: kind !== 'use' && !(dialect === 'zenml' && kind === 'build' && mode === 'include'),
    tags: kind === 'use' ? [] : [imageName(settings, tag, workspace)],
    parent,
    parentTarget: null,
    python: workspace.python,
    usedBy: [],
    origin: {
      pipeline: pipeline.name,
      config: pipeline.file,
      code: pipeline.code?.code ?? null,
      step,
      key,
      reason: request.reason,
    },
  }
  const made = kind === 'build' ? builtImage(basis, request, lists, mode, planning) : usedImage(basis, settings, mode, planning)
  const image = withLinkedOptions(made, settings, planning)
  checkImage(image, settings, planning)
  if (kind === 'build' && parent.kind === 'dockerfile' && dialect === 'portable') warnOfLinkedParent(parent, report)
  const hashed = [
    request.entrypoint ?? '',
    ...request.extraFiles.flatMap(file => [file.name, file.text]),
    ...lists.map(list => list.zenmlText),
    parent.kind === 'dockerfile' && rules.dockerfileIsHashed ? parent.text : '',
  ]
  return { name, image, recipe: sha256(recipeOf(image, dialect)), hashed }
}

/** What every image has. */
type Basis = Pick<ImagePlan, ImageName | 'kind' | 'built' | 'parent' | 'python'>

/** An image with a layer of ours. */
function builtImage(
  basis: Basis,
  { settings, entrypoint, extraFiles }: ImageRequest,
  requirements: readonly RequirementList[],
  mode: CodePlan['mode'],
  planning: Planning,
): ImagePlan {
  const { workspace } = planning
  const options = optionsOf(settings.build_config, planning)
  const environment = environmentEntries(settings.environment, 'environment', planning)
  const runtimeEnvironment = environmentEntries(settings.runtime_environment, 'runtime_environment', planning)
  const facts = parentFacts(basis.parent, environment, options.args, workspace)
  const user = settings.user || null
  const restored = facts.user !== null && !isRoot(facts.user) ? facts.user : null
  const installer = installerPlan(settings, planning)
  const apt = aptPackages(settings, workspace)
  const image = {
    ...basis,
    requirements,
    ...installPlans({ ...basis, requirements, installer, options, environment, buildArgs: options.args }, settings, planning),
    installer,
    apt,
    environment,
    runtimeEnvironment,
    buildArgs: options.args,
    facts,
    user,
    runsAs: user ?? restored,
    entrypoint,
    code: codePlan(settings, mode, planning),
    extraFiles,
    options,
  }
  if (workspace.dialect === 'zenml') return { ...image, secrets: [], runs: null }
  const runs = runsPlan(image, workspace)
  return { ...image, ...withArguments(environment, runtimeEnvironment), secrets: mountedSecrets(runs, workspace), runs }
}

/** bake asks for no secret that no RUN of the image mounts. */
function mountedSecrets({ secrets: { apt, bootstrap, installs, project } }: RunsPlan, workspace: WorkspaceBase): SecretPlan[] {
  const ids = new Set([...apt, ...bootstrap, ...installs.flat(), ...project])
  return secretPlans(workspace.project.secrets.filter(({ id }) => ids.has(id)))
}

/** What an image without a layer of ours has of its content. */
export const NOTHING_ADDED = {
  requirements: [],
  installs: [],
  layers: null,
  sizes: [],
  runs: null,
  apt: [],
  environment: [],
  runtimeEnvironment: [],
  buildArgs: [],
  user: null,
  runsAs: null,
  entrypoint: null,
  extraFiles: [],
  secrets: [],
} as const satisfies Partial<ImagePlan>

/** An image that is the parent, or the user's Dockerfile: ZenML reads the settings of its content, and does nothing with them. */
function usedImage(basis: Basis, settings: DockerSettings, mode: CodePlan['mode'], planning: Planning): ImagePlan {
  return {
    ...basis,
    ...NOTHING_ADDED,
    installer: installerPlan(settings, { ...planning, report: () => {} }),
    facts: parentFacts(basis.parent, [], [], planning.workspace),
    code: { mode, installCommand: null, dockerignore: null, ignoreFile: null },
    options: optionsOf(null, planning),
  }
}

function optionsOf(config: BuildConfig | null, { workspace, report }: Planning): TargetOptions {
  const options = targetOptions(config, workspace.project.bake, report)
  return pullIsZenmls(workspace) ? { ...options, pull: false } : options
}

/** Only bake links targets. */
function warnOfLinkedParent({ dockerfile, at }: ParentDockerfile, report: Report): void {
  const problem = 'is linked by bake: kaniko, podman and the classic builder look for its image in a registry'
  const help = 'if something else than bake builds this, build and push it first, and name the image in `parent_image`'
  report(diagnostic('DC4034', at, { path: dockerfile, problem }, { help }))
}

/** ZenML's build decision (0.98, `build_docker_image`): one image, two, the parent under another name, or the parent as it is. */
function kindOf(facts: LayerFacts, parent: ParentPlan, name: string, planning: Planning): ImageKind | undefined {
  const { settings } = facts
  const { workspace, report } = planning
  if (settings.skip_build) return 'use'
  if (needsLayer(facts)) return 'build'
  const lost = settingsWithoutLayer(facts)
  // ZenML loses these here; the other dialects do what was written.
  if (lost.length && workspace.dialect !== 'zenml') return 'build'
  for (const key of lost) {
    const help = 'add something that makes a layer (`apt_packages`, `environment`, …), or use another dialect, which keeps it'
    report(diagnostic('DC4016', placeOfSetting(settings, key), { key, image: name }, { help }))
  }
  if (parent.kind === 'dockerfile') return 'dockerfile'
  if (!parent.isDefault) return 'retag'
  const at = placeOf(settings, 'install_stack_requirements')
  const off = settingText(languageOf(at), 'install_stack_requirements', false)
  const help = `name a \`parent_image\` or a \`dockerfile\`, add requirements, or remove \`${off}\``
  report(diagnostic('DC4001', at, { image: name }, { help }))
  return undefined
}

/** apt packages of the settings, then the stack's, then the integrations', repeats and all, as ZenML lists them. */
function aptPackages(settings: DockerSettings, workspace: WorkspaceBase): AptPackage[] {
  return [
    ...settings.apt_packages.map(name => ({ name, from: 'settings' })),
    ...(settings.install_stack_requirements ? stackAptPackages(workspace) : []),
    ...settings.required_integrations.flatMap(integration =>
      (workspace.catalog.integrations[integration]?.apt ?? []).map(name => ({ name, from: `integration ${integration}` })),
    ),
  ]
}

function codePlan(settings: DockerSettings, mode: CodePlan['mode'], planning: Planning): CodePlan {
  const { workspace, sources, report } = planning
  const installCommand = settings.local_project_install_command || null
  if (mode !== 'include') return { mode, installCommand, dockerignore: null, ignoreFile: null }
  const explicit = settings.build_config?.dockerignore || settings.dockerignore || null
  const ownFile = cleanPath(`${workspace.sourceRoot}/.dockerignore`)
  const status = sources.status(ownFile)
  const dockerignore =
    explicit === null && status === 'file'
      ? { path: ownFile, text: readText(sources, ownFile) }
      : readIgnoreFile(explicit ?? (status === 'missing' ? null : ownFile), settings, 'build_config', planning)
  // With ZenML's dialect bake does not build this image.
  if (workspace.dialect !== 'zenml') checkIgnoreFile(dockerignore?.path, 'error', planning)
  const ignoreFile = explicit === null ? ownFile : cleanPath(explicit)
  if (dockerignore === null && explicit === null) warnOfUnreadIgnoreFile(workspace.sourceRoot, sources, report)
  return { mode, installCommand, dockerignore, ignoreFile }
}
