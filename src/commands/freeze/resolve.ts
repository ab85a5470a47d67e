import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requirementsKey } from '../../4-plan/requirements-key.ts'
import { redactLine } from '../../credentials/redact.ts'
import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { lastLines, run } from '../../edge/run.ts'
import type { ListedPackages } from '../../freeze/lock-file.ts'
import { packageSizes } from '../../freeze/package-sizes.ts'
import { uvCompileArguments } from '../../freeze/uv-compile.ts'
import type { BuildPlan, ImagePlan } from '../../model/plan.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import { writtenLines } from '../../requirements/logical-lines.ts'
import type { Call } from '../command.ts'

/** The images of these plans that install something, by the key of their resolved list. */
export function installingImages(plans: readonly BuildPlan[]): Map<string, ImagePlan> {
  const images = new Map<string, ImagePlan>()
  for (const image of plans.flatMap(plan => plan.images)) {
    const lists = image.requirements.filter(list => list.text.trim() !== '')
    if (image.kind === 'build' && lists.length) images.set(requirementsKey(lists, image.python, image.options.platforms), image)
  }
  return images
}

/** Resolved lists, and what their packages weigh, by the keys of the lock file. */
interface Resolved {
  readonly requirements: ReadonlyMap<string, string>
  readonly packages: ReadonlyMap<string, ListedPackages>
}

/**
 * Resolves the requirements of each image with uv: every package with its version and hashes. One that cannot be resolved is reported. Only with
 * `--yes` does uv build packages from source, which runs their code on this machine, and see the variables that lines of the lists name.
 */
export async function resolveRequirements(
  call: Call,
  root: string,
  { images, needsSizes }: { readonly images: ReadonlyMap<string, ImagePlan>; readonly needsSizes: boolean },
  report: Report,
): Promise<Resolved> {
  const resolved = { requirements: new Map<string, string>(), packages: new Map<string, ListedPackages>() }
  const agreed = call.args.has('yes')
  for (const [key, image] of images) {
    if (!call.args.has('quiet')) call.terminal.err(`resolving the requirements of ${terminalText(image.id)}\n`)
    const { python, options, installer, requirements } = image
    const words = uvCompileArguments({ python, platforms: options.platforms, asked: installer.asked, builds: agreed })
    const input = linesOf(requirements.map(list => list.text))
    const constraints = linesOf(requirements.map(list => list.constraints))
    const environment = agreed ? call.environment : withoutNamed(call.environment, input + constraints)
    const { problem, stdout, stderr } = await withFile(constraints, file =>
      run({ trusted: 'uv', words: [...words, ...(file ? ['--constraint', file] : [])], agreed }, { root, environment, input }),
    )
    if (problem === undefined) {
      resolved.requirements.set(key, stdout)
      // Pins to pins, in the other format, which says how big each file is.
      const sizes = [...words.filter(word => !FORMAT.has(word)), '--no-deps', '--format', 'pylock.toml']
      const listed = await run({ trusted: 'uv', words: sizes, agreed }, { root, environment, input: stdout })
      const packages = packageSizes(listed.stdout, {
        python,
        platforms: options.platforms.length ? options.platforms : ['linux/amd64'],
      })
      if (listed.problem === undefined && packages) resolved.packages.set(key, packages)
      else if (needsSizes) report(diagnostic('DC4164', image.parent.at, { image: image.id }, { help: 'use uv 0.7 or newer' }))
      continue
    }
    const notes = lastLines(stderr, 12).map(line => ({ message: terminalText(redactLine(line.trim())) }))
    const help = helpFor(problem, stderr)
    report(diagnostic('DC6016', image.parent.at, { image: image.id, problem: problem.replace(/^it /, 'uv ') }, { notes, help }))
  }
  return resolved
}

/** Flags about the format of requirement lists. */
const FORMAT: ReadonlySet<string> = new Set(['--generate-hashes', '--no-header', '--no-annotate'])

const linesOf = (texts: readonly string[]): string =>
  texts
    .flatMap(writtenLines)
    .map(line => `${line}\n`)
    .join('')

/** Gives a text to a program that reads it from a file; the file is gone afterwards, and there is none for an empty text. */
async function withFile<T>(text: string, use: (file: string | undefined) => Promise<T>): Promise<T> {
  if (text === '') return use(undefined)
  const folder = mkdtempSync(join(tmpdir(), 'dockcompile-'))
  try {
    const file = join(folder, 'constraints.txt')
    writeFileSync(file, text)
    return await use(file)
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
