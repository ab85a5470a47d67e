import type { Edited } from '../../answers/editor/edited.ts'
import type { Schema } from '../../answers/editor/schema-at.ts'
import { explain } from '../../answers/explain/explain.ts'
import type { Explainer } from '../../answers/explain/explainer.ts'
import { diskSources } from '../../edge/disk.ts'
import { diagnosticPage, packageSchema } from '../../edge/package-files.ts'
import type { Compilation } from '../../model/compilation.ts'
import type { Asked } from './asked.ts'

const explained = new WeakMap<Compilation, readonly Explainer[]>()
const schemas = new Map<string, Schema>()

/** A compilation for the questions of an editor. Its explanation is made when it is asked for, once. */
export function editedOf({ compiled, project }: Asked): Edited {
  const { compilation, sources, textOf, memo } = compiled
  return {
    compilation,
    known: project.known,
    textOf,
    onDisk: file => diskSources(project.root).read(file),
    projectFile: project.projectFile,
    memo,
    explainers() {
      const known = explained.get(compilation) ?? explain(compilation, sources, memo)
      explained.set(compilation, known)
      return known
    },
    schema(kind) {
      const known = schemas.get(kind) ?? (packageSchema(kind) as Schema)
      schemas.set(kind, known)
      return known
    },
    page: diagnosticPage,
  }
}
