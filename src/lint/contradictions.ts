import { groupBy } from '../basics/group-by.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { ListedRequirement, RequirementGroup } from '../model/plan.ts'
import { contradict } from '../requirements/contradiction.ts'
import { holds, markerEnvironment } from '../requirements/marker.ts'
import { constraintsOf, isPackage, type Linted, type PackageLine } from './linted.ts'

/** Who a group of requirements belongs to, in a sentence. */
const GROUPS: Readonly<Record<RequirementGroup, string>> = {
  local: 'the local environment',
  stack: 'the stack',
  extra: 'the deployment',
  integrations: 'the integrations',
  pyproject: 'the pyproject file',
  user: "the pipeline's own requirements",
}

/** Two lines of one image that no version satisfies together, with what comes of it in the order of installing. */
export function lintContradictions({ images, workspace }: Linted, report: Report): void {
  const environment = markerEnvironment(workspace.python)
  const inLayers = workspace.dialect === 'zenml' || workspace.project.resolve === 'layered'
  const seen = new Map<List, Set<List>>()
  const byList = new Map<List, ByPackage>()
  const active = (list: List): ByPackage => {
    const known = byList.get(list) ?? activeLines(list, environment)
    byList.set(list, known)
    return known
  }
  for (const { lists } of images) {
    for (const [i, list] of lists.entries()) {
      const known = seen.get(list) ?? new Set()
      seen.set(list, known)
      const others = lists.slice(0, i).filter(earlier => !known.has(earlier))
      for (const earlier of others) known.add(earlier)
      if (!known.has(list)) {
        tellWithin(active(list), report)
        tellAcross([activeLines(constraintsOf(list), environment)], active(list), false, report)
      }
      known.add(list)
      tellAcross(others.map(active), active(list), inLayers, report)
    }
  }
}

function tellWithin(lines: ByPackage, report: Report): void {
  for (const same of lines.values()) {
    for (const [i, second] of same.entries()) {
      const first = same.slice(0, i).find(({ read }) => contradict(read.specifier, second.read.specifier))
      if (first) tell([first], second, false, report)
    }
  }
}

/** Equal lines of several earlier lists, the stack's and the integrations', are one contradiction. */
function tellAcross(earlier: readonly ByPackage[], list: ByPackage, inLayers: boolean, report: Report): void {
  for (const [name, lines] of list) {
    for (const second of lines) {
      const firsts = earlier
        .flatMap(lists => lists.get(name) ?? [])
        .filter(({ read }) => contradict(read.specifier, second.read.specifier))
      for (const same of groupBy(firsts, ({ text }) => text)) tell(same, second, inLayers, report)
    }
  }
}

type List = readonly ListedRequirement[]

type ByPackage = ReadonlyMap<string, readonly PackageLine[]>

/** Lines with a version, by package; only those that certainly count with this Python. */
function activeLines(list: readonly ListedRequirement[], environment: ReadonlyMap<string, string>): ByPackage {
  const counting = list.filter(isPackage).filter(({ read }) => read.specifier !== '' && holds(read.marker, environment) === true)
  // A package named this often is not a list that somebody wrote, and pairs grow with its square.
  return new Map(groupBy(counting, ({ read }) => read.name).map(same => [same[0]!.read.name, same.slice(0, 20)]))
}

function tell(firsts: readonly PackageLine[], second: PackageLine, inLayers: boolean, report: Report): void {
  const first = firsts[0]!
  const groups = [...new Set(firsts.map(({ group }) => GROUPS[group]))].filter(group => group !== GROUPS[second.group])
  const outcome = inLayers ? 'it is installed later and wins' : 'they are resolved together, and the install stops'
  const owners = groups.join(' and ')
  const help = inLayers ? `write a version that suits both, or make sure that this one serves ${owners} too` : 'keep one of them'
  const at = second.at ?? first.at
  const notes = first.at !== null && first.at !== at ? [{ message: 'the other one is here', at: first.at }] : []
  const of = owners && ` of ${owners}`
  report(diagnostic('DC4113', at, { first: first.text, of, second: second.text, outcome }, { help, notes }))
}
