// What a release changed, in words for its review.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pythonFiles } from './environment.mjs'
import { stepBack } from './store.mjs'

/** Files that decide about images and have had no row in CHANGES yet. */
const WATCHED = [
  'config/compiler.py',
  'config/pipeline_run_configuration.py',
  'deployers/containerized_deployer.py',
  'image_builders/build_context.py',
  'stack/stack.py',
  'utils/env_utils.py',
  'utils/settings_utils.py',
]

/** Lines about the data: `+`, `-` and `~` with the place, and of a list what came and went. */
export function dataChanges(before, after) {
  const back = stepBack(before, after)
  const changed = Object.entries(back.set)
  const gone = changed.filter(([pointer]) => valueAt(after, pointer) === undefined)
  const other = changed.filter(([pointer]) => valueAt(after, pointer) !== undefined)
  const sections = new Map()
  const say = (pointer, line) => {
    const [, section] = pointer.split('/')
    sections.set(section, [...(sections.get(section) ?? []), line])
  }
  for (const pointer of back.remove) say(pointer, `+ ${place(pointer)}: ${short(valueAt(after, pointer))}`)
  for (const [pointer, value] of gone) say(pointer, `- ${place(pointer)}: ${short(value)}`)
  for (const [pointer, value] of other) say(pointer, `~ ${place(pointer)}: ${difference(value, valueAt(after, pointer))}`)
  return sections
}

function difference(before, after) {
  if (!Array.isArray(before) || !Array.isArray(after)) return `${short(before)} → ${short(after)}`
  const [texts, others] = [before.map(short), after.map(short)]
  const lines = [
    ...texts.filter(t => !others.includes(t)).map(t => `-${t}`),
    ...others.filter(t => !texts.includes(t)).map(t => `+${t}`),
  ]
  return lines.length > 0 ? lines.join(' ') : 'another order'
}

const place = pointer => pointer.split('/').slice(2).join(' › ') || pointer.slice(1)
const valueAt = (catalog, pointer) =>
  pointer
    .split('/')
    .slice(1)
    .reduce((value, key) => (value && Object.hasOwn(value, key) ? value[key] : undefined), catalog)

function short(value) {
  const text = JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

/** Lines about code: which rules may have changed, and which validators of flavors are new, gone or another. */
export function codeChanges(changes, before, after) {
  const rules = new Map()
  for (const { source, rules: changed } of changes) rules.set(source, [...(rules.get(source) ?? []), ...Object.keys(changed)])
  for (const source of WATCHED) if (!rules.has(source)) rules.set(source, [])
  const lines = [...rules].sort().flatMap(([source, names]) => {
    const [old, now] = [before, after].map(folder => textOf(join(folder, source)))
    if (old === now) return []
    const about = names.length > 0 ? ` (${[...new Set(names)].join(', ')})` : ''
    return [
      `${now === undefined ? 'is gone: ' : ''}${source}${about}`,
      `    diff -u ${join(before, source)} ${join(after, source)}`,
    ]
  })
  return { rules: lines, validators: validatorChanges(before, after) }
}

function validatorChanges(before, after) {
  const [old, now] = [validators(before), validators(after)]
  return [
    ...[...now].flatMap(([name, text]) => (old.has(name) ? (old.get(name) === text ? [] : [`~ ${name}`]) : [`+ ${name}`])),
    ...[...old.keys()].filter(name => !now.has(name)).map(name => `- ${name}`),
  ]
}

/** The validators of flavors, by file and name: their text up to the next function or class. */
function validators(folder) {
  const found = new Map()
  for (const path of pythonFiles(folder).filter(path => /flavor|_settings\.py$|_config\.py$/.test(path))) {
    const parts = textOf(join(folder, path)).matchAll(
      /@(?:model|field)_validator\([^)]*\)\s*(?:@\w+\s*)*def (\w+)[\s\S]*?(?=\n {4}(?:@|def )|\n\S|$)/g,
    )
    for (const [text, name] of parts) found.set(`${path}: ${name}`, text)
  }
  return found
}

const textOf = path => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)
