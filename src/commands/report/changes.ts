import { structuredPatch } from 'diff'
import { filesIn, outputFiles } from '../../answers/layers/output-files.ts'
import { rebuiltLayers } from '../../answers/layers/rebuilt-layers.ts'
import type { ChangedFile, ReportInput } from '../../answers/report/report-data.ts'
import { byCodePoint } from '../../basics/order.ts'
import { GitProblem, git } from '../../edge/git.ts'
import { lineEndsApart } from '../../edge/line-ends.ts'
import { checkOutputs } from '../../edge/write.ts'
import type { Output } from '../../model/artifact.ts'
import type { Manifest } from '../../model/generated/manifest.ts'
import { inOutput } from '../../paths/output-path.ts'
import { UsageError } from '../shared/arguments.ts'
import { rebuildsOf } from '../shared/rebuilds-of.ts'

type Changes = ReportInput['changes']

/** What compile would change on disk. */
export function changesOnDisk(root: string, outputs: readonly Output[]): Changes {
  const plans = checkOutputs(root, outputs).plans.map(plan => lineEndsApart(plan)[1])
  const files = plans.flatMap(plan =>
    plan.changes.map(({ path, before, after }) => changedFile(path, before && Buffer.from(before).toString(), after)),
  )
  const rebuilds = plans.map(plan => ({ folder: plan.output.folder, images: rebuildsOf(plan) }))
  return { against: 'the files on disk', files, rebuilds }
}

/** What is different from the output that is checked in at a git revision. */
export function changesSince(root: string, outputs: readonly Output[], revision: string): Changes {
  const repository = git(root)
  try {
    // Asked for its complaint: an unknown revision shows no file, and says nothing.
    repository.changedSince(revision)
    const compared = outputs.map(output => {
      const manifest = inOutput(output, 'manifest.json')
      const text = repository.show(revision, [manifest]).get(manifest)
      const earlier = text === undefined ? [] : filesOf(text).map(path => inOutput(output, path))
      const old = repository.show(revision, [manifest, ...output.files.map(({ path }) => path), ...earlier])
      const images = rebuiltLayers(filesIn(output, old), outputFiles(output))
      return { folder: output.folder, images, files: changesOf(output, old) }
    })
    return { against: `the output at ${revision}`, files: compared.flatMap(({ files }) => files), rebuilds: compared }
  } catch (error) {
    if (error instanceof GitProblem) throw new UsageError(`git cannot show the output at \`${revision}\`: ${error.message}`)
    throw error
  }
}

/** The files that a manifest of an earlier day names; none where it is not a manifest. */
function filesOf(text: string): string[] {
  try {
    return Object.keys((JSON.parse(text) as Manifest).files ?? {})
  } catch {
    return []
  }
}

function changesOf(output: Output, old: ReadonlyMap<string, string>): ChangedFile[] {
  const now = new Map(output.files.map(({ path, text }) => [path, text]))
  return [...new Set([...old.keys(), ...now.keys()])]
    .sort(byCodePoint)
    .filter(path => old.get(path) !== now.get(path))
    .map(path => changedFile(path, old.get(path), now.get(path)))
}

function changedFile(path: string, before: string | undefined, after: string | undefined): ChangedFile {
  const what = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
  // Beyond this many changed lines finding the shortest diff takes longer than anybody reads.
  const found = structuredPatch(path, path, before ?? '', after ?? '', undefined, undefined, { maxEditLength: 2000 })
  const patch = found?.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ])
  return { path, what, patch: patch ?? ['the file differs altogether'] }
}
