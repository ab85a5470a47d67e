import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { InstallPlan, ListFile, RequirementList } from '../model/plan.ts'
import type { Workspace } from '../model/workspace.ts'
import { HEAVY_PACKAGES, packageName } from './heavy-packages.ts'
import { requirementLines } from './requirements.ts'
import { requirementsKey } from './requirements-key.ts'

/**
 * How the lists of an image are installed: one install per group in ZenML's order (`layered`), all groups in one resolution (`joint`), or the
 * full list with hashes from the lock file (`locked`). With `split_heavy` the heavy packages come first and later groups cannot move them.
 */
export function installPlans(
  lists: readonly RequirementList[],
  image: string,
  platforms: readonly string[],
  workspace: Workspace,
  report: Report,
): InstallPlan[] {
  const filled = lists.filter(list => list.text.trim() !== '')
  if (filled.length === 0 || workspace.dialect === 'zenml') return []
  const { resolve, splitHeavy } = workspace.project
  if (resolve === 'locked') return lockedInstall(filled, image, platforms, workspace, report)
  const heavy = splitHeavy ? heavyInstall(filled) : []
  const constrained = heavy.length > 0
  if (resolve === 'joint') {
    return [
      ...heavy,
      {
        title: `Requirements, resolved together: ${filled.map(list => list.group).join(', ')}`,
        lists: filled.map(asFile),
        hashes: false,
        heavy: null,
        constrained,
      },
    ]
  }
  return [
    ...heavy,
    ...filled.map(list => ({ title: list.title, lists: [asFile(list)], hashes: allHashed(list.text), heavy: null, constrained })),
  ]
}

function asFile({ fileName, text }: RequirementList): ListFile {
  return { fileName, text }
}

function lockedInstall(
  lists: readonly RequirementList[],
  image: string,
  platforms: readonly string[],
  { lock, python }: Workspace,
  report: Report,
): InstallPlan[] {
  const text = lock.requirements.get(requirementsKey(lists, python, platforms))
  if (text === undefined) {
    report(
      diagnostic('DC4032', null, { image }, { help: 'run `dockcompile freeze --resolve`, and check dockcompile.lock.json in' }),
    )
    return []
  }
  return [
    {
      title: 'Every package with its hash, from dockcompile.lock.json',
      lists: [{ fileName: 'locked.txt', text }],
      hashes: allHashed(text),
      heavy: null,
      constrained: false,
    },
  ]
}

/** The heavy lines of all groups; where several groups name a package, the last one's, which wins in ZenML's order too. */
function heavyInstall(lists: readonly RequirementList[]): InstallPlan[] {
  const lines = new Map<string, string>()
  for (const list of lists) {
    for (const line of requirementLines(list.text)) {
      const name = packageName(line)
      if (name !== undefined && HEAVY_PACKAGES.has(name)) lines.set(name, line)
    }
  }
  if (lines.size === 0) return []
  const names = [...lines.keys()]
  const text = [...lines.values()].join('\n')
  return [
    {
      title: `Heavy packages first: ${names.join(', ')}`,
      lists: [{ fileName: '0-heavy.txt', text }],
      hashes: false,
      heavy: names,
      constrained: false,
    },
  ]
}

/** Whether every requirement of a list has a hash; a continued line counts as one. */
function allHashed(text: string): boolean {
  const lines = requirementLines(text.replace(/\\\r?\n/g, ' ')).filter(line => !line.startsWith('-'))
  return lines.length > 0 && lines.every(line => line.includes('--hash='))
}
