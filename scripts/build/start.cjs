#!/usr/bin/env node
'use strict'
// dist/cli.js: runs main.js with the bytecode that the build made of it. Where there is none for this version of Node and this kind of machine,
// Node keeps its own (since 22.1, in the folder for temporary files), or V8 compiles main.js, as it always does.
const { closeSync, existsSync, fstatSync, openSync, readSync, statSync } = require('node:fs')
const { join } = require('node:path')

// V8 itself refuses bytecode of another version, but that of another build of the same version (Alpine's, a distribution's) makes Node 20 crash.
// The size of the program tells builds apart.
const bytecodePath = folder =>
  join(folder, `main.${process.version}-${process.platform}-${process.arch}-${statSync(process.execPath).size}.cache`)

/** main.js with bytecode, or to make bytecode of. It gives a function, so that V8 takes the text as it is, without a copy of it in a wrapper. */
function load(folder, withBytecode) {
  const { Script } = require('node:vm')
  const filename = join(folder, 'main.js')
  // Both files are read into the same memory: a page that is touched for the first time costs more than what is read into it.
  const memory = Buffer.allocUnsafeSlow(4 << 20)
  // main.js is ASCII: as latin1 it is read without decoding.
  const text = read(filename, memory).latin1Slice()
  const script = new Script(text, { filename, cachedData: withBytecode ? read(bytecodePath(folder), memory) : undefined })
  return { script, main: mainOf(script.runInThisContext(), folder) }
}

function read(path, memory) {
  const file = openSync(path)
  try {
    const { size } = fstatSync(file)
    const bytes = size > memory.length ? Buffer.allocUnsafeSlow(size) : memory
    return bytes.subarray(0, readSync(file, bytes, 0, size, 0))
  } finally {
    closeSync(file)
  }
}

/** Runs what main.js gives, with what Node gives to a module. */
function mainOf(program, folder) {
  const module = { exports: {} }
  program(require, module, folder)
  return module.exports.main
}

async function start() {
  const hasBytecode = existsSync(bytecodePath(__dirname))
  if (!hasBytecode) require('node:module').enableCompileCache?.()
  const main = hasBytecode ? load(__dirname, true).main : mainOf(require('./main.js'), __dirname)
  process.exitCode = await main(process.argv.slice(2))
}

// The build loads this file, too: it knows where the bytecode belongs, and how main.js is started when it is made.
if (require.main === module) start()
else module.exports = { bytecodePath, load }
