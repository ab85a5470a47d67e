import type { Cause } from '../../model/explanation.ts'
import { type Entry, entry, get } from '../../model/node.ts'
import type { DockerSettings } from '../../model/settings.ts'
import type { Span } from '../../sources/span.ts'

/** Where a key of the settings was written, in all settings behind an image; where a part of it has no place of its own, the whole. Empty for a default. */
export function settingCauses(settings: readonly DockerSettings[], ...path: readonly (string | number)[]): Cause[] {
  return distinct(settings.flatMap(each => settingCause(each, path) ?? []))
}

function settingCause({ written }: DockerSettings, path: readonly (string | number)[]): Cause | undefined {
  let found: Entry | undefined
  let at: Span | undefined
  let here: Entry['value'] | undefined = written
  const names: string[] = []
  for (const step of path) {
    if (typeof step === 'string' && here?.kind === 'map') {
      const next = entry(here, step)
      if (!next) break
      found = next
      here = next.value
      names.push(step)
    } else if (typeof step === 'number') {
      here = get(here, step)
      if (here) names[names.length - 1] += `[${step}]`
    } else break
    if (here) at = here.span
  }
  return found && at && { what: names.join('.'), at, beat: found.shadowed ?? [] }
}

/** The entry of `environment` or `runtime_environment` with a key at this place. */
export function environmentCauses(
  settings: readonly DockerSettings[],
  key: 'environment' | 'runtime_environment',
  name: string,
): Cause[] {
  return distinct(
    settings.flatMap(each => {
      // Two keys may become one name; the last is written.
      const named = each[key].filter(item => item.name === name || item.name.toUpperCase() === name.toUpperCase()).at(-1)
      return (named && settingCause(each, [key, named.name])) ?? []
    }),
  )
}

/** Each place once. */
export function distinct(causes: readonly Cause[]): Cause[] {
  const known = new Set<string>()
  return causes.filter(({ what, at }) => {
    const key = at ? `${at.file}\n${at.start}\n${at.end}` : what
    if (known.has(key)) return false
    known.add(key)
    return true
  })
}

/** The first character of a file. */
export const fileStart = (file: string): Span => ({ file, start: 0, end: 0 })
