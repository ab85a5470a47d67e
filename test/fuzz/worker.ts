/** Tries the projects that its parent (scripts/fuzz.mjs) asks for by number, each `disk`th on disk too, and tells what it found. */
import { projects } from './projects.ts'
import { save } from './save.ts'
import { SCENES, type SceneName } from './scenes.ts'
import { projectAt, smallest, tryOut } from './try.ts'

const scenes = Object.keys(SCENES) as SceneName[]

process.on('message', async ({ number, disk }: { number: number; disk: number }) => {
  const project = projectAt(number, projects)
  const scene = disk > 0 && number % disk === 0 ? scenes[(number / disk) % scenes.length] : undefined
  const { compiled, finding } = await tryOut(project, scene)
  if (!finding) return process.send!({ number, compiled })
  const isSame = async (smaller: typeof project) => (await tryOut(smaller, scene)).finding?.rule === finding.rule
  return process.send!({ number, compiled, finding, folder: save(number, await smallest(project, isSame), finding) })
})

process.send!('ready')
