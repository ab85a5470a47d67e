/**
 * One `name=value` of a `RUN --mount=` flag, to be joined with commas. Undefined for what a flag cannot hold: anything but printable ASCII,
 * `$` in `from`, and in `source` glob characters, a `!` in front and spaces at the ends.
 *
 * Grammars, from the outside in: parser/split_command.go `extractBuilderFlags` (reads **bytes**, so `é` would become `Ã©`; drops quotes and
 * backslashes, ends at a space), tonistiigi/go-csvvalue (a field with a comma or a quote is in quotes), then shell/lex.go expands the value.
 * A `source` then serves twice: as a literal path of the mount, and as a pattern of the files to send (see `copyGlob`), so it cannot be escaped.
 */
export function mountField(name: string, value: string): string | undefined {
  if (!/^[\x20-\x7e]*$/.test(value) || (name === 'from' && value.includes('$'))) return undefined
  if (name === 'source' && /[*?[\]\\^]|^[ !]| $/.test(value)) return undefined
  const field = `${name}=${value.replace(/["'$\\]/g, '\\$&')}`
  const csv = /[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
  return csv.replace(/["'\\ ]/g, '\\$&')
}
