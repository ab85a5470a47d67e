import { LOCK_FILE } from '../../3-resolve/read-lock-file.ts'
import { isRoot } from '../../4-plan/known-parents.ts'
import type { Cause, Part, Reason } from '../../model/explanation.ts'
import {
  type AptPackage,
  type BuildPlan,
  type ImagePlan,
  type InstallPlan,
  type PlannedConflict,
  type RequirementGroup,
  sourceFiles,
  variablesOf,
} from '../../model/plan.ts'
import type { DockerSettings } from '../../model/settings.ts'
import type { Workspace } from '../../model/workspace.ts'
import type { Sources } from '../../sources/sources.ts'
import { distinct, environmentCauses, fileStart, settingCauses } from './causes.ts'

/** All that the reasons for one image are taken from. */
export interface ImageContext {
  readonly image: ImagePlan
  readonly plan: BuildPlan
  readonly workspace: Workspace
  readonly sources: Sources
  /** Of everybody who asks for the image. */
  readonly settings: readonly DockerSettings[]
}

export const reason = (part: Part, rule: string, causes: readonly Cause[] = []): Reason => ({ part, rule, causes })

export function headerReason({ image, workspace }: ImageContext): Reason {
  return reason('header', 'the first lines name the files to edit, and the command that builds this image', [
    ...sourceFiles(image.origin).map(file => ({ what: `pipeline \`${image.origin.pipeline}\``, at: fileStart(file), beat: [] })),
    { what: `stack \`${workspace.stack.name}\``, at: fileStart(workspace.stack.file), beat: [] },
  ])
}

export function parentReason({ image, workspace, settings }: ImageContext): Reason {
  const { parent } = image
  if (parent.kind === 'dockerfile')
    return reason('parent', `\`dockerfile\` is set: bake builds ${parent.dockerfile} first, and this image is based on it`, [
      ...settingCauses(settings, 'dockerfile'),
      ...settingCauses(settings, 'build_context_root'),
    ])
  const pinned: Cause[] = parent.digest === null ? [] : [{ what: LOCK_FILE, at: fileStart(LOCK_FILE), beat: [] }]
  const pin = parent.digest === null ? '' : `; the digest is the lock file's`
  const written = settingCauses(settings, 'parent_image')
  if (written.length) return reason('parent', `\`parent_image\` is the image to build on${pin}`, [...written, ...pinned])
  return reason(
    'parent',
    `no \`parent_image\` is set, so it is ZenML's own image for ZenML ${workspace.zenml} and Python ${workspace.python}${pin}`,
    [
      { what: `ZenML ${workspace.zenml}`, at: workspace.zenmlAt, beat: [] },
      { what: `Python ${workspace.python}`, at: workspace.pythonAt, beat: [] },
      ...pinned,
    ],
  )
}

export function rootReason(context: ImageContext): Reason {
  const { image, settings } = context
  const rule =
    image.user !== null
      ? 'installs need root; the user of the image is set at the end'
      : `installs need root; the parent's own user \`${image.runsAs}\` comes back at the end`
  return reason('account', rule, image.user === null ? parentReason(context).causes : settingCauses(settings, 'user'))
}

export function accountReason(context: ImageContext): Reason {
  const { image, settings } = context
  if (image.runsAs === null || isRoot(image.runsAs))
    return reason(
      'account',
      '/app must be writable for any user: clusters may start the container as one that the image does not know',
    )
  const made = image.user === null ? 'it belongs to the user of the parent' : '`user` is made where it is missing, and owns /app'
  return reason('account', `${made}; any other user may write there too, because clusters may choose one`, [
    ...settingCauses(settings, 'user'),
    ...(image.user === null ? parentReason(context).causes : []),
  ])
}

export function buildArgumentReason({ settings }: ImageContext, name: string): Reason {
  const path = ['build_config', 'build_options', 'build_args', name]
  return reason('build arguments', `\`build_args.${name}\`: bake hands its value to the build`, settingCauses(settings, ...path))
}

