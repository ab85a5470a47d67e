import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requirementsKey } from '../../4-plan/requirements-key.ts'
import { redactLine } from '../../credentials/redact.ts'
import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { suggest } from '../../diagnostics/suggest.ts'
import { lastLines, run } from '../../edge/run.ts'
import { knownPins, pinsOfParent } from '../../freeze/known-pins.ts'
import { listedWheels } from '../../freeze/listed-wheels.ts'
import type { ImageFacts, ListedFiles, LockTables } from '../../freeze/lock-file.ts'
import { packageSizes } from '../../freeze/package-sizes.ts'
import { uvCompileArguments } from '../../freeze/uv-compile.ts'
import { type BuildPlan, filledLists, type ImagePlan } from '../../model/plan.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import { logicalLines, writtenLines } from '../../requirements/logical-lines.ts'
import { normalisedName, packageName } from '../../requirements/package-name.ts'
import { resolvedPlatforms } from '../../requirements/platforms.ts'
import type { Call } from '../command.ts'
import { UsageError } from '../shared/arguments.ts'
import { FilesOfLists } from './files.ts'

/** The images of these plans that install something, by the key of their resolved list. */
export function installingImages(plans: readonly BuildPlan[]): Map<string, ImagePlan> {
  const images = new Map<string, ImagePlan>()
  for (const image of plans.flatMap(plan => plan.images)) {
    const lists = filledLists(image)
    if (image.kind === 'build' && lists.length) images.set(requirementsKey(lists, image.python, image.options.platforms), image)
  }
  return images
}

/** The packages that `--upgrade` names, normalised; `all` when it names none. Without the flag no pin is given up. */
export function packagesToUpgrade({ args }: Call): readonly string[] | 'all' {
  const written = args.values('upgrade')
  if (written === undefined) return []
  const wrong = written.find(word => !/^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/.test(word))
  if (wrong !== undefined)
    throw new UsageError(`\`--upgrade\` takes names of packages, not \`${wrong}\``, {
      help: ['write `--upgrade NAME`; which versions may be chosen is a matter of the requirements'],
    })
  return written.length === 0 ? 'all' : [...new Set(written.map(normalisedName))]
}

/** What is to be resolved. */
interface Asked {
  readonly images: ReadonlyMap<string, ImagePlan>
  /** The lock file so far. */
  readonly before: Pick<LockTables, 'requirements' | 'files'>
  /** What is known of the parents, by name. */
  readonly parents: ReadonlyMap<string, ImageFacts>
  /** Whether the lock file has to know what packages weigh, and which files they write. */
  readonly isLayered: boolean
}

/** Resolved lists, what their packages weigh and which files they write, by the keys of the lock file. */
type Resolved = Pick<LockTables, 'requirements' | 'packages' | 'files'>
type Filled = {
  readonly [table in keyof Resolved]: Resolved[table] extends ReadonlyMap<string, infer T> ? Map<string, T> : never
}

/**
 * Resolves the requirements of each image with uv: every package with its version and hashes. Pins of `before` stay where they fit, then what the
 * parent has, but for those that are to be upgraded. One that cannot be resolved is reported. Only with `--yes` does uv build packages from source, which runs their code on
 * this machine, and see the variables that lines of the lists name.
 */
export async function resolveRequirements(call: Call, root: string, todo: Asked, report: Report): Promise<Resolved> {
  const { images, before, isLayered } = todo
  const resolved: Filled = { requirements: new Map(), packages: new Map(), files: new Map() }
  const files = new FilesOfLists(call, root, report)
  const agreed = call.args.has('yes')
  const upgrade = packagesToUpgrade(call)
  for (const [key, image] of images) {
    if (!call.args.has('quiet')) call.terminal.err(`resolving the requirements of ${terminalText(image.id)}\n`)
    const { python, options, installer, requirements } = image
    const input = linesOf(requirements.map(list => list.text))
    const texts = {
      constraints: linesOf(requirements.map(list => list.constraints)),
      known: upgrade === 'all' ? '' : pinsFor(image, key, todo),
    }
    const environment = agreed ? call.environment : withoutNamed(call.environment, input + texts.constraints)
    const asked = { python, platforms: options.platforms, asked: installer.asked, builds: agreed }
    const { problem, stdout, stderr } = await withFiles(texts, files =>
      run({ trusted: 'uv', words: uvCompileArguments({ ...asked, upgrade, ...files }), agreed }, { root, environment, input }),
    )
    if (problem === undefined) {
      resolved.requirements.set(key, stdout)
      // Pins to pins, in the other format, which says how big each file is.
      const sizes = [...uvCompileArguments(asked).filter(word => !FORMAT.has(word)), '--no-deps', '--format', 'pylock.toml']
      const listed = await run({ trusted: 'uv', words: sizes, agreed }, { root, environment, input: stdout })
      const on = { python, platforms: resolvedPlatforms(options.platforms) }
      const wheels = listed.problem === undefined ? listedWheels(listed.stdout, on) : undefined
      if (wheels) resolved.packages.set(key, packageSizes(wheels))
      else if (isLayered) report(diagnostic('DC4164', image.parent.at, { image: image.id }, { help: 'use uv 0.7 or newer' }))
      if (wheels && isLayered)
        resolved.files.set(key, knownFiles(key, stdout, before) ?? (await files.read(image, wheels, on.platforms)))
      continue
    }
    const notes = lastLines(stderr, 12).map(line => ({ message: terminalText(redactLine(line.trim())) }))
    const index = silentIndex(stderr)
    if (index !== undefined) {
      const help = 'connect to it and run this again, or name an index that answers in `python_package_installer_args`'
      report(diagnostic('DC6041', image.parent.at, { image: image.id, index: redactLine(index) }, { notes, help }))
      // It would be asked, in vain and for as long, for each image.
      return resolved
    }
    const help = helpFor(problem, stderr)
    report(diagnostic('DC6016', image.parent.at, { image: image.id, problem: problem.replace(/^it /, 'uv ') }, { notes, help }))
  }
  const lists = resolved.requirements
  if (lists.size === images.size) reportUnknown(upgrade, [...before.requirements.values(), ...lists.values()], report)
  return resolved
}

