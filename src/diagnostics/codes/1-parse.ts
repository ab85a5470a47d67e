import { error, warning } from '../definition.ts'

/** DC1xxx: the text is not YAML, or not YAML as PyYAML reads it. */
export const parseCodes = {
  DC1001: error('not YAML', (p: { problem: string }) => p.problem),
  DC1002: warning('key written twice', (p: { key: string }) => `\`${p.key}\` is written twice; the last one counts`),
} as const
