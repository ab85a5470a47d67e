/**
 * Tries mutants on the golden cases and on some made-up projects, for scripts/mutate.mjs, which bundles them in: a message names a mutant and the
 * cases that come across it, the answer is what noticed it. With MUTANT the process has this mutant from the first line on, and is good for one message.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { generated } from '../fuzz/generate.ts'
import { mutated } from '../fuzz/mutate.ts'
import { seeds } from '../fuzz/seeds.ts'
import { projectAt, tryOut } from '../fuzz/try.ts'
import { compileCase } from '../golden/compile-case.ts'
import { readFolder } from '../golden/folder.ts'

/** Which mutant is on, and all that were asked for: scripts/mutate/switch.mjs. */
const mutants = (globalThis as unknown as { mutants: { on: number; reached: Set<number> } }).mutants
const FUZZED = 40

/** What each case is compared with. */
const expected = new Map(
  readdirSync('golden')
    .filter(name => existsSync(join('golden', name, 'input')) && !existsSync(join('golden', name, 'run')))
    .map(name => [name, readFolder(join('golden', name, 'expected'))]),
)
const projects = fc.oneof(generated, mutated(seeds()))
const fuzzed = Array.from({ length: FUZZED }, (_, i) => projectAt(i + 1, projects))

/**
 * What the cases reach: `first` when all of it is new, `again` when nothing is. What is reached the first time only (tables, caches) cannot be
 * switched on later.
 */
function look(): { first: number[]; again: Record<string, number[]> } {
  for (const name of expected.keys())
    if (!isAsExpected(name)) throw new Error(`golden/${name} is not as expected before anything is changed`)
  const first = [...mutants.reached]
  const again: Record<string, number[]> = {}
  for (const name of expected.keys()) {
    mutants.reached.clear()
    isAsExpected(name)
    again[name] = [...mutants.reached]
  }
  return { first, again }
}

/** What notices the mutant that is on. */
function killer(cases: readonly string[]): string | undefined {
  const name = cases.find(c => !isAsExpected(c))
  if (name) return `golden/${name}`
  const finding = fuzzed.map(project => tryOut(project).finding).find(f => f !== undefined)
  return finding && `fuzz: ${finding.rule}`
}

function isAsExpected(name: string): boolean {
  const folder = join('golden', name)
  const args = join(folder, 'args')
  try {
    const made = compileCase(join(folder, 'input'), existsSync(args) ? readFileSync(args, 'utf8').trim() : '')
    const wanted = expected.get(name)!
    return made.size === wanted.size && [...made].every(([path, text]) => wanted.get(path)?.toString('utf8') === text)
  } catch {
    return false
  }
}

process.on('message', ({ mutant, cases }: { mutant: number; cases: string[] }) => {
  mutants.on = mutant
  const by = killer(cases)
  // A mutant may leave something behind, in a cache: the next ones are then not tried in this process.
  mutants.on = -1
  const isSpoiled = by !== undefined && killer(by.startsWith('golden/') ? [by.slice('golden/'.length)] : []) !== undefined
  process.send!({ by, isSpoiled })
})

process.send!(process.env.MUTANT ? {} : look())
