import { validateComponentSettings } from '../2-validate/component.ts'
import { REPLICATION_COMMANDS } from '../2-validate/replaced-values.ts'
import { keysOf, shapeAt } from '../2-validate/shape.ts'
import { validateDockerSettings } from '../2-validate/validate.ts'
import { MAX_BYTES, shown } from '../basics/limits.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { suggest } from '../diagnostics/suggest.ts'
import type { Catalog } from '../model/catalog.ts'
import type { Component } from '../model/component.ts'
import { type Entry, get, type MapNode, type Node, type StringNode } from '../model/node.ts'
import type { Dialect, PipelineReference } from '../model/project.ts'
import type { Release } from '../model/release.ts'
import type { DockerSettings } from '../model/settings.ts'
import type { Pipeline, Prebuilt, Step } from '../model/workspace.ts'
import { asBool } from '../python/type.ts'
import { typeName } from '../python/values.ts'
import type { Span } from '../sources/span.ts'
import { type Defaults, readDockerSettings, sameSettings } from './docker-settings.ts'
import { checkLateValues, requireAllValues, valueHelp } from './late-values.ts'
import { flag, normaliseLevel } from './normalise.ts'
import { mergeLayers } from './precedence.ts'
import { growsTooLong, substitute, type Variables } from './substitute.ts'

/** What every pipeline of a stack is resolved with. */
export interface Surroundings extends Release {
  readonly defaults: Defaults
  readonly components: readonly Component[]
  readonly variables: Variables
  readonly listedVariables: ReadonlySet<string>
  readonly dialect: Dialect
  /** `settings.docker` of the project file, checked and normalised. */
  readonly projectDocker: MapNode | undefined
}

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
  const { alwaysBuildPipelineImage } = validateComponentSettings(asMap(settings), 'settings', around.components, around, report)

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
  if (settings) validateComponentSettings(asMap(settings), where, around.components, around, report)
  if (docker && around.dialect === 'zenml' && around.rules.stepNulls === 'drop')
    reportLostFlags(docker, context.pipelineDocker, report)
  const merged =
    docker &&
    readDockerSettings(
      mergeLayers({ project: around.projectDocker, pipeline: context.pipelineDocker, step: docker }, nullsOf(around)),
      around.defaults,
    )
  const sameAsPipeline = !merged || sameSettings(merged, own, around.defaults)
  checkTracker(get(body, 'experiment_tracker'), name, around, report)
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
function refuseForeignStepKeys(root: Node | undefined, { catalog, zenml }: Surroundings, report: Report): void {
  const known = new Set(catalog.step_keys)
  for (const step of entriesOf(get(root, 'steps'))) {
    for (const { key } of entriesOf(step.value)) {
      if (key.kind !== 'string' || known.has(key.value)) continue
      report(diagnostic('DC3033', key.span, { key: key.value, step: nameOf(step), zenml }, { help: 'remove the key' }))
    }
  }
}

/** One level's docker block: checked by itself, as ZenML does, and in one spelling. Undefined where there is none or it is wrong. */
function dockerLevel(settings: Node | undefined, where: string, around: Surroundings, report: Report): MapNode | undefined {
  const written = get(settings, 'docker')
  if (written?.kind !== 'map') return undefined
  // Whatever such a key holds: to this version it is one that it does not know.
  const docker = { ...written, entries: written.entries.filter(e => !isNewer(e, around)) }
  // A flag that waits for its value is told once, by the check that knows what a flag looks like.
  const told = new Set<Span>()
  const once: Report = found => {
    if (found.code === 'DC3011' && found.at && told.has(found.at)) return
    if (found.code === 'DC2010' && found.at) told.add(found.at)
    report(found)
  }
  const valid = validateDockerSettings(docker, where, once, { release: around })
  if (around.dialect !== 'zenml') checkLateValues(docker, where, around.listedVariables, once)
  if (!valid) return undefined
  reportNewerKeys(written, where, around, report)
  if (!replicatesAsKnown(docker, where, around, report)) return undefined
  return normaliseLevel(docker, around)
}

/** Keys that ZenML has today and did not have in the version asked for; what it does not know at all was told before. */
function reportNewerKeys(docker: MapNode, where: string, around: Surroundings, report: Report): void {
  for (const found of docker.entries) {
    if (!isNewer(found, around)) continue
    const { key } = found
    const severity = around.rules.unknownDockerKeys === 'refuse' ? 'error' : 'warning'
    const params = { key: nameOf(found), where, zenml: around.zenml }
    report(diagnostic('DC3032', key.span, params, { severity, help: 'remove the key, or update ZenML' }))
  }
}

/** The schema has every docker setting of the newest ZenML that is known. */
const isNewer = (found: Entry, { catalog }: Surroundings): boolean =>
  !Object.hasOwn(catalog.docker_settings, nameOf(found)) && keysOf(shapeAt('pipeline/dockerSettings', [])).includes(nameOf(found))

