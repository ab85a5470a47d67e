'use strict'
// node scripts/build/bytecode.cjs ROOT: runs dist/main.js on a copy of the quickstart and keeps the bytecode of all that ran, for the Node that
// runs this. The build calls it; a release calls it again with other versions of Node.
const { cpSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')

const root = process.argv[2]
const dist = join(root, 'dist')
const { bytecodePath, load } = require(join(dist, 'cli.js'))
rmSync(bytecodePath(dist), { force: true })
const { script, main } = load(dist)

const project = mkdtempSync(join(tmpdir(), 'dockcompile-'))
process.on('exit', () => {
  process.chdir(root)
  rmSync(project, { recursive: true, force: true })
  const draft = `${bytecodePath(dist)}.${process.pid}.tmp`
  writeFileSync(draft, script.createCachedData())
  renameSync(draft, bytecodePath(dist))
})
const example = join(root, 'examples/quickstart')
if (existsSync(example)) cpSync(example, project, { recursive: true })
process.chdir(project)
main(['compile'])
