import { byCodePoint } from '../model/order.ts'
import type { Diagnostic } from './diagnostic.ts'

/**
 * Diagnostics by file, place and code, each once.
 *
 * @param denyWarnings warnings become errors
 */
export function sortDiagnostics(
  diagnostics: readonly Diagnostic[],
  { denyWarnings }: { readonly denyWarnings?: boolean | undefined } = {},
): Diagnostic[] {
  const seen = new Set<string>()
  const wrong = new Set(diagnostics.filter(d => d.severity === 'error').map(placeKey))
  return (
    diagnostics
      // A key that ZenML ignores is said before the version is known; where this version refuses it, that is the one message.
      .filter(d => d.code !== 'DC2001' || d.severity === 'error' || !wrong.has(placeKey(d)))
      .map(d => (denyWarnings && d.severity === 'warning' ? { ...d, severity: 'error' as const } : d))
      .sort(byPlace)
      .filter(d => {
        const key = `${d.code}\n${d.at?.file}\n${d.at?.start}\n${d.message}`
        return !seen.has(key) && seen.add(key)
      })
  )
}

const placeKey = ({ at }: Diagnostic): string => `${at?.file}\n${at?.start}`

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (
    byCodePoint(a.at?.file ?? '', b.at?.file ?? '') ||
    (a.at?.start ?? 0) - (b.at?.start ?? 0) ||
    byCodePoint(a.code, b.code) ||
    byCodePoint(a.message, b.message)
  )
}
