/**
 * A text for one comment line of a Dockerfile or an ignore file (without its `# `): line breaks and space become one space, characters that
 * show nothing, or that turn the direction of what follows, are dropped.
 *
 * Grammar: moby/buildkit parser/directives.go: a comment at the top that reads `syntax=…`, `escape=…` or `check=…` is an order to the
 * parser, so such a text gets a quote in front.
 */
export function commentText(text: string): string {
  const line = ORDINARY.test(text) ? text : shown(text)
  return /^(?:syntax|escape|check)\s*=/i.test(line) ? `"${line}` : line
}

/** Printed ASCII with single spaces between, as nearly every comment is. */
const ORDINARY = /^[!-~]+(?: [!-~]+)*$/

function shown(text: string): string {
  return text
    .replace(/[\s\x85]+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Surrogate}]/gu, '')
    .trim()
}
