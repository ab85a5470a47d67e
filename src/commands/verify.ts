import { verifyFile } from '../5-render/verify-file.ts'
import { toJson } from '../diagnostics/to-json.ts'
import type { Command } from './command.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './shared/flags.ts'
import { printJson, tellBeside } from './shared/messages.ts'
import { compileProject } from './shared/project.ts'

/** `dockcompile verify [FILES…]`. */
export const verifyCommand: Command = {
  usage: '[FILES…]',
  about: `Prints a second bake file. Its group \`verify\` has a target on top of every image that imports each package which the image
installs (and zenml), and checks that their requirements agree: one command shows that the images work before a pipeline
runs on them. Writes nothing.`,
  flags: [...INPUT_FLAGS, 'json', ...MESSAGE_FLAGS],
  examples: [
    'dockcompile verify > build/verify.json',
    'docker buildx bake -f build/docker-bake.json -f build/verify.json verify',
  ],

  run(call) {
    const project = compileProject(call, call.words)
    const { compilation } = project
    const isSound = tellBeside(call, project, compilation.diagnostics)
    if (call.args.has('json')) {
      const files = isSound ? compilation.plans.map(plan => ({ folder: plan.folder, bake: JSON.parse(verifyFile(plan)) })) : []
      printJson(call, { files, diagnostics: toJson(compilation.diagnostics, project.textOf) })
      return isSound ? 0 : 1
    }
    if (!isSound) return 1
    for (const plan of compilation.plans) call.terminal.out(verifyFile(plan))
    return 0
  },
}
