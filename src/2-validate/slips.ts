import type { Mending } from '../diagnostics/mending.ts'
import type { Node, StringNode } from '../model/node.ts'
import type { ShapeNode } from './shape.ts'

/** The rewrite for a slip that is made often; undefined where none is sure. */
export function slipHelp(node: Node, shape: ShapeNode): string | undefined {
  const wantsList = shape.items !== undefined
  const wantsMapping = !wantsList && (shape.expected?.includes('mapping') ?? false)
  if (node.kind === 'null') return `remove it, or ${wantsList ? 'write `[]`' : wantsMapping ? 'write `{}`' : 'give it a value'}`
  if (wantsList && node.kind === 'string') return `write \`[${words(node, shape).map(flow).join(', ')}]\``
  if (wantsList && node.kind === 'map') return 'write one `- ` line for each'
  if (wantsMapping && node.kind === 'list') return mappingOf(node.items)
  if (shape.expected?.endsWith('text') || shape.expected?.includes('quotes')) return textHelp(node)
  return undefined
}

/** The slips of which the rewrite is certain, as edits: text without its quotes, one text where a list is wanted. */
export function slipMending(node: Node, shape: ShapeNode): Mending | undefined {
  if (shape.items !== undefined)
    return node.kind === 'string'
      ? { kind: 'value', at: node.span, to: `[${words(node, shape).map(flow).join(', ')}]` }
      : undefined
  const wantsText = shape.expected?.endsWith('text') || shape.expected?.includes('quotes')
  const isBare = node.kind === 'int' || node.kind === 'float' || node.kind === 'bool' || node.kind === 'date'
  return wantsText && isBare ? { kind: 'quotes', at: node.span } : undefined
}

/** What a number, a date or `yes` needs to be text. The value is shown only where it is exactly what was typed. */
function textHelp(node: Node): string | undefined {
  const typed = node.kind === 'int' || node.kind === 'float' ? String(node.value) : ''
  const exact = typed.length === node.span.end - node.span.start
  if (node.kind === 'int' || node.kind === 'float')
    return exact ? `quote it: \`"${typed}"\`` : `quote it: as it stands, YAML reads the number ${typed}`
  if (node.kind === 'bool') return `quote it: as it stands, YAML reads ${node.value}`
  if (node.kind === 'date') return 'quote it: as it stands, YAML reads a date'
  if (node.kind === 'list' && node.items.length > 0 && node.items.every(i => i.kind === 'string'))
    return `write \`${(node.items as StringNode[]).map(i => i.value).join(' ')}\``
  return undefined
}

/** `git curl` and `git, curl` are two packages; a requirement line keeps its spaces. */
function words({ value }: StringNode, shape: ShapeNode): string[] {
  const text = value.trim()
  if (shape.item === 'word') return text.split(/\s+/)
  return shape.item === 'package' || shape.item === 'integration' ? text.split(/[\s,]+/) : [text]
}

/** `[A=1, B=2]` as a mapping. */
function mappingOf(items: readonly Node[]): string | undefined {
  if (items.length > 0 && items.every(i => i.kind === 'map' && i.entries.length > 0)) return 'leave out the `- ` before each key'
  const pairs = items.map(i => (i.kind === 'string' ? /^([^=:\s]+)\s*[=:]\s*(.*)$/s.exec(i.value) : null))
  if (pairs.length === 0) return 'write `{}`'
  if (pairs.some(p => !p)) return undefined
  return `write \`{${pairs.map(p => `${flow(p![1]!)}: ${flow(p![2]!)}`).join(', ')}}\``
}

/** A text as an item of a flow list: quoted where YAML would read something else. */
function flow(text: string): string {
  const simple = /^-{0,2}[A-Za-z_][\w.+/=<>~!@;-]*$/.test(text) && !/^(?:true|false|yes|no|on|off|null)$/i.test(text)
  return simple ? text : JSON.stringify(text)
}

/** Kubernetes' and other spellings of a memory size, as ZenML wants them: `4Gi` → `4GiB`. */
export function memorySize(text: string): string | undefined {
  const match = /^\s*(\d+)\s*([kmgtp]?)(i?)b?\s*$/i.exec(text)
  return match ? `${match[1]}${match[2]!.toUpperCase()}${match[3] ? 'i' : ''}B` : undefined
}

/** A size with a unit as a number of bytes: `1g` → `1073741824`. */
export function sizeInBytes(text: string): string | undefined {
  const match = /^\s*(\d+)\s*([kmg])i?b?\s*$/i.exec(text)
  return match ? `${Number(match[1]) * 1024 ** ('kmg'.indexOf(match[2]!.toLowerCase()) + 1)}` : undefined
}
