// npm run build: everything in dist/. The same sources give the same bytes (the bytecode also needs the same Node).
//
//   dist/cli.js            starts the program with its bytecode, which saves half of the loading time
//   dist/main.js           src/cli.ts and what it needs for itself; then compiler.js and verbs.js (scripts/build/parts.mjs)
//   dist/*.cache           their bytecode, for this version of Node on this kind of machine
//   dist/index.js          the library; CommonJS like the rest of dist/, which starts faster and works with import and require alike
//   dist/report/           style and program of the page that `report` writes
//   dist/browser.mjs       the library for browsers, a module with everything in it
//   dist/vendor/<name>.js  packages that few runs need
//   dist/types/            declarations, left out with --fast
//
// Packages: import them as usual (`import { parse } from 'smol-toml'`), with named or default imports. One that is in VENDORS is loaded,
// synchronously, when one of its names is first used; all others (yaml, handlebars/runtime.js) are part of compiler.js and are there from the start.
// Paths: every bundle, in dist/ and in dist-test/, lies one folder below the package, so `join(import.meta.dirname, '..', 'catalog')` is right
// in all of them. `import.meta.url` and a top-level `await` do not exist in CommonJS; `await import('./commands/check.ts')` runs that file late.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join, resolve } from 'node:path'
import { build as esbuild } from 'esbuild'
import { browserBundle } from './build/browser.mjs'
import { newest, prune, save } from './build/files.mjs'
import { licences } from './build/licences.mjs'
import { bundleParts, PARTS } from './build/parts.mjs'
import { generateTemplates } from './build/templates.mjs'
import { buildTypes } from './build/types.mjs'
import { buildVendors, lazyVendors } from './build/vendors.mjs'
import { generateYamlSyntax } from './build/yaml-syntax.mjs'

/** Import name → the file to bundle for it. */
export const VENDORS = {
  '@renovatebot/pep440': '@renovatebot/pep440',
  // Not its entry, which reads a configuration of its own: `.config/config.js`, for one, and runs it.
  'cosmiconfig/dist/ExplorerSync.js': 'cosmiconfig/dist/ExplorerSync.js',
  diff: 'diff',
  'fast-glob': 'fast-glob',
  // The compiler, for ejected templates. The package's own entry would patch `require`.
  handlebars: 'handlebars/dist/cjs/handlebars.js',
  ignore: 'ignore',
  picomatch: 'picomatch',
  'smol-toml': 'smol-toml',
}

/** Modules of Node that bring many others with them, and that a run may do without. */
export const LATE_BUILTINS = ['node:child_process', 'node:crypto', 'node:os', 'node:tty']

const root = resolve(import.meta.dirname, '..')
const dist = join(root, 'dist')
const { bytecodePath } = createRequire(import.meta.url)('./build/start.cjs')

/** `fast` leaves out the declarations, which take longer than all the rest. Gives the names that the vendors export. */
export async function build({ fast = false } = {}) {
  generateFromSchemas()
  await generateTemplates(root)
  await generateYamlSyntax(root)
  save(join(dist, 'package.json'), '{ "type": "commonjs" }\n')
  const vendors = await buildVendors(VENDORS, dist)
  const plugins = [lazyVendors(vendors.names, LATE_BUILTINS)]
  const program = existsSync(join(root, 'src/cli.ts')) ? await bundleParts(bundleOptions(plugins)) : undefined
  const library = await bundle('src/index.ts', plugins)
  if (library) save(join(dist, 'index.js'), library.text)
  await buildReport()
  const browser = await bundleForBrowsers()
  save(join(dist, 'LICENCES.txt'), licences(root, [vendors, program, library, browser]))
  prune(dist, [
    'package.json',
    'LICENCES.txt',
    'report',
    'types',
    ...vendors.files,
    ...(library ? ['index.js'] : []),
    'browser.mjs',
    ...(program ? START : []),
  ])
  if (program) makeStart(program.texts)
  if (!fast) await buildTypes(root)
  return { vendors: vendors.names }
}

/** The style and the program of the report's page: read when a report is written. */
async function buildReport() {
  const { outputFiles } = await esbuild({
    entryPoints: ['report.css', 'report.js'].map(name => join(root, 'src/answers/report/page', name)),
    outdir: join(dist, 'report'),
    write: false,
    target: ['es2022', 'chrome110', 'firefox110', 'safari16'],
    minifyWhitespace: true,
    minifySyntax: true,
    charset: 'ascii',
    logLevel: 'warning',
  })
  for (const { path, text } of outputFiles) save(path, text.trim())
}

/** Types and validators, when a schema is newer than what was made from it. */
function generateFromSchemas() {
  const script = join(root, 'scripts/generate.mjs')
  const made = join(root, 'src/2-validate/validators.generated.js')
  if (!existsSync(script) || newest(script, join(root, 'schema'), join(root, 'scripts/generate')) <= newest(made)) return
  execFileSync(process.execPath, [script], { cwd: root, stdio: 'inherit' })
}

/** One file of everything that `entry` imports; nothing where there is no such file yet. */
async function bundle(entry, plugins) {
  if (!existsSync(join(root, entry))) return undefined
  const { outputFiles, metafile } = await esbuild({ ...bundleOptions(plugins), entryPoints: [join(root, entry)], metafile: true })
  return { text: outputFiles[0].text, inputs: Object.keys(metafile.inputs) }
}

/**
 * How esbuild makes a bundle for Node.
 *
 * @param {import('esbuild').Plugin[]} plugins
 * @returns {import('esbuild').BuildOptions & { absWorkingDir: string, plugins: import('esbuild').Plugin[], write: false }}
 */
export function bundleOptions(plugins) {
  return {
    absWorkingDir: root,
    bundle: true,
    write: false,
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
    // The same code as modules, of which only what is used is taken.
    alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    logOverride: { 'empty-import-meta': 'error' },
    logLevel: 'warning',
    plugins,
  }
}

async function bundleForBrowsers() {
  const options = browserBundle(root, {
    entryPoints: [join(root, 'src/core.ts')],
    metafile: true,
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 200,
  })
  const { outputFiles, metafile } = await esbuild(options)
  save(join(dist, 'browser.mjs'), outputFiles[0].text)
  return { inputs: Object.keys(metafile.inputs) }
}

const START = ['cli.js', ...Object.keys(PARTS).flatMap(part => [`${part}.js`, basename(bytecodePath(dist, part))])]

/** The parts, what starts them, and their bytecode. V8 knows a text by its length only, so bytecode of another text must never lie beside it. */
function makeStart(texts) {
  for (const [part, text] of Object.entries(texts)) {
    const path = join(dist, `${part}.js`)
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text) rmSync(bytecodePath(dist, part), { force: true })
    save(path, text)
  }
  save(join(dist, 'cli.js'), readFileSync(join(root, 'scripts/build/start.cjs')), 0o755)
  // A fixed seed makes V8 write the same bytes every time.
  execFileSync(process.execPath, ['--random-seed=1', join(root, 'scripts/build/bytecode.cjs'), root], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

if (process.argv[1] === import.meta.filename)
  await build({ fast: process.argv.includes('--fast') }).catch(problem => {
    // What esbuild found it has printed already, with its place.
    if (!problem.errors) throw problem
    process.exitCode = 1
  })
