/** Files that a flag names are written anew, and replaced where an earlier run wrote them; a file of anybody else stays. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkCommand } from '../src/commands/check.ts'
import type { Command } from '../src/commands/command.ts'
import { compileCommand } from '../src/commands/compile.ts'
import { graphCommand } from '../src/commands/graph.ts'
import { reportCommand } from '../src/commands/report.ts'
import { zenmlBuildCommand } from '../src/commands/zenml-build.ts'
import { STACK, TestProject } from './golden/project.ts'

const METADATA = {
  train: { 'image.name': 'r.example.com/zenml:train-orchestrator', 'containerimage.digest': `sha256:${'1'.repeat(64)}` },
}

const CALLS: Readonly<Record<string, readonly [Command, string]>> = {
  report: [reportCommand, '--out FILE'],
  'picture for Markdown': [graphCommand, '--out FILE'],
  'picture as SVG': [graphCommand, '--format svg --out FILE'],
  'picture for Graphviz': [graphCommand, '--format dot --out FILE'],
  'picture as JSON': [graphCommand, '--format json --out FILE'],
  'build file': [zenmlBuildCommand, '--metadata metadata.json --out FILE'],
  'build file as JSON': [zenmlBuildCommand, '--metadata metadata.json --json --out FILE'],
  baseline: [checkCommand, '--baseline FILE --update-baseline'],
  'rule for make': [compileCommand, '--stamp stamp --depfile FILE'],
}

const FOREIGN = [
  '# Penguins\n',
  'all:\n\techo all\n',
  '{"images": {"logo": "a.svg"}, "title": "A page"}\n',
  '<!doctype html>\n<title>x</title>\n',
]

for (const [what, [command, line]] of Object.entries(CALLS))
  test(`${what}: a file of somebody else stays, one of an earlier run is replaced`, async () => {
    const project = new TestProject({
      'stack.yaml': STACK,
      'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: [{file: train.yaml, steps: [load]}]\npython: "3.11"\n',
      'train.yaml': 'settings:\n  docker:\n    requirements: [numpy==2.2.6]\n',
    })
    project.put('metadata.json', JSON.stringify(METADATA))
    // A baseline is about warnings; a check fails for an output that is not there, too.
    if (what === 'baseline') await project.run(compileCommand)
    const read = () => readFileSync(join(project.root, 'file'), 'utf8')
    const run = () => project.run(command, line.replace('FILE', 'file'))
    for (const text of FOREIGN) {
      project.put('file', text)
      const { code, out, err } = await run()
      // A baseline is read before it is written.
      assert.match(out + err, what === 'baseline' ? /DC6002|DC3004/ : 'DC6002')
      assert.is(code, 1)
      assert.is(read(), text)
    }
    if (what === 'baseline') project.remove('file')
    else project.put('file', '\n')
    const { code, err } = await run()
    assert.is(code, 0, err)
    const first = read()
    assert.match(first, /\S/)
    assert.is((await run()).code, 0)
    assert.is(read(), first)
    project.remove()
  })

test('a picture replaces one of another form', async () => {
  const project = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: [{file: train.yaml, steps: [load]}]\npython: "3.11"\n',
    'train.yaml': 'settings: {docker: {requirements: [numpy==2.2.6]}}\n',
  })
  const forms = ['mermaid', 'svg', 'dot', 'json']
  for (const form of [...forms, ...forms])
    assert.is((await project.run(graphCommand, `--format ${form} --out picture`)).code, 0, form)
  project.remove()
})

test.run()
