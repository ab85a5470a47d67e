import { toJson } from '../diagnostics/to-json.ts'
import { isTerminal } from '../edge/terminal.ts'
import type { Artifact } from '../model/artifact.ts'
import { inOutput } from '../paths/output-path.ts'
import { fileText, pipedText } from '../quote/terminal-text.ts'
import type { Call, Command } from './command.ts'
import { UsageError } from './shared/arguments.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './shared/flags.ts'
import { printJson, tellBeside } from './shared/messages.ts'
import { chooseImage, images, type ListedImage } from './shared/planned-images.ts'
import { compileProject, type Project } from './shared/project.ts'

/** `dockcompile show IMAGE [FILES…]`. */
export const showCommand: Command = {
  usage: 'IMAGE [FILES…]',
  takesImage: true,
  about: `Prints the Dockerfile of an image as compile would write it, and writes nothing. \`dockcompile list\` names the images; where
several stacks have one of that name, put the output folder before it: build/prod/train. \`dockcompile explain IMAGE:LINE\` says
where a line comes from.`,
  flags: [...INPUT_FLAGS, 'line-numbers', 'all', 'json', ...MESSAGE_FLAGS],
  examples: ['dockcompile show training', 'dockcompile show training --all --line-numbers'],

  run(call) {
    const [name, ...files] = call.words
    if (name === undefined) throw new UsageError('`dockcompile show` needs the name of an image; `dockcompile list` names them')
    const project = compileProject(call, files)
    const diagnostics = toJson(project.compilation.diagnostics, project.textOf)
    if (!tellBeside(call, project, project.compilation.diagnostics)) {
      if (call.args.has('json')) printJson(call, { folder: null, image: name, files: [], diagnostics })
      return 1
    }
    const image = chooseImage(images(project.compilation.outputs), name)
    const dockerfile = dockerfileOf(image, project)
    const shown = call.args.has('all') ? [dockerfile, ...otherFiles(image, dockerfile)] : [dockerfile]
    const text = call.args.has('line-numbers') ? numbered : withFinalNewline
    if (call.args.has('json')) printJson(call, { folder: image.output.folder, image: image.name, files: shown, diagnostics })
    else if (!call.args.has('all')) call.terminal.out((isFile(call) ? pipedText : fileText)(text(dockerfile.text)))
    else call.terminal.out(fileText(shown.map(file => `==> ${file.path} <==\n${text(file.text)}`).join('\n')))
    return 0
  },
}

/**
 * Whether what is printed may become a Dockerfile again: its lines have no numbers. Nobody looks at it, unless it is the log of a job: so what a CI system
 * takes for a command is broken here, too. A Dockerfile that we made has none.
 */
const isFile = ({ args }: Call): boolean => !args.has('line-numbers') && !isTerminal(1)

function dockerfileOf({ name, kind, dockerfile, output }: ListedImage, { sources }: Project): Artifact {
  if (dockerfile === null || dockerfile === undefined)
    throw new UsageError(`image \`${name}\` has no Dockerfile: its kind is \`${kind}\``)
  // A Dockerfile of the user's own stays where it is.
  const generated = output.files.find(f => f.path === inOutput(output, dockerfile))
  const text = generated?.text ?? sources.read(dockerfile)
  if (text === undefined) throw new Error(`the manifest names a Dockerfile that is nowhere: ${dockerfile}`)
  return { path: generated?.path ?? dockerfile, text }
}

function otherFiles({ name, output }: ListedImage, dockerfile: Artifact): Artifact[] {
  const folder = `${inOutput(output, `images/${name}`)}/`
  return output.files.filter(({ path }) => path.startsWith(folder) && path !== dockerfile.path)
}

const withFinalNewline = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)

/** The lines with their numbers in front, as `explain IMAGE:LINE` counts them. */
function numbered(text: string): string {
  const lines = text.replace(/\n$/, '').split('\n')
  const digits = String(lines.length).length
  return lines
    .map((line, i) => `${String(i + 1).padStart(digits)}  ${line}`.trimEnd())
    .join('\n')
    .concat('\n')
}
