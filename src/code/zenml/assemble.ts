import { byCodePoint } from '../../basics/order.ts'
import { own } from '../../basics/own.ts'
import type { CodeLayer, CodePipeline, CodeStep } from '../../model/code.ts'
import type { Document } from '../../model/document.ts'
import { type Entry, entry, get, type Node } from '../../model/node.ts'
import type { Located } from '../../model/project.ts'
import { asBool } from '../../python/type.ts'
import type { Span } from '../../sources/span.ts'
import { callFunction } from '../evaluate/functions.ts'
import { iterate } from '../evaluate/iterate.ts'
import type { Assembly, Invocation, Machine } from '../evaluate/machine.ts'
import { raise } from '../evaluate/stop.ts'
import { truth } from '../evaluate/truth.ts'
import { fromNode } from '../values/from-node.ts'
import { isOpen, ROOT } from '../values/open-text.ts'
import { relativePath, toNode, unknownNode } from '../values/to-node.ts'
import {
  bool,
  type FileLayer,
  type Func,
  float,
  int,
  isUnknown,
  type KeywordValue,
  type Pipeline,
  type PipelineState,
  type Step,
  type Unknown,
  type Value,
} from '../values/value.ts'
import { hasOwnImage, PIPELINE_KEYS, STEP_KEYS, unknownLayer } from './layers.ts'
import { textAnnotation } from './outputs.ts'

/** What a pipeline is put together with. */
export interface AssemblyInput {
  /** `pipelines/training.py:training` */
  readonly code: string
  /** Where the name is bound. */
  readonly at: Span
  /** The entry's own run configuration. */
  readonly file: Document | undefined
  /** An unknown value that is needed whatever comes. */
  readonly needed: (why: Unknown, steps: readonly Step[]) => void
}

/** Puts a pipeline together as ZenML does when it compiles one (ZenML 0.98: `Pipeline.prepare`, `Compiler.compile`). */
export function assemble(machine: Machine, pipeline: Pipeline, input: AssemblyInput): CodePipeline {
  const state = stateOf(pipeline)
  let files = configFiles(machine, state, input)
  const dynamic = truth(machine, pipeline.dynamic, pipeline.dynamic.at)
  if (isUnknown(dynamic)) input.needed(dynamic, [])
  let steps: CodeStep[] | null = null
  if (dynamic === true) steps = dependencies(machine, pipeline, input)
  else if (dynamic === false) {
    const body = called(machine, pipeline, files, input)
    steps = body.steps
    // With a file of its own, the entry is a copy that the function does not know.
    if (!input.file && body.state !== state) files = configFiles(machine, body.state, input)
  }
  const name = toNode(machine, pipeline.name)
  return {
    code: input.code,
    at: input.at,
    name: nameOf(machine, name, pipeline.name.at),
    layers: files.layers,
    configPath: files.configPath,
    steps: steps ?? [],
    stepOptions: state.stepOptions,
    complete: steps !== null,
    dynamic: dynamic === true,
    build: state.build,
  }
}

function nameOf(machine: Machine, name: Node, at: Span): CodePipeline['name'] {
  if (name.kind === 'unknown') return name
  return name.kind === 'string'
    ? { value: name.value, at: name.span }
    : unknownNode(machine.unknown(at, 'the name is not a text'))
}

/** The state of a pipeline that may have been changed in a way that is not known. */
function stateOf({ content }: Pipeline): PipelineState {
  if (!isUnknown(content)) return content
  return {
    layers: [unknownLayer(content, PIPELINE_KEYS)],
    parameters: new Map([['*', content]]),
    stepOptions: unknownNode(content),
    build: null,
  }
}

interface ConfigFiles {
  readonly layers: readonly CodeLayer[]
  readonly configPath: (Located<string> & { at: Span }) | null
  /** Parameters of the code's files, and of the file that counts. */
  readonly parameters: readonly (Node | undefined)[]
  /** `steps` of the same files. */
  readonly steps: readonly (Node | undefined)[]
}

/**
 * The last `config_path` is the run configuration, unless the entry has a file. Of the others the pipeline level counts, below what was called later.
 */
