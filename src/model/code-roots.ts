import type { CodePipeline, CodeStep } from './code.ts'
import type { MapNode, Node } from './node.ts'

/** What code says, in the form of run configuration files, lowest layer first: one for each `DockerSettings`, `with_options` and so on. */
export function codeRoots({ layers, steps, stepOptions }: CodePipeline): readonly MapNode[] {
  return [
    ...layers.map(({ config }) => config),
    ...steps.flatMap(step => step.layers.map(({ config }) => withSteps(stepEntry(step, config)))),
    ...(stepOptions ? [withSteps(stepOptions)] : []),
  ]
}

function stepEntry({ name, at }: CodeStep, config: Node): MapNode {
  return { kind: 'map', entries: [{ key: { kind: 'string', value: name, span: at }, value: config }], span: config.span }
}

function withSteps(steps: Node): MapNode {
  return { kind: 'map', entries: [{ key: { kind: 'string', value: 'steps', span: steps.span }, value: steps }], span: steps.span }
}
