/** What is loaded before the first byte: CONTRIBUTING.md says in "How a verb stays fast" what is imported when, and this test holds it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const { metafile } = await build({
  entryPoints: ['src/cli.ts'],
  bundle: true,
  write: false,
  metafile: true,
  platform: 'node',
  format: 'cjs',
  logLevel: 'silent',
})

/** Every file that is evaluated with these: all that they import at their heads, and so on. Imports inside of functions are not followed. */
function evaluatedWith(...entries: readonly string[]): string[] {
  const seen = new Set<string>()
  const open = [...entries]
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    const { imports } = metafile.inputs[file]!
    // Files in CommonJS, all of them of packages, have no other way to import at their head than `require`.
    const isAtHead = (kind: string) => kind === 'import-statement' || (kind === 'require-call' && file.includes('node_modules/'))
    for (const { kind, path, external } of imports) if (isAtHead(kind) && !external) open.push(path)
  }
  return [...seen]
}

const packagesOf = (files: readonly string[]): string[] =>
  [...new Set(files.flatMap(file => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []))].sort()

test('--help loads no package and no stage', () => {
  const files = evaluatedWith('src/cli.ts')
  assert.equal(packagesOf(files), [])
  assert.equal(
    files.filter(file => /^src\/\d-/.test(file)),
    [],
  )
})

test('check loads these packages and no other', () => {
  const files = evaluatedWith('src/cli.ts', 'src/commands/check.ts')
  assert.equal(packagesOf(files), ['@renovatebot/pep440', 'handlebars', 'ignore', 'picomatch', 'smol-toml', 'yaml'])
})

test('a file that a run may do without is loaded late', () => {
  const files = evaluatedWith('src/cli.ts', 'src/commands/check.ts')
  const late = [
    '5-render/traced-templates.generated.js',
    'commands/check/fix.ts',
    'commands/check/print-changes.ts',
    'answers/layers/say-rebuilds.ts',
    'commands/compile.ts',
  ]
  for (const file of late) {
    assert.ok(metafile.inputs[`src/${file}`], file)
    assert.not.ok(files.includes(`src/${file}`), file)
  }
})

test('no code asks for the tables of languages', () => {
  const code = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))
  const found = code.filter(file => /\bIntl\.|\.(?:toLocale\w+|localeCompare)\(/.test(readFileSync(join('src', file), 'utf8')))
  assert.equal(found, [])
})

test.run()
