import { jsonText, unicodeEscape } from '../../quote/json.ts'
import { fileText, terminalText } from '../../quote/terminal-text.ts'

/** Plain values for YAML. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain }

/**
 * A mapping as YAML that is read alike by YAML 1.1 and 1.2: texts of several lines as blocks, others in double quotes unless nothing can be
 * mistaken about them.
 */
export function yamlText(value: { readonly [key: string]: Plain }): string {
  return mapping(value, '')
}

function mapping(value: { readonly [key: string]: Plain }, indent: string): string {
  return Object.entries(value)
    .map(([key, item]) => `${indent}${scalar(key)}:${entry(item, `${indent}  `)}`)
    .join('')
}

function entry(value: Plain, indent: string): string {
  if (typeof value === 'string' && isBlock(value)) return block(value, indent)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const inner = mapping(value as { readonly [key: string]: Plain }, indent)
    return inner === '' ? ' {}\n' : `\n${inner}`
  }
  return ` ${Array.isArray(value) ? jsonText(value) : scalar(value as string | number | boolean | null)}\n`
}

function scalar(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value)
  const isWord =
    /^[A-Za-z_][\w./@:-]*$/.test(value) &&
    terminalText(value) === value &&
    !/:$|^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i.test(value)
  return isWord ? value : jsonText(value).replace(/[\ufffe\uffff]/g, unicodeEscape)
}

/** Lines that a block can hold as they are. */
const isBlock = (text: string): boolean =>
  /[^\n]\n/.test(text) &&
  !/^[ \n]/.test(text) &&
  /^[\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/.test(text) &&
  fileText(text) === text

function block(text: string, indent: string): string {
  const keep = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-'
  const lines = text.replace(/\n$/, '').split('\n')
  return ` |${keep}\n${lines.map(line => (line === '' ? '\n' : `${indent}${line}\n`)).join('')}`
}
