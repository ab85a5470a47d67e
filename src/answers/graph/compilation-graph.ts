import type { Compilation } from '../../model/compilation.ts'
import type { BuildPlan } from '../../model/plan.ts'
import { layersOf } from '../layers/layers-of.ts'
import { outputFiles, readBuilds } from '../layers/output-files.ts'
import type { Graph } from './graph.ts'
import { planGraph } from './plan-graph.ts'
import { svg } from './svg.ts'

/** The graph of everything that was compiled, or of one pipeline. */
export function compilationGraph({ plans, outputs }: Compilation, pipeline?: string): Graph {
  return planGraph(
    plans.map((plan, i) => {
      const builds = readBuilds(outputFiles(outputs[i]!))
      return { plan: onlyPipeline(plan, pipeline), layersOf: image => builds && layersOf(builds, image)?.layers }
    }),
  )
}

/**
 * What `dockcompile graph --format svg` draws: pipelines, steps, images, the layers that images share, and parents, as one SVG without anything
 * from elsewhere. Of a compilation with errors, which has no outputs, it is an empty picture.
 *
 * @example graphSvg(compile(sources, options, resources))
 */
export function graphSvg(compilation: Compilation): string {
  const { plans, outputs } = compilation
  return svg(compilationGraph({ ...compilation, plans: outputs.length > 0 ? plans : [] }))
}

/** A plan with one pipeline and the images of it. */
function onlyPipeline(plan: BuildPlan, name: string | undefined): BuildPlan {
  if (name === undefined) return plan
  const pipelines = plan.pipelines.filter(pipeline => pipeline.name === name)
  const used = new Set(
    pipelines.flatMap(({ steps, builds }) => [...steps.map(([, id]) => id), ...builds.map(({ image }) => image)]),
  )
  return { ...plan, pipelines, images: plan.images.filter(({ id }) => used.has(id)) }
}
