import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { save } from '../build/files.mjs'

/**
 * Makes src/1-parse/yaml-syntax.generated.js: the lexer and the parser of the `yaml` package with plain calls in place of generators. What they
 * yielded they give to their method `emit`, at the same moment. A token costs several generators otherwise: a quarter of the time of a large project.
 */
export async function generateYamlSyntax(root) {
  const { outputFiles } = await build({
    stdin: {
      contents: "export { Lexer } from './lexer.js'\nexport { Parser } from './parser.js'",
      // The files for browsers: the others ask for `process.env` about each token.
      resolveDir: join(root, 'node_modules/yaml/browser/dist/parse'),
    },
    bundle: true,
    write: false,
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [{ name: 'plain calls', setup }],
  })
  save(
    join(root, 'src/1-parse/yaml-syntax.generated.js'),
    `// Made by scripts/build.mjs from the package yaml (ISC).\n${outputFiles[0].text}`,
  )
}

function setup({ onResolve, onLoad }) {
  // Tools for tokens, which neither of them needs.
  onResolve({ filter: /^\.\/cst-/ }, ({ path }) => ({ path, external: true, sideEffects: false }))
  onLoad({ filter: /(?:lexer|parser)\.js$/ }, plainCalls)
}

function plainCalls({ path }) {
  const text = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
  const contents = text
    .replace(/^( +)\*(?=\w+\()/gm, '$1')
    .replaceAll('yield* ', '')
    .replace(/\byield ([^;]+);/g, 'this.emit($1);')
  if (/\byield\b|\*\w+\(/.test(contents)) throw new Error(`${path}: a generator is left`)
  return { contents }
}
