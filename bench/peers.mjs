import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inTurns, node, run, seconds, table, times } from './measure.mjs'
import { environmentOf, PEERS } from './peers/peers.mjs'
import { makeWorkspace } from './workspace.mjs'

/** "Peers": other programs that write Dockerfiles, as whole processes beside a cold run of ours. Only those that are installed. */
export function peers({ root, cli, temporary, runs }) {
  const installed = PEERS.filter(({ name }) => existsSync(environmentOf(root, name)))
  const absent = PEERS.filter(peer => !installed.includes(peer)).map(({ name }) => name)
  if (installed.length === 0) return 'None is installed: `node bench/peers/install.mjs` fetches them from PyPI.\n'
  const rows = []
  for (const { name, does, prepare } of installed) {
    const folder = join(temporary, `peer-${name}`)
    const { args, program, env, expect, own } = prepare({ root, folder, bin: join(environmentOf(root, name), 'bin') })
    const theirs = () => {
      const { stdout } = run(folder, program, args, env)
      // Whoever writes no Dockerfile is not faster.
      if (!expect(stdout)) throw new Error(`${name} wrote no Dockerfile\n${stdout}`)
    }
    const ours = () => node(own, cli, 'compile')
    ours.before = () => rmSync(join(own, 'build'), { recursive: true, force: true })
    const [their, our] = inTurns(Math.min(runs, 10), [theirs, ours])
    rows.push({ name, does, their, our })
  }
  const zenml = rows.find(({ name }) => name === 'zenml')
  return `Whole processes in turn with ours, medians of ${Math.min(runs, 10)}. Each gets inputs for images like those of the quickstart; ours compiles the quickstart and writes all files.

${table(
  ['program', 'what is run', 'theirs', 'ours', 'theirs / ours'],
  rows.map(({ name, does, their, our }) => [name, does, seconds(their), seconds(our), times(their, our)]),
)}${zenml ? perImage(zenml, cli, temporary) : ''}${absent.length > 0 ? `\nNot installed: ${absent.join(', ')}.\n` : ''}`
}

/** ZenML's process gives the images of one pipeline; ours those of a thousand. */
function perImage({ their }, cli, temporary) {
  const project = join(temporary, 'per-image')
  makeWorkspace(project, 1000)
  const first = () => node(project, cli, 'compile')
  first.before = () => rmSync(join(project, 'build'), { recursive: true, force: true })
  const [ours] = inTurns(1, [first])
  return `
Per image, ZenML's process for one pipeline against ours for 3,000 images divided by 3,000: ${Math.round(their / (ours / 3000)).toLocaleString('en')} ×.
`
}
