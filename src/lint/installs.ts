import { firstTime } from '../basics/first-time.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { filledLists, type ImagePlan } from '../model/plan.ts'
import { placeOf } from '../model/settings.ts'
import type { Span } from '../sources/span.ts'
import type { Linted } from './linted.ts'

/** Arguments of both installers that choose another place than the Python of the image; `user` is pip's alone, and root's alone. */
const ELSEWHERE = ['target', 'prefix', 'root', 'user']

/** Arguments and variables that send packages where `python` does not look: the build ends well, and the step cannot import them. */
export function lintInstallPlaces({ images }: Linted, report: Report): void {
  const isFirst = firstTime<Span>()
  for (const { image, settings } of images) {
    if (image.kind !== 'build' || image.requirements.length === 0) continue
    for (const { what, value, at } of [...argumentsElsewhere(image), ...variablesElsewhere(image)]) {
      const place = at ?? placeOf(settings, 'python_package_installer_args', what)
      if (isSearched(image, value) || (place && !isFirst(place))) continue
      const help =
        value === null || !value.startsWith('/')
          ? 'remove it: packages then go where every user of the image finds them'
          : `remove it, or name the folder with the packages in \`environment\`: \`PYTHONPATH: ${value}\``
      report(diagnostic('DC4142', place, { what }, { help }))
    }
  }
}

interface Elsewhere {
  readonly what: string
  readonly value: string | null
  readonly at?: Span
}

function argumentsElsewhere({ installer }: ImagePlan): Elsewhere[] {
  return installer.asked
    .filter(({ flag }) => ELSEWHERE.includes(flag) && (flag !== 'user' || installer.name === 'pip'))
    .map(({ flag, value }) => ({ what: flag, value }))
}

/** `PIP_USER=0` is off; uv has no such variables. */
function variablesElsewhere({ installer, environment }: ImagePlan): Elsewhere[] {
  if (installer.name !== 'pip') return []
  return environment
    .filter(({ name, value }) => ELSEWHERE.some(flag => name === `PIP_${flag.toUpperCase()}`) && value !== '' && value !== '0')
    .map(({ name, value, at }) => ({ what: name, value: typeof value === 'string' ? value : null, at }))
}

/** Whether PYTHONPATH leads there, or to a folder below: that of a prefix depends on the Python. */
function isSearched({ environment, runtimeEnvironment }: ImagePlan, folder: string | null): boolean {
  if (folder === null) return false
  const own = folder.slice(0, 1) + folder.slice(1).split('/').filter(Boolean).join('/')
  return [...environment, ...runtimeEnvironment]
    .filter(({ name }) => name === 'PYTHONPATH')
    .flatMap(({ value }) => (typeof value === 'string' ? value.split(':') : []))
    .some(path => path === own || path.startsWith(`${own}/`))
}

/** uv's cache switched off for the installs: its folder is a mount, and each build then downloads everything again. */
export function lintInstallCache({ images, workspace }: Linted, report: Report): void {
  if (workspace.dialect !== 'buildkit') return
  for (const { image } of images) {
    if (image.installer.name !== 'uv' || image.installs.length === 0) continue
    const entry = image.environment.find(
      ({ name, value }) => name === 'UV_NO_CACHE' && typeof value === 'string' && /^(?:1|t|true|y|yes|on)$/i.test(value),
    )
    if (!entry) continue
    const help = 'remove it, or move it to `runtime_environment`: the cache of installs is a mount, and no part of the image'
    report(diagnostic('DC4144', entry.at, {}, { help }))
    return
  }
}

/** Layers that the dialect cannot have: its installs stay one list. */
export function lintLayers({ images, workspace: { project, dialect } }: Linted, report: Report): void {
  const isBuilt = images.some(({ image }) => image.kind === 'build' && filledLists(image).length > 0)
  if (project.layers !== 'independent' || dialect === 'buildkit' || !isBuilt) return
  const help = 'use the dialect `buildkit`, or remove the key: the packages are one list here'
  report(diagnostic('DC4160', project.layersAt, { dialect }, { help }))
}
