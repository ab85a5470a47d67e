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
  DC6008: error('output out of date', (p: { path: string; problem: string }) => `\`${p.path}\` ${p.problem}`),
  DC6010: error(
    'command not run',
    (p: { command: string; runs: string }) => `\`${p.command}\` was not run: it ${p.runs}, and nobody agreed to it`,
  ),
  DC6011: error('command failed', (p: { command: string; problem: string }) => `\`${p.command}\` failed: ${p.problem}`),
  DC6012: warning(
    'image not recorded',
    (p: { image: string; kept: boolean }) =>
      `neither the registry nor the local engine knows \`${p.image}\`: ${p.kept ? 'its entry stays as it was' : 'it is left out'}`,
  ),
  DC6013: warning(
    'image that is here only',
    (p: { image: string }) => `\`${p.image}\` is on this machine and in no registry that answers: it is not pinned to a digest`,
  ),
  DC6014: error(
    'credential in the output of a command',
    (p: { command: string; what: string; line: number }) =>
      `the output of \`${p.command}\` holds ${p.what} in line ${p.line}, and the lock file is checked in`,
  ),
  DC6015: warning(
    'package of this machine',
    (p: { command: string; line: string }) => `the output of \`${p.command}\` names a file of this machine: \`${p.line}\``,
  ),
  DC6016: error(
    'requirements cannot be resolved',
    (p: { image: string; problem: string }) => `the requirements of \`${p.image}\` cannot be resolved: ${p.problem}`,
  ),
  DC6017: error(
    'output of other pipelines cannot be kept',
    (p: { problem: string }) => `the output of the pipelines that are not named cannot be kept: ${p.problem}`,
  ),
  DC6020: error(
    'image not built',
    (p: { image: string; file: string }) => `\`${p.file}\` says nothing about the image \`${p.image}\``,
  ),
  DC6021: error(
    'image built from another recipe',
    (p: { image: string; file: string }) =>
      `the image \`${p.image}\` in \`${p.file}\` was built from another recipe than the present one`,
  ),
  DC6022: warning(
    'image not pushed',
    (p: { image: string }) => `the image \`${p.image}\` was not pushed: only this machine can run it`,
  ),
  DC6023: error('no file of builds', (p: { path: string; problem: string }) => `\`${p.path}\` ${p.problem}`),
  DC6024: error(
    'images with and without their code in one build',
    (p: { pipeline: string }) =>
      `some images of \`${p.pipeline}\` include the code and others download it, which \`zenml pipeline run --build\` refuses`,
  ),
  DC6025: warning(
    'file of a build in the code of an image',
    (p: { path: string; image: string }) =>
      `\`${p.path}\` is part of the code of \`${p.image}\`: each bake changes the file, and so the image`,
  ),
  DC6026: warning(
    'store not set',
    (p: { component: string }) =>
      `\`${p.component}\` runs its containers on this machine, and \`store\` does not say whether ZenML keeps its data in a database here`,
  ),
  DC6030: warning(
    'file that belongs in no image',
    (p: { image: string; path: string; what: string }) => `the context of \`${p.image}\` has ${p.what}: \`${p.path}\``,
  ),
  DC6031: warning(
    'context does not fit',
    (p: { image: string; path: string; problem: string }) => `the context of \`${p.image}\`: \`${p.path}\` ${p.problem}`,
  ),
  DC6040: error('unknown package to upgrade', (p: { name: string }) => `no image installs the package \`${p.name}\``),
  DC6041: error(
    'package index without an answer',
    (p: { image: string; index: string }) =>
      `the requirements of \`${p.image}\` cannot be resolved: \`${p.index}\` does not answer`,
  ),
  DC6050: error(
    'other line ends',
    (p: { folder: string; files: number }) =>
      `${p.files === 1 ? '1 generated file' : `${p.files} generated files`} in \`${p.folder}\` ${p.files === 1 ? 'differs' : 'differ'} in line ends only: CRLF in place of LF`,
  ),
  DC6053: warning(
    'code that comes to no image',
    (p: { path: string; problem: string }) => `images include the code, but not the steps in \`${p.path}\`: ${p.problem}`,
  ),
} as const
