import { error } from '../definition.ts'

/** DC4080–DC4099: the build context: ignore files and custom Dockerfiles. */
export const contextCodes = {
  DC4080: error(
    'exception without a pattern',
    (p: { pattern: string }) => `\`${p.pattern}\` in an ignore file is an exception of nothing; Docker refuses to build`,
  ),
  DC4081: error(
    'malformed ignore pattern',
    (p: { pattern: string }) => `\`${p.pattern}\` is not an ignore pattern; Docker refuses to build`,
  ),
  DC4082: error(
    'unusable ignore pattern',
    (p: { pattern: string }) => `Docker stops when it compares a path with the ignore pattern \`${p.pattern}\``,
  ),
  DC4083: error(
    'control character in an ignore pattern',
    (p: { pattern: string }) => `the ignore pattern \`${p.pattern}\` holds a control character`,
  ),
  DC4084: error('ignore line too long', (p: { pattern: string }) => `the line \`${p.pattern}\` is longer than 65,535 bytes`),
  DC4090: error('Dockerfile that BuildKit refuses', (p: { problem: string }) => p.problem),
} as const
