import { byCodePoint } from '../../basics/order.ts'
import type { Cause, Split } from '../../model/explanation.ts'
import { get } from '../../model/node.ts'
import type { PlannedRequest } from '../../model/plan.ts'
import { pythonJson } from '../../python/values.ts'
import { distinct } from './causes.ts'
import { withSetting } from './counterfactual.ts'
import type { EffectContext } from './effect-context.ts'
import { mergedEntries } from './written-settings.ts'

type SplitContext = Pick<EffectContext, 'workspace' | 'images' | 'users' | 'counterfactual'>

interface Member {
  readonly image: string
  readonly user: PlannedRequest
}

/** Images that would be one if a single setting were the same, and what keeps a step's image from its pipeline's. */
export function splits(context: SplitContext): Split[] {
  const members = context.images.flatMap(({ id, kind }): Member[] => {
    const user = context.users.get(id)?.[0]
    return user && kind !== 'prebuilt' ? [{ image: id, user }] : []
  })
  const keys = new Set(members.flatMap(({ user }) => topKeys(user)))
  const single = [...keys].sort(byCodePoint).flatMap(key => splitsBy(key, members, context))
  const known = new Set(single.flatMap(({ images }) => images.flatMap(a => images.map(b => `${a}\n${b}`))))
  return [...single, ...stepsApart(members, context).filter(({ images: [a, b] }) => !known.has(`${a}\n${b}`))]
}

const topKeys = ({ settings }: PlannedRequest): string[] =>
  settings.written.entries.flatMap(({ key }) => (key.kind === 'string' ? [key.value] : []))

function splitsBy(key: string, members: readonly Member[], { workspace, counterfactual }: SplitContext): Split[] {
  const groups = new Map<string, Member[]>()
  for (const member of members) {
    const { user } = member
    const without = topKeys(user).includes(key) ? withSetting(user.settings, [key], undefined, workspace) : user.settings
    // An entrypoint belongs to the request for the image: it is not a setting.
    const recipe = counterfactual.recipe(user, without)
    if (recipe !== null) groups.set(recipe, [...(groups.get(recipe) ?? []), member])
  }
  return [...groups.values()].filter(group => group.length > 1).map(group => splitOf([key], group))
}

/** Each step's image beside its pipeline's: the keys in which their settings differ, where nothing else makes them two. */
function stepsApart(members: readonly Member[], { workspace, users, counterfactual }: SplitContext): Split[] {
  const ofPipeline = new Map<string, Member>()
  for (const { image } of members)
    for (const user of users.get(image) ?? [])
      if (user.step === null) ofPipeline.set(`${user.pipeline.name}\n${user.key}`, { image, user })
  return members.flatMap((member): Split[] => {
    const { pipeline, step, key } = member.user
    const other = ofPipeline.get(`${pipeline.name}\n${key}`)
    if (step === null || !other || other.image === member.image) return []
    const group = [other, member]
    const keys = [...new Set(group.flatMap(({ user }) => topKeys(user)))].filter(
      key => new Set(group.map(({ user }) => writtenValue(user, key))).size > 1,
    )
    const without = group.map(({ user }) =>
      counterfactual.recipe(
        user,
        keys.reduce((rest, key) => withSetting(rest, [key], undefined, workspace), user.settings),
      ),
    )
    return keys.length > 1 && without[0] === without[1] ? [splitOf(keys.sort(byCodePoint), group)] : []
  })
}

function writtenValue({ settings }: PlannedRequest, key: string): string {
  const value = get(settings.written, key)
  return value ? pythonJson(value) : ''
}

function splitOf(keys: readonly string[], group: readonly Member[]): Split {
  const entries = group.map(({ user }) => mergedEntries(user.settings.written).filter(({ path }) => keys.includes(path[0]!)))
  const values = entries.map(found => new Map(found.map(({ path, node }) => [path.join('.'), pythonJson(node)])))
  const differing = [...new Set(values.flatMap(found => [...found.keys()]))].filter(
    name => new Set(values.map(found => found.get(name))).size > 1,
  )
  const causes = entries.flatMap(found =>
    found
      .filter(({ path }) => differing.includes(path.join('.')))
      .map(({ path, node, beat }): Cause => ({ what: path.join('.'), at: node.span, beat })),
  )
  const below = keys.length === 1 ? differing.filter(name => name !== keys[0]) : []
  const names = below.map(name => name.slice(keys[0]!.length + 1)).sort(byCodePoint)
  return { keys, names, images: group.map(({ image }) => image), causes: distinct(causes) }
}
