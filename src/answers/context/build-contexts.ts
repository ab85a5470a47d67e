import { hasFilesContext } from '../../5-render/lists.ts'
import { ignoreFileOf } from '../../dockerfile/ignore-file-of.ts'
import { readDockerfile } from '../../dockerfile/read-dockerfile.ts'
import type { Output } from '../../model/artifact.ts'
import { type BuildPlan, type ImagePlan, type ParentDockerfile, parentOwner } from '../../model/plan.ts'
import { inOutput } from '../../paths/output-path.ts'
import { readText } from '../../sources/read-text.ts'
import type { Sources } from '../../sources/sources.ts'
import { type NamedPaths, namedPaths } from './named-paths.ts'

/** One build context of an image. */
export interface BuildContext {
  /** Relative to the project root. */
  readonly folder: string
  /** Its ignore file; null: none. */
  readonly ignore: { readonly name: string; readonly text: string } | null
  /** What the Dockerfile takes from it. */
  readonly named: NamedPaths
  /** Where the project says what is left out: a file, there or not, and the folder that its lines are relative to. */
  readonly own: { readonly file: string; readonly folder: string }
}

/** The contexts of an image: that of its own Dockerfile, and that of the user's below it. None where nothing is built. */
export function buildContexts(image: ImagePlan, plan: BuildPlan, output: Output, sources: Sources): BuildContext[] {
  const { kind, parent } = image
  if (!image.built) return []
  const textOf = (path: string) => output.files.find(file => file.path === path)?.text
  const own = kind === 'build' ? [ownContext(image, plan, textOf), ...filesContext(image, plan)] : []
  return parent.kind === 'dockerfile' ? [...own, parentContext(image, parent, plan, textOf, sources)] : own
}

/** The folder of the output that it reads. */
function filesContext(image: ImagePlan, plan: BuildPlan): BuildContext[] {
  if (!hasFilesContext(image, plan)) return []
  const folder = inOutput(plan, `images/${image.id}`)
  const names = [
    ...image.installs.flatMap(({ lists }) =>
      lists.flatMap(({ fileName, inDockerfile }) => (inDockerfile ? [] : [`requirements/${fileName}`])),
    ),
    ...image.extraFiles.map(({ name }) => `files/${name}`),
  ]
  return [{ folder, ignore: null, named: namedPaths(names.map(escaped)), own: { file: `${folder}/.dockerignore`, folder } }]
}

function ownContext(image: ImagePlan, plan: BuildPlan, textOf: (path: string) => string | undefined): BuildContext {
  const folder = inOutput(plan, `images/${image.id}`)
  const extra = image.extraFiles.map(file => file.name)
  if (plan.dialect === 'zenml') {
    const named = namedPaths([...image.requirements.map(list => list.zenmlName), ...extra].map(escaped))
    return { folder, ignore: null, named, own: { file: `${folder}/.dockerignore`, folder } }
  }
  const name = `${folder}/Dockerfile.dockerignore`
  const named = namedPaths(
    [
      ...(plan.dialect === 'portable' && image.installs.length ? [`${folder}/requirements`] : []),
      ...(plan.dialect === 'portable' ? extra.map(file => `${folder}/files/${file}`) : []),
      ...(image.code.mode === 'include' ? [plan.sourceRoot] : []),
    ].map(escaped),
  )
  const own = { file: image.code.ignoreFile ?? '.dockerignore', folder: plan.sourceRoot }
  return { folder: '.', ignore: { name, text: textOf(name) ?? '' }, named, own }
}

/** The user's Dockerfile says itself what it takes. What depends on a variable may be anything. */
function parentContext(
  image: ImagePlan,
  parent: ParentDockerfile,
  plan: BuildPlan,
  textOf: (path: string) => string | undefined,
  sources: Sources,
): BuildContext {
  const folder = parent.context ?? '.'
  const copy = inOutput(plan, `images/${parentOwner(image, plan)}/parent.Dockerfile.dockerignore`)
  const { found, usual } = ignoreFileOf(parent.dockerfile, folder, sources)
  const ignore = parent.copied
    ? { name: copy, text: textOf(copy) ?? '' }
    : found === undefined
      ? null
      : { name: found, text: readText(sources, found) }
  const read = readDockerfile(parent.dockerfile, parent.text)
  const taken = 'ok' in read ? read.ok.context.filter(({ written }) => !/^(?:https?:|git@|git:)/.test(written)) : [{ value: '.' }]
  const own = { file: parent.ignoreFile ?? found ?? usual, folder }
  return { folder, ignore, named: namedPaths(taken.map(({ value }) => value ?? '.')), own }
}

/** A name in which `*` and the like mean themselves. */
const escaped = (name: string): string => name.replace(/[*?[\\]/g, '\\$&')
