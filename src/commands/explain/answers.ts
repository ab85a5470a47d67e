import type { Explainer } from '../../answers/explain/explainer.ts'
import { redact } from '../../credentials/redact.ts'
import { codes } from '../../diagnostics/codes.ts'
import type { positions } from '../../diagnostics/position.ts'
import { diagnosticPage } from '../../edge/package-files.ts'
import type { Cause, RequirementOrigin, SettingExplanation, Split, SystemPackageOrigin } from '../../model/explanation.ts'
import type {
  ExplainAnswers,
  ExplainedCause,
  ExplainedDiagnostic,
  ExplainedImage,
  ExplainedInputKey,
  ExplainedKey,
  ExplainedLine,
  ExplainedPackage,
  ExplainedPlace,
  ExplainedProjectKey,
  ExplainedRequirement,
  ExplainedSetting,
  ExplainedSplit,
  ExplainedSystemPackage,
  ExplainedWorkspace,
} from '../../model/generated/explain.ts'
import type { ImagePlan } from '../../model/plan.ts'
import type { Span } from '../../sources/span.ts'
import type { InputKeyExplanation } from './input-keys.ts'
import { isBelow, type Match } from './matches.ts'
import { explainProjectKey } from './project-keys.ts'

/** One answer, as `--json` prints it (schema/explain.schema.json). */
export type Answer = ExplainAnswers['answers'][number]

/** Says where spans are. */
export type PlaceOf = ReturnType<typeof positions>

/** Makes answers; places become lines and columns. */
export class Answers {
  readonly #placeOf: PlaceOf
  readonly #descriptions: (key: string) => string | null

  /** @param descriptions what a docker setting means; null for what is not a key of its own */
  constructor(placeOf: PlaceOf, descriptions: (key: string) => string | null) {
    this.#placeOf = placeOf
    this.#descriptions = descriptions
  }

