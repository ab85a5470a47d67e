/** The schemas that dockcompile hands out: whole, without an address, and beside the project for editors. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { initCommand } from '../src/commands/init.ts'
import { schemaCommand } from '../src/commands/schema.ts'
import { wholeSchema } from '../src/commands/shared/whole-schema.ts'
import { packageSchemas } from '../src/edge/package-files.ts'
import { STACK, TestProject } from './golden/project.ts'

let project: TestProject
test.before.each(() => {
  project = new TestProject({ 'stack.yaml': STACK, 'train.yaml': 'settings: {docker: {requirements: [numpy==2.2.6]}}\n' })
})
test.after.each(() => project.remove())

const compiled = (text: string) => new Ajv2020({ strict: false }).compile(JSON.parse(text))

test('each schema is whole: it refers to nothing outside of itself', async () => {
  const { out } = await project.run(schemaCommand)
  assert.equal(out.trim().split('\n'), packageSchemas())
  for (const name of packageSchemas()) {
    const { code, out: text } = await project.run(schemaCommand, name)
    assert.is(code, 0)
    assert.not.match(text, /"\$id"/, name)
    assert.not.match(text, /"\$ref": "[^#]/, name)
    compiled(text)
  }
})

test('the name of a schema is that of its file: whoever reads one finds the others beside it, and asks no site', () => {
  const files = readdirSync('schema', { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json'))
  assert.ok(files.length > 10)
  for (const file of files) {
    const { $id } = JSON.parse(readFileSync(join('schema', file), 'utf8')) as { $id: string }
    assert.is($id, basename(file))
  }
})

test('a schema with others in it accepts and refuses what they do', () => {
  const isProject = compiled(wholeSchema('project'))
  const docker = (value: unknown) => ({ stack: 'stack.yaml', settings: { docker: value } })
  assert.ok(isProject(docker({ apt_packages: ['git'] })), JSON.stringify(isProject.errors))
  assert.not(isProject(docker({ apt_pakages: ['git'] })))
})

test('an unknown name is answered with the nearest, and a file name is taken as well', async () => {
  assert.is((await project.run(schemaCommand, 'project.schema.json')).out, wholeSchema('project'))
  try {
    await project.run(schemaCommand, 'projct')
    assert.unreachable()
  } catch (error) {
    assert.match((error as Error).message, '`projct`')
  }
})

test('init writes schemas with --editor only, and the project file names its own', async () => {
  const plain = await project.run(initCommand, '--yes')
  assert.is(plain.code, 0, plain.err)
  assert.not(existsSync(join(project.root, '.dockcompile')))
  project.remove('dockcompile.config.yaml')
  const { code, err } = await project.run(initCommand, '--yes --editor')
  assert.is(code, 0, err)
  const text = readFileSync(join(project.root, 'dockcompile.config.yaml'), 'utf8')
  const [, named] = /^# yaml-language-server: \$schema=(.*)$/m.exec(text) ?? []
  assert.is(named, '.dockcompile/project.schema.json')
  assert.is(readFileSync(join(project.root, named!), 'utf8'), wholeSchema('project'))
})

test.run()
