import { leftOverOutputs } from '../../edge/left-over-outputs.ts'
import type { Output } from '../../model/artifact.ts'
import type { Call } from '../command.ts'
import type { Project } from './project.ts'

/** What a run brings up to date: the outputs, and, where it is about the whole project, the folders of stacks that the project no longer has. */
export function allOutputs(
  { args, words }: Call,
  { root, compilation: { outputs, plans }, projectFile }: Project,
): readonly Output[] {
  const all = plans[0]?.outputs
  if (all === undefined || outputs.length === 0 || projectFile === undefined || words.length > 0 || args.has('stack'))
    return outputs
  return [...outputs, ...leftOverOutputs(root, all, outputs)]
}
