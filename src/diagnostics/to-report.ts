import type { Diagnostic } from './diagnostic.ts'
import { fingerprints } from './fingerprint.ts'
import type { Edit } from './fix.ts'
import { pageUrl } from './page.ts'
import type { TextOf } from './position.ts'
import { type Region, regions } from './region.ts'
import { sortDiagnostics } from './sort.ts'
import { type JsonDiagnostic, toJson } from './to-json.ts'

/** A diagnostic as `--format json` prints it: what `--json` has, and what editors want besides. */
export interface ReportedDiagnostic extends JsonDiagnostic {
  readonly endLine: number | null
  readonly endColumn: number | null
  /** Its page; null as long as the project has no home page: the page comes with the package, too. */
  readonly url: string | null
  readonly fingerprint: string
  readonly fix: { readonly title: string; readonly edits: readonly ReportedEdit[] } | null
}

/** Lines and columns from 1; the end is the position behind the last character that goes. */
interface ReportedEdit extends Region {
  readonly file: string
  readonly text: string
}

/** Every diagnostic with all that is known of it. */
export function toReport(diagnostics: readonly Diagnostic[], textOf: TextOf): ReportedDiagnostic[] {
  const sorted = sortDiagnostics(diagnostics)
  const regionOf = regions(textOf)
  const names = fingerprints(sorted)
  const edit = ({ at, text }: Edit): ReportedEdit[] => {
    const region = regionOf(at)
    return region ? [{ file: at.file, ...region, text }] : []
  }
  return toJson(sorted, textOf).map((json, i) => {
    const { at, fix } = sorted[i]!
    const end = at && regionOf(at)?.end
    return {
      ...json,
      endLine: end?.line ?? null,
      endColumn: end?.column ?? null,
      url: pageUrl(json.code),
      fingerprint: names[i]!,
      fix: fix ? { title: fix.title, edits: fix.edits.flatMap(edit) } : null,
    }
  })
}
