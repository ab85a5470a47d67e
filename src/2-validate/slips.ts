import type { Mending } from '../diagnostics/mending.ts'
import type { MapNode, Node, StringNode } from '../model/node.ts'
import { nameOf } from '../paths/path-parts.ts'
import { type Language, languageOf, valueText, type Writable } from '../quote/setting-text.ts'
import type { ShapeNode } from './shape.ts'

/** The rewrite for a slip that is made often; undefined where none is sure. */
export function slipHelp(node: Node, shape: ShapeNode): string | undefined {
  const wantsList = shape.items !== undefined
  const wantsMapping = !wantsList && (shape.expected?.includes('mapping') ?? false)
  const language = languageOf(node.span)
  if (node.kind === 'null') return `remove it, or ${wantsList ? 'write `[]`' : wantsMapping ? 'write `{}`' : 'give it a value'}`
  const dash = wantsList && node.kind === 'string' && language === 'yaml' ? /^-(?=[^\s-])(.*)/.exec(node.value)?.[1] : undefined
  if (dash) return `a blank follows the dash: write \`- ${dash.split(/\s/, 1)[0]}\``
  if (wantsList && node.kind === 'string') return `write \`${valueText(language, words(node, shape))}\``
  if (wantsList && node.kind === 'map') return listOf(node, shape)
  if (wantsMapping && node.kind === 'list') return mappingOf(node.items, shape, language)
  if (wantsMapping && node.kind === 'string' && !shape.text) return pairOf(node, shape)
  if (shape.text && !wantsList && !wantsMapping) return textHelp(node, shape)
  return undefined
}

/** The slips of which the rewrite is certain, as edits: text without its quotes, one text where a list is wanted. */
export function slipMending(node: Node, shape: ShapeNode): Mending | undefined {
  if (shape.items !== undefined)
    return node.kind === 'string' && !/^-\S/.test(node.value)
      ? { kind: 'value', at: node.span, to: words(node, shape) }
      : undefined
  const wantsText = shape.expected?.endsWith('text') || shape.expected?.includes('quotes')
  const isBare = node.kind === 'int' || node.kind === 'float' || node.kind === 'bool' || node.kind === 'date'
  return wantsText && isBare ? { kind: 'quotes', at: node.span } : undefined
}

/** What a number, a date or `yes` needs to be text. The value is shown only where it is exactly what was typed. */
function textHelp(node: Node, shape: ShapeNode): string | undefined {
  const typed = node.kind === 'int' || node.kind === 'float' ? String(node.value) : ''
  const exact = typed.length === node.span.end - node.span.start
  if (node.kind === 'int' || node.kind === 'float')
    return exact ? `quote it: \`"${typed}"\`` : `quote it: as it stands, ${readerOf(node)} reads the number ${typed}`
  if (node.kind === 'bool') return `quote it: as it stands, ${readerOf(node)} reads ${node.value}`
  if (node.kind === 'date') return `quote it: as it stands, ${readerOf(node)} reads a date`
  if (node.kind === 'list' && node.items.length > 0 && node.items.every(i => i.kind === 'string'))
    return `write \`${quotedFor((node.items as StringNode[]).map(i => i.value).join(' '), shape)}\``
  return undefined
}

/** The language of the file, as its reader calls it. */
const readerOf = ({ span }: Node): string =>
  languageOf(span) === 'python' ? 'Python' : (/\.(toml|json)$/.exec(span.file)?.[1]?.toUpperCase() ?? 'YAML')

/** A text as it is written where a version is wanted: YAML would read a number. */
const quotedFor = (text: string, { expected }: ShapeNode): string => (expected?.includes('quotes') ? `"${text}"` : text)

/** A text that has the wanted form but for its case, or for what is around it: `v0.98.0`, `>=3.11`, `dc4103`. */
export function fittingText(node: Node, shape: ShapeNode): string | undefined {
  if (node.kind !== 'string' || shape.pattern === undefined) return undefined
  const pattern = new RegExp(shape.pattern, 'u')
  const { value } = node
  const tries = [value.trim(), value.toUpperCase(), value.toLowerCase(), /\d[\w.+-]*/.exec(value)?.[0] ?? '']
  const found = tries.find(text => text !== value && pattern.test(text))
  return found === undefined ? undefined : quotedFor(found, shape)
}

