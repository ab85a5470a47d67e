/** Random edits in an editor: after each burst its messages are those of `check` on the same texts. */
import { cpSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkCommand } from '../../src/commands/check.ts'
import type { JsonDiagnostic } from '../../src/diagnostics/to-json.ts'
import { TestProject } from '../golden/project.ts'
import { LanguageClient } from '../support/language-client.ts'

/** 1,000 with `npm run test:all`. */
const EDITS = process.env.ALL_BUILDS ? 1000 : 100
const { SEED = '23' } = process.env

const PROJECTS = {
  'the quickstart': {
    from: 'examples/quickstart',
    documents: [
      ...['dockcompile.config.yaml', 'stack.yaml', 'pipelines/training.yaml', 'pipelines/inference.yaml'],
      ...['requirements.txt', 'requirements-train.txt', 'penguins/pipelines.py', '.dockerignore'],
    ],
    renamed: ['requirements-train.txt', 'requirements-fit.txt'],
  },
  'a project without entries for its code': {
    from: 'examples/quickstart',
    config: 'stack: stack.yaml\npipelines: ["pipelines/*.yaml"]\npython: "3.11"\n',
    documents: [
      ...['dockcompile.config.yaml', 'pipelines/training.yaml', 'pipelines/inference.yaml', 'requirements.txt'],
      ...['penguins/pipelines.py', 'penguins/model.py', 'run.py', 'stack.yaml'],
    ],
    renamed: ['pipelines/inference.yaml', 'pipelines/other.yaml'],
  },
} as const

/** What people paste, finished or not. */
const PIECES = [
  ...['\n', '  ', '- ', ': ', '"', "'", '[', ']', '{', '}', '#', '&a ', '*a', '\t', '\r\n', '𝔘', '\ufeff', '|', '${NAME}'],
  ...['settings:\n  docker:\n    apt_packages: [git]\n', 'requirements: x.txt', 'user: me', 'numpy==1.0\n', 'scipy=1.4\n'],
  ...[
    '@pipeline\ndef more():\n    pass\n',
    'DockerSettings(requirments=["a"])',
    'from zenml import pipeline\n',
    'dialect: zenml\n',
  ],
  ...['# dockcompile: allow DC4115\n', 'steps: {train: {}}\n', '!*.py\n', 'enviroment: {A: 1}\n'],
]

/** Numbers that look random, the same ones each time (mulberry32). */
function randomly(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

/** Messages in the form in which both sides can be compared, by file. */
type Told = Record<string, string[]>

async function checked(project: TestProject): Promise<Told> {
  const { out } = await project.run(checkCommand, '--json')
  const { diagnostics } = JSON.parse(out) as { diagnostics: JsonDiagnostic[] }
  const told: Told = {}
  for (const { code, severity, message, file, line, column, endLine, endColumn } of diagnostics) {
    // Of the output an editor says nothing while somebody types.
    if (/^DC600[1-6]$/.test(code)) continue
    const place = line === null ? '0:0-0:0' : `${line - 1}:${column! - 1}-${endLine! - 1}:${endColumn! - 1}`
    told[file ?? 'dockcompile.config.yaml'] ??= []
    told[file ?? 'dockcompile.config.yaml']!.push(`${code} ${severity} ${place} ${message}`)
  }
  return told
}

function published(client: LanguageClient, root: string): Told {
  const severities = ['', 'error', 'warning', '', 'hint']
  const told: Told = {}
  for (const [uri, marks] of client.published()) {
    if (marks.length === 0) continue
    told[decodeURIComponent(uri).slice(`file://${root}/`.length)] = marks.map(({ code, severity, range, message }) => {
      const { start, end } = range
      const place = `${start.line}:${start.character}-${end.line}:${end.character}`
      return `${code} ${severities[severity!]} ${place} ${String(message).split('\n')[0]}`
    })
  }
  return told
}

for (const [name, { from, documents, renamed, ...more }] of Object.entries(PROJECTS))
  test(`${EDITS} edits of ${name}`, async () => {
    const project = new TestProject({})
    cpSync(from, project.root, { recursive: true })
    if ('config' in more) project.put('dockcompile.config.yaml', more.config)
    const original = new Map(documents.map(path => [path as string, readFileSync(join(project.root, path), 'utf8')]))
    const client = new LanguageClient(project.root)
    await client.start()
    const random = randomly(Number(SEED))
    const open = new Set<string>(documents)
    for (const path of open) client.write(path, original.get(path)!)

    /** Typing, pasting, removing, starting again. */
    function edit(path: string): void {
      const text = client.textOf(path)
      const at = random(text.length + 1)
      const kind = random(10)
      if (kind < 4) client.edit(path, at, at, PIECES[random(PIECES.length)]!)
      else if (kind < 6) client.edit(path, at, Math.min(text.length, at + random(20)), '')
      else if (kind < 7) client.edit(path, at, at, text.slice(random(text.length + 1)).slice(0, random(200)))
      else if (kind < 8) client.edit(path, at, Math.min(text.length, at + 1), String.fromCharCode(32 + random(95)))
      else client.write(path, original.get(path)!)
      // On disk half of a surrogate pair is another character, of which `check` says something else.
      if (/\p{Surrogate}/u.test(client.textOf(path))) client.write(path, original.get(path)!)
    }
    /** One file has another name for a while. */
    function rename(): void {
      const [one, other] = renamed
      const [before, after] = open.has(one) ? [one, other] : [other, one]
      const text = client.textOf(before)
      client.close(before)
      open.delete(before)
      renameSync(join(project.root, before), join(project.root, after))
      original.set(after, original.get(before)!)
      open.add(after)
      client.changed(before, after)
      client.write(after, text)
    }

    for (let done = 0; done < EDITS; ) {
      const burst = 1 + random(12)
      if (random(12) === 0) rename()
      for (let i = 0; i < burst; i++) edit([...open][random(open.size)]!)
      done += burst
      const last = [...open][random(open.size)]!
      edit(last)
      await client.marksOf(last)
      // `check` reads the disk, and the editor what is open.
      for (const path of open) project.put(path, client.textOf(path))
      assert.equal(published(client, project.root), await checked(project), `after ${done} edits`)
    }
    assert.is(client.errors, '')
    assert.is(await client.stop(), 0)
    project.remove()
  })

test.run()
