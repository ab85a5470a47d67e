import { redactLine } from '../../credentials/redact.ts'
import { looksSecret } from '../../credentials/secret-name.ts'
import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { isUserName } from '../../dockerfile/user-name.ts'
import { lastLines, run } from '../../edge/run.ts'
import { factsFromEngine, factsFromRegistry, isPinned } from '../../freeze/image-facts.ts'
import type { ImageFacts } from '../../freeze/lock-file.ts'
import type { BuildPlan } from '../../model/plan.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import type { Span } from '../../sources/span.ts'
import type { Call } from '../command.ts'

/** An image that is asked about. */
export interface AskedImage {
  readonly reference: string
  /** Platforms that it is needed for; empty: that of the builder. */
  readonly platforms: readonly string[]
  readonly at: Span | null
}

/** The images that these plans start from, each once: by name, and as the bases of the users' own Dockerfiles. */
export function parentImages(plans: readonly BuildPlan[]): AskedImage[] {
  const asked = new Map<string, AskedImage>()
  for (const { kind, parent, options } of plans.flatMap(plan => plan.images)) {
    if (kind === 'prebuilt') continue
    const reference = parent.kind === 'image' ? parent.image : parent.base
    if (reference === null || reference === 'scratch' || asked.has(reference)) continue
    asked.set(reference, { reference, platforms: options.platforms, at: parent.at })
  }
  return [...asked.values()]
}

const AT_ONCE = 4
const PATIENCE = 60_000

/**
 * Asks the registry about images, then the local engine about those that it does not know.
 *
 * @param before what the lock file says so far; an image that nobody knows keeps its entry
 */
export async function describeImages(
  call: Call,
  root: string,
  images: readonly AskedImage[],
  before: ReadonlyMap<string, ImageFacts>,
  report: Report,
): Promise<Map<string, ImageFacts>> {
  const found = new Map<string, ImageFacts>()
  const waiting = [...images]
  const asker = async () => {
    for (let image = waiting.shift(); image; image = waiting.shift()) {
      const facts = (await describe(call, root, image, before, report)) ?? before.get(image.reference)
      if (facts) found.set(image.reference, facts)
      // compile writes it into commands that run as root.
      if (facts && facts.user !== '' && !isUserName(facts.user)) {
        const help = `\`${image.reference}\` says so itself: a user is a name, a number, or \`uid:gid\`; choose another parent image`
        report(diagnostic('DC4023', image.at, { what: 'user', name: facts.user }, { help }))
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, asker))
  return found
}

async function describe(
  { args, environment, progress }: Call,
  root: string,
  { reference, platforms, at }: AskedImage,
  before: ReadonlyMap<string, ImageFacts>,
  report: Report,
): Promise<ImageFacts | undefined> {
  const reading = { wanted: platforms, isSecret: looksSecret }
  const ask = (...words: string[]) =>
    run({ trusted: 'docker', words, agreed: args.has('yes') }, { root, environment, patience: PATIENCE })
  // Docker takes no such name either, and would read it as a flag.
  if (reference.startsWith('-')) return undefined
  progress?.say(`asking about ${reference}`)
  const registry = await ask('buildx', 'imagetools', 'inspect', reference, '--format', '{{json .}}')
  const remote = registry.problem === undefined ? factsFromRegistry(parsed(registry.stdout), reading) : undefined
  // A name that says its digest already would get a second one.
  if (remote) return isPinned(reference) ? { ...remote, digest: null } : remote
  const engine = await ask('image', 'inspect', reference)
  const local = engine.problem === undefined ? factsFromEngine(parsed(engine.stdout), reference, reading) : undefined
  if (local) {
    if (isPinned(reference)) return { ...local, digest: null }
    const help = 'push it to a registry, and name it there'
    if (local.digest === null) report(diagnostic('DC6013', at, { image: reference }, { help }))
    return local
  }
  const reasons = [registry, engine].flatMap(({ problem, stderr }) =>
    lastLines(stderr, 1)
      .concat(problem ?? [])
      .slice(0, 1),
  )
  const notes = [...new Set(reasons)].map(message => ({ message: terminalText(redactLine(message)) }))
  const help = 'log in to its registry (`docker login`), or pull it, and run `dockcompile freeze` again'
  report(diagnostic('DC6012', at, { image: reference, kept: before.has(reference) }, { notes, help }))
  return undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
