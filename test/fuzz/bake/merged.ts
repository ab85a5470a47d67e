import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { readInstructions } from '../../../src/dockerfile/read-instructions.ts'
import { walkStages } from '../../../src/dockerfile/stages.ts'
import type { Compilation } from '../../../src/model/compilation.ts'
import { type BuildPlan, GIVEN_TARGET, type ImagePlan, targetsOf } from '../../../src/model/plan.ts'
import type { FuzzProject } from '../project.ts'

/** A target as a bake file has it. */
export interface Target {
  readonly context: string
  readonly dockerfile: string
  readonly contexts?: Readonly<Record<string, string>>
  readonly [attribute: string]: unknown
}

interface Bake {
  readonly variable?: Readonly<Record<string, unknown>>
  readonly group: Readonly<Record<string, { readonly targets: readonly string[] }>>
  readonly target?: Readonly<Record<string, Target>>
}

/** A target of one project, and what the compiler meant by it. */
export interface Meant {
  readonly project: Sample
  readonly plan: BuildPlan
  readonly image: ImagePlan
  /** It builds the user's Dockerfile, below the image or as the image. */
  readonly isUsers: boolean
}

/** A project that compiles, and its number. */
export interface Sample {
  readonly number: number
  readonly project: FuzzProject
  readonly compilation: Compilation
}

/** Targets of one call: what bake starts at once. */
const MOST = 64

/** One bake file made of the targets of many projects, each in a folder of its own, named for its number. */
export class Merged {
  readonly variables: Record<string, unknown> = {}
  readonly groups: Record<string, { targets: string[] }> = {}
  readonly targets: Record<string, Target> = {}
  readonly meant = new Map<string, Meant>()

  /** Takes a project in; false when there is no room, or when it means another variable by the same name. */
  add(sample: Sample): boolean {
    const bakes = bakesOf(sample)
    const count = bakes.reduce((sum, { bake }) => sum + Object.keys(bake.target ?? {}).length, 0)
    if (this.meant.size > 0 && this.meant.size + count > MOST) return false
    const variables = bakes.flatMap(({ bake }) => Object.entries(bake.variable ?? {}))
    if (variables.some(([name, block]) => JSON.stringify(this.variables[name] ?? block) !== JSON.stringify(block))) return false
    for (const [name, block] of variables) this.variables[name] = block
    for (const [i, { bake, plan }] of bakes.entries()) this.#take(sample, plan, bake, `p${sample.number}-${i}`)
    return true
  }

  #take(sample: Sample, plan: BuildPlan, bake: Bake, prefix: string): void {
    for (const [name, group] of Object.entries(bake.group))
      this.groups[`${prefix}-${name}`] = { ...group, targets: group.targets.map(target => `${prefix}-${target}`) }
    for (const image of plan.images.filter(image => image.built)) {
      this.meant.set(`${prefix}-${image.id}`, { project: sample, plan, image, isUsers: image.kind === 'dockerfile' })
      if (image.parentTarget === null) continue
      this.meant.set(`${prefix}-${image.parentTarget}`, { project: sample, plan, image, isUsers: true })
    }
    for (const [name, target] of Object.entries(bake.target ?? {})) {
      if (name === GIVEN_TARGET) continue
      const contexts = Object.entries(target.contexts ?? {}).map(([key, value]) => [
        key,
        value.replace(/^target:/, `target:${prefix}-`),
      ])
      this.targets[`${prefix}-${name}`] = {
        ...target,
        context: `p${sample.number}/${target.context}`,
        ...(contexts.length > 0 && { contexts: Object.fromEntries(contexts) }),
      }
    }
  }

  #secretFiles(): string[] {
    return [...this.meant.values()].flatMap(({ image }) =>
      targetsOf(image).flatMap(target => target.secrets.flatMap(s => s.file ?? [])),
    )
  }

  samples(): Sample[] {
    return [...new Set([...this.meant.values()].map(({ project }) => project))]
  }

  /** What `FROM` names in the Dockerfile of a target, ours or the user's, as BuildKit looks for it. */
  parentsOf(target: string): string[] {
    const stages = [
      ...walkStages(
        readInstructions(this.#dockerfileOf(target)),
        this.targets[target]!.args as Record<string, string> | undefined,
      ),
    ]
    const names = stages.flatMap(({ instruction, stage, scope }) =>
      instruction.keyword === 'from' && stage && !stage.base ? scope.expand(stage.image).text : [],
    )
    return names.map(name => name.replace(/^(?:index\.)?docker\.io\/(?:library\/)?|:latest$/g, ''))
  }

  #dockerfileOf(target: string): string {
    const { image, plan, project, isUsers } = this.meant.get(target)!
    if (isUsers && image.parent.kind === 'dockerfile') return image.parent.text
    const path = posix.join(plan.folder, 'images', image.id, 'Dockerfile')
    return project.compilation.outputs.flatMap(o => o.files).find(file => posix.normalize(file.path) === path)!.text
  }

  /** Writes the projects with their outputs, and the bake file; gives its path. */
  write(workspace: string, name: string): string {
    for (const { number, project, compilation } of this.samples()) {
      const texts = compilation.outputs.flatMap(output => output.files).map(({ path, text }) => [path, text] as const)
      for (const [path, content] of [...project.files, ...texts]) {
        const file = join(workspace, `p${number}`, path)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, content)
      }
    }
    // bake looks for the files of secrets even when it only prints.
    for (const file of this.#secretFiles()) {
      mkdirSync(dirname(join(workspace, file)), { recursive: true })
      writeFileSync(join(workspace, file), '')
    }
    const target = { [GIVEN_TARGET]: { context: '.', dockerfile: 'Dockerfile' }, ...this.targets }
    return save(workspace, name, { variable: this.variables, group: this.groups, target })
  }
}

/** Writes a bake file whose default are all its targets. */
export function save(workspace: string, name: string, { variable, group, target }: Required<Bake>): string {
  const path = `${name}.json`
  const groups = { ...group, default: { targets: Object.keys(target) } }
  const text = JSON.stringify({ ...(Object.keys(variable).length > 0 && { variable }), group: groups, target })
  writeFileSync(join(workspace, path), text)
  return path
}

function bakesOf({ compilation: { outputs, plans } }: Sample): { bake: Bake; plan: BuildPlan }[] {
  return outputs.flatMap(({ files }, i) =>
    files
      .filter(file => /(?:^|\/)docker-bake\.json$/.test(file.path))
      .map(file => ({ bake: JSON.parse(file.text) as Bake, plan: plans[i]! })),
  )
}
