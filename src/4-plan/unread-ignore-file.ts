import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { parseDockerignore } from '../dockerignore/parse-dockerignore.ts'
import { compilePattern, type Pattern } from '../dockerignore/pattern.ts'
import { readText } from '../sources/read-text.ts'
import type { Sources } from '../sources/sources.ts'
import { NEVER } from './never-sent.ts'

const FILE = '.dockerignore'

/**
 * Warns of an ignore file at the project root that would have kept something of the code out, where the code is in a folder below and nothing
 * there says what to leave out: ZenML reads the source root's own file alone (0.98, `BuildContext`), and so do we.
 */
export function warnOfUnreadIgnoreFile(sourceRoot: string, sources: Sources, report: Report): void {
  if (sourceRoot === '.' || sources.status(FILE) !== 'file') return
  const parsed = parseDockerignore(readText(sources, FILE))
  const lines = 'patterns' in parsed ? linesBelow(sourceRoot, parsed.patterns) : []
  const first = lines.find(({ pattern }) => !pattern.exception)
  if (!first) return
  const { start, end } = first.pattern
  const help = `write to \`${sourceRoot}/${FILE}\`, each on a line: ${listed(lines.map(({ text }) => `\`${text}\``))}`
  report(diagnostic('DC4150', { file: FILE, start, end }, { file: FILE, sourceRoot }, { help }))
}

interface Line {
  readonly pattern: Pattern
  /** The same for a file in the folder. */
  readonly text: string
}

/** The lines of an ignore file that matter in a folder, as they would be there; none where they leave nothing out that would arrive. */
function linesBelow(folder: string, patterns: readonly Pattern[]): Line[] {
  let lines: Line[] = []
  let closed: Line[] = []
  for (const pattern of patterns) {
    const rest = restBelow(folder, pattern.text)
    if (rest === undefined) continue
    // The folder as a whole: what is above it no longer counts.
    if (rest === '') [closed, lines] = [pattern.exception ? [] : [{ pattern, text: '**' }], []]
    // Files that no image gets anyway are not news.
    else if (!NEVER.includes(rest) && !NEVER.includes(`**/${rest}`))
      lines.push({ pattern, text: `${pattern.exception ? '!' : ''}${rest}` })
  }
  // A file that leaves out all code was written for other images.
  return closed.length === 0 || lines.some(({ pattern }) => pattern.exception) ? [...closed, ...lines] : []
}

/** A pattern as seen from a folder: empty where it matches the folder itself, undefined where it matches nothing in it. */
function restBelow(folder: string, pattern: string): string | undefined {
  const parts = pattern.split('/')
  for (const [i, name] of folder.split('/').entries()) {
    const part = parts[i]
    if (part === undefined) return ''
    if (part === '**') return parts.slice(i).join('/')
    // Two stars inside of a name match slashes, too: too rare for a translation.
    if (part.includes('**') || !compilePattern(part)(name)) return undefined
  }
  return parts.slice(folder.split('/').length).join('/')
}

const MOST = 8

function listed(texts: readonly string[]): string {
  const more = texts.length - MOST
  return more > 0 ? `${texts.slice(0, MOST).join(', ')}, and ${more} more` : texts.join(', ')
}
