import { holdsCredential } from '../credentials/redact.ts'
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import { fixOf } from '../diagnostics/mending.ts'
import { applyPolicy, type Policy } from './apply-policy.ts'
import { withoutConsequences } from './consequences.ts'
import { hiddenSpans, type InputFile } from './hidden-spans.ts'

/** What a user reads of all that was found, each with its fix, and with the parts of its line that stay hidden. */
export function toldDiagnostics(
  found: readonly Diagnostic[],
  policy: Policy,
  files: ReadonlyMap<string, InputFile>,
): Diagnostic[] {
  // With an error nothing is written, so what could be better is for later.
  const worthSaying = hasErrors(found) ? found.filter(d => d.severity !== 'hint') : found
  return applyPolicy(withoutConsequences(worthSaying), policy).map(each => withHidden(mended(each, policy.texts), files))
}

/** With what of its line is not shown. */
function withHidden(found: Diagnostic, files: ReadonlyMap<string, InputFile>): Diagnostic {
  const file = found.at ? files.get(found.at.file) : undefined
  const hidden = file && found.at ? hiddenSpans(found.at, file) : []
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
