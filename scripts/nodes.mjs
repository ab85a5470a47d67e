// npm run nodes [-- NAME… --node 24]: builds and runs the tests (all, or those whose file's name contains a NAME) on every line of Node that is
// supported, and on the newest. npm's package `node` brings the programs; they are kept in node_modules/.nodes. Ends with a line per version.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureInstalled } from './install.mjs'

/** As in .github/workflows/ci.yml. */
const LINES = ['20', '22', '24', 'latest']

const { values: flags, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { node: { type: 'string', multiple: true, default: LINES } },
})
const root = resolve(import.meta.dirname, '..')
ensureInstalled()
const results = flags.node.map(line => {
  const program = programOf(line)
  if (program === undefined) return `skipped: Node ${line} cannot be had here`
  const version = spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim()
  console.log(`== Node ${version}`)
  const { status } = spawnSync(program, [join(root, 'scripts/test.mjs'), ...names], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
  return `${status === 0 ? 'ok  ' : 'FAIL'} Node ${version}`
})
console.log(`==\n${results.join('\n')}`)

/** The program of a line of Node, installed if it is not yet; undefined: npm has none for this machine. */
function programOf(line) {
  const folder = join(root, 'node_modules/.nodes', line)
  const program = join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(program)) return program
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  // The package fetches the program for this machine when it is installed, so its script has to run.
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts=false', `node@${line}`]
  spawnSync('npm', args, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' })
  return existsSync(program) ? program : undefined
}
