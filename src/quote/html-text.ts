/**
 * A text for HTML, between tags or in an attribute's quotes.
 *
 * Grammar: WHATWG HTML 13.2.5, where these five begin or end something.
 */
export function htmlText(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

/**
 * Data for a `<script type="application/json">`: JSON in which nothing can end the element, or begin a comment that hides its end.
 *
 * Grammar: WHATWG HTML 4.12.1.3 (restrictions for contents of script elements); JSON may write any character as `\u….`
 */
export function htmlData(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
