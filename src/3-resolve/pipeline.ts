import { type ComponentSettings, validateComponentSettings } from '../2-validate/component.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { suggest } from '../diagnostics/suggest.ts'
import type { Catalog } from '../model/catalog.ts'
import type { CodePipeline, CodeStep } from '../model/code.ts'
import { type Entry, entriesOf, get, type MapNode, type Node, nameOf, type StringNode, type UnknownNode } from '../model/node.ts'
import type { Dialect, Located, PipelineReference } from '../model/project.ts'
import type { DockerSettings } from '../model/settings.ts'
import type { OpenQuestion, Pipeline, Prebuilt, Step } from '../model/workspace.ts'
import { pythonStr } from '../python/values.ts'
import { dockerLevel, reportLostFlags } from './docker-level.ts'
import { compareSettings, readDockerSettings } from './docker-settings.ts'
import { filledIn } from './filled-in.ts'
import { requireAllValues, valueHelp } from './late-values.ts'
import { type CodeLevels, highest, type Level, layersOf, valueAt } from './levels.ts'
import { flag } from './normalise.ts'
import { type Layers, mergeLayers, mergeLevel } from './precedence.ts'
import { checkTracker, operatorOf } from './step-components.ts'
import { substitute, type Variables } from './substitute.ts'
import type { Surroundings } from './surroundings.ts'

/** One pipeline before its settings are resolved: an entry of the project file, with what its file and its code say. */
export interface WrittenPipeline {
  readonly reference: PipelineReference
  /** The entry's name, or the code's. */
  readonly name: Located<string>
  /** The run configuration: the entry's, or the one that the code names; null without one. */
  readonly file: string | null
  /** The file's content, its shape already checked; undefined for an empty file. */
  readonly root: Node | undefined
  readonly code: CodePipeline | null
}

/**
 * Resolves one pipeline: variables, then every level's docker settings by itself, then the merge of each step.
 *
 * The order of checks is ZenML's, so that what it refuses is refused and what it never looks at (wrong settings of an unknown step) is not.
 */
export function resolvePipeline(written: WrittenPipeline, around: Surroundings, levels: CodeLevels, report: Report): Pipeline {
  const { reference, root, code, name } = written
  const { catalog, dialect } = around
  const relevant = root?.kind === 'map' ? relevantKeys(root, catalog) : undefined
  const config = relevant && filledIn(relevant, around.variables, report)
  if (config && dialect === 'zenml') requireAllValues(config, '', report)

  if (around.rules.unknownStepKeys === 'refuse') refuseForeignStepKeys(root, around, report)

  const file: Level[] = config ? [{ layer: 'pipeline file', config, replaces: false, where: 'settings' }] : []
  const pipeline = [...(code ? levels.of('pipeline code', code.layers) : []), ...file]
  const docker = { project: [{ keys: around.projectDocker }], ...dockerLayers(pipeline, around, report) }
  const own = readDockerSettings(mergeLayers(docker, nullsOf(around)), around.defaults)
  const { alwaysBuildPipelineImage } = componentSettings('pipeline', pipeline, 'settings', around, report)

  const configured = new Map(entriesOf(get(config, 'steps')).map(e => [nameOf(e), e]))
  const dynamic = reference.dynamic ?? code?.dynamic ?? false
  const known = knownSteps(written)
  const options = code?.stepOptions?.kind === 'map' ? code.stepOptions.entries : []
  const optional = new Map(options.map(e => [nameOf(e), e]))
  for (const named of [configured, optional]) reportUnknownSteps(named, known, name.value, report)
  if (known?.length === 0 && !dynamic) reportNoSteps(written, dialect, report)
  if (code && !known)
    report(diagnostic('DC3075', code.at, { pipeline: name.value }, { help: 'list them under `steps` of the entry' }))

  const context: StepContext = { around, levels, code, own, docker, extra: layersOf(pipeline, 'extra', extraOf), configured }
  const steps = (known ?? namedSteps(configured, code)).map(step => resolveStep(step, context, report))
  return {
    name: name.value,
    tagName: tagNameOf(name, around.variables, report),
    file: written.file,
    code,
    settings: own,
    steps: steps.map(({ step }) => step),
    complete: known !== undefined && (known.length > 0 || dynamic),
    dynamic,
    alwaysBuildPipelineImage: alwaysBuildPipelineImage === true,
    open: [
      ...(typeof alwaysBuildPipelineImage === 'object' ? [open('pipeline image', null, alwaysBuildPipelineImage)] : []),
      ...steps.flatMap(step => step.open),
    ],
    prebuilt: code?.build ? { id: pythonStr(code.build) } : prebuiltOf(get(config, 'build')),
  }
}

