import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { PlacedText } from '../model/settings.ts'
import { cleanPath } from '../paths/clean-path.ts'
import { type LogicalLine, logicalLines } from '../requirements/logical-lines.ts'
import { type IncludedFile, includedFile, readRequirementLine } from '../requirements/requirement-line.ts'
import type { Span } from '../sources/span.ts'

/** Lines of a text that were written together. */
export interface ListPart {
  /** Where it begins in the text. */
  readonly start: number
  readonly origin: 'file' | 'yaml'
  /** Where it was written, in words: `` `requirements[2]` ``. */
  readonly where: string
  /** Where a line of it was written, by the line's offsets in the text. */
  readonly at: (start: number, end: number) => Span
}

/** A text that was put together, with its parts in their order. */
export interface PartedText {
  readonly text: string
  readonly parts: readonly ListPart[]
}

/** A list as installers read it: what it installs, and what only limits the versions (`-c FILE`). */
export interface WrittenList extends PartedText {
  /** The text as it was written. */
  readonly given: string
  readonly constraints: PartedText
}

/** Reads a file that a list names. With mistakes, which are reported, nothing is returned. */
type ReadNamed = (
  named: { readonly path: string; readonly file: string; readonly by: string | null },
  at: Span,
) => string | undefined

interface Reading {
  readonly installer: 'pip' | 'uv'
  readonly readNamed: ReadNamed
  readonly report: Report
}

/** A requirements file as a text of one part. */
export function partedFile(text: string, file: string): PartedText {
  return { text, parts: [{ start: 0, origin: 'file', where: `\`${file}\``, at: (start, end) => ({ file, start, end }) }] }
}

/** A list of the settings as a text with a line for each item. */
export function partedItems(items: readonly PlacedText[]): PartedText {
  let start = 0
  const parts = items.map(({ text, at }, i): ListPart => {
    const part: ListPart = { start, origin: 'yaml', where: `\`requirements[${i}]\``, at: () => at }
    start += text.length + 1
    return part
  })
  return { text: items.map(item => item.text).join('\n'), parts }
}

export const NO_TEXT: PartedText = { text: '', parts: [] }

/** The part of a text that an offset is in. */
export function partAt({ parts }: PartedText, offset: number): ListPart {
  let low = 0
  let high = parts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (parts[middle]!.start <= offset) low = middle
    else high = middle - 1
  }
  return parts[low]!
}

/**
 * Puts the files that a list names (`-r FILE`) into it, and those that limit versions (`-c FILE`) into its constraints: only the list itself is
 * there when it is installed. As pip and uv have it, a file is looked for beside the one that names it, and is read once (uv) or as often as it is
 * named (pip), which comes to the same. A file at a URL, in an absolute place or behind a variable stays a line: the builder may have it.
 *
 * Sources: https://pip.pypa.io/en/stable/reference/requirements-file-format/, `uv-requirements-txt` of uv 0.13.
 */
export function withNamedFiles(list: PartedText, file: string | null, reading: Reading): WrittenList {
  if (!NAMES_A_FILE.test(list.text)) return { ...list, given: list.text, constraints: NO_TEXT }
  const merger = new Merger(reading)
  merger.add(list, { file, kind: 'list', open: file === null ? [] : [file] })
  return { ...merger.list.parted(), given: list.text, constraints: merger.constraints.parted() }
}

/** Nearly no list fits, so that most are read once only. */
const NAMES_A_FILE = /^[^\S\n]*(?:-r|-c|--requirement|--constraint)/m

type Kind = 'list' | 'constraints'

interface Named {
  readonly file: string | null
  readonly kind: Kind
  /** The files that are being read, from the first one on. */
  readonly open: readonly string[]
}

class Merger {
  readonly list = new PartedTextBuilder()
  readonly constraints = new PartedTextBuilder()
  private readonly reading: Reading
  private readonly seen = new Set<string>()
  /** Each `--index-url`, with the file that has it. */
  private readonly indexes = new Map<string, string | null>()

  constructor(reading: Reading) {
    this.reading = reading
  }

  add(source: PartedText, named: Named): void {
    let from = 0
    for (const line of logicalLines(source.text)) {
      const included = includedFile(line.text)
      const replaced = included !== undefined || this.isTakenOut(line, source, named)
      if (!replaced) continue
      const [begin, end] = wholeLines(source.text, line)
      this[named.kind].copy(source, from, begin)
      from = end
      if (included !== undefined) this.include(included, at(source, line), named)
    }
    this[named.kind].copy(source, from, source.text.length)
  }

