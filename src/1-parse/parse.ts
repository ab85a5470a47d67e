import { MAX_BYTES } from '../basics/limits.ts'
import { type Diagnostic, diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Document } from '../model/document.ts'
import { Builder } from './build.ts'
import { forbiddenCharacter, plainLineBreaks } from './characters.ts'
import { compose } from './compose.ts'

/**
 * Reads a YAML or JSON file as PyYAML's safe loader would. Mistakes are reported, never thrown; after an error `root` is undefined.
 *
 * @example parse('pipeline.yaml', 'settings: {docker: {user: me}}', report).root
 */
export function parse(file: string, text: string, report: Report): Document {
  const nothing = { file, text, root: undefined }
  if (text.length > MAX_BYTES) {
    report(
      diagnostic('DC1018', { file, start: 0, end: 0 }, { what: 'this file is too large', limit: '10 MB' }, { help: 'split it' }),
    )
    return nothing
  }
  const forbidden = forbiddenCharacter(file, text)
  if (forbidden) {
    report(forbidden)
    return nothing
  }
  const json = isJson(file, text)
  // YAML reads a comment of JavaScript as a key, and stops somewhere below it.
  const comment = json ? commentOfJavaScript(file, text) : undefined
  const tell: Report = comment ? found => report(found.severity === 'error' ? comment : found) : report
  const composition = compose(file, plainLineBreaks(text), json)
  if ('problem' in composition) {
    tell(composition.problem)
    return nothing
  }
  if (!composition.document) return nothing
  return { file, text, root: new Builder(file, text, json, tell).build(composition.document) }
}

/** The first `// …` or `/* … *\/` outside of the texts of a JSON file. */
function commentOfJavaScript(file: string, text: string): Diagnostic | undefined {
  const found = [...text.matchAll(/"(?:[^"\\\n]|\\.)*"?|\/\/[^\r\n]*|\/\*/g)].find(([token]) => token.startsWith('/'))
  if (!found) return undefined
  const at = { file, start: found.index, end: found.index + found[0].length }
  const help = 'remove it, or write the file in YAML, where a comment begins with `#`'
  return diagnostic('DC1001', at, { problem: 'JSON has no comments' }, { help })
}

/** JSON is YAML but for two things: tabs indent, and `1e3` is a number. A `.dockcompilerc` is one or the other. */
const isJson = (file: string, text: string): boolean =>
  file.toLowerCase().endsWith('.json') || (file.endsWith('rc') && /^\ufeff?\s*\{/.test(text))