function configFiles(machine: Machine, state: PipelineState, input: AssemblyInput): ConfigFiles {
  const last = input.file ? undefined : state.layers.findLast(isFileLayer)
  const layers: CodeLayer[] = []
  const read: (Node | undefined)[] = []
  let configPath: (Located<string> & { at: Span }) | null = null
  for (const layer of state.layers) {
    const path = isFileLayer(layer) ? pathOf(machine, layer.configPath, input) : undefined
    const document = path && machine.environment.config(path.value, path.at)
    if (path) read.push(document?.root)
    if (path && layer === last) configPath = path
    const base = path && layer !== last ? pipelineLevel(document) : []
    layers.push({ config: { ...layer.config, entries: mergedBelow(base, layer.config.entries) }, merge: layer.merge })
  }
  read.push(input.file?.root)
  const ofAll = (key: string) => read.map(root => get(root, key))
  return { layers, configPath, parameters: ofAll('parameters'), steps: ofAll('steps') }
}

const isFileLayer = (layer: CodeLayer | FileLayer): layer is FileLayer => 'configPath' in layer

function pathOf(machine: Machine, value: Value, input: AssemblyInput): (Located<string> & { at: Span }) | undefined {
  const { at } = value
  const text = value.kind === 'str' || value.kind === 'path' ? value.value : undefined
  if (text === undefined || (isOpen(text) && !text.startsWith(ROOT))) {
    input.needed(isUnknown(value) ? value : machine.unknown(at, 'the path of the run configuration is not known'), [])
    return undefined
  }
  const path = text.startsWith(ROOT) ? relativePath(text) : text
  if (path !== undefined && !isOpen(path)) return { value: path, at }
  input.needed(machine.unknown(at, 'it is outside of the project'), [])
  return undefined
}

function pipelineLevel(document: Document | undefined): readonly Entry[] {
  const root = document?.root
  return root?.kind === 'map'
    ? root.entries.filter(({ key, value }) => key.kind === 'string' && PIPELINE_KEYS.includes(key.value) && value.kind !== 'null')
    : []
}

/** The file's mapping with the arguments of the call above it; an object replaces a mapping as a whole (ZenML 0.98: `recursive_update`). */
function mergedBelow(below: readonly Entry[], above: readonly Entry[]): readonly Entry[] {
  if (below.length === 0) return above
  const result = [...below]
  for (const added of above) {
    const place = result.findIndex(
      ({ key }) => key.kind === 'string' && added.key.kind === 'string' && key.value === added.key.value,
    )
    const lower = result[place]?.value
    if (place < 0) result.push(added)
    else if (lower?.kind === 'map' && added.value.kind === 'map')
      result[place] = { ...added, value: { ...added.value, entries: mergedBelow(lower.entries, added.value.entries) } }
    else result[place] = added
  }
  return result
}

/** Arguments of the pipeline's function: what files and `configure` say, then the defaults. */
function parametersOf(
  machine: Machine,
  { function: defined }: Pipeline,
  state: PipelineState,
  { parameters }: ConfigFiles,
): Map<string, KeywordValue> {
  const given = new Map<string, KeywordValue>()
  const all = state.parameters.get('*')
  refuseOtherParameters(defined, state, parameters)
  for (const parameter of defined.node.parameters) {
    const { name, span } = parameter
    if (parameter.form === '*' || parameter.form === '**') continue
    const written = parameters
      .map(node => (node?.kind === 'map' ? entry(node, name)?.value : undefined))
      .findLast(value => value !== undefined)
    const wanted = written ? fromNode(written) : (state.parameters.get(name) ?? all)
    const value = wanted
      ? coerced(machine, wanted, parameter.annotation?.kind === 'name' ? parameter.annotation.name : '')
      : defined.defaults.get(name)
    given.set(name, { at: span, value: value ?? machine.unknown(span, REQUIRED) })
  }
  return given
}

