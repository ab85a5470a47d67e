import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** The compiler's own modules, which are TypeScript: the catalogs of a folder, oldest first, and the table of rules. */
export async function releases(folder = join(root, 'catalog')) {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    stdin: {
      contents: `
        export { storedCatalogs } from './src/model/stored-catalogs.ts'
        export { CHANGES } from './src/3-resolve/version.ts'`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  })
  const code = Buffer.from(outputFiles[0].contents).toString('base64')
  const { storedCatalogs, CHANGES } = await import(`data:text/javascript;base64,${code}`)
  const text = name => readFileSync(join(folder, name), 'utf8')
  return { catalogs: storedCatalogs({ newest: () => text('newest.json'), older: () => text('older.json') }), changes: CHANGES }
}
