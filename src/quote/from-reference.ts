/**
 * An image reference for `FROM`. Undefined for what cannot be one word there: spaces, quotes, control characters, an empty text.
 *
 * Grammar: moby/buildkit parser/line_parsers.go `parseStringsWhitespaceDelimited` (no quoting), then shell/lex.go expands `$`. A valid
 * reference has none of these characters; this only makes sure that a wrong one is refused as written, and never expands.
 */
export function fromReference(reference: string): string | undefined {
  if (!/^[^\s\x00-\x20\x7f-\xa0"'`<\\]+$/.test(reference) || reference.startsWith('--')) return undefined
  return reference.replaceAll('$', '\\$')
}
