import type { Graph, GraphNode, ImageNode } from './graph.ts'

/**
 * A smaller graph of the same project: images that one pipeline alone uses and that are based on the same layers become one node, and so do the steps
 * that run in them.
 */
export function foldGraph({ nodes, edges }: Graph): Graph {
  const byId = new Map(nodes.map(node => [node.id, node]))
  const users = groups(edges, edge => edge.to)
  const usersOf = (id: string): string[] => (users.get(id) ?? []).map(edge => edge.from)
  const standsOn = groups(edges, edge => edge.from)

  /** `pipeline3 layers7`; undefined for an image that others use as well. */
  const company = (image: ImageNode): string | undefined => {
    const [steps, ...more] = usersOf(image.id)
    if (steps === undefined || more.length > 0 || byId.get(steps)?.kind !== 'steps') return undefined
    return `${usersOf(steps)[0]} ${standsOn
      .get(image.id)
      ?.map(edge => edge.to)
      .join(' ')}`
  }
  const images = nodes.filter((node): node is ImageNode => node.kind === 'image')
  const companies = groups(images, company)
  companies.delete(undefined)

  const replaced = new Map<string, string>()
  const folded = new Map<string, GraphNode>()
  for (const members of companies.values()) {
    if (members.length < 2) continue
    const [first] = members
    const steps = members.map(image => byId.get(usersOf(image.id)[0]!)!)
    folded.set(first!.id, { ...first!, names: members.flatMap(image => image.names), own: [] })
    folded.set(steps[0]!.id, { ...steps[0]!, kind: 'steps', names: steps.flatMap(node => ('names' in node ? node.names : [])) })
    members.forEach((image, i) => {
      replaced.set(image.id, first!.id)
      replaced.set(steps[i]!.id, steps[0]!.id)
    })
  }
  const now = (id: string): string => replaced.get(id) ?? id
  const seen = new Set<string>()
  return {
    nodes: nodes.filter(({ id }) => now(id) === id).map(node => folded.get(node.id) ?? node),
    edges: edges
      .map(edge => ({ ...edge, from: now(edge.from), to: now(edge.to) }))
      .filter(edge => {
        const key = `${edge.from} ${edge.to}`
        return !seen.has(key) && seen.add(key)
      }),
  }
}

function groups<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const found = new Map<K, T[]>()
  for (const one of all) found.set(keyOf(one), [...(found.get(keyOf(one)) ?? []), one])
  return found
}
