import { CHOICES } from '../../model/choices.ts'

/** A command-line flag. */
export interface Flag {
  /** What its value is called in the help; absent: it takes none. */
  readonly value?: string
  readonly about: string
  readonly short?: string
  /** Several values may be given, by several flags or with commas in one. */
  readonly list?: true
  /** As `list`, but a comma is part of the value. */
  readonly repeatable?: true
  /** The value may be left out; what that means the command says. The word behind the flag is one when it is one of `choices`, or fits `words`. */
  readonly optional?: true
  /** With `optional` and `list`: all words behind the flag that look like this are values. */
  readonly words?: RegExp
  /** `--no-…` says the opposite. */
  readonly negatable?: true
  readonly choices?: readonly string[]
}

/** Every flag of every command, in the order of the help. A command names those that it takes. */
export const flags = {
  config: { value: 'FILE', about: 'the project file; otherwise the nearest one is used' },
  'no-config': { about: 'use no project file' },
  'stdin-filename': { value: 'FILE', about: 'with `-` among the FILES: the file whose text comes from standard input' },
  stack: { value: 'FILE', about: 'the stack file, as `zenml stack export` writes it; or the name of one in `stacks`' },
  name: { value: 'NAME', about: 'name of the pipeline, when one file is given' },
  steps: { value: 'A,B', list: true, about: 'every step of the pipeline, in order' },
  build: { value: 'FILE', about: 'a ZenML build file: use its images, plan none' },
  dynamic: { negatable: true, about: 'the pipeline is a dynamic one' },
  python: { value: 'VERSION', about: 'Python version of the images, such as 3.11' },
  zenml: { value: 'VERSION', about: 'ZenML version, such as 0.98.0' },
  'source-root': { value: 'DIR', about: 'folder that holds the code' },
  'code-repository': {
    value: 'TYPE',
    choices: ['github', 'gitlab', ...['dirty', 'unpushed', 'auto'].flatMap(state => [`github:${state}`, `gitlab:${state}`])],
    about: 'github or gitlab: the checkout is a clean one; or TYPE:dirty, :unpushed, :auto (asks git)',
  },
  var: { value: 'NAME=VALUE', repeatable: true, about: 'value of a `${NAME}` in pipeline files' },
  store: { value: 'KIND', choices: CHOICES.store, about: 'where the ZenML client keeps its data: rest or sql' },
  dialect: { value: 'NAME', choices: CHOICES.dialect, about: 'buildkit, portable or zenml' },
  resolve: {
    value: 'HOW',
    optional: true,
    choices: CHOICES.resolve,
    about: 'how requirements are installed: layered, joint or locked',
  },
  layers: { value: 'HOW', choices: CHOICES.layers, about: 'with --resolve locked: stacked or independent' },
  upgrade: {
    value: 'PACKAGE',
    optional: true,
    list: true,
    // `train.yaml` is one of the FILES; a package of that name, such as `ruamel.yaml`, is written with `=`.
    words: /^(?!.*\.(?:ya?ml|json|toml|py|ipynb)$)[A-Za-z0-9][^/\\:]*$/,
    about: 'resolve anew, these packages or all of them',
  },
  'split-heavy': { negatable: true, about: 'put heavy packages into a layer of their own' },
  templates: { value: 'DIR', about: 'use these templates' },
  output: { value: 'DIR', short: 'o', about: 'folder to write to; `build` otherwise' },
  allow: { value: 'CODE', list: true, about: 'a warning to leave out' },
  'deny-warnings': { about: 'warnings are errors' },
  stdio: { about: 'speak over standard input and output, as always; editors add it to the call' },
  clientProcessId: { value: 'PID', about: 'the process of the editor: the server ends with it; editors add it to the call' },
  'line-numbers': { about: 'number the lines' },
  all: { about: 'print every file of the image, each under its name' },
  force: { about: 'overwrite generated files that were changed by hand' },
  fix: { about: 'fix in the input files what has one right answer, comments and layout kept' },
  'dry-run': { about: 'with `--fix`: show what would be fixed, and write nothing' },
  baseline: { value: 'FILE', about: 'do not tell the warnings that this file accepts' },
  'update-baseline': { about: 'write the warnings that there are now into the baseline file' },
  plan: { about: 'print every decision as JSON and write nothing' },
  makefile: { about: 'also write a Makefile' },
  'pre-commit': { about: 'also write .pre-commit-config.yaml' },
  editor: { about: 'also write the schemas of the input files, and name them in the project file' },
  yes: { short: 'y', about: 'run the commands that files ask for, without a question' },
  metadata: { value: 'FILE', repeatable: true, about: 'what `docker buildx bake --metadata-file FILE` wrote' },
  pipeline: { value: 'NAME', about: 'the pipeline, when there are several' },
  out: { value: 'FILE', about: 'write to this file; otherwise to standard output' },
  built: {
    value: 'FILE',
    repeatable: true,
    about: 'a metadata file of bake or a ZenML build file: tell what of it is still current',
  },
  since: { value: 'REV', about: 'compare with this git revision' },
  'changed-since': { value: 'REV', about: 'print the bake targets that the changes since this git revision touch' },
  batch: { value: 'N', about: 'targets per job; otherwise as many as it takes to stay within 256 jobs' },
  share: { value: 'K/N', about: 'only the K-th of N equal shares' },
  depfile: { value: 'FILE', about: 'write what was read as a rule for make; needs `--stamp`' },
  stamp: { value: 'FILE', about: 'touch this file when all is done: the target of the rule' },
  stat: { about: 'print a line for each image in place of the diff: what rebuilds, and why' },
  'exit-code': { about: 'exit with 1 where something differs' },
  json: { about: 'print the result as JSON' },
  format: {
    value: 'FORM',
    choices: ['pretty', 'line', 'json', 'sarif', 'github', 'gitlab'],
    about: 'how messages look: pretty, line (file:line:col: …), json, sarif, github or gitlab',
  },
  color: { value: 'WHEN', choices: ['auto', 'always', 'never'], about: 'auto, always or never' },
  quiet: { short: 'q', about: 'say nothing but errors, and an answer that was asked for' },
  verbose: { short: 'v', about: 'show all messages, and where an internal error comes from' },
  timing: { about: 'say what the time was spent on' },
  help: { short: 'h', about: 'show this help' },
  version: { short: 'V', about: 'show the version' },
} as const satisfies Readonly<Record<string, Flag>>

export type FlagName = keyof typeof flags

/** The flags that say what is compiled. */
export const INPUT_FLAGS = [
  'config',
  'no-config',
  'stdin-filename',
  'stack',
  'name',
  'steps',
  'build',
  'dynamic',
  'python',
  'zenml',
  'source-root',
  'code-repository',
  'var',
  'store',
  'dialect',
  'resolve',
  'layers',
  'split-heavy',
  'templates',
  'output',
  'allow',
  'deny-warnings',
] as const satisfies readonly FlagName[]

/** Those of them that say how the output is made. */
export const OUTPUT_FLAGS = ['dialect', 'resolve', 'split-heavy', 'templates', 'output'] as const satisfies readonly FlagName[]

/** The flags that say how results are reported; every command takes them. */
export const MESSAGE_FLAGS = ['format', 'color', 'quiet', 'verbose', 'timing', 'help'] as const satisfies readonly FlagName[]

/** How a flag is written, what it does, and the values that it takes where they are not those of the table. */
export type OwnFlags = Partial<Readonly<Record<FlagName, readonly [form: string, about: string, choices?: readonly string[]]>>>
