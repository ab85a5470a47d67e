#!/usr/bin/env node
'use strict'
// dist/cli.js: runs the program (main.js, compiler.js, verbs.js) with the bytecode that the build made of it. Where there is none for this version
// of Node and this kind of machine, Node keeps its own (since 22.1, in the folder for temporary files), or V8 compiles it, as it always does.
const { closeSync, existsSync, fstatSync, openSync, readSync, statSync } = require('node:fs')
const { join } = require('node:path')

// V8 itself refuses bytecode of another version, but that of another build of the same version (Alpine's, a distribution's) makes Node 20 crash.
// The size of the executable tells builds apart.
const bytecodePath = (folder, part) =>
  join(folder, `${part}.${process.version}-${process.platform}-${process.arch}-${statSync(process.execPath).size}.cache`)

/** What a part asks for: `./PART.js#PATH` is a file in another part, the rest is Node's or in vendor/. `load` gives the function that a part is. */
function requireWith(load) {
  const parts = new Map()
  const files = new Map()
  return function requireInside(id) {
    const hash = id.indexOf('.js#')
    if (hash < 0) return require(id)
    const part = id.slice('./'.length, hash)
    const path = id.slice(hash + '.js#'.length)
    if (!parts.has(part)) {
      const module = { exports: {} }
      load(part)(requireInside, module, __dirname)
      parts.set(part, module.exports)
    }
    if (!files.has(id)) files.set(id, parts.get(part).files[path]())
    return files.get(id)
  }
}

/** A part with its bytecode, or to make bytecode of. Its text is a function, so that V8 takes it as it is, without a copy of it in a wrapper. */
function scriptOf(part, withBytecode) {
  const { Script } = require('node:vm')
  const filename = join(__dirname, `${part}.js`)
  // The text is ASCII: as latin1 it is read without decoding.
  const text = read(filename).toString('latin1')
  const bytecode = bytecodePath(__dirname, part)
  return new Script(text, { filename, cachedData: withBytecode && existsSync(bytecode) ? read(bytecode) : undefined })
}

// All files are read into the same memory: a page that is touched for the first time costs more than what is read into it.
let memory = Buffer.allocUnsafeSlow(1 << 21)

function read(path) {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    if (size > memory.length) memory = Buffer.allocUnsafeSlow(size)
    return memory.subarray(0, readSync(file, memory, 0, size, 0))
  } finally {
    closeSync(file)
  }
}

async function start() {
  const hasBytecode = existsSync(bytecodePath(__dirname, 'main'))
  // Since Node 22.
  const { enableCompileCache } = /** @type {any} */ (require('node:module'))
  if (!hasBytecode) enableCompileCache?.()
  const load = hasBytecode ? part => scriptOf(part, true).runInThisContext() : part => require(`./${part}.js`)
  process.exitCode = await requireWith(load)('./main.js#src/cli.ts').main(process.argv.slice(2))
}

// The build loads this file, too: it knows where the bytecode belongs, and how the program is started when it is made.
if (require.main === module) start()
else module.exports = { bytecodePath, requireWith, scriptOf }
