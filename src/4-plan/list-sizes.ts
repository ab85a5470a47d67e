import { groupBy } from '../basics/group-by.ts'
import type { ListSizes } from '../model/plan.ts'
import type { LockedPackage, ParentPython } from '../model/workspace.ts'
import { logicalLines } from '../requirements/logical-lines.ts'
import { packageName } from '../requirements/package-name.ts'
import type { UnplacedInstall } from './list-place.ts'
import { isKept, type ListedPackage, layerPackage } from './listed-packages.ts'

/** What the lock file knows of the packages of an image. */
interface Known {
  /** Of its resolved list. */
  readonly packages: readonly ListedPackage[]
  readonly weights: ReadonlyMap<string, LockedPackage>
  /** The parent's; undefined: nobody asked it. */
  readonly python: ParentPython | undefined
}

/**
 * What each of several installs brings, one on top of the other: a package comes with the first list that names it. One that no list names is needed by
 * others, and which install brings it is known only where there is one. What the parent has already travels with none.
 *
 * @example listSizes([stack, user], known)
 *   // [{ lists: ['2-stack.txt'], packages: [boto3] }, { lists: ['6-user.txt'], packages: [numpy] }, { lists: ['2-stack.txt', '6-user.txt'], packages: [six] }]
 */
export function listSizes(installs: readonly UnplacedInstall[], { packages, weights, python }: Known): ListSizes[] {
  const lists = installs.flatMap(install => install.lists.filter(({ option }) => option === 'requirement'))
  const named = lists.map(({ fileName, text }) => ({ fileName, names: new Set(logicalLines(text).flatMap(nameOf)) }))
  const all = named.map(({ fileName }) => fileName)
  const listsOf = ({ name }: ListedPackage): readonly string[] => {
    const first = named.find(({ names }) => names.has(name))
    return first ? [first.fileName] : all
  }
  const brought = packages.filter(each => weights.has(each.name) && !(python && isKept(each, python)))
  return groupBy(brought, each => listsOf(each).join('\n')).map(own => ({
    lists: listsOf(own[0]!),
    packages: own.map(each => layerPackage(each, weights.get(each.name)!)),
  }))
}

const nameOf = ({ text }: { readonly text: string }): string[] => {
  const name = text.startsWith('-') ? undefined : packageName(text)
  return name === undefined ? [] : [name]
}
