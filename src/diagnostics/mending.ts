import type { Span } from '../sources/span.ts'
import type { Fix } from './fix.ts'

/** The one right answer to a diagnostic, as the stage that finds it knows it: without the text of the file. */
export type Mending =
  /** Another word: a quoted one keeps its quotes. */
  | { readonly kind: 'word'; readonly at: Span; readonly written: string; readonly to: string }
  /** Another value, written anew. */
  | { readonly kind: 'value'; readonly at: Span; readonly to: string }
  /** The same characters, as text: in quotes. */
  | { readonly kind: 'quotes'; readonly at: Span }
  /** An entry of a mapping becomes others (`key: value`), or goes. `alone`: nothing else is in its mapping. */
  | {
      readonly kind: 'entry'
      readonly key: Span
      readonly value: Span
      readonly to: readonly string[]
      readonly alone: boolean
    }

/** A mending as edits; undefined where the text at the place is not as simple as it must be for edits that are surely right. */
export function fixOf(mending: Mending, text: string): Fix | undefined {
  switch (mending.kind) {
    case 'word':
      return word(mending, text)
    case 'value':
      if (text.slice(mending.at.start, mending.at.end).includes('\n')) return undefined
      return { title: `write \`${mending.to}\``, edits: [{ at: mending.at, text: mending.to }] }
    case 'quotes':
      return quotes(mending.at, text)
    case 'entry':
      return entry(mending, text)
  }
}

function word({ at, written, to }: Mending & { kind: 'word' }, text: string): Fix | undefined {
  const here = text.slice(at.start, at.end)
  const title = `write \`${to}\` for \`${written}\``
  // A plain word may become another plain word only: YAML must not read a number, a date or a comment.
  if (here === written) return isPlain(to) ? { title, edits: [{ at, text: to }] } : undefined
  const quote = here[0]
  if ((quote !== '"' && quote !== "'") || here !== quote + written + quote || /["'\\]/.test(to)) return undefined
  return { title, edits: [{ at: { ...at, start: at.start + 1, end: at.end - 1 }, text: to }] }
}

/** `name==1.2; python_version < "3.12"` is plain in a block, and no number. */
const isPlain = (text: string): boolean =>
  /^[A-Za-z_][^\n#:{}[\],&*!|>'"%@`]*$/.test(text.replace(/==|[<>~!]=|[<>]/g, '')) &&
  !/^(?:true|false|yes|no|on|off|null)$/i.test(text)

function quotes(at: Span, text: string): Fix | undefined {
  const here = text.slice(at.start, at.end)
  if (!/^[^\s"'\\][^"'\\\n]*$/.test(here)) return undefined
  const edits = [
    { at: { ...at, end: at.start }, text: '"' },
    { at: { ...at, start: at.end }, text: '"' },
  ]
  return { title: `write \`"${here}"\``, edits }
}

function entry({ key, value, to, alone }: Mending & { kind: 'entry' }, text: string): Fix | undefined {
  const at = { ...key, end: Math.max(key.end, value.end) }
  const written = text.slice(at.start, at.end)
  if (written.includes('\n') || !/^[\w"'-]+\s*:/.test(written)) return undefined
  const lineStart = text.lastIndexOf('\n', at.start - 1) + 1
  const before = text.slice(lineStart, at.start)
  const name = text.slice(key.start, key.end)
  if (to.length > 0) {
    const title = `write \`${to.join(', ')}\` for \`${name}\``
    // In a block each entry has its line; in braces a comma stands between them. Behind `- ` the next lines are indented below the key.
    if (/^[\s-]*$/.test(before)) return { title, edits: [{ at, text: to.join(`\n${before.replace(/-/g, ' ')}`) }] }
    return /[{,]\s*$/.test(before) ? { title, edits: [{ at, text: to.join(', ') }] } : undefined
  }
  const title = `remove \`${name}\``
  if (alone) return undefined
  if (/^\s*$/.test(before)) {
    const newline = text.indexOf('\n', at.end)
    const end = newline < 0 ? text.length : newline + 1
    if (!/^\s*(#.*)?$/.test(text.slice(at.end, end))) return undefined
    return { title, edits: [{ at: { ...at, start: lineStart, end }, text: '' }] }
  }
  const after = /^\s*,[ \t]*/.exec(text.slice(at.end))
  if (after && /[{,]\s*$/.test(before)) return { title, edits: [{ at: { ...at, end: at.end + after[0].length }, text: '' }] }
  const comma = /,\s*$/.exec(before)
  return comma ? { title, edits: [{ at: { ...at, start: lineStart + comma.index }, text: '' }] } : undefined
}
