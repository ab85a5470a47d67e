/** The tags of YAML's own types, without their `tag:yaml.org,2002:`. */
export type Tag = 'null' | 'bool' | 'int' | 'float' | 'timestamp' | 'str' | 'merge' | 'value'

/** What takes a text for something: it is asked when the text begins with one of these characters. */
interface Resolver {
  readonly tag: Tag
  readonly first: string
  readonly takes: (text: string) => boolean
}

const BOOLEANS: ReadonlySet<string> = new Set([
  ...['yes', 'Yes', 'YES', 'no', 'No', 'NO', 'true', 'True', 'TRUE', 'false', 'False', 'FALSE'],
  ...['on', 'On', 'ON', 'off', 'Off', 'OFF'],
])
const NULLS: ReadonlySet<string> = new Set(['~', 'null', 'Null', 'NULL'])
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/
const INT = /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/
const TIMESTAMP =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$/

// PyYAML's implicit resolvers (yaml/resolver.py), in the order in which they are tried. What no float or timestamp can be without is looked for
// first: V8 compiles an expression when it is first used, and these are long.
const RESOLVERS: readonly Resolver[] = [
  { tag: 'bool', first: 'yYnNtTfFoO', takes: text => BOOLEANS.has(text) },
  { tag: 'float', first: '-+0123456789.', takes: text => text.includes('.') && FLOAT.test(text) },
  { tag: 'int', first: '-+0123456789', takes: text => INT.test(text) },
  { tag: 'merge', first: '<', takes: text => text === '<<' },
  { tag: 'null', first: '~nN', takes: text => NULLS.has(text) },
  { tag: 'timestamp', first: '0123456789', takes: text => text[4] === '-' && TIMESTAMP.test(text) },
  { tag: 'value', first: '=', takes: text => text === '=' },
]

const byFirst = new Map<string, Resolver[]>()
for (const resolver of RESOLVERS)
  for (const character of resolver.first) byFirst.set(character, [...(byFirst.get(character) ?? []), resolver])

/** What PyYAML takes an unquoted scalar for. */
export function implicitTag(text: string): Tag {
  if (text === '') return 'null'
  return byFirst.get(text[0]!)?.find(({ takes }) => takes(text))?.tag ?? 'str'
}

/** What JSON takes an unquoted scalar for: as YAML, but `1e3` is a number. */
export function jsonTag(text: string): Tag {
  return /^-?(?:0|[1-9][0-9]*)[eE][-+]?[0-9]+$|^-?(?:0|[1-9][0-9]*)\.[0-9]+[eE][0-9]+$/.test(text) ? 'float' : implicitTag(text)
}