/** Parameters that the function does not have (ZenML 0.98: `validate_entrypoint_args`). */
function refuseOtherParameters({ node, name }: Func, state: PipelineState, files: ConfigFiles['parameters']): void {
  if (node.parameters.some(({ form }) => form === '**')) return
  const inFiles = files
    .flatMap(file => (file?.kind === 'map' ? file.entries : []))
    .map(({ key }) => [textOf(key), key.span] as const)
  const inCode = [...state.parameters].map(([key, { at }]) => [key, at] as const)
  for (const [key, at] of [...inFiles, ...inCode]) {
    if (key === undefined || key === '*' || node.parameters.some(parameter => parameter.name === key)) continue
    raise('TypeError', `${name}() got an unexpected keyword argument '${key}'`, at)
  }
}

const textOf = (key: Node): string | undefined => (key.kind === 'string' ? key.value : undefined)

const REQUIRED = 'it is an argument of the pipeline: give it a default, or a value under `parameters` of the run configuration'

/** A value as pydantic converts it for a parameter with a plain annotation (lax mode); a value that only a run knows stays. */
function coerced(machine: Machine, value: Value, annotation: string): Value {
  if (isUnknown(value) || value.kind === 'late' || (value.kind === 'str' && isOpen(value.value))) return value
  const coerce = own(COERCED, annotation)
  const made = coerce ? coerce(machine, value) : value
  return made ?? raise('ValidationError', `a value of the type \`${annotation}\` was expected for this parameter`, value.at)
}

/** By annotation; undefined for a value that pydantic refuses. */
const COERCED: Readonly<Record<string, (machine: Machine, value: Value) => Value | undefined>> = {
  bool: (machine, value) => {
    const known = value.kind === 'bool' ? value.value : asBool(toNode(machine, value))
    return known === undefined ? undefined : bool(known, value.at)
  },
  int: (_machine, value) => {
    const { kind, at } = value
    if (kind === 'str') return /^\s*[+-]?\d+\s*$/.test(value.value) ? int(BigInt(value.value), at) : undefined
    if (kind === 'float') return Number.isInteger(value.value) ? int(BigInt(value.value), at) : undefined
    if (kind === 'bool') return int(value.value ? 1 : 0, at)
    return kind === 'int' ? value : undefined
  },
  float: (machine, value) => {
    const { kind, at } = value
    if (kind === 'str')
      return /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value.value)
        ? float(Number(value.value), at)
        : machine.unknown(at, 'the number is not known')
    if (kind === 'int' || kind === 'bool') return float(Number(value.value), at)
    return kind === 'float' ? value : undefined
  },
  str: (_machine, value) => (value.kind === 'str' ? value : undefined),
}

interface Called {
  /** In the order in which ZenML builds; null where that is not known. */
  readonly steps: CodeStep[] | null
  /** The pipeline after its function ran, which may have configured it. */
  readonly state: PipelineState
}

/** Runs the pipeline's function for the steps that it calls. */
function called(machine: Machine, pipeline: Pipeline, files: ConfigFiles, input: AssemblyInput): Called {
  let state = stateOf(pipeline)
  const given = parametersOf(machine, pipeline, state, files)
  const assembly: Assembly = { content: [], reached: new Set(), unclear: [] }
  let steps: CodeStep[] | null = null
  let problem: unknown
  // A pipeline does not see changes that another one makes to a step: each run of ZenML has a process of its own.
  machine.heap.attempt(() => {
    machine.assembly = assembly
    try {
      const { function: defined } = pipeline
      for (const [name, { value, at }] of given)
        if (isUnknown(value)) given.set(name, { at, value: { ...value, isFixed: false } })
      callFunction(machine, defined, { positional: [], keywords: given }, pipeline.at)
      const { content } = assembly
      state = stateOf(pipeline)
      if (isUnknown(content)) reportUnclear(assembly, content, input)
      else {
        if (!state.stepOptions) refuseMissingInputs(content, files)
        for (const { step } of content) refuseTextAnnotation(machine, step)
        refuseUnknownUpstream(content)
        steps = inOrder(content).map(({ id, step, at }) => ({ name: id, at, layers: layersOf(step) }))
      }
    } catch (thrown) {
      problem = thrown
    } finally {
      machine.assembly = null
    }
  })
  if (problem) throw problem
  return { steps, state }
}

