/** The tags of YAML's own types, without their `tag:yaml.org,2002:`. */
export type Tag = 'null' | 'bool' | 'int' | 'float' | 'timestamp' | 'str' | 'merge' | 'value'

// PyYAML's implicit resolvers (yaml/resolver.py), in the order in which they are tried.
const RESOLVERS: readonly (readonly [Tag, RegExp])[] = [
  ['bool', /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/],
  [
    'float',
    /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  ],
  ['int', /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/],
  ['merge', /^<<$/],
  ['null', /^(?:~|null|Null|NULL|)$/],
  [
    'timestamp',
    /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$/,
  ],
  ['value', /^=$/],
]

// No other first character starts anything but text: most values are decided by this alone.
const FIRST = /^[yYnNtTfFoO0-9.+~<=-]/

/** What PyYAML takes an unquoted scalar for. */
export function implicitTag(text: string): Tag {
  if (text === '') return 'null'
  if (!FIRST.test(text)) return 'str'
  for (const [tag, pattern] of RESOLVERS) if (pattern.test(text)) return tag
  return 'str'
}

/** What JSON takes an unquoted scalar for: as YAML, but `1e3` is a number. */
export function jsonTag(text: string): Tag {
  return /^-?(?:0|[1-9][0-9]*)[eE][-+]?[0-9]+$|^-?(?:0|[1-9][0-9]*)\.[0-9]+[eE][0-9]+$/.test(text) ? 'float' : implicitTag(text)
}