/** `git curl` and `git, curl` are two packages; a requirement line keeps its spaces. */
function words({ value }: StringNode, shape: ShapeNode): string[] {
  const text = value.trim()
  if (shape.item === 'word') return text.split(/\s+/)
  if (shape.item === 'package' || shape.item === 'integration') return text.split(/[\s,]+/)
  // A comma may belong to a requirement, and to nothing in a name or a path.
  const names = text.split(',').map(name => name.trim())
  return names.every(name => /^[\w./*-]+$/.test(name)) ? names : [text]
}

/** `{load: …, fit: …}` as a list of its keys; `{numpy: 2.2.6}` as requirements. */
function listOf({ entries, span }: MapNode, shape: ShapeNode): string {
  const names = entries.flatMap(({ key }) => (key.kind === 'string' ? [key.value] : []))
  const language = languageOf(span)
  if (names.length === 0 || names.length < entries.length || shape.items?.keys)
    return language === 'python' ? 'write a list' : 'write one `- ` line for each'
  const isRequirement = shape.expected?.includes('requirement') ?? false
  const items = entries.map(({ value }, i) => {
    const version = isRequirement && 'value' in value && /^\d/.test(String(value.value)) ? `==${value.value}` : ''
    return names[i]! + version
  })
  return `write \`${valueText(language, items)}\``
}

/** `A=1` as a mapping. */
function pairOf({ value: text, span }: StringNode, shape: ShapeNode): string | undefined {
  const pairs = text
    .trim()
    .split(/\s+/)
    .map(pair => /^([A-Za-z_]\w*)=(\S*)$/.exec(pair))
  if (shape.keys) return undefined
  // The file that a shell or Docker would read: `.env`, `config/prod.env`.
  if (/(?:^|[/.])env(?:\.[\w.-]+)?$/.test(text.trim()))
    return `${writes(languageOf(span), [['NAME', 'value']])} for each line of \`${text.trim()}\`: no file is read here`
  if (pairs.some(pair => !pair)) return undefined
  return writes(
    languageOf(span),
    pairs.map(pair => [pair![1]!, pair![2]!]),
  )
}

/** `[A=1, B=2]`, `[--pre]` as a mapping. A name alone gets what the values are: nothing, where that is allowed. */
function mappingOf(items: readonly Node[], shape: ShapeNode, language: Language): string | undefined {
  if (items.length > 0 && items.every(i => i.kind === 'map' && i.entries.length > 0))
    return language === 'python' ? 'write one mapping' : 'leave out the `- ` before each key'
  const pairs = items.map(i => (i.kind === 'string' ? /^([^=:\s]+)\s*[=:]\s*(.*)$/s.exec(i.value) : null))
  if (pairs.length === 0) return 'write `{}`'
  if (pairs.some(p => !p)) {
    const flags = items.flatMap(i => (i.kind === 'string' ? (/^--([a-z][a-z-]*)(?:[= ](.*))?$/.exec(i.value) ?? []) : []))
    return flags.length === 3 && items.length === 1 ? writes(language, [[flags[1]!, flags[2] ?? null]]) : named(items, shape)
  }
  return writes(
    language,
    pairs.map(p => [p![1]!, p![2]!]),
  )
}

const writes = (language: Language, pairs: readonly (readonly [string, Writable])[]): string =>
  `write \`${valueText(language, Object.fromEntries(pairs))}\``

/** `[stack.yaml]` where each text needs a name. */
function named(items: readonly Node[], { rest }: ShapeNode): string | undefined {
  const [only] = items
  if (!rest?.text || items.length !== 1 || only?.kind !== 'string') return undefined
  const stem = /^([\w-]+)(?:\.[a-z]+)?$/.exec(nameOf(only.value))?.[1]
  return stem && `give each a name: \`${valueText('yaml', { [stem]: only.value })}\``
}

/** Kubernetes' and other spellings of a memory size, as ZenML wants them: `4Gi` → `4GiB`. */
export function memorySize(text: string): string | undefined {
  const match = /^(\d+)\s*([kmgtp]?)(i?)b?$/i.exec(text.trim())
  return match ? `${match[1]}${match[2]!.toUpperCase()}${match[3] ? 'i' : ''}B` : undefined
}

/** A size with a unit as a number of bytes: `1g` → `1073741824`. */
export function sizeInBytes(text: string): string | undefined {
  const match = /^\s*(\d+)\s*([kmg])i?b?\s*$/i.exec(text)
  return match ? `${Number(match[1]) * 1024 ** ('kmg'.indexOf(match[2]!.toLowerCase()) + 1)}` : undefined
}
