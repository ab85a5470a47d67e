/**
 * The words of a command line that ZenML itself would run; undefined for one that somebody wrote. `{directory}` of its command becomes one word,
 * whatever is in it: run without a shell, the name of a folder can be no command.
 *
 * @example knownCommand('uv export --directory=a b', ['uv export --directory={directory}']) // ['uv', 'export', '--directory=a b']
 */
export function knownCommand(line: string, known: readonly string[]): string[] | undefined {
  for (const command of known) {
    if (line === command) return command.split(' ')
    const [before, after] = command.split('{directory}')
    if (after === undefined || line.length < before!.length + after.length) continue
    if (!line.startsWith(before!) || !line.endsWith(after)) continue
    const directory = line.slice(before!.length, line.length - after.length)
    return command.split(' ').map(word => word.replace('{directory}', () => directory))
  }
  return undefined
}
