import { late } from '../basics/late.ts'
import { byCodePoint } from '../basics/order.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import { kept, type Memo } from '../memo/memo.ts'
import type { Artifact, Output } from '../model/artifact.ts'
import { type BuildPlan, filledLists, type ImagePlan, type ListFile, parentOwner } from '../model/plan.ts'
import type { VersionRules } from '../model/version-rules.ts'
import type { Workspace } from '../model/workspace.ts'
import { fromOutput, inOutput } from '../paths/output-path.ts'
import type { Sources } from '../sources/sources.ts'
import { type AroundImages, aroundImages } from './around-images.ts'
import { bakeFile } from './bake-file.ts'
import { dockerfileView } from './dockerfile-view.ts'
import { ignoreFile } from './ignore-file.ts'
import { heldLists } from './lists.ts'
import { manifest, type RenderedImage } from './manifest.ts'
import { recipeDigest } from './recipe-digest.ts'
import { loadTemplates, type Template } from './templates.ts'
import { zenmlView } from './zenml-view.ts'

/** The files of one stack, by the templates of its dialect or those of the project, whose mistakes are reported. Texts are made when they are read. */
export function renderStack(plan: BuildPlan, workspace: Workspace, sources: Sources, report: Report, memo?: Memo): Output {
  const { rules, project, dialect } = workspace
  const load = () => loadTemplates(workspace, sources, report)
  // Templates of the project say what is wrong with them while they run.
  const templates = project.templates === null ? kept(memo, 'templates', [dialect], {}, load) : load()
  const output = render(plan, { rules, templates }, memo)
  if (project.templates !== null) makeTexts(output)
  return project.outputAt ? { ...output, at: project.outputAt } : output
}

/** Makes the texts of an output now. */
export function makeTexts({ files }: Output): void {
  for (const file of files) void file.text
}

/** How images are laid out. */
interface Layout {
  readonly rules: VersionRules
  readonly templates: ReadonlyMap<string, Template>
}

/** Lays a plan out as files. Takes no decision: what is written follows from the plan and the templates. */
export function render(plan: BuildPlan, { rules, templates }: Layout, memo?: Memo): Output {
  if (plan.remark !== null && plan.pipelines.every(pipeline => pipeline.prebuilt === null))
    return { folder: plan.folder, files: [] }
  const around = aroundImages(plan)
  const keys = [rules, templates, ...Object.values(around).flat()]
  const rendered = plan.images.map(image => {
    const ownsParent = parentOwner(image, plan) === image.id
    return kept(memo, 'rendered image', [image, ownsParent, ...keys], {}, () =>
      renderImage(image, { ...around, ownsParent, rules, templates }),
    )
  })
  const files = [
    ...rendered.flatMap(image => image.files),
    lateFile(inOutput(plan, 'docker-bake.json'), () => bakeFile(plan, digestsOf(rendered))),
  ].sort(byPath)
  const last = lateFile(inOutput(plan, 'manifest.json'), () => manifest(plan, rendered, files))
  return { folder: plan.folder, files: [...files, last].sort(byPath) }
}

function digestsOf(rendered: readonly Rendered[]): Map<string, string> {
  const digests = rendered.map(({ image, digest }) => [image.id, digest()] as const)
  return new Map(digests.filter((entry): entry is [string, string] => entry[1] !== null))
}

/** A file whose text is made when it is first read. */
function lateFile(path: string, make: () => string): Artifact {
  const text = late(make)
  return {
    path,
    get text() {
      return text()
    },
  }
}

const byPath = (a: Artifact, b: Artifact): number => byCodePoint(a.path, b.path)

interface Rendered extends RenderedImage {
  readonly files: readonly Artifact[]
}

/** All that the files of an image depend on besides the image. */
interface Surroundings extends AroundImages, Layout {
  /** Whether a copy of the user's Dockerfile is among its files: of several images on one parent the first has it. */
  readonly ownsParent: boolean
}

function renderImage(image: ImagePlan, plan: Surroundings): Rendered {
  switch (image.kind) {
    case 'build':
      return plan.dialect === 'zenml' ? zenmlImage(image, plan) : ownImage(image, plan)
    case 'dockerfile':
      return userDockerfile(image, plan)
    case 'retag':
      return retaggedImage(image, plan)
    case 'use':
    case 'prebuilt':
      return { image, dockerfile: null, requirementFiles: [], digest: () => null, files: [] }
  }
}

