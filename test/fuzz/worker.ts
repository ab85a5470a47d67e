/** Tries the projects that its parent (scripts/fuzz.mjs) asks for by number, and tells what it found. */
import fc from 'fast-check'
import { replaceFolder, writeFolder } from '../golden/folder.ts'
import { generated } from './generate.ts'
import { mutated } from './mutate.ts'
import type { FuzzProject } from './project.ts'
import { seeds } from './seeds.ts'
import { projectAt, smallest, tryOut } from './try.ts'

const projects = fc.oneof(generated, mutated(seeds()))

process.on('message', (number: number) => {
  const project = projectAt(number, projects)
  const { compiled, finding } = tryOut(project)
  if (!finding) return process.send!({ number, compiled })
  const folder = `fuzz-failures/${finding.rule.replace(/[^a-z0-9]+/gi, '-')}-${number}`
  save(folder, smallest(project, finding), `${finding.rule}: ${finding.problem}\n`)
  return process.send!({ number, compiled, finding, folder })
})

/** The form of a golden case, but for `expected/`: that comes when the cause is mended. */
function save(folder: string, { files, args }: FuzzProject, why: string): void {
  replaceFolder(folder, new Map([['why.txt', why], ...(args.length ? ([['args', `${args.join(' ')}\n`]] as const) : [])]))
  writeFolder(`${folder}/input`, files)
}

process.send!('ready')
