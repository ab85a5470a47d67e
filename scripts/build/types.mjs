import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { newest, save } from './files.mjs'

/** Declarations of the library and what it refers to, in dist/types. */
export async function buildTypes(root) {
  const entry = join(root, 'src/index.ts')
  const made = join(root, 'dist/types/index.d.ts')
  if (newest(entry) === 0 || newest(join(root, 'src'), join(root, 'tsconfig.json')) <= newest(made)) return
  const { default: ts } = await import('typescript')
  const { options } = ts.convertCompilerOptionsFromJson(
    JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).compilerOptions,
    root,
  )
  const program = ts.createProgram([entry], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: join(root, 'src'),
    outDir: join(root, 'dist/types'),
  })
  // `./x.ts` in a declaration means `./x.d.ts` only to compilers that allow it; `./x.js` is understood by all.
  const { diagnostics } = program.emit(undefined, (path, text) =>
    save(path, text.replace(/(from |import\()(["'])(\.[^"']+)\.ts\2/g, '$1$2$3.js$2')),
  )
  if (diagnostics.length)
    throw new Error(
      ts.formatDiagnostics(diagnostics, {
        getCanonicalFileName: f => f,
        getCurrentDirectory: () => root,
        getNewLine: () => '\n',
      }),
    )
}
