/** The tags of YAML's own types, without their `tag:yaml.org,2002:`. */
export type Tag = 'null' | 'bool' | 'int' | 'float' | 'timestamp' | 'str' | 'merge' | 'value'

/** What takes a text for something: it is asked when the text begins with one of these characters. */
interface Resolver {
  readonly tag: Tag
  readonly first: string
  readonly pattern: RegExp
}

// PyYAML's implicit resolvers (yaml/resolver.py), in the order in which they are tried.
const RESOLVERS: readonly Resolver[] = [
  {
    tag: 'bool',
    first: 'yYnNtTfFoO',
    pattern: /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  },
  {
    tag: 'float',
    first: '-+0123456789.',
    pattern:
      /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  },
  {
    tag: 'int',
    first: '-+0123456789',
    pattern: /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
  },
  { tag: 'merge', first: '<', pattern: /^<<$/ },
  { tag: 'null', first: '~nN', pattern: /^(?:~|null|Null|NULL)$/ },
  {
    tag: 'timestamp',
    first: '0123456789',
    pattern:
      /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$/,
  },
  { tag: 'value', first: '=', pattern: /^=$/ },
]

const byFirst = new Map<string, Resolver[]>()
for (const resolver of RESOLVERS)
  for (const character of resolver.first) byFirst.set(character, [...(byFirst.get(character) ?? []), resolver])

/** What PyYAML takes an unquoted scalar for. */
export function implicitTag(text: string): Tag {
  if (text === '') return 'null'
  return byFirst.get(text[0]!)?.find(({ pattern }) => pattern.test(text))?.tag ?? 'str'
}

/** What JSON takes an unquoted scalar for: as YAML, but `1e3` is a number. */
export function jsonTag(text: string): Tag {
  return /^-?(?:0|[1-9][0-9]*)[eE][-+]?[0-9]+$|^-?(?:0|[1-9][0-9]*)\.[0-9]+[eE][0-9]+$/.test(text) ? 'float' : implicitTag(text)
}
