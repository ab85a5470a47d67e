import { terminalText } from './terminal-text.ts'

/**
 * A text for one line of a label in Graphviz's language, to be put in double quotes; lines are joined with `\n`.
 *
 * Grammar: graphviz.org/doc/info/lang.html (`"` is escaped) and docs/attr-types/escString (a backslash begins `\N`, `\G` …); labels also know HTML's
 * entities, so `&` is one.
 */
export function dotString(text: string): string {
  return terminalText(text).replaceAll('&', '&amp;').replace(/["\\]/g, '\\$&')
}
