import { diagnostic } from '../diagnostics/diagnostic.ts'
import { filledLists, type ImagePlan, type LayersPlan, type RequirementList } from '../model/plan.ts'
import type { DockerSettings } from '../model/settings.ts'
import type { LockedPackage } from '../model/workspace.ts'
import { logicalLines } from '../requirements/logical-lines.ts'
import { packageName } from '../requirements/package-name.ts'
import { constraintsFile } from './constraints-file.ts'
import { allHashed, checkHashes, installed } from './hashes.ts'
import { heavyInstalls, sourceOptions } from './heavy-installs.ts'
import { HEAVY_BYTES, HEAVY_PACKAGES } from './heavy-packages.ts'
import { independentLayers, type Layering } from './independent-layers.ts'
import { fitsInDockerfile, type UnplacedInstall, type UnplacedList, withPlaces } from './list-place.ts'
import { listSizes } from './list-sizes.ts'
import { listedPackages } from './listed-packages.ts'
import type { Planning } from './planning.ts'
import { requirementsKey } from './requirements-key.ts'

/** The installs of an image, and what they need when they are layers that do not depend on each other. */
type Installs = Pick<ImagePlan, 'installs' | 'layers' | 'sizes'>

/**
 * How the lists of an image are installed: one install per group in ZenML's order (`layered`), all groups in one resolution (`joint`), or the
 * full list with hashes from the lock file (`locked`), in one layer or in many. With `split_heavy` the heavy packages come first and later groups
 * cannot move them.
 */
export function installPlans(image: Layering, settings: DockerSettings, planning: Planning): Installs {
  const { workspace } = planning
  const filled = filledLists(image)
  if (filled.length === 0 || workspace.dialect === 'zenml') return NOTHING
  const { resolve, splitHeavy } = workspace.project
  if (resolve === 'locked') {
    const { installs, layers } = lockedInstalls(filled, image, settings, planning)
    const sizes = layers ? [] : knownSizes(installs, filled, image, planning)
    return { installs: installs.map(install => withPlaces(install, () => false)), layers, sizes }
  }
  const heavy = splitHeavy ? heavyInstalls(filled, resolve === 'joint') : []
  const installs = listInstalls(filled, resolve === 'joint', heavy.length > 0)
  checkHashes(installs, filled, image.installer, settings, planning)
  const all = [...heavy, ...installs]
  const placed = all.map(install => withPlaces(install, list => fitsInDockerfile(list, workspace)))
  return { installs: placed, layers: null, sizes: knownSizes(all, filled, image, planning) }
}

const NOTHING: Installs = { installs: [], layers: null, sizes: [] }

/** What the lock file knows of installs that come one on top of the other: it has the resolved list also where `resolve` is another one. */
function knownSizes(
  installs: readonly UnplacedInstall[],
  lists: readonly RequirementList[],
  image: Layering,
  { workspace: { lock } }: Planning,
): ImagePlan['sizes'] {
  if (lock.packages.size === 0) return []
  const key = requirementsKey(lists, image.python, image.options.platforms)
  const text = lock.requirements.get(key)
  const weights = lock.packages.get(key)
  if (text === undefined || !weights) return []
  const { packages } = listedPackages(text, image)
  const python = image.parent.kind === 'image' ? lock.images.get(image.parent.image)?.python : undefined
  return listSizes(installs, { packages, weights, python: python ?? undefined })
}

/** One install of all lists, or one of each. */
function listInstalls(lists: readonly RequirementList[], together: boolean, constrained: boolean): UnplacedInstall[] {
  const install = (title: string, own: readonly RequirementList[]): UnplacedInstall => ({
    title,
    lists: [...own.map(asFile), ...own.flatMap(constraintsFile)],
    hashes: own.every(list => allHashed(installed(list))),
    dependencies: true,
    heavy: null,
    constrained,
    stage: null,
  })
  return together
    ? [install(`Requirements, resolved together: ${lists.map(list => list.group).join(', ')}`, lists)]
    : lists.map(list => install(list.title, [list]))
}

function namedLines(text: string) {
  return logicalLines(text).map(line => ({ ...line, package: packageName(line.text) ?? null }))
}

function asFile({ fileName, text }: RequirementList): UnplacedList {
  return { fileName, text, option: 'requirement' }
}

function lockedInstalls(
  lists: readonly RequirementList[],
  image: Layering,
  settings: DockerSettings,
  planning: Planning,
): { readonly installs: readonly UnplacedInstall[]; readonly layers: LayersPlan | null } {
  const { lock, project, dialect } = planning.workspace
  const key = requirementsKey(lists, image.python, image.options.platforms)
  const text = lock.requirements.get(key)
  if (text === undefined) {
    const help = 'run `dockcompile freeze --resolve`, and commit dockcompile.lock.json'
    planning.report(diagnostic('DC4032', null, { image: image.id }, { help }))
    return { installs: [], layers: null }
  }
  const weights = lock.packages.get(key)
  // uv leaves options of lists out of what it resolves: without them the packages of an index of one's own are not found.
  const list = [...sourceOptions(lists), text].join('\n')
  if (project.layers === 'independent' && dialect === 'buildkit')
    return (
      independentLayers(image, { text: list, weights, conflicts: lock.conflicts.get(key) ?? [] }, settings, planning) ?? {
        installs: [],
        layers: null,
      }
    )
  return { installs: stackedInstalls(list, project.splitHeavy, weights), layers: null }
}

/** Nothing is resolved any more: each part is installed as it is listed. */
function stackedInstalls(
  text: string,
  splitHeavy: boolean,
  weights: ReadonlyMap<string, LockedPackage> | undefined,
): UnplacedInstall[] {
  const isHeavy = (name: string): boolean => {
    const sizes = [...(weights?.get(name)?.wheels.values() ?? [])].filter(size => size !== null)
    return sizes.length > 0 ? Math.max(...sizes) > HEAVY_BYTES : HEAVY_PACKAGES.has(name)
  }

  const heavy = splitHeavy
    ? heavyInstalls([{ lines: namedLines(text), constraints: '', fileName: 'locked.txt' }], true, isHeavy)
    : []
  return [
    ...heavy.map(install => ({ ...install, dependencies: false, heavy: null, constrained: false })),
    {
      title: 'Every package with its hash, from dockcompile.lock.json',
      lists: [{ fileName: 'locked.txt', text, option: 'requirement' }],
      hashes: allHashed(logicalLines(text)),
      dependencies: true,
      heavy: null,
      constrained: false,
      stage: null,
    },
  ]
}
