import { error, warning } from '../definition.ts'

/** DC1xxx: the text is not YAML, or not YAML as PyYAML reads it; or not TOML, or Python. No sentence repeats a value: a stack file's may be a password. */
export const parseCodes = {
  DC1001: error('not YAML', (p: { problem: string }) => p.problem),
  DC1002: warning('key written twice', (p: { key: string }) => `\`${p.key}\` is written twice; the last one counts`),
  DC1003: error('tab outside of a text', () => 'a tab where YAML wants spaces'),
  DC1004: error('quote not closed', (p: { quote: string }) => `the text after this ${p.quote} is never closed`),
  DC1005: error('bracket not closed', (p: { bracket: string }) => `this \`${p.bracket}\` is never closed`),
  DC1006: error('indentation', (p: { problem: string }) => p.problem),
  DC1007: error('mapping not readable', (p: { problem: string }) => p.problem),
  DC1008: error('unknown alias', () => 'nothing above this alias has its name'),
  DC1009: error('value contains itself', () => 'this alias is inside the value that it names'),
  DC1010: error('anchor written twice', () => 'the anchor of this value is written twice'),
  DC1011: error('unknown tag', () => 'this tag has no meaning here'),
  DC1012: error('value does not fit its kind', (p: { kind: string }) => `this is not ${p.kind}`),
  DC1013: error('key is not a plain value', (p: { found: string }) => `${p.found} cannot be a key`),
  DC1014: error('several documents in one file', () => 'a second document starts here, and only one is read'),
  DC1015: error(
    'merge of something else',
    (p: { found: string }) => `\`<<\` takes a mapping or a list of mappings, not ${p.found}`,
  ),
  DC1016: error('character not allowed', (p: { character: string; where: string }) => `${p.character} cannot ${p.where}`),
  DC1017: error('unknown escape', (p: { escape: string }) => `\`${p.escape}\` means nothing between double quotes`),
  DC1018: error('limit exceeded', (p: { what: string; limit: string }) => `${p.what}; the limit is ${p.limit}`),
  DC1019: error('not TOML', (p: { problem: string }) => p.problem),
  DC1020: error('merge conflict in Python', (p: { path: string }) => `git left a merge conflict in \`${p.path}\``),
  DC1021: warning('not Python', (p: { path: string; problem: string }) => `\`${p.path}\` cannot be run: ${p.problem}`),
} as const
