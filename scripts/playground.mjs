// npm run playground: dist-playground/index.html, the compiler's core in one page that asks nobody for anything.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { bundle, FOR_BROWSERS } from './build/bundle.mjs'
import { save } from './build/files.mjs'
import { build } from './build.mjs'

const root = resolve(import.meta.dirname, '..')

/** The projects to choose from, in the order of the list: folders in which a later one's files replace those of an earlier one. */
const EXAMPLES = [
  ['Quickstart: two pipelines, two images', 'examples/quickstart'],
  golden('A typo, and its message', 'settings/DC2001-unknown-key'),
  golden('Settings in Python', 'python/code-is-read-and-never-run'),
  golden('A step with an image of its own', 'images/step-that-differs-has-its-own-image'),
  golden('Requirements of every kind', 'requirements/all-requirement-groups-in-order'),
  golden('A private package index', 'secrets/secrets-reach-installs-only'),
  golden('A Dockerfile of your own as parent', 'parents/dockerfile-below-a-layer-without-a-context'),
  golden('A variable that is left to bake', 'variables/late-variable-travels-to-bake'),
  golden('Several stacks', 'project/one-folder-for-each-stack'),
  golden('For kaniko', 'dialects/kaniko-means-portable'),
]

function golden(title, name) {
  return [title, 'golden/_base', `golden/${name}/input`]
}

export async function buildPlayground() {
  const { text } = await bundle({
    ...FOR_BROWSERS,
    entryPoints: ['playground/main.ts'],
    minify: true,
    plugins: [virtual({ 'virtual:catalogs': { catalogTexts: catalogTexts() }, 'virtual:examples': { examples: examples() } })],
  })
  // The end tag would end the script wherever it is, in a string too.
  const script = text.trim().replaceAll('</script', '<\\/script')
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`
  const parts = { policy, script, style: readFileSync(join(root, 'playground/style.css'), 'utf8') }
  const page = readFileSync(join(root, 'playground/page.html'), 'utf8').replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name])
  save(join(root, 'dist-playground/index.html'), page)
}

/** Modules whose exports are data that is known now. */
const virtual = modules => ({
  name: 'virtual modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^virtual:/ }, ({ path }) => ({ path, namespace: 'virtual' }))
    onLoad({ filter: /./, namespace: 'virtual' }, ({ path }) => ({
      contents: Object.entries(modules[path])
        .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}`)
        .join('\n'),
    }))
  },
})

function catalogTexts() {
  const text = name => readFileSync(join(root, 'catalog', name), 'utf8')
  return { newest: text('newest.json'), older: text('older.json') }
}

function examples() {
  return EXAMPLES.map(([title, ...folders]) => ({
    name: folders
      .at(-1)
      .replace(/\/input$/, '')
      .split('/')
      .at(-1),
    title,
    files: filesIn(...folders.map(folder => join(root, folder))),
  }))
}

/** What the compiler reads of a project: no data, no output. */
function filesIn(...folders) {
  const texts = Object.assign({}, ...folders.map(textsIn))
  // Python is read where an entry names it.
  const isRead = name => !name.endsWith('.py') || /\.py\b/.test(texts['dockcompile.config.yaml'] ?? '')
  const read = Object.keys(texts).filter(
    name => isRead(name) && !/^(?:build|data)\/|\.csv$|README|Makefile|\.git|\.pre-commit/.test(name),
  )
  // Hidden files last: they are what one looks for least.
  const isHidden = name => Number(name.startsWith('.'))
  const ordered = read.sort().sort((a, b) => isHidden(a) - isHidden(b))
  return Object.fromEntries(ordered.map(name => [name, texts[name]]))
}

function textsIn(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return Object.fromEntries(
    files.map(entry => {
      const path = join(entry.parentPath ?? entry.path, entry.name)
      return [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')]
    }),
  )
}

if (process.argv[1] === import.meta.filename) {
  if (!process.argv.includes('--no-build')) await build({ fast: true })
  await buildPlayground()
  console.log('wrote dist-playground/index.html: open it in a browser')
}