function ownImage(image: ImagePlan, plan: Surroundings): Rendered {
  const folder = inOutput(plan, `images/${image.id}`)
  const view = () => dockerfileView(image, plan, plan.dialect === 'buildkit')
  const dockerfile = lateFile(`${folder}/Dockerfile`, () => `${plan.templates.get('Dockerfile.hbs')!(view()).trimEnd()}\n`)
  const lists = filledLists(image)
  const listFile = ({ fileName, text }: Pick<ListFile, 'fileName' | 'text'>): Artifact => ({
    path: `${folder}/requirements/${fileName}`,
    text: withFinalNewline(text),
  })
  const extra = image.extraFiles.map(file => ({ path: `${folder}/files/${file.name}`, text: file.text }))
  const read = image.installs.flatMap(install => install.lists)
  const bound = [...read.map(listFile), ...extra]
  const held = new Set(heldLists(image).map(list => list.fileName))
  const written = [...lists, ...read].filter(list => !held.has(list.fileName)).map(listFile)
  return {
    image,
    dockerfile: `images/${image.id}/Dockerfile`,
    requirementFiles: lists.map(list => [list, held.has(list.fileName) ? null : fromOutput(plan, listFile(list).path)] as const),
    digest: late(() => digestOf(image, folder, dockerfile, bound)),
    files: [
      dockerfile,
      lateFile(`${folder}/Dockerfile.dockerignore`, () => ignoreFile(image, plan)),
      ...extra,
      ...new Map(written.map(file => [file.path, file])).values(),
      ...parentFiles(image, plan),
    ],
  }
}

/** ZenML's own text: no final newline, requirement files under its names beside the Dockerfile. */
function zenmlImage(image: ImagePlan, plan: Surroundings): Rendered {
  const folder = inOutput(plan, `images/${image.id}`)
  const text = () => plan.templates.get('Dockerfile.hbs')!(zenmlView(image, plan.rules)).replace(/\n$/, '')
  const dockerfile = lateFile(`${folder}/Dockerfile`, text)
  const lists = image.requirements.map(list => [list, { path: `${folder}/${list.zenmlName}`, text: list.text }] as const)
  const extra = image.extraFiles.map(file => ({ path: `${folder}/${file.name}`, text: file.text }))
  const bound = [...lists.map(([, file]) => file), ...extra]
  return {
    image,
    dockerfile: `images/${image.id}/Dockerfile`,
    requirementFiles: lists.map(([list, file]) => [list, fromOutput(plan, file.path)] as const),
    digest: late(() => digestOf(image, folder, dockerfile, bound)),
    files: [dockerfile, ...bound, ...parentFiles(image, plan)],
  }
}

/** The user's Dockerfile is the image: it is linked, or copied where its context must hold nothing else. */
function userDockerfile(image: ImagePlan, plan: Surroundings): Rendered {
  const { parent } = image
  if (parent.kind !== 'dockerfile') throw new Error(`${image.id} has no Dockerfile`)
  const folder = inOutput(plan, `images/${image.id}`)
  return {
    image,
    dockerfile: parent.copied ? `images/${image.id}/parent.Dockerfile` : null,
    requirementFiles: [],
    digest: late(() => recipeDigest(image, { dockerfile: parent.text, files: [], folder })),
    files: parentFiles(image, plan),
  }
}

function parentFiles(image: ImagePlan, plan: Surroundings): Artifact[] {
  const { parent } = image
  if (parent.kind !== 'dockerfile' || !parent.copied || !plan.ownsParent) return []
  const folder = inOutput(plan, `images/${image.id}`)
  // Without a context root ZenML's context holds the Dockerfile alone.
  const ignore = parent.context === null ? '**\n' : withFinalNewline(parent.dockerignore ?? '')
  return [
    { path: `${folder}/parent.Dockerfile`, text: parent.text },
    { path: `${folder}/parent.Dockerfile.dockerignore`, text: ignore },
  ]
}

function retaggedImage(image: ImagePlan, plan: Surroundings): Rendered {
  const folder = inOutput(plan, `images/${image.id}`)
  const { parent } = image
  if (parent.kind !== 'image') throw new Error(`${image.id} has no parent image`)
  const text = `# Generated by dockcompile: the parent image under another name.\nFROM ${parent.image}${parent.digest ? `@${parent.digest}` : ''}\n`
  const dockerfile = { path: `${folder}/Dockerfile`, text }
  return {
    image,
    dockerfile: `images/${image.id}/Dockerfile`,
    requirementFiles: [],
    digest: late(() => digestOf(image, folder, dockerfile, [])),
    files: [dockerfile, { path: `${folder}/Dockerfile.dockerignore`, text: '**\n' }],
  }
}

function digestOf(image: ImagePlan, folder: string, dockerfile: Artifact, bound: readonly Artifact[]): string {
  return recipeDigest(image, { dockerfile: dockerfile.text, files: bound.map(file => file.text), folder })
}

function withFinalNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
