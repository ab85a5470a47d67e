import { selectContext } from '../../dockerignore/select-context.ts'
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
  const context = target.context
  const wanted = fromRoot(context, path)
  const files = builds.manifest.files ?? {}
  const file = inOutput(builds, wanted)
  if (file !== undefined && Object.hasOwn(files, file)) return { generated: [['', files[file]!]], rules: undefined }
  const ignore = ignoreText(builds, target)
  const below = wanted === '.' ? '' : `${wanted}/`
  const inside = Object.entries(files)
    .map(([name, hash]) => [builds.folder + name, hash] as const)
    .filter(([name]) => name.startsWith(below))
  const prefix = context === '.' ? '' : `${context}/`
  const offered = inside.flatMap(([name]) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
  const selected = selectContext(offered, ignore)
  const sent = new Set('files' in selected ? selected.files : [])
  return {
    generated: inside
      .filter(([name]) => sent.has(name.slice(prefix.length)))
      .map(([name, hash]) => [name.slice(below.length), hash] as const),
    rules: file === undefined ? ignore.split('\n').filter(line => line.trim() !== '' && !line.startsWith('#')) : undefined,
  }
}

/** The text of the ignore file beside a target's Dockerfile. */
function ignoreText(builds: Builds, { context, dockerfile = 'Dockerfile' }: BakeTarget): string {
  const path = inOutput(builds, fromRoot(context, `${dockerfile}.dockerignore`))
  return (path !== undefined && builds.files.read(path)) || ''
}
