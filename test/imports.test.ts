/** Who may import whom: docs/architecture.md says it in prose, this test reads every import of src/. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

/** One import: both files are relative to src/; `to` is the name of a package or a built-in module where it is not a file. */
interface Import {
  readonly from: string
  readonly to: string
  readonly isFile: boolean
}

/** Folders that every stage uses. None of them knows a stage. */
const ROOMS = [
  'basics',
  'code',
  'credentials',
  'diagnostics',
  'dockerfile',
  'dockerignore',
  'memo',
  'model',
  'paths',
  'policy',
  'python',
  'quote',
  'requirements',
  'sources',
]

/** Folders that touch the world; `commands` use all the others. */
const WORLD = ['edge', 'freeze', 'lsp', 'commands', 'cli.ts']

/** The folder of src/ that a file is in; a file of src/ itself is its own. Each kind of answer is a room of its own. */
function roomOf(file: string): string {
  const [first, second] = file.split('/')
  return first === 'answers' ? `answers/${second}` : first!
}

const top = (file: string) => file.split('/')[0]!
const stage = (file: string) => /^(\d)-/.exec(file)?.[1]
const isRoom = (file: string) => ROOMS.includes(top(file))
const isWorld = (file: string) => WORLD.includes(top(file))

/** The rules. The name of a rule is the sentence that it proves; the function says whether an import breaks it. */
const rules = new Map<string, (i: Import) => boolean>([
  ['a room imports rooms only', i => i.isFile && isRoom(i.from) && !isRoom(i.to)],
  [
    'a stage imports rooms and stages with a smaller number',
    i => i.isFile && !!stage(i.from) && !isRoom(i.to) && !(stage(i.to)! <= stage(i.from)!),
  ],
  ['the lint imports rooms only', i => i.isFile && top(i.from) === 'lint' && top(i.to) !== 'lint' && !isRoom(i.to)],
  ['only compile.ts runs the lint', i => i.isFile && top(i.to) === 'lint' && top(i.from) !== 'lint' && i.from !== 'compile.ts'],
  ['answers touch nothing of the world', i => i.isFile && top(i.from) === 'answers' && isWorld(i.to)],
  ['nothing that is compiled waits for an answer', i => i.isFile && top(i.to) === 'answers' && !mayAnswer(i.from)],
  ['the core does not know the edge', i => i.isFile && isWorld(i.to) && !isWorld(i.from) && i.from !== 'index.ts'],
  [
    'the edge does not know the commands',
    i => i.isFile && ['edge', 'freeze', 'lsp'].includes(top(i.from)) && /^(?:commands|cli\.ts)/.test(i.to),
  ],
  // A hash is a function of its input: no input or output, unlike all the rest of Node.
  ['only the edge uses Node', i => i.to.startsWith('node:') && i.to !== 'node:crypto' && !isWorld(i.from)],
  ['only the edge looks for files', i => /^(cosmiconfig|fast-glob|ignore)(\/|$)/.test(i.to) && !isWorld(i.from)],
  ['only 1-parse imports yaml and smol-toml', i => /^(yaml|smol-toml)(\/|$)/.test(i.to) && stage(i.from) !== '1'],
  ['only code/syntax imports @lezer/python', i => /^@lezer\//.test(i.to) && !i.from.startsWith('code/syntax/')],
  ['only 2-validate imports ajv', i => /^ajv(-|\/|$)/.test(i.to) && stage(i.from) !== '2'],
  ['only lsp/server.ts starts the server of vscode-languageserver', i => /^vscode-/.test(i.to) && !i.from.startsWith('lsp/')],
  ['only 5-render imports handlebars', i => /^handlebars(\/|$)/.test(i.to) && stage(i.from) !== '5'],
])

const mayAnswer = (file: string) => ['answers', 'lsp', 'commands', 'core.ts', 'index.ts'].includes(top(file))

/** Circles between files that stay, each with its reason. */
const CIRCLES = new Map([
  [
    'commands/completion.ts, commands/help.ts, commands/verbs.ts',
    'the table of verbs loads each verb when it is called, and two verbs print the table',
  ],
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

test('a folder of src/ is a stage, a room, the lint, answers, or touches the world', () => {
  const known = (name: string) => stage(name) || [...ROOMS, ...WORLD, 'lint', 'answers'].includes(name)
  const folders = [...new Set(files.filter(file => file.includes('/')).map(top))]
  assert.equal(
    folders.filter(name => !known(name)),
    [],
  )
})

test('no circle between files, but for those with a reason', () => {
  const found = circles(imports.filter(i => i.isFile).map(i => [i.from, i.to]))
  assert.equal(found, [...CIRCLES.keys()])
})

test('no circle between folders', () => {
  const between = imports.filter(i => i.isFile).map((i): [string, string] => [roomOf(i.from), roomOf(i.to)])
  assert.equal(circles(between), [])
})

test('imports and circles are found at all', () => {
  assert.ok(imports.some(i => i.from === 'diagnostics/codes.ts' && i.to === 'diagnostics/definition.ts'))
  assert.ok(imports.some(i => i.to === 'yaml'))
  const edges: [string, string][] = [
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'a'],
    ['c', 'd'],
    ['d', 'e'],
    ['f', 'a'],
  ]
  assert.equal(circles(edges), ['a, b, c'])
})

/** Groups of nodes that reach each other, each as a sorted list. */
function circles(edges: readonly (readonly [string, string])[]): string[] {
  const next = new Map<string, Set<string>>()
  for (const [from, to] of edges) if (from !== to) next.set(from, (next.get(from) ?? new Set()).add(to))
  const reached = new Map([...next.keys()].map(node => [node, reachableFrom(node, next)]))
  const groups = [...reached].map(([node, all]) => [...all].filter(other => reached.get(other)?.has(node)).sort())
  return [...new Set(groups.filter(group => group.length > 1).map(group => group.join(', ')))].sort()
}

function reachableFrom(start: string, next: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const seen = new Set<string>()
  const open = [start]
  for (let node = open.pop(); node !== undefined; node = open.pop())
    for (const to of next.get(node) ?? [])
      if (!seen.has(to)) {
        seen.add(to)
        open.push(to)
      }
  return seen
}

test.run()
