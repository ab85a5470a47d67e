import { byCodePoint } from '../basics/order.ts'
import { logicalLines } from '../requirements/logical-lines.ts'
import { readRequirementLine } from '../requirements/requirement-line.ts'
import { type LockTables, lockFileText } from './lock-file.ts'

/** One entry of the lock file that is not what it was. */
export interface LockChange {
  readonly change: 'added' | 'changed' | 'removed'
  readonly kind: 'command' | 'image' | 'pipeline' | 'requirements'
  /** The command line, the image's name, the pipeline's code, or the hash of the requirements. */
  readonly name: string
  /** Of changed requirements: the packages with other versions, by name. */
  readonly packages: readonly PackageChange[]
}

/** A package whose version in a list is not what it was; null: the list does not have it. */
export interface PackageChange {
  readonly package: string
  readonly before: string | null
  readonly after: string | null
}

const TABLES = { commands: 'command', images: 'image', pipelines: 'pipeline', requirements: 'requirements' } as const

/** Tables that hold more about the entries of another one, by its keys. */
const MORE: Partial<Readonly<Record<keyof LockTables, readonly (keyof LockTables)[]>>> = {
  requirements: ['packages', 'files'],
}

/** What changed from one lock file to the next, table by table, in code-point order. */
export function lockChanges(before: LockTables, after: LockTables): LockChange[] {
  return (Object.keys(TABLES) as (keyof typeof TABLES)[]).flatMap(table => {
    const names = new Set([...before[table].keys(), ...after[table].keys()])
    return [...names].sort(byCodePoint).flatMap((name): LockChange[] => {
      const [old, now] = [entry(before, table, name), entry(after, table, name)]
      if (old === now) return []
      const change = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed'
      const packages = change === 'changed' ? packageChanges(before.requirements.get(name), after.requirements.get(name)) : []
      return [{ change, kind: TABLES[table], name, packages }]
    })
  })
}

/** Hashes are left out: those of an unchanged version change when its author adds a wheel. */
function packageChanges(before = '', after = ''): PackageChange[] {
  const [old, now] = [versions(before), versions(after)]
  return [...new Set([...old.keys(), ...now.keys()])].sort(byCodePoint).flatMap(name => {
    const [was, is] = [old.get(name) ?? null, now.get(name) ?? null]
    return was === is ? [] : [{ package: name, before: was, after: is }]
  })
}

/** What a list says of each package; several versions for several platforms are one text. */
function versions(list: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const { text } of logicalLines(list)) {
    const read = readRequirementLine(text)
    if (read.kind !== 'package') continue
    const known = found.get(read.name)
    const version = read.url ?? read.specifier.replace(/^==/, '')
    found.set(read.name, known === undefined || known === version ? version : `${known}, ${version}`)
  }
  return found
}

/** An entry as it is written, so that what is equal in the file is equal here. */
function entry(lock: LockTables, table: keyof LockTables, name: string): string | undefined {
  const tables = [table, ...(MORE[table] ?? [])].flatMap(each => {
    const value = lock[each].get(name)
    return value === undefined ? [] : [[each, new Map([[name, value]])]]
  })
  return tables.length === 0 ? undefined : lockFileText({ ...NOTHING, ...Object.fromEntries(tables) })
}

export const NOTHING: LockTables = {
  commands: new Map(),
  images: new Map(),
  pipelines: new Map(),
  requirements: new Map(),
  packages: new Map(),
  files: new Map(),
}
