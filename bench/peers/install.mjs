// node bench/peers/install.mjs [NAME…]: installs the programs that `npm run bench` compares with from PyPI, each into a virtual environment of
// its own below bench/peers/installed/, which git ignores. Needs python3 with venv, and about 1 GB.
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { environmentOf, PEERS } from './peers.mjs'

const root = resolve(import.meta.dirname, '../..')
const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !PEERS.some(peer => peer.name === name))
if (unknown.length > 0) {
  console.error(`error: there is no peer ${unknown.join(', ')}; there are ${PEERS.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}
for (const { name, packages } of PEERS.filter(peer => wanted.length === 0 || wanted.includes(peer.name))) {
  const environment = environmentOf(root, name)
  const done = step('python3', '-m', 'venv', environment) && step(join(environment, 'bin/pip'), 'install', '--quiet', ...packages)
  console.log(done ? `${name} is installed` : `${name} could not be installed`)
  if (!done) process.exitCode = 1
}

function step(program, ...args) {
  return spawnSync(program, args, { stdio: 'inherit' }).status === 0
}