  of(match: Match): Answer[] {
    switch (match.kind) {
      case 'image':
        return [this.#image(match.explainer, match.image)]
      case 'line':
        return this.#lines(match)
      case 'package':
        return [this.#package(match)]
      case 'key':
        return [this.#key(match)]
      case 'input key':
        return [this.#inputKey(match.found)]
      case 'project key':
        return [this.#projectKey(match)]
    }
  }

  workspace(explainer: Explainer): ExplainedWorkspace {
    const { plan } = explainer.explained
    return {
      about: 'workspace',
      folder: plan.folder,
      stack: plan.stack,
      zenml: plan.zenml,
      python: plan.python,
      dialect: plan.dialect,
      images: plan.images.map(image => {
        const { parent, requests } = explainer.image(image)
        const { id, kind, usedBy } = image
        return { image: id, kind, parent: parent.from, requests: [...requests], used_by: [...usedBy] }
      }),
      splits: explainer.splits().map(split => this.#split(split)),
      without_effect: explainer
        .settings()
        .filter(({ effect }) => effect === 'unused')
        .map(setting => this.#setting(explainer, setting, new Map())),
    }
  }

  #image(explainer: Explainer, image: ImagePlan): ExplainedImage {
    const { parent, code, ...rest } = explainer.image(image)
    return {
      about: 'image',
      folder: explainer.explained.plan.folder,
      image: image.id,
      kind: image.kind,
      tags: image.tags.map(redact),
      parent: { from: parent.from, rule: parent.reason.rule, causes: this.#causes(parent.reason.causes) },
      code: { mode: code.mode, rule: code.rule, causes: this.#causes(code.causes) },
      requests: [...rest.requests],
      used_by: [...rest.usedBy],
      dockerfile: rest.dockerfile,
      requirements: this.#requirements(rest.requirements),
      layers: rest.layers && {
        own: rest.layers.layers.map(({ name, packages, sharedWith }) => ({
          layer: name,
          packages: packages.map(each => ({ ...each })),
          shared_with: [...sharedWith],
        })),
        kept: [...rest.layers.kept],
        replaced: [...rest.layers.replaced],
      },
      ...(rest.sentAgain.length > 0 && {
        sent_again: rest.sentAgain.map(({ layer, weight }) => ({ layer, estimate: { ...weight } })),
      }),
      system_packages: this.#systemPackages(rest.systemPackages),
      splits: explainer
        .splits()
        .filter(({ images }) => images.includes(image.id))
        .map(split => this.#split(split)),
    }
  }

  #lines({ explainer, image, lines: [first, last] }: Extract<Match, { kind: 'line' }>): ExplainedLine[] {
    const [dockerfile] = explainer.dockerfiles(image)
    if (!dockerfile) return []
    return dockerfile.lines
      .filter(({ line }) => line >= first && line <= last)
      .map(({ line, text, reasons, template }) => ({
        about: 'line',
        folder: explainer.explained.plan.folder,
        image: image.id,
        dockerfile: dockerfile.path,
        line,
        text,
        reasons: reasons.map(({ part, rule, causes }) => ({ part, rule, causes: this.#causes(causes) })),
        template,
      }))
  }

  #package({ name, found }: Extract<Match, { kind: 'package' }>): ExplainedPackage {
    return {
      about: 'package',
      package: name,
      images: found.map(({ explainer, image, requirements, system }) => ({
        folder: explainer.explained.plan.folder,
        image: image.id,
        requirements: this.#requirements(requirements),
        system_packages: this.#systemPackages(system),
      })),
    }
  }

  #key({ key, explainers }: Extract<Match, { kind: 'key' }>): ExplainedKey {
    const settings = explainers.flatMap(explainer => {
      const lines = new Map<string, ReturnType<Explainer['dockerfiles']>>()
      return explainer.settings(isBelow(key)).map(setting => this.#setting(explainer, setting, lines))
    })
    const catalog = explainers[0]?.explained.workspace.catalog.docker_settings
    const description = this.#descriptions(key)
    return { about: 'key', key, description, default: (catalog?.[key]?.default ?? null) as ExplainedKey['default'], settings }
  }

  #inputKey({ key, of, about, written }: InputKeyExplanation): ExplainedInputKey {
    const places = written.map(({ value, at }) => ({ value, at: this.#place(at) }))
    return { about: 'input-key', key, of, description: about, written: places }
  }

  #projectKey({ key, keys }: Extract<Match, { kind: 'project key' }>): ExplainedProjectKey {
    const { about, written, ...rest } = explainProjectKey(key, keys)
    return {
      about: 'project-key',
      key,
      description: about,
      written: written && { value: written.value, at: this.#place(written.at) },
      effective: rest.effective,
      flag: rest.flag,
    }
  }

  #setting(
    explainer: Explainer,
    { beatenBy, ...setting }: SettingExplanation,
    known: Map<string, ReturnType<Explainer['dockerfiles']>>,
  ): ExplainedSetting {
    const { plan } = explainer.explained
    const lines = plan.images
      .filter(({ id }) => setting.images.includes(id))
      .flatMap(image => {
        const files = known.get(image.id) ?? explainer.dockerfiles(image)
        known.set(image.id, files)
        return files.flatMap(({ path, lines }) =>
          lines
            .filter(({ reasons }) => reasons.some(({ causes }) => causes.some(({ at }) => at && isIn(at, setting.at))))
            .map(({ line }) => ({ dockerfile: path, line })),
        )
      })
    return {
      folder: plan.folder,
      key: setting.key,
      at: this.#place(setting.at),
      layer: setting.layer,
      pipeline: setting.pipeline,
      step: setting.step,
      value: setting.value,
      effect: setting.effect,
      why: setting.why,
      images: [...setting.images],
      beaten_by: beatenBy.map(({ at, images }) => ({ at: this.#place(at), images: [...images] })),
      beat: setting.beat.map(at => this.#place(at)),
      lines,
    }
  }

  #split({ keys, names, images, causes }: Split): ExplainedSplit {
    return { keys: [...keys], names: [...names], images: [...images], causes: this.#causes(causes) }
  }

  #requirements(requirements: readonly RequirementOrigin[]): ExplainedRequirement[] {
    return requirements.map(({ causes, ...rest }) => ({ ...rest, causes: this.#causes(causes) }))
  }

  #systemPackages(packages: readonly SystemPackageOrigin[]): ExplainedSystemPackage[] {
    return packages.map(({ causes, ...rest }) => ({ ...rest, causes: this.#causes(causes) }))
  }

  #causes(causes: readonly Cause[]): ExplainedCause[] {
    return causes.map(({ what, at, beat }) => ({
      what,
      at: at && this.#place(at),
      beat: beat.map(span => this.#place(span)),
    }))
  }

  #place(span: Span): ExplainedPlace {
    const found = this.#placeOf(span)
    return { file: span.file, line: found?.line ?? null, column: found?.column ?? null }
  }
}

/** A list item is part of its list. */
const isIn = (part: Span, whole: Span): boolean => part.file === whole.file && part.start >= whole.start && part.end <= whole.end

/** What a code means. */
export function diagnosticAnswer(code: keyof typeof codes): ExplainedDiagnostic {
  const { severity, title } = codes[code]
  return { about: 'diagnostic', code, severity, title, page: diagnosticPage(code) ?? `# ${code}: ${title}\n` }
}
