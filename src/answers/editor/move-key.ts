import type { Edit } from '../../diagnostics/fix.ts'
import { type Entry, entry, get, type MapNode, type Node } from '../../model/node.ts'
import type { Span } from '../../sources/span.ts'
import { rootOf } from './edited.ts'
import { nodeAt } from './node-at.ts'

const FROM = 'environment'
const TO = 'runtime_environment'

/** The edits that move a variable of `environment` to `runtime_environment` beside it; undefined where the text has it in another form. */
export function moveToRuntime({ file, start }: Span, text: string): readonly Edit[] | undefined {
  if (!/\.ya?ml$/.test(file)) return undefined
  const root = rootOf(file, text)
  const spot = nodeAt(root, file, start)
  const path = spot?.path ?? []
  if (!spot?.entry || path.at(-2) !== FROM) return undefined
  const settings = path.slice(0, -2).reduce<Node | undefined>((node, key) => get(node, String(key)), root)
  if (settings?.kind !== 'map') return undefined
  const [from, to] = [entry(settings, FROM), entry(settings, TO)]
  if (from?.value.kind !== 'map') return undefined
  const { key, value } = spot.entry
  const written = text.slice(key.span.start, value.span.end)
  if (written.includes('\n')) return undefined
  const at = (from: number, to = from): Span => ({ file, start: from, end: to })
  if (from.value.entries.length === 1) return to ? undefined : [{ at: from.key.span, text: TO }]
  const removed = removal(from.value, spot.entry, text)
  return [added(to, from, written, text, at), { at: at(...removed), text: '' }]
}

/** An entry with what separates it from the others: its line, or a comma in braces. */
function removal({ entries, span }: MapNode, entry: Entry, text: string): [number, number] {
  const i = entries.indexOf(entry)
  if (text[span.start] !== '{') {
    const newline = text.indexOf('\n', entry.value.span.end)
    return [text.lastIndexOf('\n', entry.key.span.start) + 1, newline < 0 ? text.length : newline + 1]
  }
  const [before, after] = [entries[i - 1], entries[i + 1]]
  return after ? [entry.key.span.start, after.key.span.start] : [before!.value.span.end, entry.value.span.end]
}

/** The entry below `runtime_environment`, or that key with it before `environment`. */
function added(to: Entry | undefined, from: Entry, written: string, text: string, at: (offset: number) => Span): Edit {
  const first = to?.value.kind === 'map' ? to.value.entries[0] : undefined
  const start = (first ?? from).key.span.start
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start)
  const end = indent.trim() === '' ? `\n${indent}` : ', '
  return { at: at(start), text: `${first ? written : `${TO}: {${written}}`}${end}` }
}
