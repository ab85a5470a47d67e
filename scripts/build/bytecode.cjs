'use strict'
// node scripts/build/bytecode.cjs ROOT: runs the program in dist/ on a copy of the quickstart and keeps the bytecode of all that ran, for the Node
// that runs this. The build calls it; a release calls it again with other versions of Node.
const { cpSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')

const root = process.argv[2]
const dist = join(root, 'dist')
const { bytecodePath, requireWith, scriptOf } = require(join(dist, 'cli.js'))

const scripts = new Map()
const requireInside = requireWith(part => {
  scripts.set(part, scriptOf(part, false))
  return scripts.get(part).runInThisContext()
})
const { main } = requireInside('./main.js#src/cli.ts')

const project = mkdtempSync(join(tmpdir(), 'dockcompile-'))
process.on('exit', () => {
  process.chdir(root)
  rmSync(project, { recursive: true, force: true })
  for (const part of scripts.keys()) save(part)
  // Of the other verbs only that they are there: all else would make the bytecode longer.
  requireInside('./verbs.js#src/commands/list.ts')
  save('verbs')
})

function save(part) {
  const draft = `${bytecodePath(dist, part)}.${process.pid}.tmp`
  writeFileSync(draft, scripts.get(part).createCachedData())
  renameSync(draft, bytecodePath(dist, part))
}

const example = join(root, 'examples/quickstart')
if (existsSync(example)) cpSync(example, project, { recursive: true })
process.chdir(project)

// What people wait for all the time.
async function run() {
  await main(['compile'])
  await main(['check'])
  await main(['--help'])
}
run()
