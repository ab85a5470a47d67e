import { join } from 'node:path'
import { build as esbuild } from 'esbuild'

/**
 * The program in parts, in the order in which they build on each other: a part holds what its entries import, and no earlier part holds. What is
 * imported late and in no part yet is in the last one. `dockcompile --help` reads the first, compile and check the first two.
 */
export const PARTS = {
  main: ['src/cli.ts'],
  compiler: ['src/commands/compile.ts', 'src/commands/check.ts'],
  verbs: [],
}

/**
 * Bundles the parts with these options of esbuild. Each is a function of what a module is given (dist/cli.js calls it), and what a later part
 * needs it exports as `files`: path → the names that the file exports. Gives texts by the name of the part, and all inputs.
 *
 * @param {ReturnType<typeof import('../build.mjs').bundleOptions>} options
 */
export async function bundleParts(options) {
  const { metafile } = await esbuild({ ...options, entryPoints: PARTS.main, metafile: true })
  const { inputs } = metafile
  const partOf = assign(inputs)
  const needed = new Map(Object.keys(PARTS).map(part => [part, new Set(PARTS[part])]))
  for (const [from, { imports }] of Object.entries(inputs))
    for (const { path: to } of imports)
      if (partOf.has(to) && partOf.get(to) !== partOf.get(from)) needed.get(partOf.get(to))?.add(to)
  const names = await exportedNames(
    options,
    [...needed.values()].flatMap(files => [...files]),
  )
  const texts = {}
  for (const [part, files] of needed) {
    const { outputFiles } = await esbuild({
      ...options,
      stdin: { contents: entry([...files].sort(), names), resolveDir: options.absWorkingDir },
      plugins: [otherParts(options.absWorkingDir, part, partOf), ...options.plugins],
      // The value of a script, for dist/cli.js, and what a module exports.
      banner: { js: '(part=>(typeof module=="object"&&(module.exports=part),part))(function(require,module,__dirname){' },
      footer: { js: '})' },
    })
    texts[part] = outputFiles[0].text
  }
  return { texts, inputs: Object.keys(inputs) }
}

/** Path of each module → its part. CommonJS and the stand-ins of what is loaded late are in every part that imports them. */
function assign(inputs) {
  const partOf = new Map()
  const visit = (path, part) => {
    if (partOf.has(path) || inputs[path]?.format !== 'esm' || path.startsWith('vendor:')) return
    partOf.set(path, part)
    for (const { path: to, kind } of inputs[path].imports) if (kind !== 'dynamic-import') visit(to, part)
  }
  for (const [part, entries] of Object.entries(PARTS)) for (const path of entries) visit(path, part)
  for (const path of Object.keys(inputs)) visit(path, Object.keys(PARTS).at(-1))
  return partOf
}

/** Path → names, of files that other parts import. */
async function exportedNames(options, files) {
  const { absWorkingDir, platform, target } = options
  const { metafile } = await esbuild({
    absWorkingDir,
    platform,
    target,
    entryPoints: files,
    format: 'esm',
    outdir: 'x',
    write: false,
    metafile: true,
  })
  return new Map(Object.values(metafile.outputs).map(output => [output.entryPoint, output.exports]))
}

/** The module that a part is made of: it makes an object of a file's names when somebody asks for it. */
function entry(files, names) {
  const imports = files.map(
    (path, i) =>
      `import { ${names
        .get(path)
        .map(name => `${name} as ${name}_${i}`)
        .join(', ')} } from './${path}'`,
  )
  const getters = files.map(
    (path, i) =>
      `'${path}': () => ({ ${names
        .get(path)
        .map(name => `get ${name}() { return ${name}_${i} }`)
        .join(', ')} })`,
  )
  return `${imports.join('\n')}\nexport const files = {\n${getters.join(',\n')}\n}\n`
}

/** An esbuild plugin: what is in another part is asked for where dist/cli.js looks for it, `./PART.js#PATH`. */
function otherParts(root, part, partOf) {
  return {
    name: 'other parts',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
        const file = join(resolveDir, path)
          .slice(root.length + 1)
          .replaceAll('\\', '/')
        const other = partOf.get(file)
        return other !== undefined && other !== part ? { path: `./${other}.js#${file}`, external: true } : undefined
      })
    },
  }
}
