import { dockerfileValue } from './dockerfile-value.ts'

/** A name that every shell and every builder takes without quotes. Others are legal in an image, but `$NAME` cannot reach them. */
export const isShellName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)

/**
 * A key of `ENV`, `LABEL` or `ARG`, quoted only where it must be. Undefined for one that cannot be written: empty, with `=` or a line break.
 *
 * Grammar: moby/buildkit frontend/dockerfile/parser/line_parsers.go, `parseNameVal`: words end at Unicode space outside of quotes, a word
 * is cut at its first `=`, quoted or not, and both halves are expanded like any word.
 */
export function dockerfileKey(name: string): string | undefined {
  if (name === '' || name.includes('=')) return undefined
  return /^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(name) ? name : dockerfileValue(name)
}
