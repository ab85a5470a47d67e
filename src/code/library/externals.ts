import type { Span } from '../../sources/span.ts'
import { type Native, named } from '../evaluate/arguments.ts'
import { textOf } from '../evaluate/arithmetic.ts'
import { iterate, madeOf } from '../evaluate/iterate.ts'
import type { Machine } from '../evaluate/machine.ts'
import { ROOT } from '../values/open-text.ts'
import { type Arguments, bool, isUnknown, iterator, none, path, str, tuple, type Unknown, type Value } from '../values/value.ts'
import { copied } from './copy.ts'
import { changeEnvironment, getenv } from './environment.ts'
import { rootOf } from './packages.ts'
import { absolutePath, isAbsolute, normalPath, osJoin, osSplit, osSplitExtension, purePath, relativeTo } from './path-text.ts'

/** A function of a path's text. */
const ofPath =
  (make: (text: string, at: Span, machine: Machine) => Value): Native =>
  (machine, given, at) => {
    const [value] = given.positional
    if (!value || given.positional.length > 1 || given.keywords.size > 0) return undefined
    if (isUnknown(value)) return machine.derive(value, at)
    const text = pathText(value)
    return text === undefined ? undefined : make(text, at, machine)
  }

export const pathText = (value: Value): string | undefined => (value.kind === 'path' ? value.value : textOf(value))

/** Several path-like arguments; undefined where one is none. */
function pathTexts(given: Arguments): string[] | undefined {
  const found = given.positional.map(pathText)
  return found.includes(undefined) || given.keywords.size > 0 ? undefined : (found as string[])
}

const newPath: Native = (machine, given, at) => {
  const unknown = given.positional.find(isUnknown)
  if (unknown) return machine.derive(unknown, at)
  const parts = pathTexts(given)
  return parts && path(purePath(parts.length === 0 ? '.' : osJoin(parts[0]!, ...parts.slice(1))), at)
}

/** Not the name of a variable. */
const WORKING_DIRECTORY = 'os.chdir()'

/** Why a relative path cannot be made absolute: the code changes the working directory. */
export function moved(machine: Machine, text: string, at: Span): Unknown | undefined {
  const change = isAbsolute(text) ? undefined : machine.environmentChanges.get(WORKING_DIRECTORY)
  return change && machine.derive(change, at)
}

function changesEnvironment(machine: Machine, name: Value | undefined, at: Span): Value {
  changeEnvironment(machine, name, at)
  return machine.unknown(at, 'it changes the environment')
}

/** A call whose meaning depends on where it is: kept as it is written. */
const kept =
  (path: string): Native =>
  (_machine, given, at) => ({
    kind: 'partial',
    callee: { kind: 'external', path, at },
    positional: given.positional,
    keywords: given.keywords,
    at,
  })

const first: Native = (_machine, given) => given.positional[0]