/** What the lock file knows of the files of a list that is the same, hash by hash. */
function knownFiles(key: string, text: string, { requirements, files }: Asked['before']): ListedFiles | undefined {
  const known = files.get(key)
  return known?.unread.length === 0 && requirements.get(key) === text ? known : undefined
}

/** The pins of the lock file, then what the parent has, where that counts (`layers: independent`). */
function pinsFor({ parent }: ImagePlan, key: string, { images, before, parents, isLayered }: Asked): string {
  const python = isLayered && parent.kind === 'image' ? parents.get(parent.image)?.python : undefined
  return knownPins(before.requirements, key, other => images.has(other)) + pinsOfParent(python?.packages ?? {})
}

/** A package that no list has is a slip: nothing would be upgraded, silently. */
function reportUnknown(upgrade: readonly string[] | 'all', lists: readonly string[], report: Report): void {
  if (upgrade === 'all') return
  const known = new Set(lists.flatMap(logicalLines).flatMap(({ text }) => packageName(text) ?? []))
  for (const name of upgrade.filter(name => !known.has(name))) {
    const meant = suggest(name, [...known])
    report(diagnostic('DC6040', null, { name }, { help: meant ? `did you mean \`${meant}\`?` : 'leave it out' }))
  }
}

/** The address that gave no answer at all: no network, no such host, nobody behind the port, or a proxy or certificate in between. */
function silentIndex(stderr: string): string | undefined {
  const url = /error sending request for url \((\S+)\)/.exec(stderr)?.[1]
  if (url !== undefined) return url
  return /\bnetwork (?:connectivity )?(?:is|was) disabled\b/.test(stderr) ? 'the package index' : undefined
}

/** Flags about the format of requirement lists. */
const FORMAT: ReadonlySet<string> = new Set(['--generate-hashes', '--no-header', '--no-annotate'])

const linesOf = (texts: readonly string[]): string =>
  texts
    .flatMap(writtenLines)
    .map(line => `${line}\n`)
    .join('')

/** Gives texts to a program that reads them from files; the files are gone afterwards, and there is none for an empty text. */
async function withFiles<K extends string, T>(
  texts: Readonly<Record<K, string>>,
  use: (files: Partial<Record<K, string>>) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'dockcompile-'))
  try {
    const files: Partial<Record<K, string>> = {}
    for (const name of Object.keys(texts) as K[]) {
      if (texts[name] === '') continue
      files[name] = join(folder, `${name}.txt`)
      writeFileSync(files[name], texts[name])
    }
    return await use(files)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function helpFor(problem: string, stderr: string): string {
  if (problem.startsWith('there is no program'))
    return 'install uv where `dockcompile freeze --resolve` runs; the images need none'
  // Where a package has no wheel uv says `building from source is disabled` and the like.
  if (stderr.toLowerCase().includes('building') && /\bis\s+disabled\b/.test(stderr))
    return 'a package has to be built, which runs its code on this machine: read where it comes from, then add `--yes`'
  return 'change the requirements until uv finds versions that go together'
}

/** uv replaces `${NAME}` in lists, and a list may come from a stranger and send the value to an address of theirs. */
function withoutNamed(environment: NodeJS.ProcessEnv, lists: string): NodeJS.ProcessEnv {
  const named = new Set([...lists.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name!.toUpperCase()))
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !named.has(name.toUpperCase())))
}
