/** How a line begins that a program or a prompt wrote: a file that was made with `>`, or pasted from a terminal, has them above its text. */
const BEGINNINGS: readonly RegExp[] = [
  // A prompt: `$ zenml …`, `me@host:~/ml$ zenml …`, `(venv) $ …`, `PS C:\ml> …`.
  /^(?:\([\w.-]+\) )?[$%>] \S/,
  /^PS \S+> /,
  /^[\w.-]+@[\w.-]+[:~ ]/,
  // What ZenML and loggers say.
  /^(?:Using|Running|Initializing|Exported|Exporting|Loading|Connecting|Fetching) /,
  /^\[?(?:INFO|WARNING|WARN|ERROR|DEBUG|Info|Warning|Error)\]?:/,
  /^\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d/,
]

/**
 * Whether a line is what a shell shows, and not a part of a file.
 *
 * @example isShellOutput('$ zenml stack export prod') // true
 */
export const isShellOutput = (line: string): boolean => BEGINNINGS.some(known => known.test(line))

export const SHELL_OUTPUT = 'this line is the output of a shell: remove it, and the lines like it'
