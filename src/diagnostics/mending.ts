import { languageOf, settingText, valueText, type Writable } from '../quote/setting-text.ts'
import type { Span } from '../sources/span.ts'
import type { Fix } from './fix.ts'

/** The one right answer to a diagnostic, as the stage that finds it knows it: without the text of the file. */
export type Mending =
  /** Another word: a quoted one keeps its quotes. */
  | { readonly kind: 'word'; readonly at: Span; readonly written: string; readonly to: string }
  /** Another value, written anew. */
  | { readonly kind: 'value'; readonly at: Span; readonly to: Writable }
  /** The same characters, as text: in quotes. */
  | { readonly kind: 'quotes'; readonly at: Span }
  /** An entry of a mapping, or an argument of a call, becomes others, or goes. `alone`: nothing else is beside it. */
  | {
      readonly kind: 'entry'
      readonly key: Span
      readonly value: Span
      readonly to: readonly (readonly [key: string, value: Writable])[]
      readonly alone: boolean
    }

/** A mending as edits; undefined where the text at the place is not as simple as it must be for edits that are surely right. */
export function fixOf(mending: Mending, text: string): Fix | undefined {
  switch (mending.kind) {
    case 'word':
      return word(mending, text)
    case 'value':
      return value(mending, text)
    case 'quotes':
      return quotes(mending.at, text)
    case 'entry':
      return entry(mending, text)
  }
}

function value({ at, to }: Mending & { kind: 'value' }, text: string): Fix | undefined {
  const here = text.slice(at.start, at.end)
  const language = languageOf(at)
  // What an expression of Python gives may be needed elsewhere, too.
  if (here.includes('\n') || (language === 'python' && !/^(?:[\w.]+|"[^"\\]*"|'[^'\\]*')$/.test(here))) return undefined
  const written = valueText(language, to)
  return { title: `write \`${written}\``, edits: [{ at, text: written }] }
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

function entry({ key, value, to: settings, alone }: Mending & { kind: 'entry' }, text: string): Fix | undefined {
  const at = { ...key, end: Math.max(key.end, value.end) }
  const written = text.slice(at.start, at.end)
  const language = languageOf(key)
  const isPython = language === 'python'
  const sign = /^[\w"'-]+\s*([:=])/.exec(written)?.[1]
  if (written.includes('\n') || (sign !== ':' && !(isPython && sign === '='))) return undefined
  // The value of an argument may be written elsewhere.
  if (isPython && (value.file !== key.file || !/^\s*[:=]\s*$/.test(text.slice(key.end, value.start)))) return undefined
  const to = settings.map(([name, wanted]) =>
    isPython && sign === ':' ? valueText(language, { [name]: wanted }).slice(1, -1) : settingText(language, name, wanted),
  )
  const lineStart = text.lastIndexOf('\n', at.start - 1) + 1
  const before = text.slice(lineStart, at.start)
  const name = text.slice(key.start, key.end)
  if (to.length > 0) {
    const title = `write \`${to.join(', ')}\` for \`${name}\``
    // In a block each entry has its line; in braces there are commas between them. Behind `- ` the next lines are indented below the key.
    if (/^[\s-]*$/.test(before))
      return { title, edits: [{ at, text: to.join(`${isPython ? ',' : ''}\n${before.replace(/-/g, ' ')}`) }] }
    return OPENS.test(before) ? { title, edits: [{ at, text: to.join(', ') }] } : undefined
  }
  return alone ? undefined : removed(at, name, text)
}

/** What comes before an entry that has others, or nothing, before it on its line. */
const OPENS = /[({,]\s*$/

/** An entry goes, and its line with it, or the comma beside it. */
function removed(at: Span, name: string, text: string): Fix | undefined {
  const title = `remove \`${name}\``
  const lineStart = text.lastIndexOf('\n', at.start - 1) + 1
  const before = text.slice(lineStart, at.start)
  if (/^\s*$/.test(before)) {
    const newline = text.indexOf('\n', at.end)
    const end = newline < 0 ? text.length : newline + 1
    const comma = languageOf(at) === 'python' ? ',?' : ''
    if (!new RegExp(`^${comma}\\s*(#.*)?$`).test(text.slice(at.end, end))) return undefined
    return { title, edits: [{ at: { ...at, start: lineStart, end }, text: '' }] }
  }
  const after = /^\s*,[ \t]*/.exec(text.slice(at.end))
  if (after && OPENS.test(before)) return { title, edits: [{ at: { ...at, end: at.end + after[0].length }, text: '' }] }
  const comma = /,\s*$/.exec(before)
  return comma ? { title, edits: [{ at: { ...at, start: lineStart + comma.index }, text: '' }] } : undefined
}
