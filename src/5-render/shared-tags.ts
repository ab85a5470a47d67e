import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Output } from '../model/artifact.ts'
import type { Manifest } from '../model/generated/manifest.ts'
import type { StackReference } from '../model/project.ts'
import type { Workspace } from '../model/workspace.ts'
import { inOutput } from '../paths/output-path.ts'

/**
 * Warns of stacks that push different images under one tag, once for each pair of stacks. ZenML remembers the digest of what it pushed; who pulls by
 * the tag gets what was pushed last.
 */
export function checkSharedTags(outputs: readonly Output[], workspaces: readonly Workspace[], report: Report): void {
  if (outputs.length < 2) return
  const owners = new Map<string, { readonly stack: StackReference; readonly digest: string | null }>()
  const shared: { first: StackReference; second: StackReference; tags: string[] }[] = []
  for (const [i, output] of outputs.entries()) {
    const { project, stack: planned } = workspaces[i]!
    const stack = project.stacks.find(({ file }) => file === planned.file)!
    for (const { tag, digest } of taggedImages(output)) {
      const other = owners.get(tag)
      if (!other) owners.set(tag, { stack, digest })
      if (!other || other.digest === digest || other.stack === stack) continue
      const known = shared.find(({ first, second }) => first === other.stack && second === stack)
      if (known) known.tags.push(tag)
      else shared.push({ first: other.stack, second: stack, tags: [tag] })
    }
  }
  for (const { first, second, tags } of shared) {
    const help = 'give one of the stacks a registry or a repository of its own'
    const names = { first: first.name ?? first.file, second: second.name ?? second.file }
    report(diagnostic('DC4038', second.at, { ...names, tag: tags[0]!, more: tags.length - 1 }, { help }))
  }
}

function taggedImages({ files, folder }: Output): { tag: string; digest: string | null }[] {
  const file = files.find(({ path }) => path === inOutput({ folder }, 'manifest.json'))
  if (!file) return []
  const { images } = JSON.parse(file.text) as Manifest
  return Object.values(images).flatMap(({ tags, digest }) => tags.map(tag => ({ tag, digest })))
}
