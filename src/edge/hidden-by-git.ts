import ignore from 'ignore'
import type { HiddenOutput, Output } from '../model/artifact.ts'
import type { Sources } from '../sources/sources.ts'

/** The line of the project's `.gitignore` that keeps an output, or a part of it, out of the repository; undefined: none does. */
export function hiddenByGit(sources: Sources, { files }: Output): HiddenOutput | undefined {
  const text = sources.read('.gitignore')
  if (text === undefined) return undefined
  const lines = text.split('\n')
  // One that leads outside is an error, and the package refuses such paths.
  const paths = files.map(f => f.path).filter(path => !/^(\.\.?)?\//.test(path))
  // Most projects hide nothing of ours, and that is known without loading the package.
  if (!lines.some(line => mayMatch(line, paths.join('\n')))) return undefined
  const rules = ignore().add(lines.map((line, i) => ({ pattern: line.replace(/\r$/, '').replace(/^\ufeff/, ''), mark: `${i}` })))
  for (const path of paths) {
    const { rule } = rules.test(path)
    if (!rule) continue
    const line = Number(rule.mark)
    const start = lines.slice(0, line).reduce((sum, l) => sum + l.length + 1, 0)
    return { at: { file: '.gitignore', start, end: start + lines[line]!.trimEnd().length }, pattern: rule.pattern.trim(), path }
  }
  return undefined
}

/** False when some literal stretch of a pattern of `.gitignore` occurs in none of the paths. */
export function mayMatch(line: string, paths: string): boolean {
  const pattern = line.trim()
  if (pattern === '' || pattern.startsWith('#') || pattern.startsWith('!')) return false
  return pattern
    .replace(/^\/|\/$/g, '')
    .split(/\[[^\]]*\]|[*?\\[\]]/)
    .every(literal => paths.includes(literal))
}
