import { terminalText } from './terminal-text.ts'
import { xmlText } from './xml-text.ts'

/**
 * A text as code in Markdown, in a table too: between backquotes where it means nothing to Markdown, else as HTML in which every character that
 * is not plain is an entity. In code nothing is a link, a mention or an issue.
 *
 * Grammar: GitHub Flavored Markdown 0.29, 6.3 (code spans take no escapes), 4.10 (a `|` ends a cell, in code as well), 6.2 (entities begin no structure).
 */
export function markdownCode(text: string): string {
  const shown = terminalText(text)
  if (/^[^`|\\\s](?:[^`|\\]*[^`|\\\s])?$/.test(shown) && !shown.includes('  ')) return `\`${shown}\``
  return `<code>${shown.replace(/[^\p{L}\p{N}]/gu, character => `&#${character.codePointAt(0)};`)}</code>`
}

/** The same inside of a block of HTML, where Markdown is not read: `<summary>`. */
export const htmlCode = (text: string): string => `<code>${xmlText(text)}</code>`

/**
 * A message of ours, in which texts of the user are between backquotes: those are code. If a text outside of them could be anything but words, all
 * of it is code.
 *
 * @example markdownMessage('unknown key `a_b`') // 'unknown key `a_b`'
 */
export function markdownMessage(text: string): string {
  const parts = terminalText(text).split('`')
  const isPlain = (part: string, i: number) => (i % 2 === 0 ? PROSE.test(part) && !/www\.|:\/\//i.test(part) : part !== '')
  const touches = parts.some((part, i) => part === '' && i > 0 && i < parts.length - 1)
  if (parts.length % 2 === 0 || touches || !parts.every(isPlain)) return markdownCode(text)
  return parts.map((part, i) => (i % 2 === 0 ? part : markdownCode(part))).join('')
}

/** Words and marks that Markdown leaves alone. */
const PROSE = /^[\p{L}\p{N} .,;:?!%()'"/=+…-]*$/u
