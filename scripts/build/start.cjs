#!/usr/bin/env node
'use strict'
// dist/cli.js: starts the program. Since 22.1 Node keeps the bytecode of what it loads, in the folder for temporary files; for an older one the build made it.
const { existsSync, readFileSync, statSync } = require('node:fs')
const { enableCompileCache, wrap } = /** @type {any} */ (require('node:module'))
const { join } = require('node:path')

const filename = join(__dirname, 'program.js')
// V8 itself refuses bytecode of another version, but that of another build of the same version (Alpine's, a distribution's) makes Node 20 crash.
// The size of the executable tells builds apart.
const build = `${process.version}-${process.platform}-${process.arch}-${statSync(process.execPath).size}`
const bytecode = join(__dirname, `program.${build}.cache`)

/** program.js with this bytecode, or to make bytecode of. Its text is ASCII. */
function scriptWith(cachedData) {
  const { Script } = require('node:vm')
  return new Script(wrap(readFileSync(filename, 'latin1')), { filename, cachedData })
}

function run(script) {
  const program = { exports: {} }
  script.runInThisContext()(program.exports, require, program, filename, __dirname)
  return program.exports
}

async function start() {
  enableCompileCache?.()
  const { main } = existsSync(bytecode) ? run(scriptWith(readFileSync(bytecode))) : require(filename)
  process.exitCode = await main(process.argv.slice(2))
}

// The build loads this file, too: it knows where the bytecode belongs, and how the program is started when it is made.
if (require.main === module) start()
else module.exports = { bytecode, run, scriptWith }
