/**
 * Tries mutants, for scripts/mutate/worker.mjs: the golden cases, and the tests of the files that import the code, all in this
 * process and as often as asked. A message names a mutant and the checks that may notice it; the answer is the first that does.
 */
import { type GoldenCase, goldenCases } from '../golden/cases.ts'
import { compileCase } from '../golden/compile-case.ts'
import { testFiles } from './test-files.ts'
import { isReady, startFile, checks as tests } from './uvu.ts'

export interface Check {
  readonly name: string
  readonly run: () => unknown
}

/** Which mutant is on, and all that were asked for: scripts/mutate/switch.mjs. */
const mutants = (globalThis as unknown as { mutants: { on: number; reached: Set<number> } }).mutants
/** By name: the cases that are compiled, not those that run other commands. */
const checks = new Map<string, Check['run']>(
  goldenCases.filter(c => !c.typed).map(c => [`golden/${c.name}`, () => compareCase(c)]),
)

/** A check by its name. A file of tests is loaded when its first one is asked for: all of them take seconds. */
async function checkOf(name: string): Promise<Check['run']> {
  if (!checks.has(name)) await loadChecks(name.split(':')[0]!)
  return checks.get(name)!
}

async function loadChecks(file: string): Promise<void> {
  startFile(file)
  await testFiles[file]!()
  await isReady()
  for (const { name, run } of tests) checks.set(name, run)
}

function compareCase({ project, line, expected: wanted }: GoldenCase): void {
  const made = compileCase(project, line)
  for (const [path, text] of made) if (wanted.get(path)?.toString('utf8') !== text) throw new Error(`${path} is not as expected`)
  if (made.size !== wanted.size) throw new Error('files are missing')
}

/** The first check that does not hold. */
async function firstBroken(names: Iterable<string>): Promise<{ by?: string }> {
  for (const name of names) {
    try {
      await (await checkOf(name))()
    } catch {
      return { by: name }
    }
  }
  return {}
}

/**
 * What each check reaches, and how much computing it takes. `first` is what is reached while everything is new, as tables and caches are: there a
 * mutant has to be on from the start. `loading` is what each file of tests reaches before its first test. `unfit` are those that do not hold in this
 * process.
 */
async function look() {
  // The golden cases fill what is kept for later.
  await firstBroken(checks.keys())
  const first = new Set(mutants.reached)
  const loading: Record<string, number[]> = {}
  for (const file of Object.keys(testFiles)) {
    mutants.reached.clear()
    await loadChecks(file)
    loading[file] = [...mutants.reached]
    for (const number of mutants.reached) first.add(number)
  }
  const looks = []
  const unfit = []
  for (const name of checks.keys()) {
    mutants.reached.clear()
    const before = process.cpuUsage()
    if ((await firstBroken([name])).by) unfit.push(name)
    else looks.push({ name, ms: process.cpuUsage(before).user / 1000, reached: [...mutants.reached] })
  }
  return { checks: looks, first: [...first], loading, unfit }
}

process.on('message', async ({ mutant, names }: { mutant: number; names: string[] }) => {
  mutants.on = mutant
  const { by } = await firstBroken(names)
  // A mutant may leave something behind, in a cache: then the next ones are not tried in this process.
  mutants.on = -1
  const isSpoiled = by !== undefined && (await firstBroken([by])).by !== undefined
  process.send!({ by, isSpoiled })
})
process.on('disconnect', () => process.exit())

process.send!(process.env.LOOK ? await look() : {})
