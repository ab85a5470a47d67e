import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Writes a file whole, and only when its bytes change: a second build at the same time, or a running program, never sees half of one. */
export function save(path, content, mode = 0o644) {
  const bytes = Buffer.from(content)
  if (existsSync(path) && readFileSync(path).equals(bytes)) return
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}.tmp`
  writeFileSync(draft, bytes, { mode })
  chmodSync(draft, mode)
  renameSync(draft, path)
}

/** Removes what an earlier build left in `folder`: everything but `keep` (paths inside it; a folder keeps all it holds). */
export function prune(folder, keep, prefix = '') {
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix + entry.name
    if (keep.includes(path) || entry.name.endsWith('.tmp')) continue
    if (entry.isDirectory() && keep.some(k => k.startsWith(`${path}/`))) prune(folder, keep, `${path}/`)
    else rmSync(join(folder, path), { recursive: true, force: true })
  }
}

/** When the newest of these files, or of the files in these folders, was written; 0 where nothing is there. */
export function newest(...paths) {
  const times = paths.map(path => {
    const status = statSync(path, { throwIfNoEntry: false })
    if (!status?.isDirectory()) return status?.mtimeMs ?? 0
    return newest(...readdirSync(path).map(name => join(path, name)))
  })
  return Math.max(0, ...times)
}
