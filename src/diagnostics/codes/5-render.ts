import { error } from '../definition.ts'

/** DC5xxx: templates and what they print. */
export const renderCodes = {
  DC5001: error('template cannot be read', (p: { path: string; problem: string }) => `the template \`${p.path}\` ${p.problem}`),
  DC5002: error('template fails', (p: { path: string; problem: string }) => `the template \`${p.path}\` stops: ${p.problem}`),
  DC5003: error(
    'template folder not found',
    (p: { path: string; problem: string }) => `the template folder \`${p.path}\` ${p.problem}`,
  ),
  DC5004: error(
    'templates that make no Dockerfile',
    (p: { folder: string; path: string; line: number; problem: string }) =>
      `the templates in \`${p.folder}\` make a Dockerfile that BuildKit refuses: \`${p.path}\`, line ${p.line}: ${p.problem}`,
  ),
} as const
