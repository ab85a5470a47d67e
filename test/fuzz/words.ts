import fc, { type Arbitrary } from 'fast-check'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Words that some grammar on the way takes for its own: YAML, Dockerfile, shell, bake's variables, requirement lines, references. */
export const hostile = fc.constantFrom(
  '',
  ' ',
  "it's",
  '"quoted"',
  'a b',
  '$HOME',
  '${V}',
  '${MISSING}',
  '${MY_TOKEN}',
  '%{ if true }',
  'back\\slash',
  'back\\',
  'line\nbreak',
  'RUN\nFROM scratch\nUSER root',
  'a\r\nb',
  '\t',
  '#',
  'a # b',
  '`id`',
  '$(id)',
  '; rm -rf /',
  '<<EOF',
  '--flag=x',
  '-',
  '..',
  '../../etc/passwd',
  '/etc/passwd',
  'ü',
  '日本語',
  '\u{1f600}',
  '\u0000',
  '\u001b[31m',
  '\u202e',
  '\ufeff',
  '\ud800',
  '__proto__',
  'constructor',
  'a'.repeat(300),
  '[]',
  '{{secret.key}}',
  '{directory}',
)
export const anything: Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, 0, 1, -1, 2.5, 1e21, '', 'x', [], {}, ['a'], [null], { a: null }, { a: { b: [1] } }),
  hostile,
)

/** Made-up credentials: whatever file they are in, no message may show them. */
export const SECRETS = [
  `ghp_${'a1B2c3D4e5F6'.repeat(3)}`,
  'https://deploy:c0rrect-h0rse@pypi.example.com/simple',
  'AKIAQ7W2E5R8T1Y4U6I9',
  `hf_${'Zq9Xw8Ve7Rt6'.repeat(3)}`,
] as const
export const secretWords = fc.constantFrom(...SECRETS)
