/**
 * False where Go's `filepath.Match(pattern, ".")` finds the pattern malformed: the only check that Docker makes before it uses a pattern.
 *
 * Port of path/filepath/match.go (Unix). It stops at the first part, up to a `*`, that does not match the dot, so `a*[` passes here and fails
 * only when it is used (`compilePattern`), while `[` and `*[` fail at once.
 */
export function isWellFormedMatch(pattern: string): boolean {
  let rest = pattern
  let name = '.'
  next: while (rest) {
    const star = rest.startsWith('*')
    rest = rest.replace(/^\*+/, '')
    const end = chunkEnd(rest)
    const chunk = rest.slice(0, end)
    rest = rest.slice(end)
    if (star && !chunk) return true
    const left = matchChunk(chunk, name)
    if (left === 'malformed') return false
    if (left !== undefined && (!left || rest)) {
      name = left
      continue
    }
    for (let i = 1; star && i <= name.length; i++) {
      const later = matchChunk(chunk, name.slice(i))
      if (later === 'malformed') return false
      if (later === undefined || (!rest && later)) continue
      name = later
      continue next
    }
    return true
  }
  return true
}

/** Where the part of a pattern before its next `*` ends; a `*` between brackets does not count. */
function chunkEnd(pattern: string): number {
  let bracket = false
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]
    if (c === '\\') i++
    else if (c === '[') bracket = true
    else if (c === ']') bracket = false
    else if (c === '*' && !bracket) return i
  }
  return pattern.length
}

/** What is left of `name` after the chunk; undefined when it does not match. The chunk is read to its end in any case. */
function matchChunk(chunk: string, name: string): string | 'malformed' | undefined {
  let failed = false
  let at = 0
  let i = 0
  /** One end of a range, maybe escaped; something must follow it. */
  const bound = (): string | undefined => {
    if (i >= chunk.length || chunk[i] === '-' || chunk[i] === ']') return undefined
    if (chunk[i] === '\\' && ++i >= chunk.length) return undefined
    const c = String.fromCodePoint(chunk.codePointAt(i)!)
    i += c.length
    return i < chunk.length ? c : undefined
  }
  while (i < chunk.length) {
    failed ||= at >= name.length
    if (chunk[i] === '[') {
      const c: string = failed ? '' : name[at++]!
      i++
      const negated = chunk[i] === '^'
      if (negated) i++
      let match = false
      for (let ranges = 0; !(chunk[i] === ']' && ranges > 0); ranges++) {
        const low = bound()
        if (low === undefined) return 'malformed'
        let high: string | undefined = low
        if (chunk[i] === '-') {
          i++
          high = bound()
          if (high === undefined) return 'malformed'
        }
        // The name is only ever a dot, so comparing single UTF-16 units is comparing characters.
        match ||= low <= c && c <= high
      }
      i++
      failed ||= match === negated
      continue
    }
    if (chunk[i] === '\\' && ++i >= chunk.length) return 'malformed'
    else if (chunk[i] === '?' && chunk[i - 1] !== '\\') {
      if (!failed) at++
      i++
      continue
    }
    if (!failed) failed = chunk[i] !== name[at++]
    i++
  }
  return failed ? undefined : name.slice(at)
}
