/** A few words for a list of names: a run of numbered ones is one entry, `fit_0 … fit_39 ×40`, and beyond `most` entries the rest is counted. */
export function nameList(names: readonly string[], most = 8): string[] {
  const entries = families(names)
  if (entries.length <= most) return entries.map(entry => entry.text)
  const shown = entries.slice(0, most - 1)
  const rest = entries.slice(most - 1).reduce((sum, entry) => sum + entry.count, 0)
  return [...shown.map(entry => entry.text), `… and ${rest} more`]
}

interface Entry {
  readonly text: string
  readonly count: number
}

/** Names that differ in their last number only are a family; three make it worth a shorter form. */
function families(names: readonly string[]): Entry[] {
  const members = new Map<string, string[]>()
  for (const name of names) {
    const family = familyOf(name)
    members.set(family, [...(members.get(family) ?? []), name])
  }
  return [...members.values()].flatMap((found): Entry[] =>
    found.length < 3
      ? found.map(text => ({ text, count: 1 }))
      : [{ text: `${found[0]} … ${found.at(-1)} ×${found.length}`, count: found.length }],
  )
}

/** The name without its last number; a name without a number is a family of its own. */
const familyOf = (name: string): string => (/\d/.test(name) ? name.replace(/(?<!\d)\d+(?=\D*$)/, '\0') : `${name}\0\0`)
