import { yamlComment, yamlText } from '../../quote/yaml-text.ts'

/** An entry of `pipelines` that `init` proposes. */
export interface Entry {
  /** `pipelines/training.py:training_pipeline`; null: the file alone. */
  readonly code: string | null
  /** The run configuration; null: the code alone. */
  readonly file: string | null
  /** Written where its own name is another's as well. */
  readonly name: string | null
  /** What the entry rests on, for a comment, where it is not plain. */
  readonly because: string | null
}

/** An entry that is not written, and the reason. */
export interface LeftOut {
  readonly entry: Entry
  readonly reason: string
}

/** What people call an entry: its code and file. */
export const labelOf = ({ code, file }: Entry): string => [code, file].filter(part => part !== null).join(' with ')

/** An entry as an item of a YAML list. */
export function entryText({ code, file, name }: Entry): string {
  const parts = [
    code !== null && `code: ${codeText(code)}`,
    file !== null && `file: ${yamlText(file)}`,
    name !== null && `name: ${yamlText(name)}`,
  ].filter(part => part !== false)
  if (code === null && name === null) return yamlText(file!)
  return parts.length === 1 ? parts[0]! : `{${parts.join(', ')}}`
}

/** `run.py:train` needs no quotes: a colon before a letter is a plain character. */
const codeText = (code: string): string => (/^[A-Za-z_][\w./-]*\.py:\w+$/.test(code) ? code : yamlText(code))

/** The item with what it rests on. */
export const commentedEntry = (entry: Entry): string =>
  `${entryText(entry)}${entry.because === null ? '' : `    # ${yamlComment(entry.because)}`}`
