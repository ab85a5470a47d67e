// npm run example: from a fresh clone to the quickstart's images as files, and one question about them, in one command.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ensureInstalled } from './install.mjs'

const root = resolve(import.meta.dirname, '..')
const project = join(root, 'examples/quickstart')

ensureInstalled()
const { build } = await import('./build.mjs')
await build({ fast: true })

console.log('\n$ cd examples/quickstart')
const calls = [['compile'], ['list'], ['explain', 'lightgbm']]
process.exitCode = calls.map(call).find(code => code !== 0) ?? 0
if (process.exitCode === 0) {
  console.log('\nWhat is there now (checked in, made to be read):')
  for (const path of readdirSync(join(project, 'build'), { recursive: true, withFileTypes: true })
    .filter(e => e.isFile())
    .map(e => join(e.parentPath ?? e.path, e.name))
    .sort())
    console.log(`  ${path.slice(project.length + 1).replaceAll('\\', '/')}`)
}

/** Shows and runs a call of dockcompile in the project; gives its exit code. */
function call(words) {
  console.log(`\n$ dockcompile ${words.join(' ')}`)
  return spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...words], { cwd: project, stdio: 'inherit' }).status ?? 2
}
