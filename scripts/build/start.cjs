#!/usr/bin/env node
'use strict'
// dist/cli.js: runs main.js with the bytecode that the build made of it. Without bytecode for this Node and this kind of machine, V8 compiles
// main.js, as it always does.
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

// V8 itself refuses bytecode of another version, but does not look at the kind of machine.
const bytecodePath = folder => join(folder, `main.${process.version}-${process.platform}-${process.arch}.cache`)

function load(folder) {
  const filename = join(folder, 'main.js')
  // main.js is ASCII: as latin1 it is read without decoding.
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: readIfThere(bytecodePath(folder)) })
  const main = { exports: {} }
  script.runInThisContext()(main.exports, require, main, filename, folder)
  return { script, main: main.exports.main }
}

function readIfThere(path) {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

async function start() {
  process.exitCode = await load(__dirname).main(process.argv.slice(2))
}

// The build loads this file, too: it knows where the bytecode belongs, and how main.js is started when it is made.
if (require.main === module) start()
else module.exports = { bytecodePath, load }
