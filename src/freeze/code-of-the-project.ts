/** Where a program is. */
export interface FoundProgram {
  readonly path: string
  readonly inCheckout: boolean
}

/**
 * What of the project a command may run, in words that follow `it`; undefined: nothing. uv and poetry ask the build backend that pyproject.toml names
 * when its metadata is dynamic; uv also starts the Python of a `.venv`, poetry also plugins of the project (`requires-plugins`).
 *
 * @param words of a command that ZenML itself would run; undefined: somebody wrote it
 * @param program what its first word starts; undefined: nothing
 * @example codeOfTheProject(['pip', 'freeze'], { path: '/repo/.venv/bin/pip', inCheckout: true }) // 'starts a program that is in the project: …'
 */
export function codeOfTheProject(words: readonly string[] | undefined, program: FoundProgram | undefined): string | undefined {
  if (words === undefined) return 'was written in a file'
  if (program?.inCheckout) return `starts a program that is in the project: \`${program.path}\``
  const [name, verb] = words
  if (name === 'pip' && verb === 'freeze')
    return program && /[\\/]shims[\\/]/.test(program.path)
      ? `starts the Python that files of the project choose, by \`${program.path}\``
      : undefined
  if (name === 'uv' && verb === 'pip')
    return "may start the Python of the project's `.venv`, or one that its settings for uv name"
  if (name === 'uv') return "may run the build backend in the project's pyproject.toml, and start the Python of its `.venv`"
  return "may run plugins and the build backend that the project's pyproject.toml names"
}
