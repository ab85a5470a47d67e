// npm run playground: dist-playground/index.html, the compiler's core in one page that asks nobody for anything.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build as esbuild } from 'esbuild'
import { browserBundle } from './build/browser.mjs'
import { save } from './build/files.mjs'
import { build } from './build.mjs'

const root = resolve(import.meta.dirname, '..')

/** What can be chosen: the quickstart first, then golden cases, by what somebody would look for. */
const EXAMPLES = {
  quickstart: 'Quickstart: two pipelines, two images',
  'DC2001-unknown-key': 'A typo, and what it is told',
  'a-step-that-differs-has-its-own-image': 'A step with an image of its own',
  'all-requirement-groups-in-order': 'Requirements of every kind',
  'secrets-reach-installs-only': 'A private package index',
  'kind-dockerfile-below-a-layer-without-a-context': 'A Dockerfile of your own as parent',
  'late-variable-travels-to-bake': 'A variable that is left to bake',
  'one-folder-for-each-stack': 'Several stacks',
  'kaniko-means-portable': 'For kaniko',
}

export async function buildPlayground() {
  const { outputFiles } = await esbuild(
    browserBundle(root, {
      entryPoints: [join(root, 'playground/main.ts')],
      minify: true,
      plugins: [virtual({ 'virtual:catalogs': { catalogTexts: catalogTexts() }, 'virtual:examples': { examples: examples() } })],
    }),
  )
  // The end tag would end the script wherever it stands, in a string too.
  const script = outputFiles[0].text.trim().replaceAll('</script', '<\\/script')
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
  const byVersion = new Intl.Collator('en', { numeric: true }).compare
  const versions = readdirSync(join(root, 'catalog')).flatMap(name => /^zenml-([\d.]+)\.json$/.exec(name)?.[1] ?? [])
  // Text, not an object: most visits read one of them.
  return Object.fromEntries(
    versions.sort(byVersion).map(version => {
      const text = readFileSync(join(root, `catalog/zenml-${version}.json`), 'utf8')
      return [version, JSON.stringify(JSON.parse(text))]
    }),
  )
}

function examples() {
  return Object.entries(EXAMPLES).map(([name, title]) => {
    const folder = name === 'quickstart' ? 'examples/quickstart' : `golden/${name}/input`
    return { name, title, files: filesIn(join(root, folder)) }
  })
}

/** What the compiler reads of a project: no code, no data, no output. */
function filesIn(folder) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry =>
      join(entry.parentPath ?? entry.path, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
  const read = names.filter(
    name => !/^(?:build|data)\/|\.(?:py|csv)$|README|Makefile|\.git|\.pre-commit/.test(name) && existsSync(join(folder, name)),
  )
  // Hidden files last: they are what one looks for least.
  const isHidden = name => Number(name.startsWith('.'))
  const ordered = read.sort().sort((a, b) => isHidden(a) - isHidden(b))
  return Object.fromEntries(ordered.map(name => [name, readFileSync(join(folder, name), 'utf8')]))
}

if (process.argv[1] === import.meta.filename) {
  if (!process.argv.includes('--no-build')) await build({ fast: true })
  await buildPlayground()
  console.log('wrote dist-playground/index.html: open it in a browser')
}
