// npm run single: dist-single/dockcompile.cjs, the whole program as one file for a machine that has Node and nothing else: `node dockcompile.cjs`.
// It starts slower than the package, which has its bytecode beside it. The same sources give the same bytes.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build as esbuild } from 'esbuild'
import { save } from './build/files.mjs'
import { lazyVendors } from './build/vendors.mjs'
import { build, bundleOptions, LATE_BUILTINS } from './build.mjs'

const root = resolve(import.meta.dirname, '..')
const SHIPPED = ['catalog', 'schema', 'templates', 'docs/diagnostics', 'dist/report']

const { vendors } = await build({ fast: true })
const { outputFiles } = await esbuild({
  ...bundleOptions([lazyVendors(vendors, LATE_BUILTINS, join(root, 'dist')), packageInside()]),
  stdin: {
    contents: "import { main } from './src/cli.ts'\nmain(process.argv.slice(2)).then(code => { process.exitCode = code })",
    resolveDir: root,
  },
  banner: { js: '#!/usr/bin/env node' },
  // cosmiconfig's loader for typed configuration files, which we never load.
  external: ['typescript'],
})
const target = join(root, 'dist-single/dockcompile.cjs')
save(target, outputFiles[0].text, 0o755)
console.log(`dist-single/dockcompile.cjs (${(statSync(target).size / 1e6).toFixed(1)} MB)`)

/** Puts the files of the package into the module that reads them (src/edge/package-texts.ts), with the same names. */
function packageInside() {
  return {
    name: 'package inside',
    setup({ onLoad }) {
      onLoad({ filter: /src[/\\]edge[/\\]package-texts\.ts$/ }, () => ({ contents: moduleOf(shippedTexts()) }))
    },
  }
}

/** Paths and texts, sorted by path. */
function shippedTexts() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const texts = SHIPPED.flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && !entry.name.endsWith('.py'))
      .map(entry =>
        join(entry.parentPath ?? entry.path, entry.name)
          .slice(root.length + 1)
          .replaceAll('\\', '/'),
      )
      .map(path => [path, textOf(path)]),
  )
  return [...texts, ['package.json', JSON.stringify({ version })]].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** JSON without what it has for readers. */
function textOf(path) {
  const text = readFileSync(join(root, path), 'utf8')
  return path.endsWith('.json') ? JSON.stringify(JSON.parse(text)) : text
}

function moduleOf(texts) {
  return `
const texts = new Map(${JSON.stringify(texts)})
export const packageText = path => texts.get(path)
export const packageNames = folder => {
  const inside = [...texts.keys()].filter(path => path.startsWith(folder + '/'))
  return [...new Set(inside.map(path => path.slice(folder.length + 1).split('/')[0]))].sort()
}
`
}
