// npm run example: from a fresh clone to the quickstart's images as files, in one command.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ensureInstalled } from './install.mjs'

const root = resolve(import.meta.dirname, '..')
const project = join(root, 'examples/quickstart')

ensureInstalled()
const { build } = await import('./build.mjs')
await build({ fast: true })

console.log('\n$ cd examples/quickstart\n$ dockcompile compile')
const { status } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'compile'], { cwd: project, stdio: 'inherit' })
if (status === 0) {
  console.log('\nWhat is there now (checked in, made to be read):')
  for (const path of readdirSync(join(project, 'build'), { recursive: true, withFileTypes: true })
    .filter(e => e.isFile())
    .map(e => join(e.parentPath ?? e.path, e.name))
    .sort())
    console.log(`  ${path.slice(project.length + 1).replaceAll('\\', '/')}`)
}
process.exitCode = status ?? 2