export function environmentReason(
  { image, settings }: ImageContext,
  key: 'environment' | 'runtime_environment',
  i: number,
): Reason {
  const part = key === 'environment' ? 'environment' : 'runtime environment'
  const { name, value } = (key === 'environment' ? image.environment : image.runtimeEnvironment)[i]!
  const late = variablesOf(value).length === 0 ? '' : '; bake fills its variables in'
  const rule =
    key === 'environment'
      ? `\`environment.${name}\`: set before the installs, which may read it${late}`
      : `\`runtime_environment.${name}\`: set last, so that a change repeats no install${late}`
  return reason(part, rule, environmentCauses(settings, key, name))
}

/** Why the block of one of the two mappings is there. */
export function environmentBlockReason({ settings }: ImageContext, key: 'environment' | 'runtime_environment'): Reason {
  return key === 'environment'
    ? reason('environment', '`environment` comes before the installs, which may read it', settingCauses(settings, key))
    : reason(
        'runtime environment',
        '`runtime_environment` comes after the installs, which it may not touch',
        settingCauses(settings, key),
      )
}

export function systemPackagesReason(context: ImageContext): Reason {
  const causes = distinct(context.image.apt.flatMap(apt => systemPackageCauses(context, apt)))
  return reason('system packages', 'system packages come before Python packages, which may need them to build', causes)
}

export function systemPackageReason(context: ImageContext, name: string): Reason {
  const causes = context.image.apt.filter(apt => apt.name === name).flatMap(apt => systemPackageCauses(context, apt))
  const settings = causes.some(cause => cause.what.startsWith('apt_packages'))
  const rule = settings ? `\`apt_packages\` lists \`${name}\`` : `\`${name}\` is needed by ${causes.map(c => c.what).join(', ')}`
  return reason('system packages', rule, causes)
}

/** Who brings a system package: `from` is what the plan says of it. */
export function systemPackageCauses({ settings, workspace }: ImageContext, { name, from }: AptPackage): Cause[] {
  if (from === 'settings') {
    return distinct(
      settings.flatMap(each =>
        each.apt_packages.flatMap((apt, i) => (apt === name ? settingCauses([each], 'apt_packages', i) : [])),
      ),
    )
  }
  const integration = /^integration (.*)/.exec(from)?.[1]
  if (integration !== undefined) return integrationCauses(settings, integration)
  return workspace.stack.components
    .filter(({ type, name }) => `${type} ${name}` === from)
    .map(({ type, name, nameSpan }) => ({ what: `${type.replaceAll('_', ' ')} \`${name}\``, at: nameSpan, beat: [] }))
}

export function integrationCauses(settings: readonly DockerSettings[], integration: string): Cause[] {
  return distinct(
    settings.flatMap(each =>
      each.required_integrations.flatMap((name, i) =>
        name === integration ? settingCauses([each], 'required_integrations', i) : [],
      ),
    ),
  )
}

export function installerReason(context: ImageContext): Reason {
  const { image, settings } = context
  const { name } = image.installer
  const rule =
    image.facts.python === null
      ? `the content of this parent is not known, so the build finds out whether ${name} can install there`
      : `${name} installs the packages, and the parent does not have it`
  return reason('installer', rule, [...settingCauses(settings, 'python_package_installer'), ...parentReason(context).causes])
}

const GROUP_RULES: Readonly<Record<RequirementGroup, string>> = {
  local: '`replicate_local_python_environment`: what the command printed when the lock file was written',
  stack: "`install_stack_requirements`: what the stack's components need",
  extra: 'what serves the pipeline in the image of a deployer',
  integrations: '`required_integrations`: the packages of ZenML integrations',
  pyproject: '`pyproject_path`: the dependencies of the project, as the lock file has them',
  user: '`requirements`',
}

