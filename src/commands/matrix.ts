import { byCodePoint } from '../basics/order.ts'
import { redact } from '../credentials/redact.ts'
import type { AfterInstalls, ImageName, ImagePlan } from '../model/plan.ts'
import { inOutput } from '../paths/output-path.ts'
import { jsonText } from '../quote/json.ts'
import type { Command } from './command.ts'
import { UsageError } from './shared/arguments.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './shared/flags.ts'
import { tellBeside } from './shared/messages.ts'
import { type PlannedImage, plannedImages } from './shared/planned-images.ts'
import { compileProject } from './shared/project.ts'

/** GitHub Actions runs no more jobs of one matrix. */
const MOST_JOBS = 256

/** `dockcompile matrix [FILES…]`. */
export const matrixCommand: Command = {
  usage: '[FILES…]',
  about: `Prints the bake targets as a matrix of GitHub Actions, on one line: {"include": [{"target", "tags", "platforms", "file"}]}.
\`target\` is one target or, where jobs are batched, several with blanks between them; \`file\` is the bake file. Above 256
targets jobs are batched, since no matrix may have more. --share K/N gives a machine of several its part; images with the same
layers stay together.`,
  flags: ['batch', 'share', ...INPUT_FLAGS, 'json', ...MESSAGE_FLAGS],
  examples: ['dockcompile matrix', 'echo "matrix=$(dockcompile matrix)" >> "$GITHUB_OUTPUT"', 'dockcompile matrix --share 1/2'],

  run(call) {
    const batch = positive(call.args.value('batch'), '--batch')
    const share = readShare(call.args.value('share'))
    const project = compileProject(call, call.words)
    const { compilation } = project
    if (!tellBeside(call, project, compilation.diagnostics)) return 1
    const targets = inLayerOrder(plannedImages(compilation).filter(({ image }) => image.built))
    const mine = targets.slice(...slice(targets.length, share))
    const least = leastBatch(mine)
    if (batches(mine, batch ?? least).length > MOST_JOBS)
      throw new UsageError(`\`--batch ${batch}\` makes more than the ${MOST_JOBS} jobs of a matrix: \`--batch ${least}\` fits`)
    const jobs = batches(mine, batch ?? least)
    call.terminal.out(`${jsonText({ include: jobs.map(job) })}\n`)
    return 0
  },
}

function job(images: readonly PlannedImage[]) {
  return {
    target: images.map(({ name }) => name).join(' '),
    tags: images.flatMap(({ image }) => image.tags).map(redact),
    platforms: [...new Set(images.flatMap(({ image }) => image.options.platforms))],
    file: inOutput(images[0]!.output, 'docker-bake.json'),
  }
}

/** Fields that follow from those of the first layers, or seldom keep two images with the same layers apart. */
type SeldomApart =
  | ('kind' | 'built' | 'python' | 'installs' | 'layers' | 'sizes' | 'installer' | 'buildArgs' | 'facts')
  | ('runs' | 'user' | 'runsAs' | 'options' | 'secrets')

/** Targets whose first layers are the same stand side by side. */
function inLayerOrder(images: readonly PlannedImage[]): PlannedImage[] {
  const layers = ({ image: { parent, apt, environment, requirements } }: PlannedImage): string =>
    JSON.stringify({
      parent: parent.kind === 'image' ? parent.image : parent.text,
      environment: environment.map(entry => [entry.name, entry.value]),
      apt: apt.map(({ name }) => name),
      requirements: requirements.map(list => list.text),
    } satisfies Record<Exclude<keyof ImagePlan, ImageName | AfterInstalls | SeldomApart>, unknown>)
  const keyed = images.map(image => ({ image, key: layers(image) }))
  return keyed
    .sort(
      (a, b) =>
        byCodePoint(a.image.output.folder, b.image.output.folder) ||
        byCodePoint(a.key, b.key) ||
        byCodePoint(a.image.name, b.image.name),
    )
    .map(({ image }) => image)
}

/** At most `size` targets each, of one bake file. */
function batches(targets: readonly PlannedImage[], size: number): PlannedImage[][] {
  const jobs: PlannedImage[][] = []
  for (const target of targets) {
    const last = jobs.at(-1)
    if (last && last.length < size && last[0]!.output === target.output) last.push(target)
    else jobs.push([target])
  }
  return jobs
}

function leastBatch(targets: readonly PlannedImage[]): number {
  let size = Math.max(1, Math.ceil(targets.length / MOST_JOBS))
  // Jobs do not mix bake files: with many of them it takes more.
  while (size < targets.length && batches(targets, size).length > MOST_JOBS) size++
  return size
}

interface Share {
  readonly k: number
  readonly n: number
}

/** Shares differ by one target at most. */
const slice = (total: number, { k, n }: Share): [number, number] => [
  Math.floor((total * (k - 1)) / n),
  Math.floor((total * k) / n),
]

function readShare(written: string | undefined): Share {
  if (written === undefined) return { k: 1, n: 1 }
  const [, k, n] = /^(\d+)\/(\d+)$/.exec(written)?.map(Number) ?? []
  if (!k || !n || k > n) throw new UsageError(`\`--share ${written}\` is not a share: \`--share 1/2\` is the first of two`)
  return { k, n }
}

function positive(written: string | undefined, flag: string): number | undefined {
  if (written === undefined) return undefined
  if (!/^[1-9]\d*$/.test(written)) throw new UsageError(`\`${flag} ${written}\` is not a number above 0`)
  return Number(written)
}
