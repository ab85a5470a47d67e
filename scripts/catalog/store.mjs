// Writes catalog/newest.json and catalog/older.json, which src/model/stored-catalogs.ts reads.

/** One line for each integration, flavor and setting: a diff shows what changed. */
export function newestText(catalog) {
  const sections = Object.entries(catalog).map(([key, value]) => {
    if (!isObject(value) || Object.keys(value).length === 0) return ` ${one(key)}: ${one(value)}`
    const lines = Object.entries(value).map(([name, entry]) => `  ${one(name)}: ${one(entry)}`)
    return ` ${one(key)}: {\n${lines.join(',\n')}\n }`
  })
  return `{\n${sections.join(',\n')}\n}\n`
}

/** `steps` by release, newest first: one line for each thing that the next release changed. */
export function olderText(steps) {
  const releases = Object.entries(steps).map(([release, { remove = [], set = {} }]) => {
    const removed = remove.map(pointer => `   ${one(pointer)}`)
    const changed = Object.entries(set).map(([pointer, value]) => `   ${one(pointer)}: ${one(value)}`)
    const parts = []
    if (removed.length > 0) parts.push(`  "remove": [\n${removed.join(',\n')}\n  ]`)
    if (changed.length > 0) parts.push(`  "set": {\n${changed.join(',\n')}\n  }`)
    return parts.length > 0 ? ` ${one(release)}: {\n${parts.join(',\n')}\n }` : ` ${one(release)}: {}`
  })
  return `{\n${releases.join(',\n')}\n}\n`
}

/** Both files with one more release. */
export function withRelease(newest, older, catalog) {
  const before = JSON.parse(newest)
  const steps = { [before.zenml]: stepBack(before, catalog), ...JSON.parse(older) }
  return { 'newest.json': newestText(catalog), 'older.json': olderText(steps) }
}

/** What makes `before` out of `after`, the catalog of the release that follows. */
export function stepBack(before, after) {
  const step = { remove: [], set: {} }
  compare(before, after, '', step)
  delete step.set['/zenml']
  return step
}

function compare(before, after, pointer, step) {
  for (const key of [...Object.keys(before), ...Object.keys(after)])
    if (/[/~]/.test(key)) throw new Error(`the key ${key} would have to be escaped in a JSON Pointer`)
  for (const key of Object.keys(after)) if (!Object.hasOwn(before, key)) step.remove.push(`${pointer}/${key}`)
  for (const [key, value] of Object.entries(before)) {
    const at = `${pointer}/${key}`
    if (!Object.hasOwn(after, key)) step.set[at] = value
    else if (isObject(value) && isObject(after[key])) compare(value, after[key], at, step)
    else if (one(value) !== one(after[key])) step.set[at] = value
  }
}

const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value)

/** As Python writes it: a space behind `,` and `:`. */
function one(value) {
  if (Array.isArray(value)) return `[${value.map(one).join(', ')}]`
  if (!isObject(value)) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}: ${one(inner)}`)
    .join(', ')}}`
}
