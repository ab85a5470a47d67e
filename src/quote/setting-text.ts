import type { Span } from '../sources/span.ts'

/** The language in which settings are written at a place: what a message shows to write there is in it. */
export type Language = 'yaml' | 'python'

/** A value to write: plain data, as in JSON. `…` stands for itself. */
export type Writable = string | number | boolean | null | readonly Writable[] | { readonly [key: string]: Writable }

/** By the file's name; the project file's TOML and JSON take YAML's words. */
export const languageOf = (at: Span | null): Language => (at?.file.endsWith('.py') ? 'python' : 'yaml')

/**
 * A setting as one would write it in a mapping of YAML, or as an argument in Python.
 *
 * @example settingText('python', 'apt_packages', ['git']) // apt_packages=["git"]
 */
export const settingText = (language: Language, key: string, value: Writable): string =>
  language === 'python' ? `${key}=${valueText(language, value)}` : `${plainText(key)}: ${valueText(language, value)}`

/** Where a pipeline names the secrets of ZenML's store that its steps get. */
export const pipelineSecrets = (at: Span | null): string =>
  languageOf(at) === 'python' ? '`@pipeline(secrets=["name"])`' : '`secrets:` of the pipeline'

/** A value on one line. */
export function valueText(language: Language, value: Writable): string {
  const isPython = language === 'python'
  if (value === null) return isPython ? 'None' : 'null'
  if (typeof value === 'boolean') return isPython ? (value ? 'True' : 'False') : String(value)
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return value === '…' ? value : isPython ? JSON.stringify(value) : plainText(value)
  if (Array.isArray(value)) return `[${value.map(item => valueText(language, item)).join(', ')}]`
  const entries = Object.entries(value).map(([key, item]) => `${valueText(language, key)}: ${valueText(language, item)}`)
  return `{${entries.join(', ')}}`
}

/** A text as an item of a flow list: quoted where YAML would read something else. */
function plainText(text: string): string {
  const simple =
    /^(?:(?:-{0,2}[A-Za-z_]|\.)[\w.+/=<>~!@;-]*|\d+[KMGTP]i?B)$/.test(text) && !/^(?:true|false|yes|no|on|off|null)$/i.test(text)
  return simple ? text : JSON.stringify(text)
}