/** The forms of `replicate_local_python_environment` grew from release to release. */
function replicatesAsKnown(docker: MapNode, where: string, { catalog, zenml }: Surroundings, report: Report): boolean {
  const key = 'replicate_local_python_environment'
  const node = get(docker, key)
  if (!node || node.kind === 'null' || node.kind === 'list') return true
  const { type = '' } = catalog.docker_settings[key] ?? {}
  const methods = catalog.generator.replicate_commands
  const what = `${where}.${key}`
  const help = `ZenML ${zenml} takes ${Object.keys(methods)
    .map(method => `\`${method}\``)
    .join(', ')} and lists of command words`
  if (node.kind === 'string' && Object.hasOwn(REPLICATION_COMMANDS, node.value)) {
    if (Object.hasOwn(methods, node.value)) return true
    report(diagnostic('DC2003', node.span, { what, value: node.value }, { help }))
    return false
  }
  if (type.includes('bool')) return true
  report(diagnostic('DC2002', node.span, { what, expected: 'the name of an export command', found: typeName(node) }, { help }))
  return false
}

/** A step's `{system: null}` means the bare flag `--system`. ZenML loses it since 0.93.2; only its own dialect does the same. */
function nullsOf({ rules, dialect }: Surroundings) {
  return { stepNulls: rules.stepNulls, keepFlagNulls: dialect !== 'zenml' }
}

/** What ZenML does with it: the flag is not passed, unless the pipeline has it too. */
function reportLostFlags(docker: MapNode, pipelineDocker: MapNode | undefined, report: Report): void {
  const flags = get(docker, 'python_package_installer_args')
  for (const { key, value } of entriesOf(flags)) {
    if (value.kind !== 'null' || key.kind !== 'string' || get(pipelineDocker, 'python_package_installer_args', key.value))
      continue
    const help = 'write the flag at the pipeline level, or use another dialect, which passes it'
    report(diagnostic('DC3019', key.span, { flag: key.value }, { help }))
  }
}

function operatorOf(
  node: Node | undefined,
  step: string,
  { components, rules, zenml }: Surroundings,
  report: Report,
): Step['operator'] {
  if (!rules.trueForStacks && node && node.kind !== 'string' && node.kind !== 'null') {
    reportNoName('step_operator', step, node, zenml, report)
    return null
  }
  const available = components.filter(c => c.type === 'step_operator').map(c => c.name)
  if (isTruth(node)) {
    if (available.length === 0)
      report(diagnostic('DC3015', node!.span, { step }, { help: 'add a step operator to the stack, or remove the key' }))
    return true
  }
  if (node?.kind !== 'string') return null
  if (node.template) {
    const variable = node.template.find(part => typeof part !== 'string')!
    report(
      diagnostic(
        'DC3011',
        node.span,
        { name: variable.variable, where: `steps.${step}.step_operator` },
        { help: valueHelp(variable.variable) },
      ),
    )
  } else if (!available.includes(node.value)) {
    const flavored = components.find(c => c.type === 'step_operator' && c.flavor === node.value)
    const close = flavored?.name ?? suggest(node.value, available)
    const label =
      close && (flavored ? `the flavor is no name; the component is called \`${close}\`` : `did you mean \`${close}\`?`)
    const help = available.length
      ? `step operators of the stack: ${available.map(n => `\`${n}\``).join(', ')}`
      : 'the stack has no step operator'
    report(diagnostic('DC3014', node.span, { operator: node.value, step }, { label, help }))
  }
  return node.value
}

const EXPECTED_NAME = { step_operator: "a step operator's name", experiment_tracker: "an experiment tracker's name" } as const

/** Before `true` meant those of the stack, a step named its step operator and its experiment tracker. */
function reportNoName(key: keyof typeof EXPECTED_NAME, step: string, node: Node, zenml: string, report: Report) {
  const params = { what: `steps.${step}.${key}`, expected: EXPECTED_NAME[key], found: typeName(node) }
  report(diagnostic('DC2002', node.span, params, { help: `name it: ZenML ${zenml} does not know \`true\` here` }))
}

function checkTracker(node: Node | undefined, step: string, around: Surroundings, report: Report): void {
  const { components, rules, zenml } = around
  if (!rules.trueForStacks && node && node.kind !== 'string' && node.kind !== 'null') {
    reportNoName('experiment_tracker', step, node, zenml, report)
    return
  }
  const available = components.filter(c => c.type === 'experiment_tracker').map(c => c.name)
  if (isTruth(node) && available.length === 0)
    report(diagnostic('DC3017', node!.span, { step }, { help: 'add an experiment tracker to the stack, or remove the key' }))
  if (node?.kind !== 'string' || node.template || available.includes(node.value)) return
  const close = suggest(node.value, available)
  const help = available.length
    ? `experiment trackers of the stack: ${available.map(n => `\`${n}\``).join(', ')}`
    : 'the stack has no experiment tracker'
  report(diagnostic('DC3016', node.span, { tracker: node.value, step }, { label: close && `did you mean \`${close}\`?`, help }))
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
/** `1` and `1.0` are `true` here, and the text `"true"` is a name (pydantic's left-to-right union of text and boolean). */
/** Where a name may stand as well, a text is one: `yes` names a step operator. */
const isTruth = (node: Node | undefined): boolean => node !== undefined && node.kind !== 'string' && asBool(node) === true
const asMap = (node: Node | undefined): MapNode =>
  node?.kind === 'map' ? node : { kind: 'map', entries: [], span: node?.span ?? { file: '', start: 0, end: 0 } }
