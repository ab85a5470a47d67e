import { dirname, posix } from 'node:path'
import * as assert from 'uvu/assert'
import { checkCommand } from '../../src/commands/check.ts'
import type { Command } from '../../src/commands/command.ts'
import { compileCommand } from '../../src/commands/compile.ts'
import { allowOnly, parseArguments, UsageError } from '../../src/commands/shared/arguments.ts'
import { hiddenByGit } from '../../src/edge/hidden-by-git.ts'
import { Frame, OUTSIDE, type Snapshot } from './frame.ts'
import { compileProject, type FuzzProject } from './project.ts'
import { SCENES, type Scene, type SceneName } from './scenes.ts'

/**
 * Compiles a project on disk twice and checks it, and asserts that the output is that of memory, that the second run and the check write
 * nothing, and that everything else in its frame is as it was: bytes, names, rights, links, and nothing new.
 */
export async function onDisk(project: FuzzProject, name: SceneName): Promise<void> {
  const frame = new Frame(project.files)
  try {
    await play(frame, project, name)
  } finally {
    frame.remove()
  }
}

async function play(frame: Frame, project: FuzzProject, name: SceneName): Promise<void> {
  // The folder is not a checkout, and git says so.
  const { outputs } = compileProject(project, { hiddenByGit, repositoryState: () => 'none' })
  const folder = outputs[0]?.folder ?? 'build'
  const inFolder = (path: string) => posix.join(folder, path)
  const artifacts = new Map(outputs.flatMap(output => output.files).map(({ path, text }) => [posix.normalize(path), text]))
  const first = [...artifacts.keys()].find(path => path !== inFolder('manifest.json'))
  const file = first === undefined ? 'docker-bake.json' : posix.relative(folder, first)
  // The project's own files may be where the output belongs; then it is for them to say what happens.
  const taken = isTaken(project, folder, [...artifacts.keys(), inFolder('manifest.json'), inFolder('.dockcompile-journal.json')])
  const usual = !taken && folder !== '.' && (outputs.length === 0 || first !== undefined)
  const scene: Scene = SCENES[usual ? name : 'nothing is there']
  frame.lay(scene.things(`project/${folder}`, file))

  const before = frame.snapshot()
  const compiled = await run(frame, compileCommand, project.args)
  const after = frame.snapshot()
  assert.not.match(compiled.said, OUTSIDE, 'a message shows a file outside of the project')
  const good = outputs.length > 0 && !scene.refused
  // A call that names no project, or not the right files, is refused with 2.
  if (!taken) assert.ok(good ? compiled.code === 0 : compiled.code !== 0, compiled.said)
  if (compiled.code !== 0) {
    same(before, after, new Map())
    return
  }
  const goes = new Set(scene.goes?.(file).map(path => `project/${inFolder(path)}`))
  same(new Map([...before].filter(([path]) => !goes.has(path))), after, artifacts)

  const written = frame.snapshot('times')
  const again = await run(frame, compileCommand, project.args)
  assert.is(again.code, 0, again.said)
  same(written, frame.snapshot('times'), new Map(), 'the second run')
  const checked = await run(frame, checkCommand, project.args)
  same(written, frame.snapshot('times'), new Map(), 'check')
  // `check` asks git nothing, so it refuses what would depend on it.
  assert.is(checked.code, checked.said.includes('DC3022') ? 1 : 0, checked.said)
}

function isTaken({ files }: FuzzProject, folder: string, paths: readonly string[]): boolean {
  const above = (path: string): string[] => (path === '.' ? [] : [path, ...above(posix.dirname(path))])
  const names = new Set([...files.keys()].map(path => path.toLowerCase()))
  return [...paths, folder].flatMap(above).some(path => names.has(path.toLowerCase()))
}

/** Asserts that everything is as it was, and that what is new is the artifacts (paths in the project), in folders that they need. */
function same(before: Snapshot, after: Snapshot, artifacts: ReadonlyMap<string, string>, who = 'the run'): void {
  for (const [path, thing] of before) assert.is(after.get(path), thing, `${who} changed ${path}`)
  const made = new Map([...artifacts].map(([path, text]) => [`project/${path}`, text]))
  const folders = new Set([...made.keys()].flatMap(foldersOf))
  for (const [path, thing] of after) {
    if (before.has(path)) continue
    const text = made.get(path)
    if (text === undefined) assert.ok(folders.has(path) && thing.startsWith('folder '), `${who} made ${path}`)
    else assert.match(thing, /^file 6[04][04]\n/, `${path} is ${thing.slice(0, 20)}`)
  }
  for (const [path, text] of made)
    assert.is(after.get(path)?.replace(/^file \d+\n/, ''), Buffer.from(text).toString('latin1'), `${path} is not as in memory`)
}

const foldersOf = (path: string): string[] => (path === '.' ? [] : [dirname(path), ...foldersOf(dirname(path))])

/** A command as the program runs it, in this process: but for a call that is refused, an exception is one. */
async function run(frame: Frame, command: Command, words: readonly string[]): Promise<{ code: number; said: string }> {
  const args = parseArguments(words)
  allowOnly(args, 'compile', command.flags)
  let said = ''
  const say = (text: string) => {
    said += text
  }
  const call = { args, words: args.words, cwd: frame.project, environment: {}, terminal: { out: say, err: say } }
  try {
    return { code: await command.run(call), said }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { code: 2, said: `${said}${error.message}` }
  }
}