/** Whose list it is, as the title above its install says. */
function listOwner({ image }: ImageContext): 'pipeline' | 'step' {
  const list = image.requirements.find(({ group }) => group === 'user')
  return list?.title.startsWith('Requirements of the step') ? 'step' : 'pipeline'
}

/** Why a list is installed. */
export function groupReason(context: ImageContext, group: RequirementGroup): Reason {
  const rule = group === 'user' ? `\`requirements\` of the ${listOwner(context)}` : GROUP_RULES[group]
  return reason('requirements', rule, groupCauses(context, group))
}

function groupCauses({ image, settings, workspace }: ImageContext, group: RequirementGroup): Cause[] {
  switch (group) {
    case 'local':
      return settingCauses(settings, 'replicate_local_python_environment')
    case 'stack':
      return [
        ...stackComponents(workspace).map(({ type, name, nameSpan }): Cause => componentCause(type, name, nameSpan)),
        ...settingCauses(settings, 'install_stack_requirements'),
      ]
    case 'extra':
      return workspace.stack.components
        .filter(({ type }) => type === 'deployer')
        .map(({ type, name, nameSpan }) => componentCause(type, name, nameSpan))
    case 'integrations':
      return settingCauses(settings, 'required_integrations')
    case 'pyproject':
      return settingCauses(settings, 'pyproject_path')
    case 'user': {
      const written = settingCauses(settings, 'requirements')
      const list = image.requirements.find(each => each.group === 'user')
      return written.length ? written : (list?.at ?? []).map(at => ({ what: 'requirements', at, beat: [] }))
    }
  }
}

export const componentCause = (type: string, name: string, at: Cause['at']): Cause => ({
  what: `${type.replaceAll('_', ' ')} \`${name}\``,
  at,
  beat: [],
})

/** Components that bring Python packages. */
function stackComponents({ stack, catalog }: Workspace) {
  return stack.components.filter(
    ({ known }) =>
      (known?.integration && catalog.integrations[known.integration]?.requirements.length) || known?.requirements?.length,
  )
}

/** Why an install is there: the groups that it installs. */
export function installReason(context: ImageContext, install: InstallPlan): Reason {
  const { image, workspace } = context
  const groups = image.requirements.filter(list => install.lists.some(({ fileName }) => fileName === list.fileName))
  const causes = distinct((groups.length ? groups : image.requirements).flatMap(({ group }) => groupCauses(context, group)))
  if (install.heavy)
    return reason('requirements', `\`split_heavy\`: ${install.heavy.join(', ')} in a layer that changes seldom`, causes)
  if (install.stage) {
    const names = install.stage.packages.map(({ name }) => name)
    const rule =
      names.length === 1 && install.stage.name === `package-${names[0]}`
        ? `\`layers: independent\`: ${names[0]} is big, or has to be built, and has a layer of its own`
        : '`layers: independent`: small packages of the same lists whose names have the same hash share a layer'
    return reason('requirements', rule, [...causes, lockCause()])
  }
  const [only] = groups
  if (only && groups.length === 1) return reason('requirements', `${GROUP_RULES[only.group]}, one install of its own`, causes)
  const rule =
    workspace.project.resolve === 'locked'
      ? '`resolve: locked`: every package with its hash, from the lock file'
      : '`resolve: joint`: all groups in one resolution'
  return reason('requirements', rule, causes)
}

const lockCause = (): Cause => ({ what: LOCK_FILE, at: fileStart(LOCK_FILE), beat: [] })

/** Why packages are in stages of their own. */
export function layersReason({ workspace }: ImageContext): Reason {
  const causes = [{ what: 'layers', at: workspace.project.layersAt, beat: [] }, lockCause()]
  return reason('requirements', '`layers: independent`: packages in layers that do not depend on each other', causes)
}

