import type { Span } from '../../sources/span.ts'
import { callFunction } from '../evaluate/functions.ts'
import type { Machine } from '../evaluate/machine.ts'
import { raise } from '../evaluate/stop.ts'
import { truth } from '../evaluate/truth.ts'
import { reasonFor } from '../library/externals.ts'
import { rootOf } from '../library/packages.ts'
import { toNode } from '../values/to-node.ts'
import {
  type Arguments,
  type Artifact,
  bool,
  type Decorator,
  type External,
  type Func,
  isUnknown,
  type KeywordValue,
  none,
  type Pipeline,
  type PipelineState,
  type Settings,
  type Step,
  str,
  type Value,
} from '../values/value.ts'
import { refuseOtherNames } from './argument-names.ts'
import { invoke } from './invocations.ts'
import { layerOf, PIPELINE_KEYS, STEP_KEYS } from './layers.ts'
import { decoratorName, enumMember, isEnum, isSettingsClass } from './names.ts'
import { makeSettings, settingsMethod } from './settings.ts'

/** Calls something of ZenML. */
export function callZenml(machine: Machine, callee: External | Decorator | Step | Pipeline, given: Arguments, at: Span): Value {
  switch (callee.kind) {
    case 'external': {
      const makes = decoratorName(callee.path)
      if (makes) return decorator(machine, makes, given, at)
      if (isSettingsClass(callee.path)) return makeSettings(machine, callee.path, given, at)
      const wanted = given.positional[0]
      if (isEnum(machine, callee.path) && wanted?.kind === 'str') {
        return (
          enumMember(machine, callee.path, 'value', wanted.value, at) ??
          raise('ValueError', `'${wanted.value}' is not a member`, at)
        )
      }
      const why = machine.unknown(at, reasonFor(callee.path), rootOf(callee.path))
      // A step of the library that the catalog does not know.
      if (/\.steps?(?:\.|$)|_step$/.test(callee.path)) machine.calledUnknown({ ...why, root: callee.path }, why)
      return why
    }
    case 'decorator':
      return make(machine, callee.makes, given.positional[0], callee.keywords, at)
    case 'step':
      return invoke(machine, callee, given, at)
    case 'pipeline':
      // A pipeline inside a pipeline only adds its steps (ZenML 0.98: `Pipeline.__call__`).
      return machine.assembly
        ? machine.nested(at, () => callFunction(machine, callee.function, given, at))
        : machine.unknown(at, 'it is the run of a pipeline', 'zenml')
    default:
      return callee satisfies never
  }
}

/** `@step`, `@step(…)`, `step(function, …)`. */
function decorator(machine: Machine, makes: 'step' | 'pipeline', given: Arguments, at: Span): Value {
  const [target] = given.positional
  refuseOtherNames(machine, `@${makes}`, given.keywords)
  return target ? make(machine, makes, target, given.keywords, at) : { kind: 'decorator', makes, keywords: given.keywords, at }
}

function make(
  machine: Machine,
  makes: 'step' | 'pipeline',
  target: Value | undefined,
  keywords: ReadonlyMap<string, KeywordValue>,
  at: Span,
): Value {
  if (target?.kind !== 'function') {
    return target && isUnknown(target)
      ? machine.derive(target, at)
      : machine.unknown(at, `the function that becomes a ${makes} here is not one that is read`)
  }
  const given = keywords.get('name')?.value
  const name = given && given.kind !== 'none' ? given : str(target.name, target.at)
  if (makes === 'step') {
    refuseParameters(target)
    const layers = [layerOf(machine, keywords, STEP_KEYS, at)]
    return { kind: 'step', name, function: target, content: { layers }, at: target.at } satisfies Step
  }
  const layer = layerOf(machine, keywords, PIPELINE_KEYS, at)
  return {
    kind: 'pipeline',
    name,
    function: target,
    dynamic: keywords.get('dynamic')?.value ?? bool(false, at),
    dependsOn: snapshot(keywords.get('depends_on')?.value) ?? none(at),
    content: { layers: [layer], parameters: new Map(), stepOptions: null, build: null },
    isOriginal: true,
    at: target.at,
  } satisfies Pipeline
}

