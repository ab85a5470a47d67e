import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'
import { save } from './files.mjs'

/** Bundles each package to dist/vendor/<name>.js and asks it for the names that it exports. */
export async function buildVendors(vendors, dist) {
  const built = await Promise.all(Object.entries(vendors).map(([name, entry]) => buildVendor(name, entry, dist)))
  return {
    files: built.map(v => v.file),
    inputs: built.flatMap(v => v.inputs),
    names: Object.fromEntries(built.map(v => [v.name, v.names])),
  }
}

/** `@scope/name` → `vendor/scope-name.js`. */
const vendorFile = name => `vendor/${name.replace(/^@|\.js$/g, '').replaceAll('/', '-')}.js`

async function buildVendor(name, entry, dist) {
  const file = vendorFile(name)
  const { outputFiles, metafile } = await build({
    stdin: { contents: `module.exports = require('${entry}')`, resolveDir: join(import.meta.dirname, '../..') },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 200,
    legalComments: 'none',
    // cosmiconfig's loader for typed configuration files, which we never load.
    external: ['typescript'],
    logLevel: 'warning',
  })
  save(join(dist, file), outputFiles[0].text)
  const exported = createRequire(import.meta.url)(join(dist, file))
  return { name, file, inputs: Object.keys(metafile.inputs), names: standInNames(exported) }
}

/**
 * An esbuild plugin that puts a stand-in where a vendor is imported, or one of these modules of Node. The first use of what it exports loads the
 * real one. Everything stays synchronous, as `Sources` is.
 *
 * `inside`: the folder with `vendor/`, whose files then become part of the bundle, still to be evaluated late.
 */
export function lazyVendors(names, builtins, inside) {
  const real = new Map([
    ...Object.keys(names).map(name => [name, { file: `./${vendorFile(name)}`, exported: names[name] }]),
    ...builtins.map(name => [name, { file: name, exported: standInNames(createRequire(import.meta.url)(name)) }]),
  ])
  return {
    name: 'lazy vendors',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^[^.]/ }, ({ path, namespace }) =>
        real.has(path) && namespace !== 'vendor' ? { path, namespace: 'vendor', sideEffects: false } : undefined,
      )
      onResolve({ filter: /^node:/, namespace: 'vendor' }, ({ path }) => ({ path, external: true }))
      onResolve({ filter: /^\.\/vendor\//, namespace: 'vendor' }, ({ path }) =>
        inside === undefined ? { path, external: true } : { path: join(inside, path) },
      )
      onLoad({ filter: /./, namespace: 'vendor' }, ({ path }) => ({ contents: standIn(real.get(path)) }))
    },
  }
}

/** What can be loaded late: functions and classes. A constant that somebody imports is an error of the build. */
const standInNames = exported => Object.keys(exported).filter(name => name !== 'default' && typeof exported[name] === 'function')

/** A module of proxies. esbuild leaves out those that nobody imports. */
const standIn = ({ file, exported }) => `
let real
const load = () => (real ??= require('${file}'))
const late = name => {
  const target = name === undefined ? () => (load().__esModule && load().default) || load() : () => load()[name]
  return new Proxy(function () {}, {
    apply: (_, self, args) => Reflect.apply(target(), self, args),
    construct: (_, args, made) => Reflect.construct(target(), args, made),
    get: (_, key) => target()[key],
  })
}
export default /* @__PURE__ */ late()
${exported.map(name => `export const ${name} = /* @__PURE__ */ late('${name}')`).join('\n')}
`