/** Why a package wins where several write the same file. */
export function conflictReason(context: ImageContext, { packages, winner }: PlannedConflict): Reason {
  const installed = packages.filter(name =>
    context.image.installs.some(each => each.stage?.packages.some(of => of.name === name)),
  )
  const rule =
    installed.length === 1
      ? `the layer of ${winner} is copied on top of the parent, which has the other files`
      : `of layers with the same file, the one that is copied last wins; in one layer, the package that is installed last`
  return reason('requirements', rule, [...layersReason(context).causes])
}

/** Why something of the parent makes room for the packages. */
export function roomReason(context: ImageContext): Reason {
  const { replaced } = context.image.layers!
  const rule =
    replaced.length > 0
      ? `the lock file needs ${replaced.join(', ')} in other versions than the parent has`
      : 'the parent has no `python`, with which ZenML starts steps'
  return reason('requirements', rule, [...parentReason(context).causes, lockCause()])
}

/** What the settings of the installer change in a command. */
export function commandReason(context: ImageContext, install: InstallPlan): Reason {
  const { part, rule, causes } = installReason(context, install)
  return reason(part, rule, [...causes, ...installerSettings(context)])
}

export function installerSettings({ settings }: ImageContext): Cause[] {
  const keys = ['python_package_installer', 'python_package_installer_args', 'python_package_installer_cache_mount'] as const
  return keys.flatMap(key => settingCauses(settings, key))
}

export function zenmlReason(): Reason {
  return reason(
    'zenml',
    "ZenML's own variables: it finds its configuration in /app, and does not warn that the code is not a repository",
  )
}

const CODE_RULES = {
  include: 'the code is part of the image',
  'download-from-code-repository': 'a step downloads the code from the code repository when it starts',
  'download-from-artifact-store': 'a step downloads the code from the artifact store when it starts',
  none: 'the image gets no code',
} as const

/** How the code comes into the image, and why that way. */
export function codeReason({ image, settings, workspace }: ImageContext): Reason {
  const keys = [
    'local_project_install_command',
    'allow_download_from_code_repository',
    'allow_download_from_artifact_store',
    'allow_including_files_in_images',
    'source_files',
  ]
  const repository = workspace.codeRepository
  const written = distinct(keys.flatMap(key => settingCauses(settings, key)))
  const why =
    image.code.installCommand !== null && image.code.mode === 'include'
      ? ': `local_project_install_command` needs it there'
      : image.code.mode === 'include'
        ? ': no way of downloading it is allowed'
        : ''
  const causes =
    image.code.mode === 'download-from-code-repository' && repository
      ? [...written, { what: 'code_repository', at: repository.at, beat: [] }]
      : written
  return reason('code', `${CODE_RULES[image.code.mode]}${why}`, causes)
}

export function extraFileReason({ workspace }: ImageContext, name: string): Reason {
  const causes = workspace.stack.components
    .filter(({ known }) => known?.image?.files?.includes(name))
    .map(({ type, name, nameSpan }) => componentCause(type, name, nameSpan))
  return reason('code', `a component of the stack needs \`${name}\` in the image`, causes)
}

export function projectInstallReason({ settings }: ImageContext): Reason {
  return reason(
    'project install',
    '`local_project_install_command`: runs where the code was copied',
    settingCauses(settings, 'local_project_install_command'),
  )
}

export function userReason(context: ImageContext): Reason {
  const { image, settings } = context
  if (image.user !== null) return reason('user', '`user`: who the container runs as', settingCauses(settings, 'user'))
  return reason('user', 'the user of the parent comes back after the installs', parentReason(context).causes)
}

export function entrypointReason({ image, workspace }: ImageContext): Reason {
  const causes = workspace.stack.components
    .filter(({ known }) => known?.image?.entrypoint === image.entrypoint)
    .map(({ type, name, nameSpan }) => componentCause(type, name, nameSpan))
  return reason('entrypoint', 'a component of the stack starts the image with it', causes)
}
