import { openPlaces } from '../../dockerignore/open-places.ts'
import { parseDockerignore } from '../../dockerignore/parse-dockerignore.ts'
import { selectContext } from '../../dockerignore/select-context.ts'
import { kept, type Memo } from '../../memo/memo.ts'
import type { BakeTarget } from '../../model/generated/bake.ts'
import { type Builds, fromRoot, inOutput } from './output-files.ts'

/** What a build takes from its context, as far as the output tells. */
export interface ContextContent {
  /** Hashes of generated files, by their paths in what was asked for. */
  readonly generated: readonly (readonly [path: string, sha256: string])[]
  /** The ignore file's lines, where files of the project are taken that no output knows; undefined for generated files alone. */
  readonly rules: readonly string[] | undefined
}

/**
 * What `path` of a target's context holds. A change of the project's own files is not seen, which is what "code aside" means everywhere; a change
 * of the rules that choose among them is.
 */
export function contextContent(builds: Builds, target: BakeTarget, path: string): ContextContent {
  const { context } = target
  const wanted = fromRoot(context, path)
  const files = builds.manifest.files ?? {}
  const file = inOutput(builds, wanted)
  if (file !== undefined && Object.hasOwn(files, file)) return { generated: [['', files[file]!]], rules: undefined }
  const ignore = ignoreText(builds, target)
  const known = KNOWN.get(builds) ?? new Map<string, ContextContent>()
  KNOWN.set(builds, known)
  const key = [context, wanted, ignore].join('\n')
  const content = known.get(key) ?? {
    generated: generatedBelow(builds, context, wanted, ignore),
    rules: file === undefined ? ignore.split('\n').filter(line => line.trim() !== '' && !line.startsWith('#')) : undefined,
  }
  known.set(key, content)
  return content
}

/** Most images of a project copy the same by the same rules. */
const KNOWN = new WeakMap<Builds, Map<string, ContextContent>>()

/** Of the generated files below a path those that an ignore file lets through, with hashes, by their paths from there. */
function generatedBelow(builds: Builds, context: string, wanted: string, ignore: string): ContextContent['generated'] {
  const inContext = (path: string) => (context === '.' ? path : `${context}/${path}`)
  const prefix = context === '.' ? '' : `${context}/`
  const below = wanted === '.' ? '' : `${wanted}/`
  const folder = builds.folder.slice(0, -1)
  const places = folder.startsWith(prefix) && folder !== '' ? placesIn(ignore, folder.slice(prefix.length), builds.memo) : ['.']
  const files = new Map(
    places
      .flatMap(place => filesBelow(builds, place === '.' ? context : inContext(place)))
      .filter(([name]) => name.startsWith(below)),
  )
  if (files.size === 0) return []
  return kept(builds.memo, 'generated files of a context', [ignore, prefix, below, ...[...files].flat()], {}, () => {
    const selected = selectContext(
      [...files.keys()].map(name => name.slice(prefix.length)),
      ignore,
    )
    const sent = 'files' in selected ? selected.files.map(name => prefix + name) : []
    return sent.map(name => [name.slice(below.length), files.get(name)!] as const)
  })
}

function placesIn(ignore: string, folder: string, memo: Memo): readonly string[] {
  return kept(memo, 'open places of an ignore file', [ignore, folder], {}, () => {
    const parsed = parseDockerignore(ignore)
    return 'problems' in parsed ? [] : openPlaces(parsed.patterns, folder)
  })
}

type Hashed = readonly [path: string, sha256: string]

/** The generated files that are at a path or below it, by paths from the project root. */
function filesBelow(builds: Builds, place: string): readonly Hashed[] {
  const known = FOLDERS.get(builds) ?? foldersOf(builds)
  FOLDERS.set(builds, known)
  return known.get(place) ?? []
}

/** The generated files of each folder, with those of the folders below; and each file by itself. */
const FOLDERS = new WeakMap<Builds, ReadonlyMap<string, readonly Hashed[]>>()

function foldersOf({ manifest: { files = {} }, folder }: Builds): ReadonlyMap<string, readonly Hashed[]> {
  const found = new Map<string, Hashed[]>()
  for (const [name, hash] of Object.entries(files)) {
    const path = folder + name
    const parts = path.split('/')
    for (let depth = 0; depth <= parts.length; depth++) {
      const place = parts.slice(0, depth).join('/') || '.'
      const known = found.get(place)
      if (known) known.push([path, hash])
      else found.set(place, [[path, hash]])
    }
  }
  return found
}

/** The text of the ignore file beside a target's Dockerfile. */
function ignoreText(builds: Builds, { context, dockerfile = 'Dockerfile' }: BakeTarget): string {
  const path = inOutput(builds, fromRoot(context, `${dockerfile}.dockerignore`))
  return (path !== undefined && builds.files.read(path)) || ''
}
