import type { Span } from '../../sources/span.ts'
import { isOpen } from '../values/open-text.ts'
import { type Arguments, int, isUnknown, str, type Unknown, type Value } from '../values/value.ts'
import { formatted, toRepr, toText } from './format.ts'
import { item } from './items.ts'
import type { Machine } from './machine.ts'
import { raise } from './stop.ts'

interface Formatting {
  readonly machine: Machine
  readonly given: Arguments
  readonly at: Span
  /** The number of the next `{}`. */
  next: number
  /** Whether the fields have numbers; null before the first. */
  counting: 'automatic' | 'written' | null
}

/** `text.format(…)` (library reference, string: format string syntax). */
export function strFormat(machine: Machine, text: string, given: Arguments, at: Span): Value {
  if (isOpen(text)) return machine.unknown(at, 'a part of the text is not known')
  const result = expand({ machine, given, at, next: 0, counting: null }, text, 0)
  return typeof result === 'string' ? str(result, at) : result
}

function expand(formatting: Formatting, text: string, depth: number): string | Unknown {
  const { at } = formatting
  let result = ''
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!
    if ((letter === '{' || letter === '}') && text[i + 1] === letter) {
      result += letter
      i++
      continue
    }
    if (letter === '}') return raise('ValueError', "Single '}' encountered in format string", at)
    if (letter !== '{') {
      result += letter
      continue
    }
    const end = closing(text, i)
    if (end < 0 || depth > 1) return raise('ValueError', "expected '}' before end of string", at)
    const printed = field(formatting, text.slice(i + 1, end), depth)
    if (typeof printed !== 'string') return printed
    result += printed
    i = end
  }
  return result
}

function closing(text: string, open: number): number {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++
    else if (text[i] === '}' && --depth === 0) return i
  }
  return -1
}

function field(formatting: Formatting, written: string, depth: number): string | Unknown {
  const { machine, at } = formatting
  const [, name, conversion, spec] = /^([^!:]*)(?:!([rsa]))?(?::([\s\S]*))?$/.exec(written) ?? []
  if (name === undefined || conversion === 'a') return machine.unknown(at, 'the format is not one that is read')
  const value = lookUp(formatting, name)
  if (isUnknown(value)) return machine.derive(value, at)
  const expanded = spec === undefined ? '' : expand(formatting, spec, depth + 1)
  if (typeof expanded !== 'string') return expanded
  if (conversion === undefined) return formatted(machine, value, expanded, at)
  const text = conversion === 'r' ? toRepr(machine, value, at) : toText(machine, value, at)
  return typeof text === 'string' ? formatted(machine, str(text, at), expanded, at) : text
}

/** `0`, `name`, `name.attribute[index]`. */
function lookUp(formatting: Formatting, name: string): Value {
  const { machine, given, at } = formatting
  const [, first, rest] = /^([^.[]*)([\s\S]*)$/.exec(name) as unknown as [string, string, string]
  const isNumber = /^\d*$/.test(first)
  if (isNumber) {
    formatting.counting ??= first === '' ? 'automatic' : 'written'
    if ((formatting.counting === 'automatic') !== (first === ''))
      raise('ValueError', 'numbers of fields are either all written or none', at)
  }
  const found = isNumber ? given.positional[first === '' ? formatting.next++ : Number(first)] : given.keywords.get(first)?.value
  let value = found ?? raise(isNumber ? 'IndexError' : 'KeyError', isNumber ? 'there are fewer values' : `'${first}'`, at)
  for (const { isIndex, text } of partsOf(rest, at)) {
    if (!isIndex) value = machine.attribute(value, text, at)
    else value = item(machine, value, /^\d+$/.test(text) ? int(BigInt(text), at) : str(text, at), at)
    if (isUnknown(value)) return value
  }
  return value
}

/** `.name[0]`: the attributes and indexes behind a field's name. */
function partsOf(text: string, at: Span): { readonly isIndex: boolean; readonly text: string }[] {
  const parts: { isIndex: boolean; text: string }[] = []
  for (let start = 0, end = 0; start < text.length; start = end) {
    const isIndex = text[start] === '['
    end = isIndex ? text.indexOf(']', start) + 1 : start + 1 + text.slice(start + 1).search(/[.[]|$/)
    const part = text.slice(start + 1, isIndex ? end - 1 : end)
    if (end === 0 || part === '' || (!isIndex && text[start] !== '.'))
      raise('ValueError', 'a field has an empty or an open part', at)
    parts.push({ isIndex, text: part })
  }
  return parts
}
