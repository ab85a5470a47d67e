#!/usr/bin/env node
'use strict'
// dist/cli.js: runs main.js with the bytecode that the build made of it. Where there is none for this version of Node and this kind of machine,
// Node keeps its own (since 22.1, in the folder for temporary files), or V8 compiles main.js, as it always does.
const { readFileSync, statSync } = require('node:fs')
const { join } = require('node:path')

// V8 itself refuses bytecode of another version, but that of another build of the same version (Alpine's, a distribution's) makes Node 20 crash.
// The size of the program tells builds apart.
const bytecodePath = folder =>
  join(folder, `main.${process.version}-${process.platform}-${process.arch}-${statSync(process.execPath).size}.cache`)

// As Node's own loader wraps a module, so that bytecode is of the whole.
const BEFORE = '(function (exports, require, module, __filename, __dirname) {'
const AFTER = '\n})'

/** main.js with bytecode, or to make bytecode of. */
function load(folder, cachedData) {
  const { Script } = require('node:vm')
  const filename = join(folder, 'main.js')
  // main.js is ASCII: as latin1 it is read without decoding.
  const text = BEFORE + readFileSync(filename, 'latin1') + AFTER
  const script = new Script(text, { filename, cachedData, columnOffset: -BEFORE.length })
  const main = { exports: {} }
  script.runInThisContext()(main.exports, require, main, filename, folder)
  return { script, main: main.exports.main }
}

function bytecodeOf(folder) {
  try {
    return readFileSync(bytecodePath(folder))
  } catch {
    return undefined
  }
}

async function start() {
  const bytecode = bytecodeOf(__dirname)
  if (!bytecode) require('node:module').enableCompileCache?.()
  const { main } = bytecode ? load(__dirname, bytecode) : require('./main.js')
  process.exitCode = await main(process.argv.slice(2))
}

// The build loads this file, too: it knows where the bytecode belongs, and how main.js is started when it is made.
if (require.main === module) start()
else module.exports = { bytecodePath, load }
