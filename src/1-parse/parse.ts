import { MAX_BYTES } from '../basics/limits.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
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
  const composition = compose(file, plainLineBreaks(text), json)
  if ('problem' in composition) {
    report(composition.problem)
    return nothing
  }
  if (!composition.document) return nothing
  return { file, text, root: new Builder(file, text, json, report).build(composition.document) }
}

/** JSON is YAML but for two things: tabs indent, and `1e3` is a number. A `.dockcompilerc` is one or the other. */
const isJson = (file: string, text: string): boolean =>
  file.toLowerCase().endsWith('.json') || (file.endsWith('rc') && /^\ufeff?\s*\{/.test(text))
