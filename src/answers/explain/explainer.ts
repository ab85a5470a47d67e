import type { OwnTemplate } from '../../5-render/templates.ts'
import { type Trace, traceTemplates } from '../../5-render/trace.ts'
import { groupBy } from '../../basics/group-by.ts'
import type { Output } from '../../model/artifact.ts'
import type {
  ImageExplanation,
  LayerExplanation,
  LayersExplanation,
  LineOrigin,
  SettingExplanation,
  Split,
} from '../../model/explanation.ts'
import type { Node } from '../../model/node.ts'
import { type BuildPlan, type ImagePlan, parentOwner } from '../../model/plan.ts'
import type { Workspace } from '../../model/workspace.ts'
import { inOutput } from '../../paths/output-path.ts'
import type { Sources } from '../../sources/sources.ts'
import type { Span } from '../../sources/span.ts'
import { outputFiles } from '../layers/output-files.ts'
import { sentAgain } from '../layers/sent-again.ts'
import { type SharedWith, sharedWith } from '../layers/shared-with.ts'
import { Counterfactual } from './counterfactual.ts'
import { copiedLines, dockerfileLines } from './dockerfile-lines.ts'
import type { EffectContext } from './effect-context.ts'
import { codeReason, type ImageContext, parentReason, systemPackageCauses } from './image-reasons.ts'
import { requirementOrigins } from './requirement-origins.ts'
import { settingEffects } from './setting-effects.ts'
import { splits } from './splits.ts'
import { type WrittenSetting, WrittenSettings } from './written-settings.ts'

/** One stack's compilation, to be explained. */
export interface Explained {
  readonly workspace: Workspace
  readonly plan: BuildPlan
  readonly output: Output
  readonly sources: Sources
  /** The content of a pipeline file. */
  readonly rootOf: (file: string) => Node | undefined
  /** The templates of the project, by the names of the shipped ones in whose places they are. */
  readonly templates: () => ReadonlyMap<string, OwnTemplate>
  /** Places that hold credentials: what was written there is not shown. */
  readonly secret: readonly Span[]
}

/** A Dockerfile, line by line. */
export interface ExplainedDockerfile {
  /** Relative to the project root. */
  readonly path: string
  readonly lines: readonly LineOrigin[]
}

/** Answers why the outputs of one stack are as they are. Pure, as `compile` is; each answer is worked out when it is asked for, once. */
export class Explainer {
  readonly explained: Explained
  readonly #users: EffectContext['users']
  #trace: Trace | undefined
  #effects: EffectContext | undefined
  #sharedWith: SharedWith | undefined

  constructor(explained: Explained) {
    this.explained = explained
    this.#users = new Map(groupBy(explained.plan.requests, ({ image }) => image).map(group => [group[0]!.image, group]))
  }

  /** Why an image exists, and who brought what it holds. */
  image(image: ImagePlan): ImageExplanation {
    const context = this.#context(image)
    const { parent, apt } = image
    const code = codeReason(context)
    return {
      image: image.id,
      kind: image.kind,
      tags: image.tags,
      parent: {
        from:
          parent.kind === 'dockerfile' ? parent.dockerfile : parent.digest ? `${parent.image}@${parent.digest}` : parent.image,
        reason: parentReason(context),
      },
      code: { mode: image.code.mode, rule: code.rule, causes: code.causes },
      requests: (this.#users.get(image.id) ?? []).map(({ pipeline, step, key, reason }) => ({
        pipeline: pipeline.name,
        step,
        key,
        why: reason,
      })),
      usedBy: image.usedBy,
      dockerfile: dockerfilePath(image, this.explained),
      requirements: requirementOrigins(context, this.explained.output),
      layers: this.#layers(image),
      sentAgain: image.sizes.length > 0 ? sentAgain(outputFiles(this.explained.output), image.id) : [],
      systemPackages: [...new Set(apt.map(({ name }) => name))].map(name => ({
        package: name,
        causes: apt.filter(each => each.name === name).flatMap(each => systemPackageCauses(context, each)),
      })),
    }
  }

  /** The Dockerfiles that an image is built from: its own first, then the parent's, where that is copied. Empty where nothing is built. */
  dockerfiles(image: ImagePlan): ExplainedDockerfile[] {
    const { output, secret } = this.explained
    const path = dockerfilePath(image, this.explained)
    if (path === null) return []
    this.#trace ??= traceTemplates(this.explained.plan.dialect, this.explained.templates())
    const context = this.#context(image)
    const own = { path, lines: dockerfileLines(context, output, this.#trace, secret) ?? [] }
    const parentPath = inOutput(this.explained.plan, `images/${parentOwner(image, this.explained.plan)}/parent.Dockerfile`)
    const copied = parentPath === path ? undefined : output.files.find(file => file.path === parentPath)
    return copied ? [own, { path: parentPath, lines: copiedLines(context, copied.text) }] : [own]
  }

  /**
   * What became of docker settings: of all that were written, or of those that are asked for.
   *
   * @param file only settings of this file are looked at
   */
  settings(asked: (setting: WrittenSetting) => boolean = () => true, file?: string): SettingExplanation[] {
    const context = this.#effectContext()
    const { written } = context
    return settingEffects(context, (file === undefined ? written.all() : written.in(file)).filter(asked))
  }

  /** Images that a single setting keeps apart. */
  splits(): Split[] {
    return splits(this.#effectContext())
  }

  /** The names of all docker settings that were written: `apt_packages`, `environment.MODE`. */
  settingNames(): string[] {
    return [
      ...new Set(
        this.#effectContext()
          .written.all()
          .map(({ path }) => path.join('.')),
      ),
    ]
  }

  #layers({ id, layers, installs }: ImagePlan): LayersExplanation | null {
    if (!layers) return null
    this.#sharedWith ??= sharedWith(outputFiles(this.explained.output))
    return {
      layers: installs.flatMap(({ stage }): LayerExplanation[] =>
        stage
          ? [
              {
                name: stage.name,
                packages: stage.packages.map(({ name, version, bytes }) => ({ package: name, version, bytes })),
                sharedWith: this.#sharedWith!(id, stage.name),
              },
            ]
          : [],
      ),
      kept: layers.kept.map(({ name }) => name),
      replaced: layers.replaced,
    }
  }

  #context(image: ImagePlan): ImageContext {
    const { plan, workspace, sources } = this.explained
    const settings = new Set(this.#users.get(image.id)?.map(request => request.settings))
    return { image, plan, workspace, sources, settings: [...settings] }
  }

  #effectContext(): EffectContext {
    const { plan, workspace, sources, rootOf, secret } = this.explained
    this.#effects ??= {
      workspace,
      images: plan.images,
      users: this.#users,
      written: new WrittenSettings(workspace, rootOf),
      counterfactual: new Counterfactual(workspace, plan, sources),
      secret,
    }
    return this.#effects
  }
}

function dockerfilePath(image: ImagePlan, { plan, output }: Explained): string | null {
  const { kind, parent } = image
  const path = (name: string) => inOutput(plan, `images/${image.id}/${name}`)
  if (kind === 'build' || kind === 'retag') return path('Dockerfile')
  if (kind !== 'dockerfile' || parent.kind !== 'dockerfile') return null
  const copied = path('parent.Dockerfile')
  return output.files.some(file => file.path === copied) ? copied : parent.dockerfile
}
