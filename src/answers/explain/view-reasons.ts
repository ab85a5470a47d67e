import type { ViewPath } from '../../5-render/trace.ts'
import type { Reason } from '../../model/explanation.ts'

/** Ways into a view (`*` for an item of a list) and the reason for what is there; the numbers are the items on the way. */
export type ViewReasons<C> = Readonly<Record<string, (context: C, ...items: number[]) => Reason>>

/** A function that finds the reason for a value of a view: its own, else the one of what it is part of. Each is made once. */
export function reasonFinder<C>(table: ViewReasons<C>, context: C): (path: ViewPath) => Reason | undefined {
  const made = new Map<string, Reason>()
  return path => {
    for (let length = path.length; length > 0; length--) {
      const part = path.slice(0, length)
      const key = part.map(step => (typeof step === 'number' ? '*' : step)).join('.')
      const make = Object.hasOwn(table, key) ? table[key] : undefined
      if (!make) continue
      const name = part.join('.')
      const known = made.get(name) ?? make(context, ...part.filter(step => typeof step === 'number'))
      made.set(name, known)
      return known
    }
    return undefined
  }
}
