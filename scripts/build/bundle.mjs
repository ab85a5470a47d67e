import { join, resolve } from 'node:path'
import { build } from 'esbuild'

const root = resolve(import.meta.dirname, '../..')
const inPackage = path => join(root, 'node_modules', path)

const NOTHING = join(import.meta.dirname, 'nothing.cjs')

/** The package's own entries patch `require`, or read template files. */
const HANDLEBARS = {
  handlebars: inPackage('handlebars/dist/cjs/handlebars.js'),
  'handlebars/runtime.js': inPackage('handlebars/dist/cjs/handlebars.runtime.js'),
  // It makes maps from templates to their code, where it is there.
  'source-map': NOTHING,
}

/** Packages that are replaced. */
export const ALIASES = {
  ...HANDLEBARS,
  // The same code as modules, of which only what is used is taken.
  yaml: inPackage('yaml/browser/index.js'),
  // Of cosmiconfig's loaders none runs: ours only look whether a file is the project's.
  typescript: NOTHING,
  'js-yaml': NOTHING,
}

/** One file for Node, in CommonJS, of all that an entry imports, and the paths of that; `options` are esbuild's. */
export async function bundle(options) {
  const { outputFiles = [], metafile } = await build({
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Names stay, so that a stack trace in a bug report can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 200,
    legalComments: 'none',
    supported: {
      // In CommonJS this makes `await import(…)` a late `require` inside the bundle.
      'dynamic-import': false,
      // esbuild would make `/\p{…}/u` a call of `RegExp`, which compiles it whenever it is come by.
      'regexp-unicode-property-escapes': true,
    },
    alias: ALIASES,
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    logOverride: { 'empty-import-meta': 'error' },
    logLevel: 'warning',
    ...options,
  })
  return { text: ascii(outputFiles[0].text), inputs: Object.keys(metafile?.inputs ?? {}) }
}

/** What a file of src/ exports; `options` as for `bundle`. */
export async function importBundle(options) {
  const { text } = await bundle({ ...options, format: 'esm' })
  return import(`data:text/javascript,${encodeURIComponent(text)}`)
}

/** esbuild leaves letters of the world in regular expressions. Without them an engine keeps a text in half of the memory. */
const ascii = text => text.replace(/[^\x00-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Options of `bundle` for a module in browsers. An import of Node that is left in it by mistake stops the build. */
export const FOR_BROWSERS = {
  platform: 'browser',
  format: 'esm',
  target: ['chrome115', 'firefox115', 'safari16.4'],
  supported: {},
  // The one thing that the core asks Node for: a hash, which is a function of its input alone.
  alias: { ...HANDLEBARS, 'node:crypto': join(import.meta.dirname, 'browser-crypto.mjs') },
}
