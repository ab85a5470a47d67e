import type { Severity } from './definition.ts'
import type { Diagnostic } from './diagnostic.ts'
import { fingerprints } from './fingerprint.ts'
import type { TextOf } from './position.ts'
import { regions } from './region.ts'
import { inOneLine } from './remarks.ts'
import { sortDiagnostics } from './sort.ts'

/** One finding of GitLab's Code Quality report, a part of Code Climate's format. */
export interface CodeQualityFinding {
  /** All that the diagnostic says: GitLab shows nothing else. */
  readonly description: string
  /** The code. */
  readonly check_name: string
  readonly fingerprint: string
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker'
  readonly location: { readonly path: string; readonly lines: { readonly begin: number; readonly end: number } }
}

const SEVERITIES: Readonly<Record<Severity, CodeQualityFinding['severity']>> = {
  error: 'critical',
  warning: 'major',
  hint: 'info',
}

/**
 * Diagnostics as GitLab's Code Quality report (artifacts:reports:codequality). GitLab drops a finding without a file, and one whose path begins with `./`.
 *
 * @param nameOf a file's name from the repository's root
 * @param home the file of what has no place
 */
export function toCodeQuality(
  diagnostics: readonly Diagnostic[],
  textOf: TextOf,
  { nameOf = file => file, home }: { readonly nameOf?: (file: string) => string; readonly home: string },
): CodeQualityFinding[] {
  const sorted = sortDiagnostics(diagnostics)
  const names = fingerprints(sorted)
  const regionOf = regions(textOf)
  const describe = inOneLine(textOf, nameOf)
  return sorted.map((found, i) => {
    const region = found.at && regionOf(found.at)
    return {
      description: describe(found),
      check_name: found.code,
      fingerprint: names[i]!,
      severity: SEVERITIES[found.severity],
      location: {
        path: nameOf(found.at?.file ?? home),
        lines: { begin: region?.start.line ?? 1, end: region?.end.line ?? 1 },
      },
    }
  })
}
