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
 *
 * and, with the marks by which `explain` traces a line, into src/5-render/traced-templates.generated.js:
 *
 *   tracedTemplates: {buildkit: {'Dockerfile.hbs': …}, …}
 */
export async function generateTemplates(root) {
  const compileOptions = {
    noEscape: true,
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries((await helperNames()).map(n => [n, true])),
  }
  const { markedTemplate } = await importBundle({ entryPoints: ['src/5-render/marked-template.ts'] })
  const folder = join(root, 'templates')
  const all = compile => `{\n${compiledDialects(folder, compile)}}\n`
  const plain = all(text => Handlebars.precompile(text, structuredClone(compileOptions)))
  const traced = all((text, name) => markedTemplate(text, name, compileOptions))
  const made = 'Made from templates/ by scripts/build.mjs.'
  save(
    join(root, 'src/5-render/templates.generated.js'),
    `// ${made}\nexport const compileOptions = ${JSON.stringify(compileOptions)}\nexport const templates = ${plain}`,
  )
  save(join(root, 'src/5-render/traced-templates.generated.js'), `// ${made}\nexport const tracedTemplates = ${traced}`)
}

/** `compile` makes the source of a specification of a template's text and name. */
function compiledDialects(folder, compile) {
  const dialects = readdirSync(folder, { withFileTypes: true })
    .filter(e => e.isDirectory())
    .map(e => e.name)
    .sort()
  return dialects.map(dialect => `  ${dialect}: {\n${compiledTemplates(join(folder, dialect), compile)}  },\n`).join('')
}

function compiledTemplates(folder, compile) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(n => n.replaceAll('\\', '/'))
    .filter(n => n.endsWith('.hbs'))
    .sort()
  return names.map(name => `    '${name}': ${compiledTemplate(folder, name, compile)},\n`).join('')
}

function compiledTemplate(folder, name, compile) {
  try {
    return compile(readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n'), name)
  } catch (problem) {
    throw new Error(`${join(folder, name)}: ${/** @type {Error} */ (problem).message}`)
  }
}

/** The names under `helpers` in src/5-render/helpers.ts. */
async function helperNames() {
  const { helpers } = await importBundle({ entryPoints: ['src/5-render/helpers.ts'] })
  return Object.keys(helpers).sort()
}
