import { readDockerSettings } from '../../3-resolve/docker-settings.ts'
import { draftImage } from '../../4-plan/image.ts'
import type { Planning } from '../../4-plan/planning.ts'
import { render } from '../../5-render/render.ts'
import type { Template } from '../../5-render/templates.ts'
import { loadTemplates } from '../../5-render/templates.ts'
import type { Entry, MapNode, Node } from '../../model/node.ts'
import type { BuildPlan, ImagePlan, ImageRequest } from '../../model/plan.ts'
import type { DockerSettings } from '../../model/settings.ts'
import type { Workspace } from '../../model/workspace.ts'
import type { Sources } from '../../sources/sources.ts'

const SILENT = () => {}

/** Answers what an image would be with other settings, by planning and rendering it again. Remembers what it was asked. */
export class Counterfactual {
  readonly #planning: Planning
  readonly #plan: BuildPlan
  readonly #templates: ReadonlyMap<string, Template>
  readonly #known = new Map<string, string | null>()
  readonly #settings = new WeakMap<DockerSettings, number>()
  #count = 0

  constructor(workspace: Workspace, plan: BuildPlan, sources: Sources) {
    this.#planning = { workspace, sources, report: SILENT, ask: SILENT }
    this.#plan = plan
    this.#templates = loadTemplates(workspace, sources, SILENT)
  }

  /** What is built for a request: equal texts for equal images, their labels and tags aside. null where nothing could be planned. */
  recipe(request: ImageRequest, settings = request.settings): string | null {
    return this.#remembered('recipe', request, settings, () => this.#draft(request, settings)?.recipe ?? null)
  }

  /** All that the output says of the image of a request, its name aside. */
  output(request: ImageRequest, settings = request.settings): string | null {
    return this.#remembered('output', request, settings, () => {
      const draft = this.#draft(request, settings)
      if (!draft) return null
      // Names come last in a plan, that of the target with the user's own Dockerfile, too.
      const parentTarget = draft.image.parent.kind === 'dockerfile' ? 'parent' : null
      return this.#rendered({ ...draft.image, id: 'image', parentTarget })
    })
  }

  #draft(request: ImageRequest, settings: DockerSettings) {
    return draftImage({ ...request, settings }, this.#planning)
  }

  /** The files of a plan that has this image only. The manifest is left out: it repeats settings whether they do something or not. */
  #rendered(image: ImagePlan): string {
    const pipelines = [{ name: 'pipeline', config: null, code: null, complete: true, builds: [], steps: [], prebuilt: null }]
    const { files } = render(
      { ...this.#plan, pipelines, images: [image], groups: [], remark: null },
      { rules: this.#planning.workspace.rules, templates: this.#templates },
    )
    const texts = files.filter(({ path }) => !path.endsWith('manifest.json')).map(({ path, text }) => [path, text])
    const parent = image.parent.kind === 'image' ? image.parent.image : image.parent.dockerfile
    return JSON.stringify([image.kind, image.tags, parent, image.code.mode, texts])
  }

  #remembered(
    what: string,
    { pipeline, step, key: asked }: ImageRequest,
    settings: DockerSettings,
    make: () => string | null,
  ): string | null {
    const number = this.#settings.get(settings) ?? this.#count++
    this.#settings.set(settings, number)
    const key = JSON.stringify([what, number, pipeline.name, step, asked])
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const answer = make()
    this.#known.set(key, answer)
    return answer
  }
}

/** Settings without what is written at a path, or with something else there. */
export function withSetting(
  settings: DockerSettings,
  path: readonly string[],
  value: Node | undefined,
  { catalog }: Workspace,
): DockerSettings {
  const defaults = Object.fromEntries(Object.entries(catalog.docker_settings).map(([key, setting]) => [key, setting.default]))
  return readDockerSettings(changed(settings.written, path, value), defaults)
}

function changed(map: MapNode, path: readonly string[], value: Node | undefined): MapNode {
  const [name, ...rest] = path
  const entries = map.entries.flatMap((entry): Entry[] => {
    if (entry.key.kind !== 'string' || entry.key.value !== name) return [entry]
    if (rest.length && entry.value.kind === 'map') return [{ ...entry, value: changed(entry.value, rest, value) }]
    return value === undefined ? [] : [{ ...entry, value }]
  })
  return { ...map, entries }
}
