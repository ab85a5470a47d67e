import type { ImagePlan } from '../model/plan.ts'
import { shellWord } from '../quote/shell-word.ts'
import { accountCommands } from './account.ts'
import { stopFunction } from './bootstrap.ts'

/** What a RUN begins with. */
export interface Opened {
  /** Commands before its own, each with the operator that leads to the next. */
  readonly first: readonly string[]
  /** What those are for. */
  readonly firstComment: string | null
}

const NOT_ROOT = "the parent image does not run as root: set 'user' in the docker settings, or run 'dockcompile freeze'"

const WRITABLE = '/app is writable for any uid: clusters may choose one.'
const WRITABLE_FIRST = '/app first: writable for any uid, because clusters may choose one.'

/** The image's account and /app, which belongs to it. */
export function userRun(image: ImagePlan, owner: string) {
  const accounts = image.user === null ? [] : accountCommands(image.user, image.facts)
  const comment = accounts.length ? `The user of this image. ${WRITABLE}` : WRITABLE
  return { comment, commands: [...accounts, `chown ${shellWord(owner)!} /app`, 'chmod a+rwx /app'] }
}

/**
 * How a RUN begins: with /app, where it is the first one of an image (a layer that holds nothing but a mode costs the start of a container), and
 * with what its commands need.
 *
 * @param app the commands for /app, or none
 * @param checks commands before its own that stop the build themselves
 * @param rest its own commands
 */
export function opened(app: readonly string[], checks: readonly string[] = [], rest: readonly string[] = []): Opened {
  // A failure here must not look like one of the cases that the RUN is prepared for.
  const next = rest.some(command => command.includes(' || ')) ? ' || exit 1;' : ' &&'
  const first = [...app.map(command => command.replace(/ &&$/, next)), ...checks.map(check => `${check};`)]
  const stops = [...first, ...rest].some(command => command.includes(' stop "'))
  return { first: stops ? [`${stopFunction};`, ...first] : first, firstComment: app.length ? WRITABLE_FIRST : null }
}

/** Makes /app writable. `asksForRoot`: the parent may end as somebody who may not install: BuildKit makes /app theirs, so /app does not tell. */
export function writableApp(asksForRoot: boolean): readonly string[] {
  return asksForRoot ? [`[ "$(id -u)" = 0 ] || stop "${NOT_ROOT}";`, 'chmod a+rwx /app || exit 1;'] : ['chmod a+rwx /app &&']
}

/** /app in a RUN of its own, where nothing is installed: then its owner may be anybody. */
export function ownRun(asksForRoot: boolean) {
  if (!asksForRoot) return { comment: WRITABLE, commands: ['chmod a+rwx /app'] }
  return { comment: WRITABLE, commands: [`chmod a+rwx /app || { \\\n        echo "dockcompile: ${NOT_ROOT}." >&2; exit 1; }`] }
}