  private include({ path, kind }: IncludedFile, place: Span, by: Named): void {
    const folder = by.file?.includes('/') ? by.file.slice(0, by.file.lastIndexOf('/') + 1) : ''
    const file = cleanPath(folder + path)
    // pip takes `-r` in a constraints file for a list to install, uv for more constraints.
    const own: Kind =
      kind === 'constraints' || (by.kind === 'constraints' && this.reading.installer === 'uv') ? 'constraints' : 'list'
    if (by.open.includes(file)) {
      const circle = [...by.open.slice(by.open.indexOf(file)), file].join('` → `')
      const params = { path, problem: `names itself: \`${circle}\`` }
      this.reading.report(diagnostic('DC4005', place, params, { help: 'remove this line' }))
      return
    }
    if (this.seen.has(`${own} ${file}`)) return
    this.seen.add(`${own} ${file}`)
    const text = this.reading.readNamed({ path, file, by: by.file }, place)?.replace(/^\ufeff/, '')
    if (text === undefined) return
    this[own].open(own === 'list' ? `-r ${file}` : file)
    this.add(partedFile(text, file), { file, kind: own, open: [...by.open, file] })
    this[own].close(file)
  }

  /** Options that have no place where their file is put: pip reads those of a constraints file for the whole install, uv does not. */
  private isTakenOut(line: LogicalLine, source: PartedText, { kind, file }: Named): boolean {
    if (!line.text.startsWith('-')) return false
    const read = readRequirementLine(line.text)
    if (read.kind !== 'option') return false
    if (kind === 'list') {
      if (!/^(?:-i|--index-url)$/.test(read.option)) return false
      const first = this.indexes.get(read.value!)
      if (first === undefined) this.indexes.set(read.value!, file)
      // uv refuses a second one in a file, also where it is the same.
      return first !== undefined && first !== file
    }
    if (/^(?:-r|-c|--requirement|--constraint)$/.test(read.option)) return false
    if (this.reading.installer === 'pip') this.list.copy(source, ...wholeLines(source.text, line))
    else {
      const params = { option: read.option, problem: 'is not read by uv, because it is in a constraints file' }
      const help = 'write it into the list that names the constraints'
      this.reading.report(diagnostic('DC4111', at(source, line), params, { help }))
    }
    return true
  }
}

/** Puts a text together and remembers where its parts are from. */
class PartedTextBuilder {
  private text = ''
  private readonly parts: ListPart[] = []
  private closed: string | undefined

  /** Lines of a source as they are written, a last one without its backslash: it continues nothing of another file. */
  copy(source: PartedText, from: number, end: number): void {
    const text = source.text.slice(from, end)
    if (text.trim() === '') return
    this.end()
    if (this.text !== '' && !this.text.endsWith('\n')) this.text += '\n'
    const shift = this.text.length - from
    for (const part of partsBetween(source, from, end)) {
      const place = (start: number, stop: number): Span => part.at(start - shift, stop - shift)
      this.parts.push({ ...part, start: Math.max(part.start, from) + shift, at: place })
    }
    this.text += text
    if (/\\\r?\n?$/.test(text)) this.text += text.endsWith('\n') ? '\n' : '\n\n'
  }

  /** Says which file begins here. */
  open(title: string): void {
    this.end()
    this.line(`# ${title}`)
  }

  /** The file has ended, which is said where something follows. */
  close(file: string): void {
    this.closed = file
  }

  parted(): PartedText {
    return { text: this.text, parts: this.parts }
  }

  private end(): void {
    if (this.closed !== undefined) this.line(`# end of ${this.closed}`)
    this.closed = undefined
  }

  private line(text: string): void {
    this.text += `${this.text === '' || this.text.endsWith('\n') ? '' : '\n'}${text}\n`
  }
}

function partsBetween(source: PartedText, from: number, end: number): ListPart[] {
  const first = source.parts.indexOf(partAt(source, from))
  return source.parts.slice(first).filter((part, i) => i === 0 || part.start < end)
}

function at(source: PartedText, { start, end }: LogicalLine): Span {
  return partAt(source, start).at(start, end)
}

const LINE_END = /\r\n?|\n|$/g

/** A line with its indentation, its comment and its end. */
function wholeLines(text: string, { start, end }: LogicalLine): [begin: number, end: number] {
  const begin = Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1
  LINE_END.lastIndex = end
  LINE_END.exec(text)
  return [begin, LINE_END.lastIndex]
}
