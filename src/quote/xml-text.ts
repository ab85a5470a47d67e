import { terminalText } from './terminal-text.ts'

/**
 * A text for XML, between tags or in an attribute's quotes. A character that shows nothing, turns the direction or is not one of XML at all comes as an
 * escape (`\u202e`).
 *
 * Grammar: XML 1.0, 2.2 `Char`, 2.4 and 3.3.3.
 */
export function xmlText(text: string): string {
  return terminalText(text)
    .replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
}
