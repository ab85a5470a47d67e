import { error, warning } from '../definition.ts'

/** DC6xxx: files and folders that are written. */
export const fileCodes = {
  DC6001: error(
    'generated file changed by hand',
    (p: { path: string }) => `\`${p.path}\` was changed by hand since dockcompile wrote it`,
  ),
  DC6002: error('file in the way', (p: { path: string }) => `\`${p.path}\` is in the way: dockcompile did not write it`),
  DC6003: error(
    'not a plain file',
    (p: { path: string; found: 'folder' | 'link' | 'file' | 'special file'; wanted: 'file' | 'folder' }) =>
      `\`${p.path}\` is a ${p.found}, where dockcompile writes a ${p.wanted}`,
  ),
  DC6004: error(
    'output outside the project',
    (p: { path: string }) => `the output \`${p.path}\` leads outside the project's folder`,
  ),
  DC6005: error('output cannot be written', (p: { path: string; problem: string }) => `cannot write \`${p.path}\`: ${p.problem}`),
  DC6006: error(
    'output in use',
    (p: { path: string; process: string }) => `another dockcompile (${p.process}) is writing to \`${p.path}\``,
  ),
  DC6007: warning(
    'output hidden from git',
    (p: { path: string; pattern: string }) => `git does not see the output \`${p.path}\`: \`${p.pattern}\` hides it`,
  ),
} as const
