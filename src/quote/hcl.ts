import { isWellFormed } from './unwritable.ts'

/**
 * A text for a string, or a key, of a JSON bake file, so that bake takes it as it is. (`bakeJson` does this for a whole file.)
 *
 * Grammar: JSON strings of bake files are HCL templates (hashicorp/hcl, json/spec.md, "Strings"): `${` and `%{` open an expression, `$${`
 * and `%%{` stand for them; a lone `$` or `%` means nothing.
 */
export function hcl(text: string): string {
  return text.includes('{') ? text.replace(/[$%](?=\{)/g, '$&$&') : text
}

/** The same for a string in quotes inside of an expression. HCL knows `\n` and `\u0007`, but not JSON's `\b`. */
export function hclString(text: string): string {
  const escaped = hcl(text).replace(/["\\]/g, '\\$&')
  return `"${escaped.replace(/[\0-\x1f]/g, sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`
}

/**
 * False for a text that bake changes, whatever way it is written: HCL's strings are in Unicode's composed form (NFC), so that `e` + U+0301
 * comes out as `é`. A file whose name is in decomposed form (macOS makes them) is then not found. It also drops a byte order mark in front.
 */
export function survivesBake(text: string): boolean {
  return text === text.normalize('NFC') && !text.startsWith('\ufeff') && isWellFormed(text)
}

/** A string that bake evaluates: the only kind that `bakeJson` does not escape. Made by `hclTemplate`. */
export class HclTemplate {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/**
 * Text with variables that bake fills in when it runs.
 *
 * @example hclTemplate(['a-', { variable: 'TEAM' }]).text // 'a-${TEAM}'
 */
export function hclTemplate(parts: readonly (string | { readonly variable: string })[]): HclTemplate {
  let template = ''
  let text = ''
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part
      continue
    }
    // `$` right before a variable would make `$${NAME}`, which is an escaped text: such a `$` goes into an expression of its own.
    const dollars = /(?<!\$)\$*$/.exec(text)![0]
    template += hcl(text.slice(0, text.length - dollars.length))
    if (dollars) template += `\${"${dollars}"}`
    template += `\${${part.variable}}`
    text = ''
  }
  return new HclTemplate(template + hcl(text))
}
