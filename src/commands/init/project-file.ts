import { wrapped } from '../../basics/wrap.ts'
import { yamlComment, yamlText } from '../../quote/yaml-text.ts'
import { commentedEntry, type Entry, entryText, type LeftOut, labelOf } from './entry.ts'
import type { Surroundings } from './look-around.ts'
import { pipelineEntries } from './pipeline-entries.ts'
import type { ChosenPython } from './python-version.ts'
import type { WaitingVariable } from './waits.ts'

/** What goes into a project file besides what was found. */
export interface Choices {
  /** The path of its schema, for editors; null: there is none. */
  readonly schema: string | null
  readonly stacks: readonly (readonly [name: string, file: string])[]
  readonly entries: readonly Entry[]
  /** The steps of each entry, in the order of their calls, by its label; those of others are not all known. */
  readonly steps: ReadonlyMap<string, readonly string[]>
  /** Entries that cannot be compiled. */
  readonly leftOut: readonly LeftOut[]
  readonly python: ChosenPython | null
  readonly sourceRoot: { readonly folder: string; readonly from: string } | null
  /** The component on this machine that makes a local database likely: `local_docker` orchestrator. */
  readonly localComponent: string | null
  /** How the lists of a lock file are installed; null: there is none that fits. */
  readonly locked: 'independent' | 'stacked' | null
  /** Variables that need a value or a decision. */
  readonly variables: readonly WaitingVariable[]
  /** The folder, when it is not `build`, and the line of `.gitignore` that hides that one. */
  readonly output: { readonly folder: string; readonly hiddenBy: string } | null
}

