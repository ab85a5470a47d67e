import { error, warning } from '../definition.ts'

/** DC2xxx: the file's shape is not what its schema describes. */
export const validateCodes = {
  DC2001: warning('unknown key', (p: { key: string; where: string }) => `unknown key \`${p.key}\`${p.where ? ` in \`${p.where}\`` : ''}`),
  DC2002: error('wrong type', (p: { what: string; expected: string; found: string }) => `\`${p.what}\` must be ${p.expected}, not ${p.found}`),
} as const
