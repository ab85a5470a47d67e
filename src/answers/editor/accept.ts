import { parse } from '../../1-parse/parse.ts'
import { plain } from '../../2-validate/plain.ts'
import { tokensOf } from '../../basics/python-tokens.ts'
import type { Code } from '../../diagnostics/codes.ts'
import type { Edit } from '../../diagnostics/fix.ts'
import { get, type ListNode, type Node } from '../../model/node.ts'
import { allowComments } from '../../policy/allow-comments.ts'
import type { Span } from '../../sources/span.ts'
import { rootOf } from './edited.ts'

/** A comment that would make a line longer than this gets a line of its own. */
const WIDTH = 120

/**
 * Ways to write `# dockcompile: allow CODE` for a place, the nicest first: one more code in a comment that is there, behind the line, or above it.
 * Empty where the file has no comments.
 */
export function acceptHere(code: Code, at: Span, text: string): Edit[] {
  if (isJson(at.file, text)) return []
  const known = allowComments(at.file, text).findLast(
    comment => comment.code !== '' && comment.start <= at.start && at.start <= comment.end,
  )
  const start = text.lastIndexOf('\n', at.start - 1) + 1
  const line = /^[^\r\n]*/.exec(text.slice(start))![0]
  const comment = `# dockcompile: allow ${code}`
  const indent = /^\ufeff?([ \t]*)/.exec(line)!
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const mark = line.startsWith('\ufeff') ? 1 : 0
  const ways = [
    ...(known ? [insertion(at.file, known.at.end, `, ${code}`)] : []),
    ...(line.length + comment.length < WIDTH && !isLineByLine(at.file)
      ? [insertion(at.file, start + line.trimEnd().length, `  ${comment}`)]
      : []),
    insertion(at.file, start + mark, `${indent[1]}${comment}${newline}`),
  ]
  return ways.filter(way => meansTheSame(way, text))
}

const insertion = (file: string, offset: number, text: string): Edit => ({ at: { file, start: offset, end: offset }, text })

/** A `.json` file, or one whose text is JSON. */
const isJson = (file: string, text: string): boolean => file.toLowerCase().endsWith('.json') || /^\ufeff?\s*\{/.test(text)

/** Files in which a comment has its own line. */
const isLineByLine = (file: string): boolean => /(?:^|[./])(?:Dockerfile|Containerfile|\.?dockerignore)(?:\.|$)/i.test(file)

/** Whether what is inserted is a comment for the file's own language: not a part of a text. */
function meansTheSame({ at, text: written }: Edit, text: string): boolean {
  const after = text.slice(0, at.start) + written + text.slice(at.end)
  if (at.file.endsWith('.py')) return !isInLiteral(text, at.start)
  if (/\.(?:ya?ml)$|rc$/.test(at.file)) return sameData(parsed(at.file, text), parsed(at.file, after))
  return true
}

function isInLiteral(text: string, offset: number): boolean {
  for (const { literal } of tokensOf(text, /#[^\n]*|(?<quote>"""|'''|"|')/g))
    if (literal && literal.start <= offset && offset <= literal.end) return true
  return false
}

const parsed = (file: string, text: string): Node | undefined => parse(file, text, () => {}).root

const sameData = (a: Node | undefined, b: Node | undefined): boolean =>
  JSON.stringify(a && plain(a)) === JSON.stringify(b && plain(b))

/**
 * An entry more in `allow` of the project file; undefined where that cannot be parsed.
 *
 * @param path the file that the code is accepted in; null: everywhere
 */
export function acceptInProject(code: Code, path: string | null, projectFile: string, text: string): Edit | undefined {
  const root = rootOf(projectFile, text)
  if (root?.kind !== 'map') return undefined
  const language = languageOf(projectFile, text)
  const entry = entryText(code, path, language)
  const list = get(root, 'allow')
  if (list?.kind === 'list') return intoList(list, entry, projectFile, text)
  if (list) return undefined
  if (language === 'toml') {
    const header = /^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*dockcompile[ \t]*\][^\n]*\n?/m.exec(text)
    return header
      ? insertion(projectFile, header.index + header[0].length, `${header[0].endsWith('\n') ? '' : '\n'}allow = [${entry}]\n`)
      : undefined
  }
  const first = root.entries[0]
  if (text[root.span.start] === '{')
    return insertion(
      projectFile,
      root.span.start + 1,
      `${language === 'json' ? '"allow"' : 'allow'}: [${entry}]${first ? ', ' : ''}`,
    )
  return insertion(projectFile, text.length, `${text === '' || text.endsWith('\n') ? '' : '\n'}allow:\n  - ${entry}\n`)
}

/** An entry more in `pipelines` of the project file, for Python code; undefined where that has no list of them. */
export function entryForCode(code: string, projectFile: string, text: string): Edit | undefined {
  const list = get(rootOf(projectFile, text), 'pipelines')
  if (list?.kind !== 'list') return undefined
  const value = JSON.stringify(code)
  const isBlock = text[list.span.start] !== '['
  const entries = { yaml: isBlock ? `code: ${code}` : `{code: ${value}}`, json: `{"code": ${value}}`, toml: `{code = ${value}}` }
  return intoList(list, entries[languageOf(projectFile, text)], projectFile, text)
}

function intoList(list: ListNode, entry: string, file: string, text: string): Edit | undefined {
  const last = list.items.at(-1)
  if (text[list.span.start] === '[') {
    const end = text.lastIndexOf(']', list.span.end - 1)
    return last ? insertion(file, last.span.end, `, ${entry}`) : insertion(file, end, entry)
  }
  if (!last) return undefined
  const lineStart = text.lastIndexOf('\n', last.span.start - 1) + 1
  const dash = /^[ \t]*-[ \t]+/.exec(text.slice(lineStart))
  const newline = text.indexOf('\n', last.span.end)
  const end = newline < 0 ? text.length : newline
  return dash ? insertion(file, end, `\n${dash[0]}${entry}`) : undefined
}

type Language = 'yaml' | 'json' | 'toml'

const languageOf = (projectFile: string, text: string): Language =>
  projectFile.endsWith('.toml') ? 'toml' : isJson(projectFile, text) ? 'json' : 'yaml'

function entryText(code: Code, path: string | null, language: Language): string {
  const quoted = (name: string) => JSON.stringify(name)
  if (path === null) return language === 'yaml' ? code : quoted(code)
  if (language === 'yaml') return `{code: ${code}, path: ${quoted(path)}}`
  return language === 'json' ? `{"code": "${code}", "path": ${quoted(path)}}` : `{code = "${code}", path = ${quoted(path)}}`
}
