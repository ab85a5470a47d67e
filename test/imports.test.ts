import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

/** One import: both files are relative to src/; `to` is a package's or built-in module's name where it is no file. */
interface Import {
  readonly from: string
  readonly to: string
  readonly isFile: boolean
}

const STAGE = /^(\d)-/
const isEdge = (file: string) => /^(edge|commands)\/|^cli\.ts$/.test(file)
const stage = (file: string) => STAGE.exec(file)?.[1]
/** model/, diagnostics/, quote/ …: what every stage stands on. */
const isGround = (file: string) => file.includes('/') && !isEdge(file) && !stage(file)

/** The rules. A rule's name is the sentence it proves; the function says whether an import breaks it. */
const rules = new Map<string, (i: Import) => boolean>([
  ['a stage imports no higher stage', i => i.isFile && !!stage(i.from) && !!stage(i.to) && stage(i.to)! > stage(i.from)!],
  ['what every stage stands on imports no stage', i => i.isFile && isGround(i.from) && !!stage(i.to)],
  ['the core does not know the edge', i => i.isFile && isEdge(i.to) && !isEdge(i.from) && i.from !== 'index.ts'],
  ['a stage does not know the pipeline it is part of', i => i.isFile && !!stage(i.from) && !i.to.includes('/')],
  ['the edge does not know the commands', i => i.isFile && i.from.startsWith('edge/') && /^(commands\/|cli\.ts)/.test(i.to)],
  // A hash is a function of its input: no input or output, unlike all the rest of Node.
  ['only the edge uses Node', i => i.to.startsWith('node:') && i.to !== 'node:crypto' && !isEdge(i.from)],
  ['one file starts programs', i => i.to === 'node:child_process' && i.from !== 'edge/run.ts'],
  ['only the edge looks for files', i => /^(cosmiconfig|fast-glob|ignore)(\/|$)/.test(i.to) && !isEdge(i.from)],
  ['only 1-parse imports yaml and smol-toml', i => /^(yaml|smol-toml)(\/|$)/.test(i.to) && stage(i.from) !== '1'],
  ['only 2-validate imports ajv', i => /^ajv(-|\/|$)/.test(i.to) && stage(i.from) !== '2'],
  ['only 5-render imports handlebars', i => /^handlebars(\/|$)/.test(i.to) && stage(i.from) !== '5'],
])

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map(f => f.replaceAll('\\', '/'))
  .filter(f => f.endsWith('.ts') && !f.endsWith('.d.ts') && !f.includes('.generated.'))
  .sort()
const imports = files.flatMap(importsOf)

function importsOf(from: string): Import[] {
  const text = readFileSync(join('src', from), 'utf8')
  const found = [
    ...text.matchAll(
      /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*'([^']+)'|^\s*import\s*'([^']+)'|\b(?:import|require)\(\s*'([^']+)'/gm,
    ),
  ]
  return found.map(match => {
    const to = (match[1] ?? match[2] ?? match[3])!
    const isFile = to.startsWith('.')
    return { from, to: isFile ? join(dirname(from), to).replaceAll('\\', '/') : to, isFile }
  })
}

for (const [rule, breaks] of rules)
  test(rule, () => {
    const wrong = imports.filter(breaks).map(i => `src/${i.from} imports ${i.to}`)
    assert.is(wrong.join('\n'), '')
  })

test('imports are found at all', () => {
  assert.ok(imports.some(i => i.from === 'diagnostics/codes.ts' && i.to === 'diagnostics/definition.ts'))
  assert.ok(imports.some(i => i.to === 'yaml'))
})

test.run()
