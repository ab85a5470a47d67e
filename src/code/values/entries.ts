import type { DictEntry } from './value.ts'

/** Puts an entry into a mapping that is being made: the first key of its kind stays where it is, the last value counts (PEP 584). */
export function setEntry(content: Map<string, DictEntry>, hash: string, { key, value }: DictEntry): void {
  content.set(hash, { key: content.get(hash)?.key ?? key, value })
}
