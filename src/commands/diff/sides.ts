import { readdirSync } from 'node:fs'
import { bake, manifest } from '../../2-validate/output-validators.generated.js'
import type { Finding } from '../../2-validate/validators.generated.js'
import type { OutputFiles } from '../../answers/layers/output-files.ts'
import { MAX_OUTPUT_BYTES, MAX_OUTPUT_VALUES, shown } from '../../basics/limits.ts'
import type { Git } from '../../edge/git.ts'
import { hasManyValues } from '../../edge/known-files.ts'
import { readBelow } from '../../edge/read-below.ts'
import { UsageError } from '../shared/arguments.ts'

/** The outputs of one side, by their place below the compared folder: `.`, or `prod` and `dev` of several stacks. */
export type Side = ReadonlyMap<string, OutputFiles>

/** The outputs in a folder of the disk; none where there is no such folder, or no manifest in it. */
export function folderSide(folder: string, name: string): Side {
  const text = (place: string, path: string) => textOf(folder, place === '.' ? path : `${place}/${path}`, name)
  const places = ['.', ...namesIn(folder)].filter(place => text(place, 'manifest.json') !== undefined)
  return side(places, text, name)
}

/** The outputs in a folder of a git revision, whose commit is known. */
export function revisionSide(git: Git, commit: string, folder: string, name: string): Side {
  const names = git.files(commit, folder)
  const prefix = folder === '.' ? '' : `${folder}/`
  const texts = git.show(commit, names)
  const places = names.flatMap(path => {
    const place = /^(?:([^/]+)\/)?manifest\.json$/.exec(path.slice(prefix.length))
    return place ? [place[1] ?? '.'] : []
  })
  return side(places, (place, path) => texts.get(prefix + (place === '.' ? path : `${place}/${path}`)), name)
}

function side(places: readonly string[], read: (place: string, path: string) => string | undefined, name: string): Side {
  const outputs = places.map((place): [string, OutputFiles] => [place, { read: path => read(place, path) }])
  const whole = outputs.filter(([place]) => place === '.')
  const ours = whole.length > 0 ? whole : outputs.filter(([, files]) => isOurs(files.read('manifest.json')!))
  for (const [place, files] of ours) checkedFiles(files, name, place === '.' ? '' : `${place}/`)
  return new Map(ours)
}

/** Refuses an output whose manifest or bake file cannot be compared. */
export function checkedFiles(files: OutputFiles, name: string, place = ''): void {
  for (const [file, validate] of [
    ['manifest.json', manifest],
    ['docker-bake.json', bake],
  ] as const)
    checkFile(files.read(file), validate, `\`${place}${file}\` of \`${name}\``)
}

/** Folders beside several stacks' outputs may hold manifests of other programs. */
const isOurs = (text: string): boolean => /"generator"\s*:\s*"dockcompile"/.test(text)

/** Refuses what cannot be compared: these files may have been edited, merged, or written by another version. */
function checkFile(text: string | undefined, validate: typeof manifest, name: string): void {
  if (text === undefined) throw new UsageError(`${name} is not there: compile again`)
  if (hasManyValues(text)) throw new UsageError(`${name} holds more than ${shown(MAX_OUTPUT_VALUES)} values: compile again`)
  let value: { version?: unknown; emit?: unknown }
  try {
    value = JSON.parse(text)
  } catch {
    throw new UsageError(`${name} is not JSON: compile again${/^(?:<{7}|>{7}) /m.test(text) ? ', which also heals a merge' : ''}`)
  }
  if (validate(value)) return
  const [{ instancePath, keyword, params }] = validate.errors as [Finding]
  if (/^\/(?:version|emit)$/.test(instancePath))
    throw new UsageError(`${name} was written by another version of dockcompile: this one reads ${instancePath.slice(1)} 1`)
  const path = instancePath
    .slice(1)
    .split('/')
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')
  const what =
    keyword === 'required'
      ? `lacks \`${path === '' ? '' : `${path}.`}${params.missingProperty}\``
      : `is not as dockcompile writes it${path === '' ? '' : ` at \`${path}\``}`
  throw new UsageError(`${name} ${what}: compile again`)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

/** A plain file's text; a git checkout on Windows may have changed its line breaks. */
function textOf(folder: string, path: string, name: string): string | undefined {
  const { bytes, found } = readBelow(folder, path, MAX_OUTPUT_BYTES)
  if (found === 'too large')
    throw new UsageError(`\`${path}\` of \`${name}\` is larger than ${shown(MAX_OUTPUT_BYTES / 1_000_000)} MB: compile again`)
  return bytes?.toString('utf8').replaceAll('\r\n', '\n')
}
