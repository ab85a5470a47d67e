import { type BuildContext, buildContexts } from '../../answers/context/build-contexts.ts'
import type { Git } from '../../edge/git.ts'
import type { Compilation } from '../../model/compilation.ts'
import { below } from '../../paths/below.ts'
import { inOutput } from '../../paths/output-path.ts'
import type { Sources } from '../../sources/sources.ts'
import { selectSent } from '../context/sent-files.ts'
import { type PlannedImage, plannedImages } from '../shared/planned-images.ts'

/** A bake target that changes touch, and why. */
export interface TouchedTarget {
  readonly folder: string
  readonly target: string
  /** `new`: it was not there. `recipe`: its Dockerfile, lists, tags or options. `files`: what is copied into it. */
  readonly reason: 'new' | 'recipe' | 'files'
  /** The changed files that it copies. */
  readonly files: readonly string[]
}

/**
 * The bake targets that the changes since a revision touch. The bake file and the manifest of that revision tell what each was; where they are not
 * checked in, a target counts as soon as anything changed that the compiler reads. Files that are copied count by themselves.
 */
export function touchedTargets(compilation: Compilation, sources: Sources, git: Git, revision: string): TouchedTarget[] {
  const changed = git.changedSince(revision)
  const reads = new Set(compilation.reads)
  const inputsChanged = changed.some(path => reads.has(path))
  const planned = plannedImages(compilation)
    .filter(({ image }) => image.built)
    .map(one => ({ ...one, contexts: buildContexts(one.image, one.plan, one.output, sources) }))
  const generated = planned.flatMap(({ output, contexts }) => [
    inOutput(output, 'docker-bake.json'),
    ...contexts.flatMap(({ ignore }) => ignore?.name ?? []),
  ])
  const before = git.show(revision, [...new Set(generated)])
  return planned.flatMap((one): TouchedTarget[] => {
    const files = [...new Set([...copiedFiles(one, changed), ...changedIgnoreFiles(one, before)])]
    const reason = recipeChange(one, before, inputsChanged) ?? (files.length ? 'files' : undefined)
    return reason === undefined ? [] : [{ folder: one.output.folder, target: one.name, reason, files }]
  })
}

interface Planned extends PlannedImage {
  readonly contexts: readonly BuildContext[]
}

function copiedFiles({ output, contexts }: Planned, changed: readonly string[]): string[] {
  return contexts.flatMap(context => {
    const inside = changed.flatMap(path => below(context.folder, path) ?? [])
    const sent = new Set(selectSent(context, inside).files)
    return changed.filter(path => sent.has(below(context.folder, path) ?? '') && !path.startsWith(`${output.folder}/`))
  })
}

/** Another ignore file lets other files through, though none of them changed. */
function changedIgnoreFiles({ contexts }: Planned, before: ReadonlyMap<string, string>): string[] {
  return contexts.flatMap(({ ignore }) => {
    const old = ignore === null ? undefined : before.get(ignore.name)
    return ignore !== null && old !== undefined && old !== ignore.text ? [ignore.name] : []
  })
}

function recipeChange(
  { name, output }: Planned,
  before: ReadonlyMap<string, string>,
  inputsChanged: boolean,
): 'new' | 'recipe' | undefined {
  const bake = inOutput(output, 'docker-bake.json')
  const text = before.get(bake)
  if (text === undefined) return inputsChanged ? 'recipe' : undefined
  const old = targetOf(text, name)
  if (old === undefined) return 'new'
  return old === targetOf(output.files.find(file => file.path === bake)!.text, name) ? undefined : 'recipe'
}

/** A target and those that it is based on, as text; its labels hold the digest of the recipe. Descriptions are left out. */
function targetOf(text: string, name: string): string | undefined {
  const targets = parsed(text)?.target ?? {}
  if (!Object.hasOwn(targets, name)) return undefined
  const { description: _, ...target } = targets[name]!
  const below = Object.values(target.contexts ?? {}).flatMap(value => /^target:(.*)/.exec(value)?.[1] ?? [])
  return JSON.stringify([target, ...below.map(other => targetOf(text, other))])
}

type BakeFile = { target?: Record<string, { description?: string; contexts?: Record<string, string> }> }

function parsed(text: string): BakeFile | undefined {
  try {
    return JSON.parse(text) as BakeFile
  } catch {
    return undefined
  }
}
