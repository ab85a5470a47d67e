import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** The compiler's own modules, which are TypeScript: the catalogs of a folder, oldest first, and the table of rules. */
export async function releases(folder = join(root, 'catalog')) {
  // Late: `npm run catalog` installs esbuild first, where it is missing.
  const { importBundle } = await import('../build/bundle.mjs')
  const contents = `
    export { storedCatalogs } from './src/model/stored-catalogs.ts'
    export { CHANGES } from './src/3-resolve/version.ts'`
  const { storedCatalogs, CHANGES } = await importBundle({ stdin: { contents, resolveDir: root } })
  const text = name => readFileSync(join(folder, name), 'utf8')
  return { catalogs: storedCatalogs({ newest: () => text('newest.json'), older: () => text('older.json') }), changes: CHANGES }
}
