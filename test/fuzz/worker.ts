/** Tries the projects that its parent (scripts/fuzz.mjs) asks for by number, each `disk`th on disk too, and tells what it found. */
import fc from 'fast-check'
import { replaceFolder, writeFolder } from '../golden/folder.ts'
import { generated } from './generate.ts'
import { mutated } from './mutate.ts'
import type { FuzzProject } from './project.ts'
import { SCENES, type SceneName } from './scenes.ts'
import { seeds } from './seeds.ts'
import { projectAt, smallest, tryOut } from './try.ts'

const projects = fc.oneof(generated, mutated(seeds()))

const scenes = Object.keys(SCENES) as SceneName[]

process.on('message', async ({ number, disk }: { number: number; disk: number }) => {
  const project = projectAt(number, projects)
  const scene = disk > 0 && number % disk === 0 ? scenes[(number / disk) % scenes.length] : undefined
  const { compiled, finding } = await tryOut(project, scene)
  if (!finding) return process.send!({ number, compiled })
  const folder = `fuzz-failures/${finding.rule.replace(/[^a-z0-9]+/gi, '-')}-${number}`
  save(folder, await smallest(project, finding, scene), `${finding.rule}: ${finding.problem}\n`)
  return process.send!({ number, compiled, finding, folder })
})

/** The form of a golden case, but for `expected/`: that comes when the cause is mended. */
function save(folder: string, { files, args }: FuzzProject, why: string): void {
  replaceFolder(folder, new Map([['why.txt', why], ...(args.length ? ([['args', `${args.join(' ')}\n`]] as const) : [])]))
  writeFolder(`${folder}/input`, files)
}

process.send!('ready')