/** Inputs that nothing gives: no call, no default, no `parameters` (ZenML 0.98: `BaseStep._validate_inputs`). */
function refuseMissingInputs(invocations: readonly Invocation[], { steps }: ConfigFiles): void {
  for (const { id, step, missing, at } of invocations) {
    const mayBeGiven =
      isUnknown(step.content) || step.content.hasParameters || steps.some(file => get(get(file, id), 'parameters'))
    if (missing && !mayBeGiven) raise('StepInterfaceError', `the step \`${id}\` has no value for its input \`${missing}\``, at)
  }
}

/** `after` with the id of no step (ZenML 0.98: `Compiler._verify_upstream_steps`). */
function refuseUnknownUpstream(invocations: readonly Invocation[]): void {
  const ids = new Set(invocations.map(({ id }) => id))
  for (const { id, upstream, at } of invocations)
    for (const wanted of upstream)
      if (!ids.has(wanted))
        raise('RuntimeError', `the step \`${id}\` comes after \`${wanted}\`, which is not a step of the pipeline`, at)
}

/** The annotation of a result that is a text, in releases that do not read it (ZenML 0.94.4: `BaseStep._finalize_configuration`). */
function refuseTextAnnotation({ environment }: Machine, { function: defined }: Step): void {
  const annotation = environment.rules.textAnnotations || !defined ? null : textAnnotation(defined)
  if (annotation)
    raise('RuntimeError', "the annotation of a step's result is a text, which ZenML takes from 0.94.5 on", annotation.span)
}

/** Which steps there are is needed where one of them could have an image of its own. */
function reportUnclear({ reached, unclear }: Assembly, why: Unknown, { needed, file }: AssemblyInput): void {
  const withImage = [...reached].filter(step => layersOf(step).some(({ config }) => hasOwnImage(config)))
  const steps = get(file?.root, 'steps')
  const inFile = steps?.kind === 'map' && steps.entries.some(({ value }) => value.kind === 'map' && hasOwnImage(value))
  if (withImage.length > 0 || inFile || unclear.length > 0) needed(why, withImage)
}

function layersOf({ content }: Step): readonly CodeLayer[] {
  return isUnknown(content) ? [unknownLayer(content, STEP_KEYS)] : content.layers
}

/** Layers of the data flow, each sorted by id (ZenML 0.98: `topsorted_layers`). */
function inOrder(invocations: readonly Invocation[]): Invocation[] {
  const byId = new Map(invocations.map(invocation => [invocation.id, invocation]))
  const levels = new Map<string, number>()
  // A step comes after what it needs, so one turn is enough but for `after` with the id of a later step.
  for (let changed = true, turns = 0; changed && turns <= invocations.length; turns++) {
    changed = false
    for (const { id, upstream } of invocations) {
      const level = Math.max(
        0,
        ...[...upstream].filter(other => byId.has(other) && other !== id).map(other => (levels.get(other) ?? 0) + 1),
      )
      if (levels.get(id) !== level) {
        levels.set(id, level)
        changed = true
      }
    }
  }
  return [...invocations].sort((a, b) => levels.get(a.id)! - levels.get(b.id)! || byCodePoint(a.id, b.id))
}

/** A dynamic pipeline is known by its `depends_on` alone. */
function dependencies(machine: Machine, { dependsOn }: Pipeline, input: AssemblyInput): CodeStep[] | null {
  if (dependsOn.kind === 'none') return []
  const items = iterate(machine, dependsOn, dependsOn.at)
  if (isUnknown(items)) {
    input.needed(items, [])
    return null
  }
  const steps: CodeStep[] = []
  for (const item of items) {
    if (item.kind !== 'step') {
      input.needed(isUnknown(item) ? item : machine.unknown(item.at, 'it is not a step that is read'), [])
      return null
    }
    refuseTextAnnotation(machine, item)
    const name = item.name.kind === 'str' && !isOpen(item.name.value) ? item.name.value : undefined
    if (name === undefined) {
      input.needed(isUnknown(item.name) ? item.name : machine.unknown(item.name.at, 'the name of the step is not known'), [item])
      return null
    }
    if (steps.some(step => step.name === name))
      return raise('RuntimeError', `the step \`${name}\` is in \`depends_on\` twice`, item.at)
    steps.push({ name, at: item.at, layers: layersOf(item) })
  }
  return steps
}
