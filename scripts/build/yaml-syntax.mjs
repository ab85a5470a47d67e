import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { newest, save } from './files.mjs'

/**
 * Makes src/1-parse/yaml-syntax.generated.js: the lexer and the parser of the `yaml` package with plain calls in place of generators. What they
 * yielded they give to their method `emit`, at the same moment. A token costs several generators otherwise, which is most of the memory and half
 * of the time that syntax takes.
 */
export async function generateYamlSyntax(root) {
  const target = join(root, 'src/1-parse/yaml-syntax.generated.js')
  // The files for browsers: the others ask for `process.env` about each token.
  const folder = join(root, 'node_modules/yaml/browser/dist/parse')
  if (existsSync(target) && newest(import.meta.filename, folder) <= newest(target)) return
  const { outputFiles } = await build({
    stdin: { contents: "export { Lexer } from './lexer.js'\nexport { Parser } from './parser.js'", resolveDir: folder },
    bundle: true,
    write: false,
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [PLAIN_CALLS],
  })
  save(target, `// Made by scripts/build.mjs from the package yaml (ISC).\n${outputFiles[0].text}`)
}

const PLAIN_CALLS = {
  name: 'plain calls',
  setup({ onResolve, onLoad }) {
    // Tools for tokens, which neither of them needs.
    onResolve({ filter: /^\.\/cst-/ }, ({ path }) => ({ path, external: true, sideEffects: false }))
    onLoad({ filter: /(?:lexer|parser)\.js$/ }, plainCalls)
  },
}

async function plainCalls({ path }) {
  const { default: ts } = await import('typescript')
  const generatorsToCalls = context => {
    const { factory } = context
    const visit = node => {
      const inner = ts.visitEachChild(node, visit, context)
      if (ts.isMethodDeclaration(inner) && inner.asteriskToken)
        return factory.updateMethodDeclaration(
          inner,
          inner.modifiers,
          undefined,
          inner.name,
          undefined,
          undefined,
          inner.parameters,
          undefined,
          inner.body,
        )
      if (!ts.isYieldExpression(inner)) return inner
      if (inner.asteriskToken) return inner.expression
      return factory.createCallExpression(factory.createPropertyAccessExpression(factory.createThis(), 'emit'), undefined, [
        inner.expression,
      ])
    }
    return file => ts.visitNode(file, visit)
  }
  const { outputText } = ts.transpileModule(readFileSync(path, 'utf8'), {
    fileName: path,
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, allowJs: true, removeComments: true },
    transformers: { before: [generatorsToCalls] },
  })
  if (/\byield\b|function\*/.test(outputText)) throw new Error(`${path}: a generator is left`)
  return { contents: outputText, loader: 'js' }
}
