import { holdsCredential } from '../credentials/redact.ts'
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import { fixOf } from '../diagnostics/mending.ts'
import type { Span } from '../sources/span.ts'
import { applyPolicy, type Policy } from './apply-policy.ts'
import { withoutConsequences } from './consequences.ts'
import { hiddenInPython, hiddenSpans, type InputFile } from './hidden-spans.ts'

/** What a user reads of all that was found, each with its fix, and with the parts of its line that stay hidden. */
export function toldDiagnostics(
  found: readonly Diagnostic[],
  policy: Policy,
  files: ReadonlyMap<string, InputFile>,
): Diagnostic[] {
  // With an error nothing is written, so what could be better is for later.
  const worthSaying = hasErrors(found) ? found.filter(d => d.severity !== 'hint') : found
  const inPython = new Map<string, readonly Span[]>()
  const hiddenIn = (at: Span): readonly Span[] => {
    const file = files.get(at.file)
    if (file) return hiddenSpans(at, file)
    const damaged = policy.damaged?.get(at.file)
    if (damaged !== undefined) return hiddenSpans(at, { isStack: false, text: damaged, document: undefined })
    if (!at.file.endsWith('.py')) return []
    const known = inPython.get(at.file) ?? hiddenInPython(at.file, policy.texts.get(at.file) ?? '')
    inPython.set(at.file, known)
    return known
  }
  return applyPolicy(withoutConsequences(worthSaying), policy).map(each => withHidden(mended(each, policy.texts), hiddenIn))
}

/** With what of its line is not shown. */
function withHidden(found: Diagnostic, hiddenIn: (at: Span) => readonly Span[]): Diagnostic {
  const hidden = found.at ? hiddenIn(found.at) : []
  return hidden.length > 0 ? { ...found, hidden } : found
}

/** With its fix, where there is one right answer. */
function mended(found: Diagnostic, texts: Policy['texts']): Diagnostic {
  const text = found.mending && found.at ? texts.get(found.at.file) : undefined
  const fix = text === undefined ? undefined : fixOf(found.mending!, text)
  if (!fix || holdsCredential(fix)) return found
  // Only here it is known what was typed, where YAML reads another value.
  const help = found.help?.replace(/^quote it(?=: as)/, fix.title)
  return { ...found, fix, ...(help !== undefined && { help }) }
}
