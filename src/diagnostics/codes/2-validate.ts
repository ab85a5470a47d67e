import { error, hint, warning } from '../definition.ts'

/** DC2xxx: the file's shape is not what its schema describes. */
export const validateCodes = {
  DC2001: warning(
    'unknown key',
    (p: { key: string; where: string }) => `unknown key \`${p.key}\`${p.where ? ` in \`${p.where}\`` : ''}`,
  ),
  DC2002: error(
    'wrong type',
    (p: { what: string; expected: string; found: string }) => `${place(p.what)} must be ${p.expected}, not ${p.found}`,
  ),
  DC2003: error(
    'not an allowed value',
    (p: { what: string; value: string }) => `\`${p.value}\` is not an allowed value for ${place(p.what)}`,
  ),
  DC2004: error(
    'missing key',
    (p: { keys: readonly string[]; where: string }) =>
      `${place(p.where)} needs the key${p.keys.length > 1 ? 's' : ''} ${p.keys.map(k => `\`${k}\``).join(' and ')}`,
  ),
  DC2005: error(
    'wrong form',
    (p: { what: string; expected: string; value: string }) => `${place(p.what)} must be ${p.expected}, not \`${p.value}\``,
  ),
  DC2006: error(
    'key is not a text',
    (p: { where: string; found: string }) => `a key of ${place(p.where)} is ${p.found}, and must be text`,
  ),
  DC2007: warning('deprecated key', (p: { what: string }) => `\`${p.what}\` is deprecated`),
  DC2008: error('keys that contradict each other', (p: { problem: string }) => p.problem),
  DC2009: warning(
    'key without effect',
    (p: { what: string; by: string }) => `\`${p.what}\` is ignored, because \`${p.by}\` is written beside it`,
  ),
  DC2010: error(
    'variable without a value',
    (p: { what: string; expected: string; variable: string }) =>
      `${place(p.what)} must be ${p.expected}, and \`\${${p.variable}}\` has no value`,
  ),
  DC2011: hint(
    'unknown placeholder',
    (p: { what: string; placeholder: string }) => `\`${p.what}\` has the unknown placeholder \`{${p.placeholder}}\``,
  ),
  DC2012: warning(
    'build option of a later ZenML',
    (p: { what: string; zenml: string }) =>
      `\`${p.what}\` makes the build fail with ZenML ${p.zenml}: Docker's Python library has no such option`,
  ),
  DC2013: warning('listed twice', (p: { name: string; where: string }) => `\`${p.name}\` is listed twice in \`${p.where}\``),
  DC2055: warning(
    'file of another program',
    (p: { program: string }) => `this is ${p.program}, not a run configuration of ZenML`,
  ),
} as const

const place = (what: string): string => (what ? `\`${what}\`` : 'the file')
