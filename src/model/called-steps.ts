import type { CodePipeline } from './code.ts'

/** The steps of a pipeline in the order in which its function calls them, which is the order for people; ZenML builds in another one. */
export function calledSteps({ steps }: CodePipeline): readonly string[] {
  const [first] = steps
  // A call ends behind those that are its arguments.
  const isOneFile = steps.every(({ at }) => at.file === first!.at.file)
  const sorted = isOneFile ? [...steps].sort((a, b) => a.at.end - b.at.end) : steps
  return sorted.map(({ name }) => name)
}
