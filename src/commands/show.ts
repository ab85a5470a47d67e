import { UsageError } from './arguments.ts'
import type { Command } from './command.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './flags.ts'
import { chooseImage, images, inFolder, type ListedImage } from './manifests.ts'
import { tell } from './messages.ts'
import { compileProject, hasErrors, type Project } from './project.ts'

/** `dockcompile show IMAGE [FILES…]`. */
export const showCommand: Command = {
  usage: 'IMAGE [FILES…]',
  about: `Prints the Dockerfile of an image as compile would write it, and writes nothing. \`dockcompile list\` names the images; where
several stacks have one of that name, put the output folder before it: build/prod/train.`,
  flags: [...INPUT_FLAGS, ...MESSAGE_FLAGS],
  examples: ['dockcompile show train'],

  run(call) {
    const [name, ...files] = call.words
    if (name === undefined) throw new UsageError('`dockcompile show` needs the name of an image; `dockcompile list` names them')
    const project = compileProject(call, files)
    tell(call, project, project.compilation.diagnostics)
    if (hasErrors(project.compilation.diagnostics)) return 1
    call.terminal.out(dockerfile(chooseImage(images(project.compilation.outputs), name), project))
    return 0
  },
}

function dockerfile({ name, kind, dockerfile, output }: ListedImage, { sources }: Project): string {
  if (dockerfile === null || dockerfile === undefined)
    throw new UsageError(`image \`${name}\` has no Dockerfile: its kind is \`${kind}\``)
  // A Dockerfile of the user's own stays where it is.
  const text = output.files.find(f => f.path === inFolder(output, dockerfile))?.text ?? sources.read(dockerfile)
  if (text === undefined) throw new Error(`the manifest names a Dockerfile that is nowhere: ${dockerfile}`)
  return text.endsWith('\n') ? text : `${text}\n`
}
