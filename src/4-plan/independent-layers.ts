import { redactLine } from '../credentials/redact.ts'
import { diagnostic } from '../diagnostics/diagnostic.ts'
import type { ImagePlan, LayerPackage, LayersPlan, ParentImage, PlannedConflict } from '../model/plan.ts'
import { type DockerSettings, placeOf } from '../model/settings.ts'
import type { LockedConflict, LockedPackage, ParentPython } from '../model/workspace.ts'
import { logicalLines } from '../requirements/logical-lines.ts'
import { resolvedPlatforms } from '../requirements/platforms.ts'
import { allHashed, hashPerLine } from './hashes.ts'
import { inLists } from './in-lists.ts'
import { redirectsInstaller } from './known-parents.ts'
import { layerStages, mostAlone, type Weighed } from './layer-stages.ts'
import type { UnplacedInstall } from './list-place.ts'
import { isKept, type ListedPackage, layerPackage, listedPackages } from './listed-packages.ts'
import type { Planning } from './planning.ts'
import { conflictsOf, inWriteOrder, turnsOf, withWinners } from './write-order.ts'

/** The fields of an image that layers are planned from. */
export type Layering = Pick<
  ImagePlan,
  'id' | 'python' | 'parent' | 'requirements' | 'installer' | 'options' | 'environment' | 'buildArgs'
>

/** Layers that do not depend on each other, and the install of each. */
export interface IndependentLayers {
  readonly layers: LayersPlan
  readonly installs: readonly UnplacedInstall[]
}

/** A list of the lock file, and what that knows of it. */
interface LockedList {
  /** With options and hashes. */
  readonly text: string
  readonly weights: ReadonlyMap<string, LockedPackage> | undefined
  readonly conflicts: readonly LockedConflict[]
}

/**
 * How a resolved list is installed in stages that do not depend on each other (`layers: independent`): big packages alone, the others together with
 * those of the same lists whose names have the same hash. Packages that the parent has in the needed version are left out, and those that it has in another one are
 * removed. Packages that write the same file never do so in one install.
 *
 * @returns undefined: it cannot be, which was reported
 */
export function independentLayers(
  image: Layering,
  { text, weights, conflicts: locked }: LockedList,
  settings: DockerSettings,
  planning: Planning,
): IndependentLayers | undefined {
  const parent = knownParent(image, planning)
  const { packages: listed, nameless } = listedPackages(text, image)
  const areNamed = allNamed(nameless, image, planning)
  const isSound = argumentsFit(image, settings, planning)
  if (!parent || !areNamed || !isSound) return undefined
  const { python, most } = parent
  const missing = listed.find(({ name }) => !weights?.has(name))
  if (missing) {
    const help = 'run `dockcompile freeze --resolve`, and commit dockcompile.lock.json'
    planning.report(diagnostic('DC4162', null, { image: image.id, package: missing.name }, { help }))
    return undefined
  }
  const kept = listed.filter(each => isKept(each, python))
  const installed = listed.filter(each => !isKept(each, python))
  const lines = new Map(installed.map(each => [each.name, each.lines]))
  const options = logicalLines(text).filter(line => line.text.startsWith('-'))
  const isIn = inLists(planning.workspace.lock)
  const found = conflictsOf(locked, listed, new Set(lines.keys()), resolvedPlatforms(image.options.platforms))
  const placed = layerStages(
    installed.map(each => ({ ...weighed(each, weights!.get(each.name)!), inLists: isIn(each.name) })),
    most,
  )
  const stages = inWriteOrder(placed, found)
  const conflicts = withWinners(found, stages)
  reportConflicts(conflicts, planning)
  return {
    layers: {
      python,
      kept: kept.map(each => layerPackage(each, weights!.get(each.name)!)),
      replaced: installed.map(({ name }) => name).filter(name => python.packages.has(name)),
      conflicts,
    },
    installs: stages.map((stage): UnplacedInstall => {
      const linesOf = (names: readonly string[]) => names.flatMap(name => lines.get(name)!)
      const all = linesOf(stage.packages.map(({ name }) => name))
      return {
        title: titleOf(stage.packages),
        lists: turnsOf(stage, conflicts).map((names, i) => ({
          // No name of a package has an underscore.
          fileName: i === 0 ? `${stage.name}.txt` : `${stage.name}_${i + 1}.txt`,
          text: `${[...options.map(line => line.text), ...linesOf(names).map(hashPerLine)].join('\n')}\n`,
          option: 'requirement',
        })),
        hashes: allHashed(all.map(line => ({ text: line }))),
        dependencies: false,
        heavy: null,
        constrained: false,
        stage,
      }
    }),
  }
}

