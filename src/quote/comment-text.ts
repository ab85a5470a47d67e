import { fileText } from './terminal-text.ts'

/**
 * A text for one comment line of a Dockerfile or an ignore file (without its `# `): line breaks and space become one space, characters
 * that show nothing, or that turn the direction of what follows, come as escapes (`\u202e`), and so does what a CI system takes for a command.
 *
 * Grammar: moby/buildkit parser/directives.go: a comment at the top that reads `syntax=…`, `escape=…` or `check=…` is an order to the
 * parser, so such a text gets a quote in front.
 */
export function commentText(text: string): string {
  const line = ORDINARY.test(text) ? text : text.replace(/[\s\x85]+/g, ' ').trim()
  return fileText(/^(?:syntax|escape|check)\s*=/i.test(line) ? `"${line}` : line)
}

/** Printed ASCII with single spaces between, as nearly every comment is. */
const ORDINARY = /^[!-~]+(?: [!-~]+)*$/
