import type { Command } from './command.ts'

/** `dockcompile lsp`. */
export const lspCommand: Command = {
  usage: '',
  about: `Speaks the Language Server Protocol over standard input and output: an editor starts it and asks. The texts that are open
there count in the place of the files on disk. It reads the opened folders and nothing else, starts no program and writes
nothing. docs/how-to/editors.md has the settings for several editors.`,
  flags: ['stdio', 'clientProcessId', 'help'],
  examples: ['dockcompile lsp'],

  async run() {
    const { serve } = await import('../lsp/server.ts')
    return serve(process.stdin, process.stdout)
  },
}
