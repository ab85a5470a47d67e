import { byCodePoint } from '../basics/order.ts'
import { type LockTables, lockFileText } from './lock-file.ts'

/** One entry of the lock file that is not what it was. */
export interface LockChange {
  readonly change: 'added' | 'changed' | 'removed'
  readonly kind: 'command' | 'image' | 'pipeline' | 'requirements'
  /** The command line, the image's name, the pipeline's code, or the hash of the requirements. */
  readonly name: string
}

const TABLES = { commands: 'command', images: 'image', pipelines: 'pipeline', requirements: 'requirements' } as const

/** Tables that hold more about the entries of another one, by its keys. */
const MORE: Partial<Readonly<Record<keyof LockTables, keyof LockTables>>> = { requirements: 'packages' }

/** What changed from one lock file to the next, table by table, in code-point order. */
export function lockChanges(before: LockTables, after: LockTables): LockChange[] {
  return (Object.keys(TABLES) as (keyof typeof TABLES)[]).flatMap(table => {
    const names = new Set([...before[table].keys(), ...after[table].keys()])
    return [...names].sort(byCodePoint).flatMap((name): LockChange[] => {
      const [old, now] = [entry(before, table, name), entry(after, table, name)]
      if (old === now) return []
      const change = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed'
      return [{ change, kind: TABLES[table], name }]
    })
  })
}

/** An entry as it is written, so that what is equal in the file is equal here. */
function entry(lock: LockTables, table: keyof LockTables, name: string): string | undefined {
  const tables = [table, MORE[table]].flatMap(table => {
    const value = table && lock[table].get(name)
    return value === undefined ? [] : [[table, new Map([[name, value]])]]
  })
  return tables.length === 0 ? undefined : lockFileText({ ...NOTHING, ...Object.fromEntries(tables) })
}

export const NOTHING: LockTables = {
  commands: new Map(),
  images: new Map(),
  pipelines: new Map(),
  requirements: new Map(),
  packages: new Map(),
}
