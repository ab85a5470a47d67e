/**
 * The text of a GitHub workflow command (`::error …::text`), and of one of its properties.
 *
 * Grammar: actions/toolkit packages/core/src/command.ts, `escapeData` and `escapeProperty`: `%`, CR and LF are percent-encoded, in a property
 * `:` and `,` as well.
 */
export function workflowText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

export function workflowProperty(text: string): string {
  return workflowText(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
