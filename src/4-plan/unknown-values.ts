import { unknownValue } from '../code/unknown-value.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import type { UnknownNode } from '../model/node.ts'
import type { ImageRequest } from '../model/plan.ts'
import type { OpenQuestion, Pipeline, WorkspaceBase } from '../model/workspace.ts'
import { ownName } from './names.ts'

/**
 * Values that images need and that only running the code would tell: each is said once, with all images of all stacks that it reaches. What nobody
 * needs (the settings of a pipeline whose steps all have their own, anything of a stack that runs without images) is not said.
 */
export class UnknownValues {
  readonly #found = new Map<string, { readonly node: UnknownNode; readonly reaches: Set<string>; readonly way: string }>()

  /** Notes what a pipeline needs for the images that it asks for. */
  add(pipeline: Pipeline, required: readonly ImageRequest[], workspace: WorkspaceBase): void {
    for (const request of required)
      for (const node of request.settings.unknown) this.#add(node, `the image \`${ownName(request)}\``, SETTING)
    if (pipeline.prebuilt) return
    for (const question of pipeline.open)
      if (isAsked(question, required, workspace)) this.#add(question.node, decided(question, pipeline), WAYS[question.decides])
  }

  report(report: Report): void {
    for (const { node, reaches, way } of this.#found.values()) report(unknownValue(node, { reaches: listed([...reaches]), way }))
  }

  #add(node: UnknownNode, reaches: string, way: string): void {
    const key = `${node.span.file}\n${node.span.start}\n${node.span.end}`
    const known = this.#found.get(key) ?? { node, reaches: new Set(), way }
    known.reaches.add(reaches)
    this.#found.set(key, known)
  }
}

const SETTING = 'set the key in the run configuration (`file` of the entry)'

const WAYS: Readonly<Record<OpenQuestion['decides'], string>> = {
  settings: SETTING,
  'step operator': 'set `step_operator` of the step in the run configuration (`file` of the entry)',
  'Seldon image': 'set `extra` in the run configuration (`file` of the entry)',
  'pipeline image': SETTING,
}

/** Whether anything of this stack depends on the answer. */
function isAsked({ decides }: OpenQuestion, required: readonly ImageRequest[], { stack }: WorkspaceBase): boolean {
  const has = (type: string) => stack.components.some(c => c.type === type && (c.known ? c.known.image !== undefined : true))
  switch (decides) {
    case 'settings':
      return required.length > 0
    case 'step operator':
      return has('step_operator')
    case 'Seldon image':
      return has('model_deployer')
    case 'pipeline image':
      return required.length > 0 && required.every(({ step }) => step !== null)
  }
}

function decided({ decides, step }: OpenQuestion, pipeline: Pipeline): string {
  const whose = step === null ? `the pipeline \`${pipeline.name}\`` : `the step \`${step}\` of \`${pipeline.name}\``
  switch (decides) {
    case 'settings':
      return `whether ${whose} has an image of its own`
    case 'step operator':
      return `whether ${whose} needs an image for a step operator`
    case 'Seldon image':
      return `whether ${whose} needs an image for Seldon`
    case 'pipeline image':
      return `whether ${whose} has an image`
  }
}

/** Up to three, then how many more there are. */
function listed(all: readonly string[]): string {
  const [first, ...others] = all.length > 3 ? [...all.slice(0, 3), `${all.length - 3} more`] : all
  const last = others.pop()
  return last === undefined ? first! : `${[first, ...others].join(', ')} and ${last}`
}
