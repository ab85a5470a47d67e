/** The requirement lists that a Dockerfile holds as heredocs, by their names. */
export function heldLists(dockerfile: string): Map<string, string> {
  const lists = new Map<string, string>()
  const lines = dockerfile.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const [, end, name] = /^COPY <<'(\w+)' \/requirements\/(\S+)$/.exec(lines[i]!) ?? []
    if (end === undefined || name === undefined) continue
    const last = lines.indexOf(end, i + 1)
    lists.set(name, `${lines.slice(i + 1, last).join('\n')}\n`)
    i = last
  }
  return lists
}

/** One of them; undefined for a list that is not there. */
export const heldList = (dockerfile: string, name: string): string | undefined => heldLists(dockerfile).get(name)
