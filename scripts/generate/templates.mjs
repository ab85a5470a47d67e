import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Handlebars from 'handlebars'
import { importBundle } from '../build/bundle.mjs'
import { save } from '../build/files.mjs'

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
    knownHelpers: Object.fromEntries((await helperNames()).map(n => [n, true])),
  }
  const folder = join(root, 'templates')
  const dialects = readdirSync(folder, { withFileTypes: true })
    .filter(e => e.isDirectory())
    .map(e => e.name)
    .sort()
  const body = dialects.map(dialect => `  ${dialect}: {\n${precompile(join(folder, dialect), compileOptions)}  },\n`).join('')
  save(
    join(root, 'src/5-render/templates.generated.js'),
    `// Made from templates/ by scripts/build.mjs.\nexport const compileOptions = ${JSON.stringify(compileOptions)}\nexport const templates = {\n${body}}\n`,
  )
}

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
async function helperNames() {
  const { helpers } = await importBundle({ entryPoints: ['src/5-render/helpers.ts'] })
  return Object.keys(helpers).sort()
}
