import { renderStack } from './5-render/render.ts'
import { chosenPlan, withOthers, withoutOthers } from './5-render/with-others.ts'
import { byCodePoint } from './basics/order.ts'
import { compile, type Resources } from './compile.ts'
import { hasErrors } from './diagnostics/diagnostic.ts'
import type { Output } from './model/artifact.ts'
import type { Compilation } from './model/compilation.ts'
import type { CompileOptions } from './model/options.ts'
import type { Sources } from './sources/sources.ts'

/**
 * Compiles the FILES of a project that lists pipelines: reports and outputs are about them alone. Names of images and who shares which are
 * those of the whole project, as long as it can be compiled; mistakes of the other pipelines do not matter.
 */
export function compileSome(sources: Sources, options: CompileOptions, resources: Resources): Compilation {
  const some = compile(sources, options, resources)
  if (hasErrors(some.diagnostics)) return some
  const { files: _, baseline: __, flags, ...rest } = options
  const all = compile(sources, { ...rest, flags: { ...flags, denyWarnings: false } }, resources)
  const whole = hasErrors(all.diagnostics) ? some : all
  const narrowed = some.outputs.map((output, i) => narrow(output, some.plans[i]!.pipelines, whole, sources))
  return {
    ...some,
    outputs: narrowed.map(({ output }) => output),
    plans: narrowed.map(({ plan }) => plan),
    workspaces: narrowed.map(({ workspace }) => workspace),
    // Whether an image is shared depends on the others, too.
    reads: union(some.reads, whole.reads),
    globs: union(some.globs, whole.globs),
  }
}

function narrow({ folder, at }: Output, pipelines: readonly { readonly name: string }[], whole: Compilation, sources: Sources) {
  const i = whole.outputs.findIndex(output => output.folder === folder)
  const [plan, workspace] = [whole.plans[i]!, whole.workspaces[i]!]
  const chosen = {
    plan,
    names: new Set(pipelines.map(({ name }) => name)),
    render: (changed: typeof plan) =>
      changed === plan ? whole.outputs[i]!.files : renderStack(changed, workspace, sources, () => {}).files,
  }
  const output: Output = {
    folder,
    files: withoutOthers(chosen),
    ...(at && { at }),
    withOthers: onDisk => withOthers(chosen, onDisk),
  }
  return { output, plan: chosenPlan(chosen), workspace }
}

const union = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])].sort(byCodePoint)
