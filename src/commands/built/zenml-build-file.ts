import { sanitiseTag } from '../../4-plan/names.ts'
import { zenmlChecksum } from '../../4-plan/zenml-checksum.ts'
import { type Diagnostic, diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { repositoryOf } from '../../freeze/repository-of.ts'
import type { Output } from '../../model/artifact.ts'
import type { Manifest, ManifestImage, ManifestPipeline } from '../../model/generated/manifest.ts'
import type { BuildPlan, BuildReference } from '../../model/plan.ts'
import type { Workspace } from '../../model/workspace.ts'
import { inOutput } from '../../paths/output-path.ts'
import { listTexts } from '../shared/planned-images.ts'
import type { BuiltFile, BuiltTarget } from './built-file.ts'
import { isNamed, plainName } from './same-name.ts'
import type { Plain } from './yaml-text.ts'

/** The build of one pipeline. */
export interface BuildRequest {
  readonly pipeline: string
  readonly manifest: Manifest
  readonly output: Output
  readonly plan: BuildPlan
  readonly workspace: Workspace
  readonly built: readonly Extract<BuiltFile, { kind: 'bake' }>[]
}

/**
 * What `zenml pipeline run --build` takes (`PipelineBuildBase`, ZenML 0.98): each image under `<key>` or `<step>.<key>`, by the digest that was
 * pushed. `recipe`, which ZenML does not read, is the recipe's digest, by which `list --built` knows the image again. Undefined with an error.
 */
export function zenmlBuildFile(request: BuildRequest, report: Report): Readonly<Record<string, Plain>> | undefined {
  const { manifest, pipeline } = request
  const { builds = [] } = manifest.pipelines[pipeline] as ManifestPipeline
  const problems: Diagnostic[] = []
  const located = new Map<string, Located>()
  for (const name of new Set(builds.map(build => build.image))) {
    const found = locate(name, manifest.images[name]!, request, d => problems.push(d))
    if (found) located.set(name, found)
  }
  problems.forEach(report)
  if (problems.some(d => d.severity === 'error')) return undefined
  const images = builds.map((build): [string, BuildItem] => {
    const { key, step, image: name } = build
    const wanted = sanitiseTag([pipeline, ...(step === null ? [] : [step]), key].join('-'))
    const checksum = checksumOf(build, request) ?? manifest.images[name]!.digest
    const item = buildItem(name, located.get(name)!.reference(wanted), checksum, request)
    return [step === null ? key : `${step}.${key}`, item]
  })
  if (images.some(([, item]) => item.requires_code_download) && images.some(([, item]) => item.contains_code)) {
    const help = 'let all steps get the code in one way: write the setting for the whole pipeline'
    report(diagnostic('DC6024', null, { pipeline }, { help }))
    return undefined
  }
  return {
    images: Object.fromEntries(images),
    is_local: [...located.values()].some(found => found.local),
    contains_code: images.some(([, item]) => item.contains_code),
    zenml_version: manifest.zenml,
    python_version: manifest.python,
  }
}

type BuildItem = { readonly [key: string]: Plain } & { readonly contains_code: boolean; readonly requires_code_download: boolean }

/** ZenML's own checksum of what an image was built from; null: not known. Any other text makes ZenML warn of outdated requirements. */
function checksumOf({ key, step, image }: BuildReference, { pipeline, plan, workspace }: BuildRequest): string | null {
  const request = plan.requests.find(r => r.pipeline.name === pipeline && r.key === key && r.step === step)
  const parent = plan.images.find(({ id }) => id === image)?.parent
  return request && parent ? zenmlChecksum(request, parent, workspace) : null
}

function buildItem(
  name: string,
  reference: string,
  checksum: string | null,
  { manifest, output, plan }: BuildRequest,
): BuildItem {
  const image = manifest.images[name]!
  const textOf = (path: string) => output.files.find(file => file.path === inOutput(output, path))?.text
  return {
    image: reference,
    dockerfile: (image.dockerfile !== null && textOf(image.dockerfile)) || null,
    requirements:
      listTexts(image, name, plan)
        .map(text => text.replace(/\n$/, ''))
        .join('\n') || null,
    settings_checksum: checksum,
    recipe: image.digest,
    contains_code: image.code === 'include',
    requires_code_download: image.code.startsWith('download'),
  }
}

interface Located {
  /** What to pull; several names have one digest, and the one whose tag ends like this is preferred. */
  readonly reference: (tag: string) => string
  readonly local: boolean
}

function locate(name: string, image: ManifestImage, { built, output }: BuildRequest, report: Report): Located | undefined {
  if (image.kind === 'use') {
    const parent = 'image' in image.parent ? image.parent : { image: '', digest: null }
    const reference = parent.digest === null ? parent.image : `${parent.image}@${parent.digest}`
    return { reference: () => reference, local: false }
  }
  const found = built.flatMap(({ name: file, targets }) => {
    const target = targets.get(name)
    return target ? [{ file, target }] : []
  })
  // The last one counts: of two builds that is the later one.
  const { file, target } = found.at(-1) ?? {}
  const bake = `docker buildx bake -f ${inOutput(output, 'docker-bake.json')} --push --metadata-file ${file ?? built.at(-1)!.name}`
  const again = `build it with the present files: \`${bake}\``
  if (!target || !file || target.digest === null) {
    report(diagnostic('DC6020', null, { image: name, file: file ?? built.at(-1)!.name }, { help: again }))
    return undefined
  }
  if (target.recipe !== null && target.recipe !== image.digest) {
    report(diagnostic('DC6021', null, { image: name, file }, { help: again }))
    return undefined
  }
  return namesOf(name, image, target, report)
}

function namesOf(name: string, image: ManifestImage, { names, digest, pushed }: BuiltTarget, report: Report): Located {
  const known = names.filter(n => image.tags.some(tag => isNamed(n, tag)))
  const candidates = (known.length ? known : names.length ? names : image.tags).map(plainName)
  const choose = (tag: string) =>
    candidates.find(n => n.endsWith(`:${tag}`)) ??
    candidates.find(n => isNamed(n.slice(n.lastIndexOf(':') + 1), tag)) ??
    candidates[0]!
  // Without a registry in the stack images stay on the machine, as with ZenML.
  const remote = candidates.some(hasRegistry)
  if (remote && pushed) return { reference: tag => `${repositoryOf(choose(tag))}@${digest}`, local: false }
  if (remote) {
    const help = 'build with `docker buildx bake --push`, or run where the image is: ZenML takes the image for a local one'
    report(diagnostic('DC6022', null, { image: name }, { help }))
  }
  return { reference: choose, local: true }
}

/** A name whose first part is a host. Docker Hub's may have none, but then it has a user. */
const hasRegistry = (name: string): boolean => name.includes('/')
