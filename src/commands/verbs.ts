import type { Command } from './command.ts'

/** A verb: its place and one sentence in the overview, and its command, loaded when it is called. */
export interface Verb {
  readonly group: 'every day' | 'ask' | 'build' | 'set up'
  readonly summary: string
  readonly load: () => Command | Promise<Command>
}

/** Every verb, in the order of the overview, group by group. */
export const verbs: Readonly<Record<string, Verb>> = {
  compile: {
    group: 'every day',
    summary: 'write Dockerfiles, their lists and the bake file (the default)',
    load: async () => (await import('./compile.ts')).compileCommand,
  },
  check: {
    group: 'every day',
    summary: 'say whether the files on disk are what compile would write',
    load: async () => (await import('./check.ts')).checkCommand,
  },
  show: {
    group: 'ask',
    summary: "print an image's Dockerfile",
    load: async () => (await import('./show.ts')).showCommand,
  },
  explain: {
    group: 'ask',
    summary: 'say why an image, a line, a package or a setting is as it is',
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  report: {
    group: 'ask',
    summary: 'write one HTML page about all images',
    load: async () => (await import('./report.ts')).reportCommand,
  },
  list: {
    group: 'ask',
    summary: 'list the images and who uses them',
    load: async () => (await import('./list.ts')).listCommand,
  },
  diff: {
    group: 'ask',
    summary: 'tell what a change does to the images, for a review',
    load: async () => (await import('./diff.ts')).diffCommand,
  },
  graph: {
    group: 'ask',
    summary: 'draw pipelines, steps, images, and the layers that these share',
    load: async () => (await import('./graph.ts')).graphCommand,
  },
  context: {
    group: 'ask',
    summary: 'list the files that the build of an image sends',
    load: async () => (await import('./context.ts')).contextCommand,
  },
  matrix: {
    group: 'build',
    summary: 'print the bake targets as a GitHub Actions matrix',
    load: async () => (await import('./matrix.ts')).matrixCommand,
  },
  init: {
    group: 'set up',
    summary: 'look at a project and write its project file',
    load: async () => (await import('./init.ts')).initCommand,
  },
  watch: {
    group: 'every day',
    summary: 'compile again whenever a file that was read changes',
    load: async () => (await import('./watch.ts')).watchCommand,
  },
  lsp: {
    group: 'set up',
    summary: 'serve an editor: messages, fixes and answers while you type',
    load: async () => (await import('./lsp.ts')).lspCommand,
  },
  freeze: {
    group: 'every day',
    summary: 'write the lock file: outputs of commands, digests of parents',
    load: async () => (await import('./freeze.ts')).freezeCommand,
  },
  'zenml-build': {
    group: 'build',
    summary: 'turn what bake built into a build file for `zenml pipeline run`',
    load: async () => (await import('./zenml-build.ts')).zenmlBuildCommand,
  },
  verify: {
    group: 'build',
    summary: 'print a bake file that imports what every image installs',
    load: async () => (await import('./verify.ts')).verifyCommand,
  },
  eject: {
    group: 'set up',
    summary: 'copy a template set into the project, to be edited',
    load: async () => (await import('./eject.ts')).ejectCommand,
  },
  doctor: {
    group: 'build',
    summary: 'say whether the Docker at hand can build the output',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  schema: {
    group: 'set up',
    summary: 'print the JSON Schema of a file, for editors and programs',
    load: async () => (await import('./schema.ts')).schemaCommand,
  },
  completion: {
    group: 'set up',
    summary: 'print completions for bash, zsh or fish',
    load: async () => (await import('./completion.ts')).completionCommand,
  },
  help: {
    group: 'set up',
    summary: 'show the help of a command',
    load: async () => (await import('./help.ts')).helpCommand,
  },
}
