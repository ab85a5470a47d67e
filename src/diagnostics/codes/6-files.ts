import type { PathStatus } from '../../model/sources.ts'
import { error, warning } from '../definition.ts'

/** DC6xxx: files, folders and the call itself. */
export const fileCodes = {
  DC6001: error('file not found', (p: { what: string; path: string }) => `${p.what} \`${p.path}\` does not exist`),
  DC6002: error(
    'file cannot be read',
    (p: { what: string; path: string; status: Exclude<PathStatus, 'file' | 'missing'> }) =>
      `${p.what} \`${p.path}\` ${unreadable[p.status]}`,
  ),
  DC6003: error(
    'generated file changed by hand',
    (p: { path: string }) => `\`${p.path}\` was changed by hand since dockcompile wrote it`,
  ),
  DC6004: error('file in the way', (p: { path: string }) => `\`${p.path}\` is in the way: dockcompile did not write it`),
  DC6005: error(
    'not a plain file',
    (p: { path: string; found: 'folder' | 'link' | 'file' | 'special file'; wanted: 'file' | 'folder' }) =>
      `\`${p.path}\` is a ${p.found}, where dockcompile writes a ${p.wanted}`,
  ),
  DC6006: error(
    'output outside the project',
    (p: { path: string }) => `the output \`${p.path}\` leads outside the project's folder`,
  ),
  DC6007: error('output cannot be written', (p: { path: string; problem: string }) => `cannot write \`${p.path}\`: ${p.problem}`),
  DC6008: error(
    'output in use',
    (p: { path: string; process: string }) => `another dockcompile (${p.process}) is writing to \`${p.path}\``,
  ),
  DC6009: warning(
    'output hidden from git',
    (p: { path: string; pattern: string }) => `git does not see the output \`${p.path}\`: \`${p.pattern}\` hides it`,
  ),
} as const

const unreadable = {
  folder: 'is a folder, not a file',
  special: 'is a device or a pipe, not a file',
  unreadable: 'cannot be read: permission denied',
  binary: 'is not text (UTF-8)',
  'too-large': 'is larger than 10 MB',
  outside: "lies outside the project's folder",
} as const
