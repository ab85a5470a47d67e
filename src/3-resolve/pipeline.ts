import { validateComponentSettings } from '../2-validate/component.ts'
import { MAX_BYTES, shown } from '../basics/limits.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { suggest } from '../diagnostics/suggest.ts'
import type { Catalog } from '../model/catalog.ts'
import { type Entry, get, type MapNode, type Node, type StringNode } from '../model/node.ts'
import type { PipelineReference } from '../model/project.ts'
import type { DockerSettings } from '../model/settings.ts'
import type { Pipeline, Prebuilt, Step } from '../model/workspace.ts'
import { dockerLevel, reportLostFlags } from './docker-level.ts'
import { readDockerSettings, sameSettings } from './docker-settings.ts'
import { requireAllValues, valueHelp } from './late-values.ts'
import { flag } from './normalise.ts'
import { mergeLayers } from './precedence.ts'
import { checkTracker, operatorOf } from './step-components.ts'
import { growsTooLong, substitute, type Variables } from './substitute.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * Resolves one pipeline file: variables, then every level's docker settings by itself, then the merge of each step.
 *
 * The order of checks is ZenML's, so that what it refuses is refused and what it never looks at (wrong settings of an unknown step) is not.
 *
 * @param root the file's content, its shape already checked; undefined for an empty file
 */
export function resolvePipeline(
  reference: PipelineReference,
  root: Node | undefined,
  around: Surroundings,
  report: Report,
): Pipeline {
  const { catalog, dialect } = around
  const written = root?.kind === 'map' ? relevantKeys(root, catalog) : undefined
  const config = written && filledIn(written, around.variables, report)
  if (config && dialect === 'zenml') requireAllValues(config, '', report)

  if (around.rules.unknownStepKeys === 'refuse') refuseForeignStepKeys(root, around, report)

  const settings = get(config, 'settings')
  const pipelineDocker = dockerLevel(settings, 'settings.docker', around, report)
  const own = readDockerSettings(
    mergeLayers({ project: around.projectDocker, pipeline: pipelineDocker }, nullsOf(around)),
    around.defaults,
  )
  const { alwaysBuildPipelineImage } = validateComponentSettings(asMap(settings), 'settings', around.components, catalog, report)

  const configured = new Map(entriesOf(get(config, 'steps')).map(e => [nameOf(e), e]))
  const names = reference.steps ?? [...configured.keys()]
  reportUnknownSteps(configured, reference, report)
  const complete = reference.steps !== null && (reference.steps.length > 0 || reference.dynamic)
  if (reference.steps?.length === 0 && !reference.dynamic) {
    const help = 'list them under `steps` of this pipeline, or leave `steps` out when they are not known'
    report(
      diagnostic(
        'DC3013',
        reference.at,
        { pipeline: reference.name },
        { help, severity: dialect === 'zenml' ? 'error' : 'warning' },
      ),
    )
  }

  const context = { around, own, pipelineDocker, pipelineExtra: get(config, 'extra') }
  const steps = names.map(name => resolveStep(name, configured.get(name), context, report))
  return {
    name: reference.name,
    tagName: tagNameOf(reference, around.variables, report),
    file: reference.file,
    settings: own,
    steps,
    complete,
    dynamic: reference.dynamic,
    alwaysBuildPipelineImage,
    prebuilt: prebuiltOf(get(config, 'build')),
  }
}

function filledIn(written: MapNode, variables: Variables, report: Report): MapNode | undefined {
  if (!growsTooLong(written, variables)) return substitute(written, variables) as MapNode
  const params = { what: 'the variables of this file stand for too much text', limit: `${shown(MAX_BYTES)} characters` }
  report(diagnostic('DC1018', { ...written.span, end: written.span.start + 1 }, params, { help: 'use shorter values' }))
  return undefined
}

function reportUnknownSteps(configured: ReadonlyMap<string, Entry>, reference: PipelineReference, report: Report): void {
  if (!reference.steps?.length) return
  const known = new Set(reference.steps)
  for (const [name, found] of configured) {
    if (known.has(name)) continue
    const close = suggest(name, reference.steps)
    report(
      diagnostic(
        'DC3012',
        found.key.span,
        { step: name, pipeline: reference.name },
        { label: close && `did you mean \`${close}\`?` },
      ),
    )
  }
}

/** A tag cannot wait for bake, so every variable of the name needs its value now. */
function tagNameOf({ name, at }: PipelineReference, variables: Variables, report: Report): string {
  const written: StringNode = { kind: 'string', value: name, span: at ?? { file: '', start: 0, end: 0 } }
  const { value, template } = substitute(written, variables) as StringNode
  for (const part of template ?? []) {
    if (typeof part !== 'string')
      report(diagnostic('DC3011', at, { name: part.variable, where: 'name' }, { help: valueHelp(part.variable) }))
  }
  return value
}

interface StepContext {
  readonly around: Surroundings
  /** The pipeline's own settings, which a step without any shares. */
  readonly own: DockerSettings
  readonly pipelineDocker: MapNode | undefined
  readonly pipelineExtra: Node | undefined
}

function resolveStep(name: string, found: Entry | undefined, context: StepContext, report: Report): Step {
  const { around, own } = context
  const body = found?.value
  const where = `steps.${name}.settings`
  const settings = get(body, 'settings')
  const docker = dockerLevel(settings, `${where}.docker`, around, report)
  if (settings) validateComponentSettings(asMap(settings), where, around.components, around.catalog, report)
  if (docker && around.dialect === 'zenml' && around.rules.stepNulls === 'drop')
    reportLostFlags(docker, context.pipelineDocker, report)
  const merged =
    docker &&
    readDockerSettings(
      mergeLayers({ project: around.projectDocker, pipeline: context.pipelineDocker, step: docker }, nullsOf(around)),
      around.defaults,
    )
  const sameAsPipeline = !merged || sameSettings(merged, own, around.defaults)
  checkTracker(get(body, 'experiment_tracker'), name, around.components, report)
  return {
    name,
    // Equal for Python is not the same to print (`1`, `true`): such a step shares the pipeline's image, and so its values.
    settings: sameAsPipeline ? own : merged,
    sameAsPipeline,
    operator: operatorOf(get(body, 'step_operator'), name, around, report),
    seldon: isTrue(get(body, 'extra', 'seldon_custom_deployment') ?? get(context.pipelineExtra, 'seldon_custom_deployment')),
    at: found?.key.span ?? null,
  }
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
function refuseForeignStepKeys(root: Node | undefined, { catalog }: Surroundings, report: Report): void {
  const known = new Set(catalog.step_keys)
  for (const step of entriesOf(get(root, 'steps'))) {
    for (const { key } of entriesOf(step.value)) {
      if (key.kind !== 'string' || known.has(key.value)) continue
      report(
        diagnostic('DC3033', key.span, { key: key.value, step: nameOf(step), zenml: catalog.zenml }, { help: 'remove the key' }),
      )
    }
  }
}

/** A step's `{system: null}` means the bare flag `--system`. ZenML loses it since 0.94; only its own dialect does the same. */
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

const entriesOf = (node: Node | undefined): readonly Entry[] => (node?.kind === 'map' ? node.entries : [])
const nameOf = (e: Entry): string => (e.key.kind === 'string' ? e.key.value : '')
const isTrue = (node: Node | undefined): boolean => node?.kind === 'bool' && node.value
const asMap = (node: Node | undefined): MapNode =>
  node?.kind === 'map' ? node : { kind: 'map', entries: [], span: node?.span ?? { file: '', start: 0, end: 0 } }