/** The steps that an entry lists, or else those of the code; undefined where there may be others. */
function knownSteps({ reference, code }: WrittenPipeline): readonly string[] | undefined {
  return reference.steps ?? (code?.complete ? code.steps.map(({ name }) => name) : undefined)
}

/** The steps that somebody names, where nobody lists all. */
function namedSteps(configured: ReadonlyMap<string, Entry>, code: CodePipeline | null): readonly string[] {
  const options = code?.stepOptions?.kind === 'map' ? code.stepOptions.entries : []
  return [...new Set([...configured.keys(), ...options.map(nameOf)])]
}

function reportNoSteps({ reference, name, code }: WrittenPipeline, dialect: Dialect, report: Report): void {
  const listed = reference.steps !== null
  const help = listed
    ? 'list them under `steps` of this pipeline, or leave `steps` out when they are not known'
    : 'call a step in the function of the pipeline'
  const severity = dialect === 'zenml' || !listed ? 'error' : 'warning'
  report(diagnostic('DC3013', listed ? reference.at : (code?.at ?? null), { pipeline: name.value }, { help, severity }))
}

function reportUnknownSteps(
  configured: ReadonlyMap<string, Entry>,
  steps: readonly string[] | undefined,
  pipeline: string,
  report: Report,
): void {
  if (!steps?.length) return
  const known = new Set(steps)
  for (const [step, found] of configured) {
    if (known.has(step)) continue
    const close = suggest(step, steps)
    report(diagnostic('DC3012', found.key.span, { step, pipeline }, { label: close && `did you mean \`${close}\`?` }))
  }
}

/** A tag cannot wait for bake, so every variable of the name needs its value now. */
function tagNameOf({ value: name, at }: Located<string>, variables: Variables, report: Report): string {
  const written: StringNode = { kind: 'string', value: name, span: at ?? { file: '', start: 0, end: 0 } }
  const { value, template } = substitute(written, variables) as StringNode
  for (const part of template ?? []) {
    if (typeof part !== 'string')
      report(diagnostic('DC3011', at, { name: part.variable, where: 'name' }, { help: valueHelp(part.variable) }))
  }
  return value
}

/** The docker blocks of levels, each checked by itself. */
function dockerLayers(levels: readonly Level[], around: Surroundings, report: Report): Layers {
  return layersOf(levels, 'settings', level => {
    const docker = valueAt(level, 'settings', 'docker')
    return docker?.kind === 'map' ? dockerLevel(docker, `${level.where}.docker`, around, report) : docker
  })
}

/** What the settings of components decide; only what counts after the merge of the level is looked at, as ZenML does. */
function componentSettings(
  level: 'pipeline' | 'step',
  levels: readonly Level[],
  where: string,
  around: Surroundings,
  report: Report,
): ComponentSettings {
  const settings = mergeLevel(
    level,
    layersOf(levels, 'settings', each => valueAt(each, 'settings')),
  )
  return validateComponentSettings(asMap(settings), where, around.components, around, report)
}

const extraOf = (level: Level): Node | undefined => valueAt(level, 'extra')

interface StepContext {
  readonly around: Surroundings
  readonly levels: CodeLevels
  readonly code: CodePipeline | null
  /** The pipeline's own settings, which a step without any shares. */
  readonly own: DockerSettings
  /** The layers of the pipeline level. */
  readonly docker: Layers
  readonly extra: Layers
  /** `steps` of the file. */
  readonly configured: ReadonlyMap<string, Entry>
}

interface ResolvedStep {
  readonly step: Step
  readonly open: readonly OpenQuestion[]
}

function resolveStep(name: string, context: StepContext, report: Report): ResolvedStep {
  const { around, own, code } = context
  const inCode = code?.steps.find(step => step.name === name)
  const levels = stepLevels(name, inCode, context)
  const where = `steps.${name}.settings`
  const docker = dockerLayers(levels, around, report)
  if (levels.length > 0) componentSettings('step', levels, where, around, report)
  const ownKeys = mergeLevel('step', docker)
  if (ownKeys?.kind === 'map' && around.dialect === 'zenml' && around.rules.stepNulls === 'drop') {
    const below = mergeLevel('pipeline', { ...context.docker, project: [] })
    reportLostFlags(ownKeys, below?.kind === 'map' ? below : undefined, report)
  }
  const merged = ownKeys && readDockerSettings(mergeLayers({ ...context.docker, ...docker }, nullsOf(around)), around.defaults)
  const comparison = merged ? compareSettings(merged, own, around.defaults) : 'same'
  checkTracker(highest(levels, 'experiment_tracker'), name, around, report)
  const operator = highest(levels, 'step_operator')
  const extra = mergeLayers({ ...context.extra, ...layersOf(levels, 'extra', extraOf) }, nullsOf(around))
  const seldon = extra?.kind === 'unknown' ? extra : get(extra, 'seldon_custom_deployment')
  return {
    step: {
      name,
      // Equal for Python is not the same to print (`1`, `true`): such a step shares the pipeline's image, and so its values.
      settings: merged && comparison !== 'same' ? merged : own,
      sameAsPipeline: comparison === 'same',
      operator: operatorOf(operator, name, around, report),
      seldon: isTrue(seldon),
      at: context.configured.get(name)?.key.span ?? inCode?.at ?? null,
    },
    open: [
      ...(comparison === 'unknown' ? [...own.unknown, ...(merged?.unknown ?? [])].map(node => open('settings', name, node)) : []),
      ...(operator?.kind === 'unknown' ? [open('step operator', name, operator)] : []),
      ...(seldon?.kind === 'unknown' ? [open('Seldon image', name, seldon)] : []),
    ],
  }
}

