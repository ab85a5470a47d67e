/**
 * The entry of a table under a name that somebody else wrote: `constructor` and `__proto__` are in none.
 *
 * @example own({ a: 1 }, 'constructor') // undefined
 */
export function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}
