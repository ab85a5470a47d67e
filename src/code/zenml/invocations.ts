import type { Span } from '../../sources/span.ts'
import { iterate } from '../evaluate/iterate.ts'
import type { Assembly, Invocation, Machine } from '../evaluate/machine.ts'
import { LimitReached, raise } from '../evaluate/stop.ts'
import { isOpen } from '../values/open-text.ts'
import { type Arguments, isUnknown, type Step, type Unknown, type Value } from '../values/value.ts'
import { outputsOf } from './outputs.ts'

/** Calls of steps that are put together for one pipeline. */
const MAX_STEPS = 1000

/** A step that is called while a pipeline is put together (ZenML 0.98: `BaseStep.__call__`, `Pipeline.add_step_invocation`). */
export function invoke(machine: Machine, step: Step, given: Arguments, at: Span): Value {
  const { assembly, heap } = machine
  if (!assembly) return machine.unknown(at, 'a step that is called outside of a pipeline runs at once', 'zenml')
  assembly.reached.add(step)
  const known = assembly.content
  const wanted = given.keywords.get('id')?.value
  const id = isUnknown(known) ? known : idOf(machine, step, wanted, known, at)
  const upstream = upstreamOf(machine, given)
  const wrong = isUnknown(id) ? id : isUnknown(upstream) ? upstream : undefined
  if (wrong || isUnknown(known)) {
    if (!isUnknown(known)) heap.write(assembly, wrong!)
    return { kind: 'artifact', step: '', outputs: outputsOf(step), at }
  }
  if (known.length >= MAX_STEPS) throw new LimitReached(`more than ${MAX_STEPS} steps`, at)
  heap.write(assembly, [...known, { id: id as string, step, at, upstream: upstream as ReadonlySet<string> }])
  return { kind: 'artifact', step: id as string, outputs: outputsOf(step), at }
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

/** Ids of the steps whose results are given, and of those that `after` names. */
function upstreamOf(machine: Machine, { positional, keywords }: Arguments): ReadonlySet<string> | Unknown {
  const found = new Set<string>()
  for (const [name, { value }] of keywords) {
    if (name === 'id' || name === 'after') continue
    addArtifacts(value, found, 0)
  }
  for (const value of positional) addArtifacts(value, found, 0)
  const after = keywords.get('after')?.value
  return (after && addAfter(machine, after, found)) ?? found
}

function addArtifacts(value: Value, found: Set<string>, depth: number): void {
  if (depth > 10) return
  if (value.kind === 'artifact') found.add(value.step)
  else if (value.kind === 'list' && !isUnknown(value.content))
    for (const item of value.content) addArtifacts(item, found, depth + 1)
  else if (value.kind === 'tuple') for (const item of value.items) addArtifacts(item, found, depth + 1)
  else if (value.kind === 'dict' && !isUnknown(value.content))
    for (const entry of value.content.values()) addArtifacts(entry.value, found, depth + 1)
}

function addAfter(machine: Machine, after: Value, found: Set<string>): Unknown | undefined {
  if (isUnknown(after)) return after
  if (after.kind === 'none') return undefined
  if (after.kind === 'str') {
    found.add(after.value)
    return undefined
  }
  if (after.kind === 'artifact') {
    found.add(after.step)
    return undefined
  }
  const items = iterate(machine, after, after.at)
  if (isUnknown(items)) return items
  for (const item of items) {
    const wrong = addAfter(machine, item, found)
    if (wrong) return wrong
  }
  return undefined
}
