import { Memo } from '../../memo/memo.ts'
import type { Output } from '../../model/artifact.ts'
import type { BakeFile, BakeTarget } from '../../model/generated/bake.ts'
import type { Manifest } from '../../model/generated/manifest.ts'
import { inOutput as fromProject } from '../../paths/output-path.ts'

/** One output folder as it is on a disk, in a git revision or about to be written. */
export interface OutputFiles {
  /** The text of a generated file, by its path in the output folder; undefined where there is none. */
  read(path: string): string | undefined
}

/** The files of an output folder, by texts whose paths are relative to the project root. */
export function filesIn(output: Pick<Output, 'folder'>, texts: ReadonlyMap<string, string | undefined>): OutputFiles {
  return { read: path => texts.get(fromProject(output, path)) }
}

/** The files of an output as they will be. */
export function outputFiles(output: Output): OutputFiles {
  const files = new Map(output.files.map(file => [file.path, file]))
  return { read: path => files.get(fromProject(output, path))?.text }
}

/** What an output folder says about its builds. */
export interface Builds {
  readonly manifest: Manifest
  readonly targets: Readonly<Record<string, BakeTarget>>
  /** The output folder as the targets call it, with its slash: `build/`. */
  readonly folder: string
  readonly files: OutputFiles
  /** Keeps what is worked out from one output to the next. */
  readonly memo: Memo
}

/** Reads manifest and bake file; undefined where there is no output that this version understands. */
export function readBuilds(files: OutputFiles, memo: Memo = new Memo()): Builds | undefined {
  const manifest = parsed<Manifest>(files.read('manifest.json'))
  const bake = parsed<BakeFile>(files.read('docker-bake.json'))
  if (manifest?.generator !== 'dockcompile' || typeof manifest.images !== 'object' || !bake) return undefined
  const targets = bake.target ?? {}
  return { manifest, targets, folder: folderOf(manifest, targets), files, memo }
}

/** A path relative to the project root as one in the output folder; undefined outside of it. */
export function inOutput({ folder }: Builds, path: string): string | undefined {
  return path.startsWith(folder) ? path.slice(folder.length) : undefined
}

/** A path of a build context, relative to the project root: `.` for the root itself. */
export function fromRoot(context: string, path: string): string {
  const parts: string[] = []
  for (const part of `${context}/${path}`.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/') || '.'
}

/** The manifest names files from the output folder, the bake file from the project root: what is left over is the folder. */
function folderOf({ images }: Manifest, targets: Builds['targets']): string {
  for (const [name, { dockerfile }] of Object.entries(images)) {
    const target = targets[name]
    if (!target || typeof dockerfile !== 'string') continue
    const path = fromRoot(target.context ?? '.', target.dockerfile ?? 'Dockerfile')
    if (dockerfile.startsWith('images/') && path.endsWith(`/${dockerfile}`)) return path.slice(0, -dockerfile.length)
    if (path === dockerfile) return ''
  }
  return ''
}

function parsed<T extends object>(text: string | undefined): T | undefined {
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as T) : undefined
  } catch {
    return undefined
  }
}
