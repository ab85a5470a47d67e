import type { Span } from '../../sources/span.ts'
import { givenArguments } from '../evaluate/functions.ts'
import { iterate } from '../evaluate/iterate.ts'
import type { Assembly, Invocation, Machine } from '../evaluate/machine.ts'
import { LimitReached, Raised, raise } from '../evaluate/stop.ts'
import { isOpen } from '../values/open-text.ts'
import { type Arguments, type Artifact, isUnknown, type Step, type Unknown, type Value } from '../values/value.ts'
import { outputsOf } from './outputs.ts'

/** Calls of steps that are put together for one pipeline. */
const MAX_STEPS = 1000

/** A step that is called while a pipeline is put together (ZenML 0.98: `BaseStep.__call__`, `Pipeline.add_step_invocation`). */
export function invoke(machine: Machine, step: Step, given: Arguments, at: Span): Value {
  const { assembly, heap } = machine
  if (!assembly) return machine.unknown(at, 'a step that is called outside of a pipeline runs at once', 'zenml')
  assembly.reached.add(step)
  const known = assembly.content
  const inputs = inputsOf(machine, step, given, at)
  refuseStartAfter(given)
  const wanted = given.keywords.get('id')?.value
  const id = isUnknown(known) ? known : idOf(machine, step, wanted, known, at)
  const upstream = upstreamOf(machine, inputs, given.keywords.get('after')?.value)
  const wrong = isUnknown(id) ? id : isUnknown(upstream) ? upstream : undefined
  if (wrong || isUnknown(known)) {
    if (!isUnknown(known)) heap.write(assembly, wrong!)
    return resultsOf(machine, step, '', at)
  }
  if (known.length >= MAX_STEPS) throw new LimitReached(`more than ${MAX_STEPS} steps`, at)
  heap.write(assembly, [
    ...known,
    { id: id as string, step, at, upstream: upstream as ReadonlySet<string>, missing: missingInput(step, inputs) },
  ])
  return resultsOf(machine, step, id as string, at)
}

/** A result, or a list of all where a step gives none or several. */
function resultsOf({ environment }: Machine, step: Step, id: string, at: Span): Value {
  const outputs = outputsOf(step, environment.rules)
  const artifact: Artifact = { kind: 'artifact', step: id, isOne: outputs !== null, at }
  return outputs === null || outputs === 1
    ? artifact
    : { kind: 'list', content: Array.from({ length: outputs }, () => artifact), at }
}

/** Something calls a step, nobody knows how. */
export function invokeUnclear(machine: Machine, assembly: Assembly, step: Step | null, why: Unknown): void {
  if (step) assembly.reached.add(step)
  else assembly.unclear.push(why)
  if (!isUnknown(assembly.content)) machine.heap.write(assembly, why)
}

/** The second call of `load` is `load_2`; an id that was asked for is taken as it is (ZenML 0.98: `compute_invocation_id`). */
function idOf(machine: Machine, step: Step, wanted: Value | undefined, known: readonly Invocation[], at: Span): string | Unknown {
  const custom = wanted && wanted.kind !== 'none' ? wanted : undefined
  const base = custom ?? step.name
  if (isUnknown(base)) return machine.derive(base, base.at)
  if (base.kind !== 'str' || isOpen(base.value)) return machine.unknown(base.at, 'the id of the step is not known')
  const taken = new Set(known.map(({ id }) => id))
  if (!taken.has(base.value)) return base.value
  if (custom) return raise('RuntimeError', `there is already a step with the id \`${base.value}\``, at)
  for (let number = 2; ; number++) if (!taken.has(`${base.value}_${number}`)) return `${base.value}_${number}`
}

