import type { Span } from '../../sources/span.ts'
import type { Machine } from '../evaluate/machine.ts'
import { type Artifact, type Pipeline, type Settings, type Step, str, type Value } from '../values/value.ts'
import { settingsField } from './settings.ts'

/** Attributes of ZenML's objects. */
export function zenmlAttribute(machine: Machine, object: Settings | Step | Pipeline | Artifact, name: string, at: Span): Value {
  switch (object.kind) {
    case 'settings':
      return settingsField(machine, object, name, at)
    case 'step':
    case 'pipeline':
      if (name === 'name') return object.name
      if (name === 'entrypoint') return object.function ?? machine.unknown(at, 'the step is one of ZenML')
      return { kind: 'method', self: object, name, at }
    case 'artifact':
      return name === 'invocation_id' ? str(object.step, at) : { kind: 'method', self: object, name, at }
    default:
      return object satisfies never
  }
}
