import { parse } from '../../1-parse/parse.ts'
import { nameWords } from '../../code/survey/name-words.ts'
import type { SurveyedPipeline } from '../../code/survey/survey.ts'
import { get, type Node } from '../../model/node.ts'
import type { Surroundings } from './look-around.ts'

/** The pipeline that a run configuration can only be for, though no call names it, and the reason. */
export interface Taker {
  readonly pipeline: SurveyedPipeline
  readonly because: string
  /** Whether the content of the file says it, and not only its name. */
  readonly isSure: boolean
}

/**
 * Finds that pipeline: the only one that has all the parameters, that calls all the steps, or that is called like the file; or the only one there is. Undefined
 * where there are several or none.
 */
export function takerOf(file: string, pipelines: readonly SurveyedPipeline[], { sources }: Surroundings): Taker | undefined {
  const { root } = parse(file, sources.read(file) ?? '', () => {})
  const parameters = keysOf(get(root, 'parameters'))
  const steps = keysOf(get(root, 'steps'))
  // ZenML refuses parameters that the function does not have, and so they rule a pipeline out; steps that it does not have are dropped.
  const able = pipelines.filter(pipeline => parameters.every(name => pipeline.parameters.includes(name)))
  const only = (fits: (pipeline: SurveyedPipeline) => boolean, because: string, isSure: boolean): Taker | undefined => {
    const [pipeline, ...others] = able.filter(fits)
    return pipeline && others.length === 0 ? { pipeline, because, isSure } : undefined
  }
  const stem = nameWords(file.slice(file.lastIndexOf('/') + 1, file.lastIndexOf('.')))
  return (
    (parameters.length > 0 ? only(() => true, 'by its parameters', true) : undefined) ??
    (steps.length > 0
      ? only(({ steps: calls }) => steps.every(step => calls.has(step.replace(/_\d+$/, ''))), 'by its steps', true)
      : undefined) ??
    only(({ bound, name }) => [bound, name].some(own => nameWords(own) === stem), 'by its name', false) ??
    (pipelines.length === 1 ? only(() => true, 'for the only pipeline here', false) : undefined)
  )
}

const keysOf = (node: Node | undefined): string[] =>
  node?.kind === 'map' ? node.entries.flatMap(({ key }) => (key.kind === 'string' ? [key.value] : [])) : []
