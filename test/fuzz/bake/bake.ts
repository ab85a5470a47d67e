/**
 * Takes made-up projects by number until `count` of them compile to something that can be built, merges their bake files, and asks bake and
 * BuildKit what they make of them (scripts/fuzz.mjs --bake).
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileProject, type FuzzProject } from '../project.ts'
import { projects } from '../projects.ts'
import { save } from '../save.ts'
import { type Finding, projectAt, smallest } from '../try.ts'
import { assertAsMeant, type Printed } from './as-meant.ts'
import { check, hasBake, hasDaemon, print, variables } from './docker.ts'
import { Merged, type Sample } from './merged.ts'

const RULES = {
  print: 'bake reads the bake file',
  meant: 'bake reads what was meant',
  check: 'BuildKit reads the Dockerfiles',
} as const

/** Warnings that say beforehand what breaks a rule: ZenML's own dialect writes values as they are, and bake composes letters. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  [RULES.meant]: ['DC4036'],
  [RULES.check]: ['DC4023', 'DC4026', 'DC4029', 'DC4152'],
}

/** A file that waits for more targets, and at most so many of them: projects that mean different variables by one name go apart. */
const OPEN = 8

const [seed, count] = process.argv.slice(2).map(Number) as [number, number]
if (!hasBake()) {
  console.error('error: docker buildx is not here')
  process.exit(2)
}
const withDaemon = hasDaemon()
const workspace = mkdtempSync(join(tmpdir(), 'fuzz-bake-'))
process.on('exit', () => rmSync(workspace, { recursive: true, force: true }))
mkdirSync(join(workspace, 'empty'))
const totals = { projects: 0, files: 0, targets: 0, checked: 0, failed: 0 }

let number = seed
let open: Merged[] = []
for (; totals.projects < count; number++) {
  const sample = sampleOf(number, projectAt(number, projects))
  if (!sample) continue
  totals.projects++
  if (open.some(merged => merged.add(sample))) continue
  if (open.length === OPEN) await finish(open.shift()!)
  const merged = new Merged()
  merged.add(sample)
  open.push(merged)
}
for (const merged of open) await finish(merged)
open = []

console.log(
  `${totals.projects} projects in ${totals.files} bake files with ${totals.targets} targets, seeds ${seed} to ${number - 1}`,
)
console.log(
  withDaemon
    ? `${totals.checked} Dockerfiles read by BuildKit`
    : 'skipped: BuildKit on the Dockerfiles (no Docker daemon answers)',
)
console.log(`${totals.projects - totals.failed} passed, ${totals.failed} failed`)
process.exitCode = totals.failed > 0 ? 1 : 0

function sampleOf(number: number, project: FuzzProject): Sample | undefined {
  const compilation = compileProject(project)
  const { outputs, plans } = compilation
  // No disk holds a folder of such a name; writing says so.
  if (outputs.some(({ folder }) => folder.split('/').some(name => name.length > 200))) return undefined
  const builds = outputs.length > 0 && plans.some(plan => plan.images.some(image => image.built))
  return builds ? { number, project, compilation } : undefined
}

async function finish(merged: Merged): Promise<void> {
  totals.files++
  totals.targets += merged.meant.size
  const found = findings(merged, `${totals.files}`)
  if (found.has(undefined)) {
    // bake refuses the file as a whole: each project alone says whose fault it is.
    for (const sample of merged.samples()) {
      const finding = alone(sample)
      if (finding && !isTold(sample, finding)) await tell(sample, finding)
    }
    return
  }
  for (const [sample, finding] of found) if (!isTold(sample!, finding)) await tell(sample!, finding)
}

function isTold({ compilation: { diagnostics } }: Sample, { rule }: Finding): boolean {
  return diagnostics.some(({ code }) => TOLD[rule]?.includes(code))
}

/** What is wrong, by project; undefined stands for the file as a whole. */
function findings(merged: Merged, name: string): Map<Sample | undefined, Finding> {
  const found = new Map<Sample | undefined, Finding>()
  const file = merged.write(workspace, name)
  const printed = print(workspace, file, merged)
  if (typeof printed === 'string') return found.set(undefined, { rule: RULES.print, problem: printed.slice(-1000) })
  for (const [target, meant] of merged.meant) {
    try {
      assertAsMeant(workspace, printed[target] ?? NOTHING, meant, variables)
    } catch (error) {
      found.set(meant.project, { rule: RULES.meant, problem: `${target}: ${sentence(error)}` })
    }
  }
  if (!withDaemon) return found
  const { checked, complaints } = check(workspace, name, merged)
  totals.checked += checked
  for (const [target, problem] of complaints)
    found.set(merged.meant.get(target)?.project, { rule: RULES.check, problem: `${target}: ${problem}` })
  return found
}

/** What an assertion says, with what it compared. */
function sentence(error: unknown): string {
  const { message, details } = error as Error & { details?: string }
  return `${message}${details ? `\n${details}` : ''}`
}

const NOTHING: Printed = { context: '', dockerfile: '' }

function alone(sample: Sample): Finding | undefined {
  const merged = new Merged()
  merged.add(sample)
  return [...findings(merged, 'alone').values()][0]
}

async function tell({ number, project }: Sample, finding: Finding): Promise<void> {
  totals.failed++
  const isSame = (smaller: FuzzProject) => {
    const sample = sampleOf(number, smaller)
    return sample !== undefined && !isTold(sample, finding) && alone(sample)?.rule === finding.rule
  }
  const folder = save(number, await smallest(project, isSame), finding)
  console.log(`FAIL --seed ${number} --bake 1: ${finding.rule}: ${finding.problem.slice(0, 1000)}\n  left in ${folder}`)
}
