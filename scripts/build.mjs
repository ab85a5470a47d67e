// npm run build: everything in dist/. The same sources give the same bytes (the bytecode also needs the same Node).
//
//   dist/cli.js            starts program.js: with bytecode from the build, or with the cache that Node keeps itself since 22
//   dist/program.js        src/cli.ts and all that it needs
//   dist/languageserver.js the protocol of editors, a seventh of the program, which only `lsp` loads
//   dist/*.cache           bytecode for this version of Node on this kind of machine, where Node keeps none: it saves a third of a run
//   dist/index.js          the library; CommonJS like the rest of dist/, which starts faster and works with import and require alike
//   dist/report/           style and program of the page that `report` writes
//   dist/capture.py, dist/parent.py   the programs that `freeze` has Python run, as they are
//   dist/browser.mjs       the library for browsers, a module with everything in it
//   dist/types/            declarations, left out with --fast
//
// Paths: every bundle, in dist/ and in dist-test/, lies one folder below the package, so `join(import.meta.dirname, '..', 'catalog')` is right
// in all of them. `import.meta.url` and a top-level `await` do not exist in CommonJS; `await import('./commands/check.ts')` runs that file late.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join, resolve } from 'node:path'
import { build as esbuild } from 'esbuild'
import { bundle, FOR_BROWSERS } from './build/bundle.mjs'
import { newest, prune, save } from './build/files.mjs'
import { licences } from './build/licences.mjs'
import { buildTypes } from './build/types.mjs'
import { generateTemplates } from './generate/templates.mjs'
import { generateYamlSyntax } from './generate/yaml-syntax.mjs'

const root = resolve(import.meta.dirname, '..')
const dist = join(root, 'dist')

/** `fast` leaves out the declarations, which take longer than all the rest. */
export async function build({ fast = false } = {}) {
  generateFromSchemas()
  await generateTemplates(root)
  await generateYamlSyntax(root)
  const program = await bundle({ entryPoints: ['src/cli.ts'], plugins: [apart(PROTOCOL, './languageserver.js')] })
  const languageServer = await bundle({ stdin: { contents: `export * from '${PROTOCOL}'`, resolveDir: root } })
  const library = await bundle({ entryPoints: ['src/index.ts'] })
  const browser = await bundle({ ...FOR_BROWSERS, entryPoints: ['src/core.ts'] })
  const files = {
    'package.json': '{ "type": "commonjs" }\n',
    'program.js': program.text,
    'languageserver.js': languageServer.text,
    'index.js': library.text,
    'browser.mjs': browser.text,
    'capture.py': readFileSync(join(root, 'src/freeze/capture.py'), 'utf8'),
    'parent.py': readFileSync(join(root, 'src/freeze/parent.py'), 'utf8'),
    'LICENCES.txt': licences(root, [program, languageServer, library, browser]),
    ...(await reportFiles()),
  }
  const path = join(dist, 'program.js')
  // V8 knows a text by its length only, so bytecode of another text must never be beside it.
  const isSame = existsSync(path) && readFileSync(path, 'utf8') === program.text
  const { bytecode } = createRequire(import.meta.url)('./build/start.cjs')
  mkdirSync(dist, { recursive: true })
  prune(dist, [...Object.keys(files), 'cli.js', 'types', ...(isSame ? [basename(bytecode)] : [])])
  for (const [name, text] of Object.entries(files)) save(join(dist, name), text)
  save(join(dist, 'cli.js'), readFileSync(join(root, 'scripts/build/start.cjs')), 0o755)
  // A fixed seed makes V8 write the same bytes every time.
  const making = ['--random-seed=1', join(root, 'scripts/build/bytecode.cjs'), root]
  execFileSync(process.execPath, making, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (!fast) await buildTypes(root)
}

const PROTOCOL = 'vscode-languageserver/node'

/** Leaves a package to a file of its own beside the bundle. */
const apart = (name, file) => ({
  name: 'apart',
  setup: ({ onResolve }) => onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: file, external: true })),
})

/** The style and the program of the report's page: read when a report is written. */
async function reportFiles() {
  const { outputFiles } = await esbuild({
    entryPoints: ['report.css', 'report.js'].map(name => join(root, 'src/answers/report/page', name)),
    outdir: 'report',
    write: false,
    target: ['es2022', 'chrome110', 'firefox110', 'safari16'],
    minifyWhitespace: true,
    minifySyntax: true,
    charset: 'ascii',
    logLevel: 'warning',
  })
  return Object.fromEntries(outputFiles.map(({ path, text }) => [`report/${basename(path)}`, text.trim()]))
}

/** Types and validators, when a schema is newer than what was made from it. */
function generateFromSchemas() {
  const script = join(root, 'scripts/generate.mjs')
  const made = join(root, 'src/2-validate/validators.generated.js')
  if (newest(script, join(root, 'schema'), join(root, 'catalog'), join(root, 'scripts/generate')) <= newest(made)) return
  execFileSync(process.execPath, [script], { cwd: root, stdio: 'inherit' })
}

if (process.argv[1] === import.meta.filename)
  await build({ fast: process.argv.includes('--fast') }).catch(problem => {
    // What esbuild found it has printed already, with its place.
    if (!problem.errors) throw problem
    process.exitCode = 1
  })