/** Parameters that a step's function cannot have (ZenML 0.98: `validate_entrypoint_function`). */
function refuseParameters({ node, name }: Func): void {
  for (const { form, name: parameter, span } of node.parameters) {
    if (form === '*' || form === '**') raise('StepInterfaceError', `the step \`${name}\` takes any number of arguments`, span)
    if (parameter === 'id' || parameter === 'after') raise('RuntimeError', `\`${parameter}\` is an argument of every step`, span)
  }
}

/** The list as it is when the decorator runs. */
const snapshot = (value: Value | undefined): Value | undefined => (value?.kind === 'list' ? { ...value } : value)

/** Calls a method of one of ZenML's objects; undefined where it is not one that is read. */
export function callZenmlMethod(
  machine: Machine,
  self: Settings | Step | Pipeline | Artifact,
  name: string,
  given: Arguments,
  at: Span,
): Value | undefined {
  switch (self.kind) {
    case 'settings':
      return settingsMethod(machine, self, name, given, at)
    case 'artifact':
      return undefined
    case 'step':
      if (name === 'configure' || name === 'with_options') refuseOtherNames(machine, 'step.configure', given.keywords)
      if (name === 'configure') {
        machine.heap.write(self, stepState(machine, self, given, at))
        return self
      }
      if (name === 'with_options') return { ...self, content: stepState(machine, self, given, at), at }
      // `.map`, `.submit` and others call the step, nobody knows how often.
      machine.calledStep(self, machine.unknown(at, `how often \`${name}\` calls the step is not known`))
      return undefined
    case 'pipeline':
      if (name === 'configure' || name === 'with_options') refuseOtherNames(machine, `pipeline.${name}`, given.keywords)
      if (name === 'configure') {
        machine.heap.write(self, configured(machine, self, given, at))
        return self
      }
      if (name === 'with_options') return { ...self, content: withOptions(machine, self, given, at), isOriginal: false, at }
      return name === 'copy' ? { ...self, isOriginal: false, at } : undefined
    default:
      return self satisfies never
  }
}

function stepState(machine: Machine, { content }: Step, { keywords }: Arguments, at: Span): Step['content'] {
  if (isUnknown(content)) return content
  const layers = [...content.layers, layerOf(machine, keywords, STEP_KEYS, at)]
  return { layers, hasParameters: content.hasParameters === true || keywords.has('parameters') }
}

function configured(machine: Machine, { content }: Pipeline, { keywords }: Arguments, at: Span): Pipeline['content'] {
  if (isUnknown(content)) return content
  const layer = layerOf(machine, keywords, PIPELINE_KEYS, at)
  return { ...content, layers: [...content.layers, layer], parameters: parametersOf(content, keywords) }
}

function parametersOf({ parameters }: PipelineState, keywords: ReadonlyMap<string, KeywordValue>): ReadonlyMap<string, Value> {
  const given = keywords.get('parameters')?.value
  if (!given || given.kind === 'none') return parameters
  const result = new Map(parameters)
  const entries = given.kind === 'dict' ? given.content : undefined
  // Which parameters are set is not known: any may be.
  if (!entries || isUnknown(entries)) return result.set('*', entries ?? given)
  for (const { key, value } of entries.values()) if (key.kind === 'str') result.set(key.value, value)
  return result
}

/** The copy that `with_options` makes (ZenML 0.98: `Pipeline.with_options`). */
function withOptions(machine: Machine, pipeline: Pipeline, given: Arguments, at: Span): Pipeline['content'] {
  const state = configured(machine, pipeline, given, at)
  if (isUnknown(state)) return state
  const option = (name: string) => {
    const value = given.keywords.get(name)?.value
    return value && value.kind !== 'none' ? value : undefined
  }
  const configPath = option('config_path')
  const layers = configPath ? [...state.layers.slice(0, -1), { ...state.layers.at(-1)!, configPath }] : state.layers
  const first = option('step_configurations')
  const steps = first && truth(machine, first, at) !== false ? first : (option('steps') ?? first)
  const stepOptions = steps ? (toNode(machine, steps) as PipelineState['stepOptions']) : state.stepOptions
  const build = option('build')
  return { ...state, layers, stepOptions, build: build ? toNode(machine, build) : state.build }
}
