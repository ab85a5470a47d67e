import { terminalText } from './terminal-text.ts'

/**
 * A text for one line of a label in a Mermaid flowchart, which is in double quotes: `node["…"]`.
 *
 * Grammar: mermaid packages/mermaid/src/utils.ts, `encodeEntities`: `#` and a number, or a name, and `;` stand for a character. Every character that
 * is not plain is written so: labels are Markdown and HTML as well, and a line of the diagram that reads `style …: …#…;` is changed wherever it is.
 *
 * @example mermaidLabel('a "b"') // 'a #34;b#34;'
 */
export function mermaidLabel(text: string): string {
  return terminalText(text).replace(
    /[^\p{L}\p{M}\p{N}.,/=@…× _-]|^[^\p{L}]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|(?<= ) | $/gu,
    character => `#${character.codePointAt(0)};`,
  )
}
