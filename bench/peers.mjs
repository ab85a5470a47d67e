import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inTurns, median, run, seconds, table, timed, times, usage } from './measure.mjs'
import { environmentOf, PEERS } from './peers/peers.mjs'
import { makeWorkspace } from './workspace.mjs'

/** "Peers": other programs that write Dockerfiles, as whole processes beside cold runs of ours. Only those that are installed. */
export function peers(measuring) {
  const { programs, temporary, runs } = measuring
  const rows = installedPeers(measuring)
  const absent = PEERS.filter(({ name }) => !rows.some(row => row.name === name)).map(({ name }) => name)
  if (rows.length === 0) return { text: 'None is installed: `node bench/peers/install.mjs` fetches them from PyPI.\n' }
  const zenml = rows.find(({ name }) => name === 'zenml')
  return {
    text: `Whole processes in turn with ours, medians of ${Math.min(runs, 10)}, wall time. Each gets inputs for images like those of the quickstart; ours compiles the
quickstart and writes all files. In brackets how many times longer theirs takes.

${table(
  ['program', 'what is run', 'theirs', 'standalone program', 'npm package'],
  rows.map(({ name, does, their, standalone, npm }) => [
    name,
    does,
    seconds(their),
    `${seconds(standalone)} (${times(their, standalone)})`,
    `${seconds(npm)} (${times(their, npm)})`,
  ]),
)}${zenml ? perImage(zenml, programs, temporary) : ''}${absent.length > 0 ? `\nNot installed: ${absent.join(', ')}.\n` : ''}`,
  }
}

/** Seconds of each peer that is installed, and of our programs beside it. */
export function installedPeers({ root, programs, temporary, runs }) {
  return PEERS.filter(({ name }) => existsSync(environmentOf(root, name))).map(({ name, does, prepare }) => {
    const folder = mkdtempSync(join(temporary, `peer-${name}-`))
    const { args, program, env, expect, own } = prepare({ root, folder, bin: join(environmentOf(root, name), 'bin') })
    const theirs = () => {
      const { stdout } = run(folder, program, args, env)
      // Whoever writes no Dockerfile is not faster.
      if (!expect(stdout)) throw new Error(`${name} wrote no Dockerfile\n${stdout}`)
    }
    const ours = Object.values(programs).map(([program, ...words]) => () => {
      rmSync(join(own, 'build'), { recursive: true, force: true })
      return timed(() => run(own, program, [...words, 'compile']))
    })
    const [their, standalone, npm] = inTurns(Math.min(runs, 10), [() => timed(theirs), ...ours]).map(median)
    return { name, does, their, standalone, npm }
  })
}

/** ZenML's process gives the images of one pipeline; ours those of a thousand. */
function perImage({ their }, programs, temporary) {
  const project = join(temporary, 'per-image')
  makeWorkspace(project, 1000)
  const before = () => rmSync(join(project, 'build'), { recursive: true, force: true })
  const { first } = usage(1, { first: { program: [...programs['standalone program'], 'compile'], cwd: project, before } })
  return `\nPer image, ZenML's process for one pipeline against that of the standalone program for 3,000 images divided by 3,000: ${Math.round(their / (first.wall / 3000))} ×.\n`
}