const open = (decides: OpenQuestion['decides'], step: string | null, node: UnknownNode): OpenQuestion => ({ decides, step, node })

/** The layers of a step's own configuration, lowest first. */
function stepLevels(name: string, inCode: CodeStep | undefined, { code, levels, configured }: StepContext): Level[] {
  const body = configured.get(name)?.value
  return [
    ...(inCode ? levels.of('step code', inCode.layers) : []),
    ...(body?.kind === 'map'
      ? [{ layer: 'step file' as const, config: body, replaces: false, where: `steps.${name}.settings` }]
      : []),
    ...(code ? levels.options(code, name) : []),
  ]
}

/** ZenML drops foreign top-level and step keys, and top-level nulls, before it substitutes variables. */
function relevantKeys(root: MapNode, catalog: Catalog): MapNode {
  const stepKeys = new Set(catalog.step_keys)
  const runKeys = new Set(catalog.run_configuration_keys)
  const entries = root.entries
    .filter(e => e.value.kind !== 'null' && runKeys.has(nameOf(e)))
    .map(e =>
      nameOf(e) === 'steps' && e.value.kind === 'map'
        ? { ...e, value: { ...e.value, entries: e.value.entries.map(knownStepKeys) } }
        : e,
    )
  return { ...root, entries }

  function knownStepKeys(step: Entry): Entry {
    if (step.value.kind !== 'map') return step
    return { ...step, value: { ...step.value, entries: step.value.entries.filter(e => stepKeys.has(nameOf(e))) } }
  }
}

/** Old versions of ZenML refuse in a step what later ones drop. */
function refuseForeignStepKeys(root: Node | undefined, { catalog, zenml }: Surroundings, report: Report): void {
  const known = new Set(catalog.step_keys)
  for (const step of entriesOf(get(root, 'steps'))) {
    for (const { key } of entriesOf(step.value)) {
      if (key.kind !== 'string' || known.has(key.value)) continue
      report(diagnostic('DC3033', key.span, { key: key.value, step: nameOf(step), zenml }, { help: 'remove the key' }))
    }
  }
}

/** A step's `{system: null}` means the bare flag `--system`. ZenML loses it since 0.93.2; only its own dialect does the same. */
function nullsOf({ rules, dialect }: Surroundings) {
  return { stepNulls: rules.stepNulls, keepFlagNulls: dialect !== 'zenml' }
}

/** The file's own `build:`: an id, or the inline form. */
function prebuiltOf(node: Node | undefined): Prebuilt | null {
  if (node?.kind === 'string') return { id: node.value }
  if (node?.kind !== 'map') return null
  return { images: imagesOf(node), downloadsCode: downloadsCode(node), file: null, at: node.span }
}

/** Image key → reference, of a ZenML build. */
export function imagesOf(build: Node): Readonly<Record<string, string>> {
  const images = get(build, 'images')
  if (images?.kind !== 'map') return {}
  return Object.fromEntries(
    images.entries.flatMap(e => {
      const image = get(e.value, 'image')
      return image?.kind === 'string' ? [[nameOf(e), image.value]] : []
    }),
  )
}

/** Whether an image of a ZenML build fetches the code when it starts. */
export function downloadsCode(build: Node): boolean {
  return entriesOf(get(build, 'images')).some(({ value }) => {
    const required = get(value, 'requires_code_download')
    return required !== undefined && isTrue(flag(required))
  })
}

const isTrue = (node: Node | undefined): boolean => node?.kind === 'bool' && node.value
const asMap = (node: Node | undefined): MapNode =>
  node?.kind === 'map' ? node : { kind: 'map', entries: [], span: node?.span ?? { file: '', start: 0, end: 0 } }