/** The arguments of a call under the names of the step's parameters; those of a step of ZenML's own library as they are. */
function inputsOf(
  { environment }: Machine,
  { function: defined, name }: Step,
  { positional, keywords }: Arguments,
  at: Span,
): ReadonlyMap<string, Value> {
  const options = environment.catalog.code_arguments['step()']
  const inputs = new Map([...keywords].filter(([keyword]) => !options.includes(keyword)))
  if (!defined) {
    const named = [...inputs].map(([keyword, { value }]): [string, Value] => [keyword, value])
    return new Map([...positional.map((value, i): [string, Value] => [String(i), value]), ...named])
  }
  try {
    return givenArguments(defined, { positional, keywords: inputs }, at)
  } catch (problem) {
    if (!(problem instanceof Raised)) throw problem
    const called = name.kind === 'str' ? name.value : defined.name
    return raise('StepInterfaceError', `wrong arguments for the step \`${called}\`: ${problem.detail}`, problem.at)
  }
}

function missingInput({ function: defined }: Step, inputs: ReadonlyMap<string, Value>): string | null {
  const missing = defined?.node.parameters.find(({ name }) => !inputs.has(name) && !defined.defaults.has(name))
  return missing?.name ?? null
}

/** Starting a step while others run needs a pipeline whose steps are decided while it runs (ZenML 0.98: `BaseStep.__call__`). */
function refuseStartAfter({ keywords }: Arguments): void {
  const { value } = keywords.get('start_after') ?? {}
  if (value && value.kind !== 'none' && !isUnknown(value))
    raise('RuntimeError', '`start_after` is only supported in dynamic pipelines', value.at)
}

/** Ids of the steps whose results are given, and of those that `after` names. */
function upstreamOf(
  machine: Machine,
  inputs: ReadonlyMap<string, Value>,
  after: Value | undefined,
): ReadonlySet<string> | Unknown {
  const found = new Set<string>()
  for (const [name, value] of inputs) {
    const artifacts = resultsIn(machine, value)
    if (artifacts.every(item => isArtifact(item) || isUnknown(item)))
      for (const { step } of artifacts.filter(isArtifact)) found.add(step)
    else if (holdsArtifact(value, 0))
      raise(
        'StepInterfaceError',
        `the argument \`${name}\` holds results of steps and other values: it cannot be written as JSON`,
        value.at,
      )
  }
  return (after && addAfter(machine, after, found)) ?? found
}

/** A result, or a list of results where the release takes one. */
function resultsIn({ environment }: Machine, value: Value): readonly Value[] {
  return value.kind === 'list' && !isUnknown(value.content) && environment.rules.resultLists ? value.content : [value]
}

const isArtifact = (value: Value): value is Artifact => value.kind === 'artifact'

function holdsArtifact(value: Value, depth: number): boolean {
  if (depth > 10) return false
  if (value.kind === 'tuple') return value.items.some(item => holdsArtifact(item, depth + 1))
  if (value.kind === 'list' && !isUnknown(value.content)) return value.content.some(item => holdsArtifact(item, depth + 1))
  if (value.kind === 'dict' && !isUnknown(value.content))
    return [...value.content.values()].some(item => holdsArtifact(item.value, depth + 1))
  return isArtifact(value)
}

function addAfter(machine: Machine, after: Value, found: Set<string>): Unknown | undefined {
  if (isUnknown(after)) return after
  if (after.kind === 'none') return undefined
  if (after.kind === 'late' || (after.kind === 'str' && isOpen(after.value)))
    return machine.unknown(after.at, 'the id of the step is not known')
  if (after.kind === 'str') {
    found.add(after.value)
    return undefined
  }
  if (after.kind === 'artifact') {
    found.add(after.step)
    return undefined
  }
  // ZenML looks into sequences alone.
  if (after.kind === 'set' || after.kind === 'dict' || after.kind === 'view' || after.kind === 'iterator') return undefined
  const items = iterate(machine, after, after.at)
  if (isUnknown(items)) return items
  for (const item of items) {
    const wrong = item.kind === 'list' || item.kind === 'tuple' ? undefined : addAfter(machine, item, found)
    if (wrong) return wrong
  }
  return undefined
}
