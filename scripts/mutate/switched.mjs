/**
 * The text of a file with all of its mutants in it, each behind a switch: `a < b` becomes `(mutant(7) ? a <= b : a < b)`. So the tests are bundled
 * once, and a mutant is a number that a process is started with (scripts/mutate/switch.mjs). A mutant inside of another is found in the last branch.
 */
export function switched(source, mutants) {
  const places = new Map()
  for (const mutant of mutants) {
    const key = `${mutant.start} ${mutant.end}`
    places.set(key, [...(places.get(key) ?? []), mutant])
  }
  const outerFirst = [...places.values()].sort(([a], [b]) => a.start - b.start || b.end - a.end)
  return write(0, source.length, outerFirst)

  function write(start, end, inside) {
    let text = ''
    let position = start
    for (const place of inside) {
      const [first] = place
      if (first.start < position) continue
      const within = inside.filter(([other]) => other.start >= first.start && other.end <= first.end && other !== first)
      text += source.slice(position, first.start) + choice(place, write(first.start, first.end, within))
      position = first.end
    }
    return text + source.slice(position, end)
  }
}

/** `void`, because a line that begins with a bracket would be taken for the rest of the line before. */
function choice(mutants, original) {
  if (mutants[0].text === undefined) return `{ if (mutant(${mutants[0].number})) return; ${original.slice(1)}`
  return `${mutants[0].opensStatement ? 'void ' : ''}(${mutants.map(({ number, text }) => `mutant(${number}) ? ${text} : `).join('')}${original})`
}
