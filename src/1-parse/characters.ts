import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import { codePoint } from '../quote/unseen.ts'

// PyYAML's Reader.NON_PRINTABLE. A lone surrogate cannot come out of a UTF-8 file.
const FORBIDDEN = /[^\x09\x0a\x0d\x20-\x7e\x85\xa0-\ud7ff\ud800-\udfff\ue000-\ufffd]/

/** The first character that PyYAML refuses anywhere in a file, comments included. */
export function forbiddenCharacter(file: string, text: string): Diagnostic | undefined {
  const match = FORBIDDEN.exec(text)
  if (!match) return undefined
  const params = { character: `the control character ${codePoint(match[0])}`, where: 'be part of a YAML file' }
  const help = 'remove it; between double quotes it may be written as an escape'
  return diagnostic('DC1016', { file, start: match.index, end: match.index + 1 }, params, { help })
}

/**
 * Line breaks that PyYAML knows and the `yaml` package does not (a lone CR, NEL), as LF. Every offset stays what it was.
 */
export const plainLineBreaks = (text: string): string => text.replace(/\r(?!\n)|\x85/g, '\n')