function reportConflicts(conflicts: readonly PlannedConflict[], { report }: Planning): void {
  for (const { packages, file, count, winner } of conflicts) {
    const help = 'require only one of them, or accept it with `allow: [DC4165]` in the project file'
    report(diagnostic('DC4165', null, { packages, file, count, winner }, { help }))
  }
}

/** The parent's Python, and how many packages may have a layer of their own. */
function knownParent(
  { id, parent, python, installer, environment, buildArgs }: Layering,
  { workspace: { lock }, report }: Planning,
): { python: ParentPython; most: number } | undefined {
  const refuse = (problem: string, help: string): undefined => {
    report(diagnostic('DC4163', parent.at, { image: id, problem }, { help }))
  }
  const stacked = 'or write `layers: stacked` in the project file'
  if (parent.kind === 'dockerfile')
    return refuse(
      `nobody can ask the image of ${parent.dockerfile} before it is built`,
      `build and push it, and name it in \`parent_image\`, ${stacked}`,
    )
  const variable = [...environment, ...buildArgs].map(({ name }) => name).find(redirectsInstaller)
  if (variable !== undefined)
    return refuse(
      `\`${variable}\` may choose another Python than the parent's`,
      `set it in \`runtime_environment\`, if no install needs it, ${stacked}`,
    )
  const locked = lock.images.get(parent.image)
  if (!locked?.python) return askFirst(id, parent, report)
  if (locked.python.version !== python)
    return refuse(
      `the parent has Python ${locked.python.version}, and the list is for ${python}`,
      `write \`python: "${locked.python.version}"\` in the project file, or choose another parent`,
    )
  const { prefix, site, scripts, version } = locked.python
  const usual = ['site-packages', 'dist-packages'].map(name => `${prefix}/lib/python${version}/${name}`)
  if (!usual.includes(site) || scripts !== `${prefix}/bin`)
    return refuse(`the parent keeps packages in ${site} and scripts in ${scripts}, a layout that is not known`, stacked.slice(3))
  const moved = [...locked.environment.keys()].find(name => name.startsWith('PIP_') && redirectsInstaller(name))
  if (installer.name === 'pip' && moved !== undefined)
    return refuse(`\`${moved}\` of the parent sends packages elsewhere`, `use \`python_package_installer: uv\`, ${stacked}`)
  if (installer.name === 'pip' && !locked.python.installers.includes('pip'))
    return refuse('the parent has no pip', `use \`python_package_installer: uv\`, ${stacked}`)
  const most = mostAlone(locked.layers, lock.requirements.size)
  if (most === undefined)
    return refuse(
      `the parent has ${locked.layers} layers already`,
      `choose a parent with fewer layers, ${stacked}: engines take about 125`,
    )
  return { python: locked.python, most }
}

function askFirst(image: string, { image: parent, at }: ParentImage, report: Planning['report']): undefined {
  const help = 'run `dockcompile freeze`, which asks it, and commit dockcompile.lock.json'
  report(diagnostic('DC4161', at, { image, parent }, { help }))
}

/** Arguments of an installer that say where packages go, or that need other packages beside the one that is built. */
const PLACES = /^(?:target|prefix|root|user|python|no-build-isolation(?:-package)?)$/

/** Whether the installer's arguments leave it to us where packages go; reported. */
function argumentsFit({ id, installer }: Layering, settings: DockerSettings, { report }: Planning): boolean {
  const wrong = installer.asked.filter(({ flag }) => PLACES.test(flag))
  for (const { flag } of wrong) {
    const at = placeOf(settings, 'python_package_installer_args', flag)
    const problem = `\`--${flag}\` does not go with a stage for each layer`
    const help = 'remove the argument, or write `layers: stacked` in the project file'
    report(diagnostic('DC4163', at, { image: id, problem }, { help }))
  }
  return wrong.length === 0
}

/** Whether each line of a list has the name of a package; the first that has none was reported. */
function allNamed([line]: readonly string[], { id }: Layering, { report }: Planning): boolean {
  if (line === undefined) return true
  const problem = `a line has no package name: \`${redactLine(line)}\``
  const help = 'write it as `name @ address`, or write `layers: stacked` in the project file'
  report(diagnostic('DC4163', null, { image: id, problem }, { help }))
  return false
}

function weighed(listed: ListedPackage, weight: LockedPackage): Omit<Weighed, 'inLists'> {
  return { ...layerPackage(listed, weight), builds: listed.platforms.some(platform => !weight.wheels.has(platform)) }
}

function titleOf(packages: readonly LayerPackage[]): string {
  const names = packages.map(({ name, version }) => (version === null ? name : `${name} ${version}`)).join(', ')
  const sizes = packages.map(({ bytes }) => bytes)
  if (sizes.includes(null)) return names
  const bytes = (sizes as number[]).reduce((sum, size) => sum + size, 0)
  return `${names} (${bytes < 100_000 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`})`
}
