/** Where git left a merge conflict in a text, with all three of its marks: the offset and the length of the first. Undefined where it left none. */
export function mergeConflict(text: string): { readonly start: number; readonly length: number } | undefined {
  const found = /^<{7} .*/m.exec(text)
  if (!found || !/^={7}\r?$/m.test(text) || !/^>{7} /m.test(text)) return undefined
  return { start: found.index, length: found[0].trimEnd().length }
}
