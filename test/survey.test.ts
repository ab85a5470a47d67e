/**
 * Broken configurations as people write them: each gives exactly one error or warning, at the place that is wrong, and the message names the way out.
 * `«` comes before that place and is not part of the file.
 */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compile } from '../src/compile.ts'
import { positions } from '../src/diagnostics/position.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import { memorySources } from '../src/sources/memory-sources.ts'
import { CASES } from './survey/cases.ts'
import { HABITS } from './survey/habits.ts'

const catalogs = packageCatalogs()

const PROJECT: Readonly<Record<string, string>> = {
  'dockcompile.config.yaml': 'stack: stack.yaml\npipelines:\n  - file: train.yaml\n    steps: [load, fit]\npython: "3.11"\n',
  'stack.yaml': `zenml_version: 0.98.0
stack_name: prod
components:
  orchestrator:
    - name: k8s
      type: orchestrator
      flavor: kubernetes
      configuration: {}
  artifact_store:
    - name: bucket
      type: artifact_store
      flavor: s3
      configuration: {path: 's3://bucket'}
  container_registry:
    - name: reg
      type: container_registry
      flavor: default
      configuration: {uri: registry.example.com}
`,
  'train.yaml': 'settings:\n  docker:\n    requirements: requirements.txt\nsteps:\n  fit:\n    parameters: {rounds: 3}\n',
  'requirements.txt': 'numpy==2.2.6\npandas==2.3.3\n',
}

for (const { name, file, text, code, names } of [...CASES, ...HABITS])
  test(name, () => {
    // A list that a pipeline file does not speak of would be a finding of its own.
    const { 'requirements.txt': list, ...others } = PROJECT
    const base = file === 'train.yaml' && !text.includes('requirement') ? others : { ...others, 'requirements.txt': list! }
    const { 'dockcompile.config.yaml': _, ...withoutProject } = base
    // A project file of another kind is in place of the usual one.
    const isProject = ['package.json', 'pyproject.toml'].includes(file)
    const files = { ...(isProject ? withoutProject : base), [file]: text.replace('«', '') }
    const sources = memorySources(files)
    const { diagnostics } = compile(sources, { projectFile: isProject ? file : 'dockcompile.config.yaml' }, { catalogs })
    const found = diagnostics.filter(d => d.severity !== 'hint')
    const place = positions(path => sources.read(path))
    const told = found.map(d => {
      const at = d.at && place(d.at)
      return `${d.code} ${d.at?.file}:${at?.line}:${at?.column} ${d.message} | ${d.label ?? ''} | ${d.help ?? ''}`
    })
    const before = text.slice(0, text.indexOf('«'))
    const line = before.split('\n').length
    const column = before.length - before.lastIndexOf('\n')
    const expected = `${code} ${file}:${line}:${column} `
    assert.is(told.length, 1, told.join('\n'))
    assert.ok(told[0]!.startsWith(expected), `expected ${expected}\ngot      ${told[0]}`)
    assert.ok(told[0]!.includes(names), `${told[0]}\ndoes not say ${names}`)
  })

test.run()