/** Functions of the standard library that are known without being run, by their dotted names. */
export const EXTERNAL_FUNCTIONS: Readonly<Record<string, Native>> = {
  'os.getenv': (machine, given, at) => {
    const [name, standard] = named(given, ['key', 'default'], at)
    return name && getenv(machine, name, standard, at)
  },
  'os.environ.get': (machine, given, at) => {
    const [name, standard] = named(given, ['key', 'default'], at)
    return name && getenv(machine, name, standard, at)
  },
  'os.environ.setdefault': (machine, given, at) => changesEnvironment(machine, given.positional[0], at),
  'os.environ.pop': (machine, given, at) => changesEnvironment(machine, given.positional[0], at),
  'os.environ.update': (machine, _given, at) => changesEnvironment(machine, undefined, at),
  'os.environ.clear': (machine, _given, at) => changesEnvironment(machine, undefined, at),
  'os.putenv': (machine, given, at) => changesEnvironment(machine, given.positional[0], at),
  'os.unsetenv': (machine, given, at) => changesEnvironment(machine, given.positional[0], at),
  'os.getcwd': (machine, _given, at) => moved(machine, '.', at) ?? str(ROOT, at),
  'os.chdir': (machine, _given, at) => {
    machine.environmentChanges.set(WORKING_DIRECTORY, machine.unknown(at, 'it changes the working directory'))
    return none(at)
  },
  'os.fspath': ofPath((text, at) => str(text, at)),
  'os.path.join': (machine, given, at) => {
    const unknown = given.positional.find(isUnknown)
    if (unknown) return machine.derive(unknown, at)
    const late = given.positional.find(value => value.kind === 'late')
    if (late) return machine.unknown(late.at, 'the environment variable has no value: give it one under `variables`')
    const parts = pathTexts(given)
    return parts && parts.length > 0 ? str(osJoin(parts[0]!, ...parts.slice(1)), at) : undefined
  },
  'os.path.dirname': ofPath((text, at) => str(osSplit(text)[0], at)),
  'os.path.basename': ofPath((text, at) => str(osSplit(text)[1], at)),
  'os.path.split': ofPath((text, at) =>
    tuple(
      osSplit(text).map(part => str(part, at)),
      at,
    ),
  ),
  'os.path.splitext': ofPath((text, at) =>
    tuple(
      osSplitExtension(text).map(part => str(part, at)),
      at,
    ),
  ),
  'os.path.abspath': ofPath((text, at, machine) => moved(machine, text, at) ?? str(absolutePath(text), at)),
  // Links of the project are not followed: paths are those inside it.
  'os.path.realpath': ofPath((text, at, machine) => moved(machine, text, at) ?? str(absolutePath(text), at)),
  'os.path.normpath': ofPath((text, at) => str(normalPath(text), at)),
  'os.path.isabs': ofPath((text, at) => bool(isAbsolute(text), at)),
  'os.path.relpath': (machine, given, at) => {
    const values = named(given, ['path', 'start'], at)
    const unknown = values.find((value): value is Unknown => value !== undefined && isUnknown(value))
    if (unknown) return machine.derive(unknown, at)
    const [text, start] = values.map(value => (value === undefined || value.kind === 'none' ? '.' : pathText(value)))
    if (values[0] === undefined || text === undefined || start === undefined) return undefined
    const change = moved(machine, '.', at)
    if (change) return change
    const relative = relativeTo(absolutePath(start), absolutePath(text))
    return relative === undefined ? machine.unknown(at, 'it is outside of the project') : str(relative, at)
  },
  'pathlib.Path': newPath,
  'pathlib.PurePath': newPath,
  'pathlib.PosixPath': newPath,
  'pathlib.PurePosixPath': newPath,
  'pathlib.Path.cwd': (machine, _given, at) => moved(machine, '.', at) ?? path(ROOT, at),
  'copy.copy': (machine, given, at) => given.positional[0] && copied(machine, given.positional[0], false, at),
  'copy.deepcopy': (machine, given, at) => given.positional[0] && copied(machine, given.positional[0], true, at),
  'functools.partial': (_machine, given, at) => {
    const [callee, ...positional] = given.positional
    return callee && { kind: 'partial', callee, positional, keywords: given.keywords, at }
  },
  // A wrapper looks like what it wraps.
  'functools.wraps': (machine, given, at) => given.positional[1] ?? kept('functools.wraps')(machine, given, at),
  'dataclasses.field': kept('dataclasses.field'),
  'enum.auto': kept('enum.auto'),
  'typing.cast': (_machine, given) => given.positional[1],
  'typing.final': first,
  'typing.no_type_check': first,
  'itertools.chain': (machine, given, at) => {
    const all: Value[] = []
    for (const source of given.positional) {
      const items = iterate(machine, source, at)
      if (isUnknown(items)) return machine.derive(items, at)
      all.push(...items)
    }
    return iterator(all, madeOf(machine, given.positional, false), at)
  },
  'warnings.filterwarnings': (_machine, _given, at) => none(at),
  'warnings.simplefilter': (_machine, _given, at) => none(at),
  'warnings.warn': (_machine, _given, at) => none(at),
}

/** Values of the standard library. */
export const EXTERNAL_VALUES: Readonly<Record<string, (at: Span) => Value>> = {
  'os.sep': at => str('/', at),
  'os.path.sep': at => str('/', at),
  'os.pathsep': at => str(':', at),
  'os.linesep': at => str('\n', at),
  'os.curdir': at => str('.', at),
  'os.pardir': at => str('..', at),
  'typing.TYPE_CHECKING': at => bool(false, at),
  'typing_extensions.TYPE_CHECKING': at => bool(false, at),
  'string.ascii_lowercase': at => str('abcdefghijklmnopqrstuvwxyz', at),
  'string.ascii_uppercase': at => str('ABCDEFGHIJKLMNOPQRSTUVWXYZ', at),
  'string.digits': at => str('0123456789', at),
}

/** One name for what has several. */
export function canonicalPath(dotted: string): string {
  return dotted.replace(/^posixpath(?=\.|$)/, 'os.path').replace(/^os\.path\.os\./, 'os.')
}

/** Why what comes from a package cannot be known, by the start of its dotted name; the longest that fits counts. */
const REASONS: Readonly<Record<string, string>> = {
  argparse: 'it depends on the command line',
  click: 'it depends on the command line',
  datetime: 'it depends on the time',
  'importlib.metadata': 'it depends on the packages that are installed',
  json: 'it goes through JSON',
  'os.listdir': 'it depends on the files of the machine',
  'os.path.exists': 'it depends on the files of the machine',
  'os.path.isdir': 'it depends on the files of the machine',
  'os.path.isfile': 'it depends on the files of the machine',
  'os.environ': 'it is the whole environment of the machine',
  os: 'it depends on the machine',
  platform: 'it depends on the machine',
  random: 'it is another value in each run',
  secrets: 'it is another value in each run',
  socket: 'it depends on the machine',
  subprocess: 'it runs a program',
  'sys.argv': 'it depends on the command line',
  sys: 'it depends on the machine',
  time: 'it depends on the time',
  uuid: 'it is another value in each run',
  'zenml.client': 'it asks the ZenML server',
}

export function reasonFor(dotted: string): string {
  for (let at = dotted; at !== ''; at = at.includes('.') ? at.slice(0, at.lastIndexOf('.')) : '') {
    if (Object.hasOwn(REASONS, at)) return REASONS[at]!
  }
  return `\`${rootOf(dotted)}\` is not part of the project`
}
