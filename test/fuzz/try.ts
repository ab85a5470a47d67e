import fc, { type Arbitrary } from 'fast-check'
import type { Compilation } from '../../src/model/compilation.ts'
import { onDisk } from './on-disk.ts'
import { compileProject, type FuzzProject } from './project.ts'
import { RULES } from './rules.ts'
import type { SceneName } from './scenes.ts'

/** What is wrong with how a project is compiled: the name of a rule, and how it shows. */
export interface Finding {
  readonly rule: string
  readonly problem: string
}

/** Seconds of computing that one input may take; a busy machine does not count against it. */
const PATIENCE = 2

/** Compiles a project and looks at all that comes out; with a scene also on disk, where that is what it finds. */
export async function tryOut(
  project: FuzzProject,
  scene?: SceneName,
): Promise<{ readonly compiled: boolean; readonly finding?: Finding }> {
  const before = process.cpuUsage()
  let compilation: Compilation
  try {
    compilation = compileProject(project)
  } catch (error) {
    return { compiled: false, finding: { rule: 'no exception', problem: (error as Error).stack ?? String(error) } }
  }
  const { user, system } = process.cpuUsage(before)
  const compiled = compilation.outputs.length > 0
  const seconds = (user + system) / 1e6
  if (seconds > PATIENCE)
    return { compiled, finding: { rule: 'an answer within 2 s', problem: `it took ${seconds.toFixed(1)} s` } }
  for (const [rule, holds] of Object.entries(RULES)) {
    try {
      holds(compilation, project)
    } catch (error) {
      return { compiled, finding: { rule, problem: (error as Error).message } }
    }
  }
  if (scene === undefined) return { compiled }
  try {
    await onDisk(project, scene)
    return { compiled }
  } catch (error) {
    return { compiled, finding: { rule: `on disk where ${scene}`, problem: (error as Error).stack ?? String(error) } }
  }
}

/** The project of a number; the same number gives the same project in every run. */
export function projectAt(number: number, projects: Arbitrary<FuzzProject>): FuzzProject {
  return fc.sample(projects, { seed: number, numRuns: 1 })[0]!
}

/** The smallest project that shows the same, found by leaving out files, then lines, then words, within half a minute. */
export async function smallest(
  project: FuzzProject,
  isSame: (smaller: FuzzProject) => boolean | Promise<boolean>,
): Promise<FuzzProject> {
  const end = Date.now() + 30_000
  let best = project
  const attempt = async (smaller: FuzzProject): Promise<boolean> => {
    if (Date.now() > end || !(await isSame(smaller))) return false
    best = smaller
    return true
  }
  const without = (path: string) => new Map([...best.files].filter(([name]) => name !== path))
  for (const path of project.files.keys()) await attempt({ ...best, files: without(path) })
  if (await attempt({ ...best, args: [] })) best = { ...best, args: [] }
  for (const separator of ['\n', ' ', ',']) {
    for (const path of best.files.keys()) {
      await shorter(best.files.get(path)!.toString('latin1').split(separator), parts =>
        attempt({ ...best, files: new Map(best.files).set(path, Buffer.from(parts.join(separator), 'latin1')) }),
      )
    }
  }
  return best
}

/** Leaves out halves, quarters, …, single parts as long as `still` says that the rest will do. */
async function shorter(parts: readonly string[], still: (parts: readonly string[]) => Promise<boolean>): Promise<void> {
  let kept = parts
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let i = 0; i < kept.length; ) {
      const rest = [...kept.slice(0, i), ...kept.slice(i + size)]
      if (await still(rest)) kept = rest
      else i += size
    }
  }
}
