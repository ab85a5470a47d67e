import type { Span } from '../../sources/span.ts'
import { named } from '../evaluate/arguments.ts'
import type { Machine } from '../evaluate/machine.ts'
import { ROOT } from '../values/open-text.ts'
import { type Arguments, bool, isUnknown, path, str, tuple, type Value } from '../values/value.ts'
import { moved, pathText } from './externals.ts'
import { absolutePath, isAbsolute, joinPath, purePath } from './path-text.ts'

/** Attributes and methods of `pathlib` (library reference, pathlib). */

const nameOf = (text: string): string => {
  const last = text.slice(text.lastIndexOf('/') + 1)
  return last === '.' || last === ROOT ? '' : last
}

function parentOf(text: string): string {
  const slash = text.lastIndexOf('/')
  if (slash < 0) return '.'
  return slash === 0 ? '/' : text.slice(0, slash)
}

function stemAndSuffix(text: string): [string, string] {
  const name = nameOf(text)
  const dot = name.lastIndexOf('.')
  return dot > 0 && dot < name.length - 1 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
}

/** Above the project root nothing is known. */
const leavesRoot = (text: string): boolean => text === ROOT

/** An attribute of a path; undefined where it is none that is read. */
export function pathAttribute(machine: Machine, text: string, name: string, at: Span): Value | undefined {
  const outside = () => machine.unknown(at, 'it is outside of the project')
  switch (name) {
    case 'name':
      return leavesRoot(text) ? outside() : str(nameOf(text), at)
    case 'stem':
      return leavesRoot(text) ? outside() : str(stemAndSuffix(text)[0], at)
    case 'suffix':
      return leavesRoot(text) ? outside() : str(stemAndSuffix(text)[1], at)
    case 'parent':
      return leavesRoot(text) ? outside() : path(parentOf(text), at)
    case 'parents': {
      const parents: Value[] = []
      for (let above = text; above !== '.' && above !== '/' && !leavesRoot(above); ) {
        above = parentOf(above)
        parents.push(path(above, at))
      }
      // The list ends at the root: an index that reaches it is not known.
      return tuple(text.startsWith(ROOT) ? [...parents, outside()] : parents, at)
    }
    case 'parts':
      return isAbsolute(text)
        ? undefined
        : tuple(
            text.split('/').map(part => str(part, at)),
            at,
          )
    default:
      return undefined
  }
}

/** Calls a method of a path; undefined where it is none that is read. */
export function pathMethod(machine: Machine, text: string, name: string, given: Arguments, at: Span): Value | undefined {
  const unknown = given.positional.find(isUnknown)
  if (unknown) return machine.derive(unknown, at)
  switch (name) {
    case 'joinpath': {
      const parts = given.positional.map(pathText)
      return parts.includes(undefined)
        ? undefined
        : path(
            parts.reduce<string>((base, part) => joinPath(base, part!), text),
            at,
          )
    }
    case 'resolve':
    case 'absolute':
      return moved(machine, text, at) ?? path(absolutePath(text), at)
    case 'as_posix':
    case '__str__':
      return str(text, at)
    case 'is_absolute':
      return bool(isAbsolute(text), at)
    case 'with_name': {
      const [newName] = named(given, ['name'], at)
      return newName?.kind === 'str' && !leavesRoot(text) ? path(joinPath(parentOf(text), newName.value), at) : undefined
    }
    case 'with_suffix': {
      const [suffix] = named(given, ['suffix'], at)
      if (suffix?.kind !== 'str' || leavesRoot(text)) return undefined
      return path(joinPath(parentOf(text), stemAndSuffix(text)[0] + suffix.value), at)
    }
    case 'relative_to': {
      const base = given.positional.length === 1 ? pathText(given.positional[0]!) : undefined
      if (base === undefined) return undefined
      const start = purePath(base)
      if (text === start) return path('.', at)
      return text.startsWith(`${start}/`) ? path(text.slice(start.length + 1), at) : undefined
    }
    default:
      return undefined
  }
}
