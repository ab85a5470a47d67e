import type { Span } from '../../sources/span.ts'
import { unsetInCondition } from '../library/environment.ts'
import { isOpen } from '../values/open-text.ts'
import { isUnknown, type Unknown, type Value } from '../values/value.ts'
import type { Machine } from './machine.ts'

/** Whether Python takes a value for true (language reference 4.1 of the library). */
export function truth(machine: Machine, value: Value, at: Span): boolean | Unknown {
  switch (value.kind) {
    case 'none':
      return false
    case 'bool':
      return value.value
    case 'int':
      return value.value !== 0n
    case 'float':
      return value.value !== 0
    case 'str':
      return isOpen(value.value) ? true : value.value !== ''
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
    case 'path':
    case 'ellipsis':
    case 'iterator':
    case 'function':
    case 'bound':
    case 'method':
    case 'partial':
    case 'class':
    case 'builtin':
    case 'module':
    case 'step':
    case 'pipeline':
    case 'settings':
    case 'artifact':
    case 'exception':
    case 'decorator':
      return true
    case 'instance':
    case 'external':
      return machine.unknown(at, 'whether it counts as true is not known')
    default:
      return value satisfies never
  }
}
