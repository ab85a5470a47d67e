import type { Span } from '../../sources/span.ts'
import { unsetInCondition } from '../library/environment.ts'
import { isOnlyVariables } from '../values/open-text.ts'
import { isUnknown, type Unknown, type Value } from '../values/value.ts'
import type { Machine } from './machine.ts'

/** Objects that count as true unless their class says something else, which these cannot. */
const TRUE = new Set<Value['kind']>([
  'path',
  'ellipsis',
  'iterator',
  'function',
  'bound',
  'method',
  'partial',
  'class',
  'builtin',
  'module',
  'step',
  'pipeline',
  'settings',
  'artifact',
  'exception',
  'decorator',
])

/** Whether Python takes a value for true (library reference, stdtypes: truth value testing). */
export function truth(machine: Machine, value: Value, at: Span): boolean | Unknown {
  if (TRUE.has(value.kind)) return true
  switch (value.kind) {
    case 'none':
      return false
    case 'bool':
    case 'int':
    case 'float':
      return Boolean(value.value)
    case 'str':
      return isOnlyVariables(value.value) ? machine.unknown(at, NOT_KNOWN) : value.value !== ''
    case 'bytes':
      return value.value.length > 0
    case 'list':
      return isUnknown(value.content) ? value.content : value.content.length > 0
    case 'set':
    case 'dict':
      return isUnknown(value.content) ? value.content : value.content.size > 0
    case 'tuple':
      return value.items.length > 0
    case 'view':
      return truth(machine, value.of, at)
    case 'range':
      return value.step > 0n ? value.start < value.stop : value.start > value.stop
    case 'late':
      return unsetInCondition(machine, value, at)
    case 'member':
      return value.mixin === 'plain' ? true : truth(machine, value.value, at)
    case 'unknown':
      return machine.derive(value, at)
    default:
      return machine.unknown(at, NOT_KNOWN)
  }
}

const NOT_KNOWN = 'whether it counts as true is not known'