/** The text of a project file: what was found as settings, what only its owner can know as comments. */
export function projectFileText(found: Surroundings, choices: Choices): string {
  const { sourceRoot, localComponent, output } = choices
  const parts = [
    `${choices.schema === null ? '' : `# yaml-language-server: $schema=${choices.schema}\n`}# What dockcompile compiles. \`dockcompile explain KEY\` says what a key means, \`dockcompile schema project\` has all of them.`,
    stackPart(choices),
    pipelinePart(found, choices),
    pythonPart(choices),
    sourceRoot && `# The pipelines' code: ${yamlComment(sourceRoot.from)}.\nsource_root: ${yamlText(sourceRoot.folder)}`,
    localComponent !== null &&
      `# The ${yamlComment(localComponent)} runs on this machine, so its ZenML client most likely works on a database here. With a ZenML server: \`rest\`.\nstore: sql`,
    lockedPart(choices),
    variablesPart(choices),
    repositoryPart(found),
    output &&
      `# Not \`build\`: \`${yamlComment(output.hiddenBy)}\` in .gitignore keeps that one out of git, and this one is made to be reviewed.\noutput: ${yamlText(output.folder)}`,
    settingsPart(found),
  ]
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

function stackPart({ stacks }: Choices): string {
  if (stacks.length === 1)
    return `# As \`zenml stack export\` writes it; write it again when the stack changes.\nstack: ${yamlText(stacks[0]![1])}`
  const lines = stacks.map(([name, file]) => `  ${yamlText(name)}: ${yamlText(file)}`)
  return `# As \`zenml stack export\` writes them. Each gets an output folder of its own; drop those that build no images.\nstacks:\n${lines.join('\n')}`
}

function pipelinePart(found: Surroundings, { entries, leftOut, steps }: Choices): string {
  const code = entries.filter(entry => entry.code !== null)
  const files = entries.flatMap(({ code, file }) => (code === null && file !== null ? [file] : []))
  const named = new Set([...entries, ...leftOut.map(({ entry }) => entry)].map(({ file }) => file))
  const left = leftOut.map(({ entry }) => entry.file).filter(file => file !== null)
  const fileEntries = pipelineEntries(files, [
    ...found.otherYaml,
    ...left,
    ...found.pipelines.filter(file => !files.includes(file)),
  ])
  return [
    ...(code.length > 0 ? CODE_COMMENT : []),
    ...(code.some(({ name }) => name !== null) ? NAMES_COMMENT : []),
    ...(files.length > 0 ? FILES_COMMENT : []),
    'pipelines:',
    ...code.flatMap(entry => [`  - ${commentedEntry(entry)}`, ...stepLines(steps.get(labelOf(entry)) ?? [])]),
    ...fileEntries.map(entry => `  - ${entryText({ code: null, because: null, ...entry })}`),
    ...leftOut.map(({ entry, reason }) => `  # - ${entryText(entry)}    ${yamlComment(reason)}`),
    ...found.perhaps
      .filter(file => !named.has(file))
      .map(file => `  # - ${yamlText(file)}    it could be a run configuration, by its keys`),
    ...(files.length > 0
      ? [
          '# With every step of a pipeline, in order, it is planned exactly; without, those that the file names are:',
          `#   - file: ${yamlText(files[0]!)}`,
          '#     steps: [first_step, second_step]',
        ]
      : []),
  ].join('\n')
}

/** The steps of a pipeline as a comment below its entry: a reader sees at once whether one is missing. */
function stepLines(steps: readonly string[]): string[] {
  if (steps.length === 0) return []
  const [first, ...others] = wrapped(steps.map(yamlComment).join(', '), WIDTH)
  return [`    # steps: ${first}`, ...others.map(line => `    #        ${line}`)]
}

/** Columns of a list of steps. */
const WIDTH = 90

const CODE_COMMENT = [
  '# The pipelines, by their code: it is read and never run. `file` is the run configuration that `with_options(config_path=…)` is called with.',
]
const NAMES_COMMENT = [
  '# ZenML gives all configurations of one pipeline the same tag, its own name; with a `name` each has a tag here.',
]
const FILES_COMMENT = [
  '# The pipeline files (run configurations). A pipeline is called like its file, unless `name` says otherwise.',
]

function pythonPart({ python }: Choices): string | false {
  return (
    python !== null &&
    `# Python of the images, ${yamlComment(python.from)}. In quotes: 3.10 without is the number 3.1.\npython: "${python.version}"`
  )
}

function lockedPart({ locked }: Choices): string | false {
  if (locked === null) return false
  const lists = '# The lock file has full lists of packages, with hashes: images install those and nothing else'
  return locked === 'stacked'
    ? `${lists}.\nresolve: locked`
    : `${lists},\n# in layers that do not depend on each other.\nresolve: locked\nlayers: independent`
}

/** Values that no file has, and secrets, which only their owner may put into an image. */
function variablesPart({ variables }: Choices): string | false {
  if (variables.length === 0) return false
  const lines = variables.map(({ name, isSecret, place }) =>
    isSecret
      ? `#   ${yamlText(name)}: null    # ${yamlComment(place)}: by its name a secret. \`null\` lets bake write it into the image; \`dockcompile explain DC3018\` has better ways`
      : `#   ${yamlText(name)}: VALUE    # ${yamlComment(place)}`,
  )
  return `# Environment variables that the settings need a value of, or your decision on. Nothing compiles before:\n# variables:\n${lines.join('\n')}`
}

/** Only the owner knows whether ZenML knows the repository. */
const repositoryPart = ({ repository }: Surroundings): string | false =>
  repository !== null &&
  `# The checkout comes from ${repository}. If it is registered in ZenML (\`zenml code-repository register\`), steps download their code from there:\n# code_repository: {type: ${repository}, state: auto}`

/** Lists and Dockerfiles that are there: whether images want them, and which, only their owner knows. */
function settingsPart({ requirements, dockerfiles }: Surroundings): string | false {
  const lines = [
    ...requirements.map(file => `#     requirements: ${yamlText(file)}`),
    ...dockerfiles.map(file => `#     dockerfile: ${yamlText(file)}    # the parent of the images is then what it builds`),
  ]
  if (lines.length === 0) return false
  return `# Docker settings of every pipeline, below what the pipelines themselves say. There is, for example:\n# settings:\n#   docker:\n${lines.join('\n')}`
}
