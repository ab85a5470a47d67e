import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import Handlebars from 'handlebars'
import { save } from './files.mjs'

/**
 * Turns templates/<dialect>/**.hbs into functions, src/5-render/templates.generated.js, so that a run needs only the runtime of Handlebars:
 *
 *   templates: {buildkit: {'Dockerfile.hbs': <specification for Handlebars.template>, 'partials/apt.hbs': …}, …}
 *   compileOptions: what they were compiled with; a project's own templates are compiled with the same
 */
export async function generateTemplates(root) {
  const compileOptions = {
    noEscape: true,
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries((await helperNames(root)).map(n => [n, true])),
  }
  const folder = join(root, 'templates')
  const dialects = readdirSync(folder, { withFileTypes: true })
    .filter(e => e.isDirectory())
    .map(e => e.name)
    .sort()
  const body = dialects.map(dialect => `  ${dialect}: {\n${precompile(join(folder, dialect), compileOptions)}  },\n`).join('')
  const target = join(root, 'src/5-render/templates.generated')
  save(
    `${target}.js`,
    `// Made from templates/ by scripts/build.mjs.\nexport const compileOptions = ${JSON.stringify(compileOptions)}\nexport const templates = {\n${body}}\n`,
  )
  save(`${target}.d.ts`, DECLARATIONS)
}

const DECLARATIONS = `// Made by scripts/build.mjs.
/** What every template is compiled with, shipped ones and those of a project. */
export declare const compileOptions: { noEscape: true; strict: true; knownHelpersOnly: true; knownHelpers: Record<string, true> }
/** Dialect → file name (\`partials/apt.hbs\`) → specification for \`Handlebars.template\`. */
export declare const templates: Record<string, Record<string, object>>
`

function precompile(folder, options) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(n => n.replaceAll('\\', '/'))
    .filter(n => n.endsWith('.hbs'))
    .sort()
  return names.map(name => `    '${name}': ${compileOne(folder, name, options)},\n`).join('')
}

function compileOne(folder, name, options) {
  try {
    return Handlebars.precompile(readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n'), structuredClone(options))
  } catch (problem) {
    throw new Error(`${join(folder, name)}: ${/** @type {Error} */ (problem).message}`)
  }
}

/** The names under `helpers` in src/5-render/helpers.ts. */
async function helperNames(root) {
  const source = join(root, 'src/5-render/helpers.ts')
  if (!existsSync(source)) return []
  const { outputFiles } = await build({
    entryPoints: [source],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  })
  const { helpers } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
  return Object.keys(helpers).sort()
}
