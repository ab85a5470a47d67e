import { byCodePoint } from '../basics/order.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Baseline, BaselineEntry } from '../model/options.ts'

/** What a baseline of these diagnostics accepts: their warnings. */
export function baselineOf(diagnostics: readonly Diagnostic[]): BaselineEntry[] {
  const entries = new Map<string, BaselineEntry>()
  for (const { code, severity, at, message } of diagnostics) {
    if (severity !== 'warning') continue
    const entry = { code, file: at?.file ?? null, message, count: 1 }
    const known = entries.get(keyOf(entry))
    entries.set(keyOf(entry), known ? { ...known, count: known.count + 1 } : entry)
  }
  return [...entries.values()].sort(
    (a, b) => byCodePoint(a.file ?? '', b.file ?? '') || byCodePoint(a.code, b.code) || byCodePoint(a.message, b.message),
  )
}

export const baselineText = (accepted: readonly BaselineEntry[]): string =>
  `{\n  "version": 1,\n  "accepted": [${accepted.map(entry => `\n    ${JSON.stringify(entry)}`).join(',')}${accepted.length > 0 ? '\n  ' : ''}]\n}\n`

/** Reads a baseline file; a text for why it is none. */
export function readBaseline(file: string, text: string): Baseline | string {
  try {
    const value = JSON.parse(text) as { version?: unknown; accepted?: unknown } | null
    if (value?.version !== 1 || !Array.isArray(value.accepted)) return 'is not a baseline of dockcompile'
    return value.accepted.every(isEntry) ? { file, accepted: value.accepted } : 'has an entry that is none of dockcompile'
  } catch {
    return 'is not JSON'
  }
}

function isEntry(value: unknown): value is BaselineEntry {
  const { code, file, message, count } = (value ?? {}) as Record<string, unknown>
  const placed = file === null || typeof file === 'string'
  return typeof code === 'string' && placed && typeof message === 'string' && Number.isInteger(count) && (count as number) > 0
}

export const keyOf = ({ code, file, message }: Pick<BaselineEntry, 'code' | 'file' | 'message'>): string =>
  JSON.stringify([file ?? '', code, message])
