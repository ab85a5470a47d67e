import { byCodePoint } from '../basics/order.ts'
import type { Severity } from './definition.ts'
import type { Diagnostic } from './diagnostic.ts'

/** All severities, the gravest first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'hint']

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
  return diagnostics
    .map(d => (denyWarnings && d.severity === 'warning' ? { ...d, severity: 'error' as const } : d))
    .sort(byPlace)
    .filter(d => {
      const key = `${d.code}\n${d.at?.file}\n${d.at?.start}\n${d.message}`
      return !seen.has(key) && seen.add(key)
    })
}

/** The gravest first. */
export const bySeverity = (a: Diagnostic, b: Diagnostic): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (
    byCodePoint(a.at?.file ?? '', b.at?.file ?? '') ||
    (a.at?.start ?? 0) - (b.at?.start ?? 0) ||
    byCodePoint(a.code, b.code) ||
    byCodePoint(a.message, b.message)
  )
}
