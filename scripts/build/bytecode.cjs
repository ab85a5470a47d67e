'use strict'
// node scripts/build/bytecode.cjs ROOT: runs the program in dist/ on a copy of the quickstart and keeps the bytecode of all that ran, for the Node that
// runs this. The build calls it.
const { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } = require('node:fs')
/** Since Node 22.1. */
const { enableCompileCache } = /** @type {any} */ (require('node:module'))
const { tmpdir } = require('node:os')
const { join } = require('node:path')

const root = process.argv[2]
const { bytecode, run, scriptWith } = require(join(root, 'dist/cli.js'))

async function make() {
  const project = mkdtempSync(join(tmpdir(), 'dockcompile-'))
  cpSync(join(root, 'examples/quickstart'), project, { recursive: true })
  process.chdir(project)
  const script = scriptWith(undefined)
  const { main } = run(script)
  // What people wait for all the time.
  for (const words of [['compile'], ['check'], ['--help']]) await main(words)
  process.chdir(root)
  rmSync(project, { recursive: true })
  const draft = `${bytecode}.${process.pid}.tmp`
  writeFileSync(draft, script.createCachedData())
  renameSync(draft, bytecode)
}
if (enableCompileCache === undefined) make()
