import { isBuilt } from '../../5-render/bake-file.ts'
import type { Git } from '../../edge/git.ts'
import type { Compilation } from '../../model/compilation.ts'
import type { Sources } from '../../model/sources.ts'
import { buildContexts } from '../context/build-contexts.ts'
import { below, selectSent } from '../context/sent-files.ts'
import { inFolder, type PlannedImage, plannedImages } from '../manifests.ts'

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
  return plannedImages(compilation)
    .filter(({ image, plan }) => isBuilt(image, plan))
    .flatMap((planned): TouchedTarget[] => {
      const { name, image, plan, output } = planned
      const files = buildContexts(image, plan, output, sources).flatMap(context => {
        const inside = changed.flatMap(path => below(context.folder, path) ?? [])
        const sent = new Set(selectSent(context, inside).files)
        return changed.filter(path => sent.has(below(context.folder, path) ?? '') && !path.startsWith(`${output.folder}/`))
      })
      const ignored = buildContexts(image, plan, output, sources).flatMap(({ ignore }) => {
        const before = ignore ? git.show(revision, ignore.name) : undefined
        return before !== undefined && before !== ignore!.text ? [ignore!.name] : []
      })
      const recipe = recipeChange(planned, git, revision, inputsChanged)
      const reason = recipe ?? (files.length + ignored.length ? 'files' : undefined)
      return reason === undefined
        ? []
        : [{ folder: output.folder, target: name, reason, files: [...new Set([...files, ...ignored])] }]
    })
}

function recipeChange(
  { name, output }: PlannedImage,
  git: Git,
  revision: string,
  inputsChanged: boolean,
): 'new' | 'recipe' | undefined {
  const bake = inFolder(output, 'docker-bake.json')
  const before = git.show(revision, bake)
  if (before === undefined) return inputsChanged ? 'recipe' : undefined
  const old = targetOf(before, name)
  if (old === undefined) return 'new'
  return old === targetOf(output.files.find(file => file.path === bake)!.text, name) ? undefined : 'recipe'
}

/** A target and those that it stands on, as text; its labels hold the digest of the recipe. What describes it only is left out. */
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
