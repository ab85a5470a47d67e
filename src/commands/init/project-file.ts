import { yamlComment, yamlText } from '../../quote/yaml-text.ts'
import type { Surroundings } from './look-around.ts'
import { type PipelineEntry, pipelineEntries } from './pipeline-entries.ts'

/** What goes into a project file besides what was found. */
export interface Choices {
  /** The address of its description, for editors. */
  readonly schema: string
  readonly stacks: readonly (readonly [name: string, file: string])[]
  readonly pipelines: readonly string[]
  /** Files that look like pipelines and cannot be compiled, with the reason. */
  readonly leftOut: readonly (readonly [file: string, reason: string])[]
  readonly python: { readonly version: string; readonly from: string } | null
  readonly sourceRoot: string | null
  /** The folder, when it is not `build`, and the line of `.gitignore` that hides that one. */
  readonly output: { readonly folder: string; readonly hiddenBy: string } | null
}

/** The text of a project file: what was found as settings, what only its owner can know as comments. */
export function projectFileText(found: Surroundings, choices: Choices): string {
  const parts = [
    `# yaml-language-server: $schema=${choices.schema}\n# What dockcompile compiles. Every key: docs/reference/project-file.md; an editor with a YAML language server shows them, too.`,
    stackPart(choices),
    pipelinePart(found, choices),
    pythonPart(choices),
    choices.sourceRoot !== null &&
      `# The pipelines' code: the folder with \`.zen\`.\nsource_root: ${yamlText(choices.sourceRoot)}`,
    repositoryPart(found),
    choices.output &&
      `# Not \`build\`: \`${yamlComment(choices.output.hiddenBy)}\` in .gitignore keeps that one out of git, and this one is made to be reviewed.\noutput: ${yamlText(choices.output.folder)}`,
    settingsPart(found),
  ]
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

function stackPart({ stacks }: Choices): string {
  if (stacks.length === 1)
    return `# Written by \`zenml stack export\`; write it again when the stack changes.\nstack: ${yamlText(stacks[0]![1])}`
  const lines = stacks.map(([name, file]) => `  ${yamlText(name)}: ${yamlText(file)}`)
  return `# Written by \`zenml stack export\`. Each gets an output folder of its own; drop those that build no images.\nstacks:\n${lines.join('\n')}`
}

function pipelinePart({ otherYaml, perhaps, steps }: Surroundings, { pipelines, leftOut }: Choices): string {
  const broken = leftOut.map(([file]) => file)
  const entries = pipelineEntries(pipelines, [...otherYaml, ...broken])
  const lines = entries.map(entry => `  - ${entryText(entry)}`)
  const first = pipelines[0]!
  return [
    '# The pipeline files (run configurations). A pipeline is called like its file, unless `name` says otherwise.',
    'pipelines:',
    ...lines,
    ...leftOut.map(([file, reason]) => `  # - ${yamlText(file)}    ${yamlComment(reason)}`),
    ...perhaps.map(file => `  # - ${yamlText(file)}    it could be one, by its keys`),
    '# dockcompile never imports your code. With every step of a pipeline, in order, it plans exactly; without, it plans the steps that the file names:',
    `#   - file: ${yamlText(first)}`,
    '#     steps: [first_step, second_step]',
    ...(steps.length > 0 ? [`# Functions below \`@step\` in the Python files, by their text: ${some(steps)}.`] : []),
  ].join('\n')
}

const entryText = (entry: PipelineEntry): string =>
  typeof entry === 'string' ? yamlText(entry) : `{file: ${yamlText(entry.file)}, name: ${yamlText(entry.name)}}`

function pythonPart({ python }: Choices): string | false {
  return (
    python !== null &&
    `# Python of the images, ${yamlComment(python.from)}. In quotes: 3.10 without is the number 3.1.\npython: "${python.version}"`
  )
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
  return `# Docker settings of every pipeline, below what the pipeline files say. There is, for example:\n# settings:\n#   docker:\n${lines.join('\n')}`
}

function some(names: readonly string[]): string {
  const shown = names.length > 13 ? [...names.slice(0, 12), `and ${names.length - 12} more`] : names
  return shown.map(yamlComment).join(', ')
}
