import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const lastMeasured = root => join(root, 'node_modules/.cache/dockcompile/test-durations.json')

/** Seconds that each test file took when it last passed here; on a fresh clone those of durations.json. */
export function durations(root) {
  return { ...read(join(import.meta.dirname, 'durations.json')), ...read(lastMeasured(root)) }
}

/** Keeps what a run has measured for the next one. */
export function saveDurations(root, measured) {
  const path = lastMeasured(root)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify({ ...read(path), ...measured }, null, 2)}\n`)
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return {}
  }
}
