import { repositoryIsUsable } from '../../4-plan/code.ts'
import type { ImagePlan } from '../../model/plan.ts'
import type { DockerSettings } from '../../model/settings.ts'
import { pythonJson } from '../../python/values.ts'
import type { Span } from '../../sources/span.ts'
import type { EffectContext } from './effect-context.ts'
import type { WrittenSetting } from './written-settings.ts'

/** A setting without which every image is the same. */
export interface Idle {
  readonly setting: WrittenSetting
  /** The images that it could reach, and the merged settings behind them. */
  readonly asking: readonly { readonly image: ImagePlan; readonly settings: DockerSettings }[]
  /** It is the one that counts in at least one of them. */
  readonly winning: boolean
  readonly beat: readonly Span[]
  readonly context: EffectContext
}

/** Why a setting did nothing: the first sentence that holds. */
export function whyWithoutEffect(idle: Idle): string {
  return REASONS.find(([, holds]) => holds(idle))![0]
}

const key = ({ setting }: Idle): string => setting.path[0]!
const isKey =
  (...keys: readonly string[]) =>
  (idle: Idle) =>
    keys.includes(key(idle))
const all = (idle: Idle, holds: (image: ImagePlan, settings: DockerSettings) => boolean) =>
  idle.asking.length > 0 && idle.asking.every(({ image, settings }) => holds(image, settings))
const ofKind = (kind: ImagePlan['kind']) => (idle: Idle) => all(idle, image => image.kind === kind)
const inArguments = (idle: Idle, ...flags: readonly string[]) =>
  key(idle) === 'python_package_installer_args' && flags.includes(idle.setting.path[1] ?? '')
const buildOption = ({ setting }: Idle) => (setting.path[1] === 'build_options' ? setting.path[2] : undefined)

const REASONS: readonly (readonly [string, (idle: Idle) => boolean])[] = [
  [
    'the ZenML version of this project does not have the key',
    idle => !Object.hasOwn(idle.context.workspace.catalog.docker_settings, key(idle)) && key(idle) !== 'source_files',
  ],
  [
    'deprecated: no ZenML version reads it any more',
    isKey('copy_files', 'copy_global_config', 'required_hub_plugins', 'build_options'),
  ],
  [
    'the pipeline has no step of this name',
    ({ setting }) => setting.layer === 'step' && !setting.pipelines.some(p => p.steps.some(s => s.name === setting.step)),
  ],
  [
    'the pipeline uses a build that exists, so nothing is built for it',
    ({ setting }) => setting.pipelines.length > 0 && setting.pipelines.every(p => p.prebuilt !== null),
  ],
  [
    "with it the step's settings are equal to the pipeline's, so the step shares its image",
    ({ setting }) =>
      setting.layer === 'step' &&
      setting.pipelines.every(p => p.steps.find(s => s.name === setting.step)?.sameAsPipeline ?? true),
  ],
  ['no image is built from these settings', ({ asking }) => asking.length === 0],
  [
    'null on a step means nothing in this ZenML version: the lower layer counts',
    ({ setting, winning }) => setting.layer === 'step' && setting.node.kind === 'null' && !winning,
  ],
  ['only ZenML reads it, when it builds images itself', isKey('prevent_build_reuse')],
  ['`skip_build` is set: the parent image is used as it is', ofKind('use')],
  [
    'same value as the one that it overrides',
    ({ setting, beat, context }) =>
      beat.some(span =>
        context.written
          .in(span.file)
          .some(other => other.node.span.start === span.start && pythonJson(other.node) === pythonJson(setting.node)),
      ),
  ],
  ['it is the default of ZenML', idle => isDefault(idle)],
  [
    '`dockerfile` is set: its `FROM` counts',
    idle => isKey('parent_image')(idle) && all(idle, (_, settings) => Boolean(settings.dockerfile)),
  ],
  [
    'it needs `dockerfile`, which is not set',
    idle => isKey('build_context_root', 'parent_image_build_config')(idle) && all(idle, (_, s) => !s.dockerfile),
  ],
  [
    'it needs `pyproject_path`, which is not set',
    idle => isKey('pyproject_export_command')(idle) && all(idle, (_, s) => !s.pyproject_path),
  ],
  ['bake decides it: `docker buildx bake --pull`', idle => buildOption(idle) === 'pull'],
  ['BuildKit has nothing that it could change', idle => ['rm', 'forcerm', 'force-rm', 'quiet'].includes(buildOption(idle) ?? '')],
  [
    'installs have a cache of their own, which no layer holds',
    idle => inArguments(idle, 'no-cache-dir', 'no-cache', 'cache-dir', 'link-mode'),
  ],
  [
    'the interpreter is named in its place: on ZenML images `--system` means the wrong one',
    idle => inArguments(idle, 'system', 'break-system-packages'),
  ],
  [
    'nothing is installed in the image',
    idle => /^python_package_installer/.test(key(idle)) && all(idle, image => image.requirements.length === 0),
  ],
  [
    'no code is copied into the image, so there is nothing to leave out',
    idle =>
      (key(idle) === 'dockerignore' || idle.setting.path[1] === 'dockerignore') &&
      all(idle, image => image.code.mode !== 'include'),
  ],
  [
    '`local_project_install_command` needs the code in the image, whatever is allowed',
    idle => isAllowKey(idle) && all(idle, (_, settings) => Boolean(settings.local_project_install_command)),
  ],
  [
    'no code repository is named that could be used',
    idle => isKey('allow_download_from_code_repository')(idle) && !repositoryIsUsable(idle.context.workspace),
  ],
  ['the code comes another way, which is preferred', isAllowKey],
  [
    'requirements are given, so nothing is looked for',
    idle =>
      isKey('disable_automatic_requirements_detection')(idle) &&
      all(idle, (_, s) => Boolean(s.requirements?.length || s.pyproject_path || s.replicate_local_python_environment)),
  ],
  ['the source root has no requirements.txt and no pyproject.toml', isKey('disable_automatic_requirements_detection')],
  ['no component of the stack needs anything', isKey('install_stack_requirements')],
  ['the stack has no deployer that would need it', isKey('install_deployment_requirements')],
  ['the parent image only gets another name: nothing is put into it', ofKind('retag')],
  ['the image is your own Dockerfile: nothing goes on top of it', ofKind('dockerfile')],
  ['what it adds is there without it', ({ winning }) => winning],
  ['a lower or higher layer counts in its place', () => true],
]

function isAllowKey(idle: Idle): boolean {
  return /^allow_/.test(key(idle)) || key(idle) === 'source_files'
}

function isDefault({ setting, context }: Idle): boolean {
  const [name] = setting.path
  const found = context.workspace.catalog.docker_settings[name!]
  if (!found || setting.path.length > 1) return false
  const { node } = setting
  const written = node.kind === 'bool' || node.kind === 'string' ? node.value : node.kind === 'null' ? null : undefined
  if (node.kind === 'list' || node.kind === 'map') {
    const empty = node.kind === 'list' ? node.items.length === 0 : node.entries.length === 0
    return empty && (found.default === null || JSON.stringify(found.default) === '[]' || JSON.stringify(found.default) === '{}')
  }
  return written === found.default
}
