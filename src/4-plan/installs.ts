import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { ImagePlan, InstallPlan, RequirementList } from '../model/plan.ts'
import type { DockerSettings } from '../model/settings.ts'
import type { Workspace } from '../model/workspace.ts'
import { logicalLines } from '../requirements/logical-lines.ts'
import { packageName } from '../requirements/package-name.ts'
import { constraintsFile } from './constraints-file.ts'
import { allHashed, checkHashes, installed } from './hashes.ts'
import { heavyInstalls } from './heavy-installs.ts'
import { fitsInDockerfile, type UnplacedInstall, type UnplacedList, withPlaces } from './list-place.ts'
import type { Planning } from './planning.ts'
import { requirementsKey } from './requirements-key.ts'

/** What installs depend on. */
type Installing = Pick<ImagePlan, 'id' | 'requirements' | 'installer' | 'options'>

/**
 * How the lists of an image are installed: one install per group in ZenML's order (`layered`), all groups in one resolution (`joint`), or the
 * full list with hashes from the lock file (`locked`). With `split_heavy` the heavy packages come first and later groups cannot move them.
 */
export function installPlans(image: Installing, settings: DockerSettings, planning: Planning): InstallPlan[] {
  const { workspace, report } = planning
  const { requirements: lists, installer } = image
  const filled = lists.filter(list => list.text.trim() !== '')
  if (filled.length === 0 || workspace.dialect === 'zenml') return []
  const { resolve, splitHeavy } = workspace.project
  if (resolve === 'locked')
    return lockedInstall(filled, image, workspace, report).map(install => withPlaces(install, () => false))
  const heavy = splitHeavy ? heavyInstalls(filled, resolve === 'joint') : []
  const installs = listInstalls(filled, resolve === 'joint', heavy.length > 0)
  checkHashes(installs, filled, installer, settings, planning)
  return [...heavy, ...installs].map(install => withPlaces(install, list => fitsInDockerfile(list, workspace)))
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

function lockedInstall(
  lists: readonly RequirementList[],
  { id, options }: Installing,
  { lock, python, project }: Workspace,
  report: Report,
): UnplacedInstall[] {
  const text = lock.requirements.get(requirementsKey(lists, python, options.platforms))
  if (text === undefined) {
    const help = 'run `dockcompile freeze --resolve`, and commit dockcompile.lock.json'
    report(diagnostic('DC4032', null, { image: id }, { help }))
    return []
  }
  // Nothing is resolved any more: each part is installed as it is listed.
  const heavy = project.splitHeavy
    ? heavyInstalls([{ lines: namedLines(text), constraints: '', fileName: 'locked.txt' }], true)
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
    },
  ]
}
