import { byCodePoint } from '../basics/order.ts'
import type { Code } from '../diagnostics/codes.ts'
import type { Severity } from '../diagnostics/definition.ts'
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import { ignoreWalk } from './ignore-walk.ts'
import { parseDockerignore } from './parse-dockerignore.ts'
import { type Problem, problem } from './problem.ts'

/**
 * Those of these files that `COPY . /` would receive from a build context with this ignore file, in code-point order: exactly Docker's rules.
 * Lines for which Docker refuses to build give diagnostics and no files. Pure; never throws.
 *
 * Paths are relative to the context, with `/`. As `docker buildx` on Linux and macOS does it: on Windows `\` is a separator.
 *
 * @param name What the ignore file is called in diagnostics.
 * @example selectContext(['a.py', 'a.pyc'], '*.pyc') // { files: ['a.py'] }
 */
export function selectContext(
  files: readonly string[],
  dockerignoreText: string,
  name = '.dockerignore',
): { files: string[] } | { diagnostics: Diagnostic[] } {
  const parsed = parseDockerignore(dockerignoreText)
  if ('problems' in parsed) return { diagnostics: ignoreDiagnostics(parsed.problems, name) }
  const judge = ignoreWalk(parsed.patterns)
  const selected = new Set<string>()
  for (const file of files) {
    const { sent, refused } = judge(file)
    if (refused) {
      const written = dockerignoreText.slice(refused.start, refused.end)
      return { diagnostics: ignoreDiagnostics([problem('unusable', written, refused)], name) }
    }
    if (sent) selected.add(file)
  }
  return { files: inOrder([...selected]) }
}

/**
 * Whether one file is sent. With an ignore file for which Docker refuses to build it counts as sent: that has a message of its own.
 *
 * @example isSent('a.pyc', '*.pyc') // false
 */
export function isSent(file: string, dockerignoreText: string): boolean {
  const selected = selectContext([file], dockerignoreText)
  return !('files' in selected) || selected.files.length > 0
}

/** The problems of an ignore file for the user. */
export function ignoreDiagnostics(problems: readonly Problem[], file: string, severity: Severity = 'error'): Diagnostic[] {
  return problems.map(({ kind, pattern, message, start, end }) =>
    diagnostic(codeOf[kind], { file, start, end }, { pattern }, { label: message, help: helpOf[kind], severity }),
  )
}

const codeOf = {
  lone: 'DC4080',
  malformed: 'DC4081',
  unusable: 'DC4082',
  control: 'DC4083',
  long: 'DC4084',
} as const satisfies Record<Problem['kind'], Code>

const helpOf: Record<Problem['kind'], string> = {
  lone: 'write the path to keep after the `!`, or remove the line',
  malformed: 'put a `\\` before a bracket that belongs to the name',
  unusable: 'write a range from its lower to its upper end, and a letter without `\\`',
  control: 'write `?` for the character',
  long: 'break it into several patterns, one per line',
}

/** Sorts by code point; the built-in order of UTF-16 units is the same, and faster, where no surrogate pair is involved. Mostly the list is sorted. */
function inOrder(files: string[]): string[] {
  if (files.some(file => /[\ud800-\udfff]/.test(file))) return files.sort(byCodePoint)
  return files.every((file, i) => i === 0 || files[i - 1]! < file) ? files : files.sort()
}
