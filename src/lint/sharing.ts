import { groupBy } from '../basics/group-by.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { AfterInstalls, EnvironmentEntry, ImageName, ImagePlan } from '../model/plan.ts'
import { isReadByInstalls } from '../policy/install-variables.ts'
import type { Linted } from './linted.ts'

interface Saving {
  readonly images: readonly ImagePlan[]
  readonly keys: readonly string[]
  readonly installs: number
  readonly first: EnvironmentEntry
}

/** Images whose installs are equal but for `environment`, which comes before them: the largest saving is reported, with the keys to move. */
export function lintSharing({ images, workspace }: Linted, report: Report): void {
  if (workspace.dialect === 'zenml') return
  const installing = [...new Set(images.map(({ image }) => image))].filter(
    ({ kind, installs }) => kind === 'build' && installs.length > 0,
  )
  // By what is installed first: it tells most images apart, and the rest is long.
  const repeated = new Set(groupBy(installing, installed).flatMap(group => (group.length > 1 ? group : [])))
  const groups = groupBy(
    installing.filter(image => repeated.has(image)),
    beforeCode,
  )
  const [best] = groups.flatMap(group => savingOf(group) ?? []).sort((a, b) => b.installs - a.installs)
  if (!best) return
  const keys = best.keys.map(name => `\`${name}\``).join(', ')
  const help = `move ${best.keys.length === 1 ? keys : 'them'} to \`runtime_environment\`, if no install reads ${best.keys.length === 1 ? 'it' : 'them'}`
  report(diagnostic('DC4131', best.first.at, { images: best.images.length, keys, installs: best.installs }, { help }))
}

const installed = ({ installs }: ImagePlan): string => installs.flatMap(({ lists }) => lists.map(({ text }) => text)).join('\0')

/** The same in all images that are looked at, or told by other fields. */
type Told = 'kind' | 'built' | 'runs' | 'layers' | 'sizes' | 'requirements' | 'facts'

/** All that the layers up to the last install depend on, `environment` aside. */
function beforeCode({ parent, user, runsAs, buildArgs, apt, installer, installs, secrets, options, python }: ImagePlan): string {
  return JSON.stringify({
    parent: parent.kind === 'image' ? [parent.image, parent.digest] : [parent.dockerfile, parent.text, parent.options],
    options: [options.args, options.platforms],
    ...{ user, runsAs, buildArgs, apt, installer, installs, secrets, python },
  } satisfies Record<Exclude<keyof ImagePlan, ImageName | AfterInstalls | Told | 'environment'>, unknown>)
}

function savingOf(images: readonly ImagePlan[]): Saving | undefined {
  const values = new Map<string, string[]>()
  const entries = images.flatMap(({ environment }) => environment)
  for (const { name, value } of entries) {
    const written = values.get(name)
    if (written) written.push(JSON.stringify(value))
    else values.set(name, [JSON.stringify(value)])
  }
  // Not in every image, or not the same everywhere.
  const differs = (written: readonly string[]): boolean => written.length < images.length || new Set(written).size > 1
  const keys = [...values].filter(([name, written]) => differs(written) && !isReadByInstalls(name)).map(([name]) => name)
  const moved = new Set(keys)
  const stages = (left: (entry: EnvironmentEntry) => boolean): number =>
    new Set(images.map(({ environment }) => JSON.stringify(environment.filter(left).map(({ name, value }) => [name, value]))))
      .size
  const shared = stages(() => true) - stages(({ name }) => !moved.has(name))
  const first = entries.find(({ name }) => moved.has(name))
  if (shared < 1 || !first) return undefined
  return { images, keys, installs: shared * images[0]!.installs.length, first }
}
