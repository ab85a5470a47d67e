/** One mistake gives one message, at its place, with a help that works. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compile } from '../src/compile.ts'
import { printPretty } from '../src/diagnostics/print-pretty.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import { memorySources } from '../src/sources/memory-sources.ts'
import { STACK } from './golden/project.ts'

const catalogs = packageCatalogs()

function said(files: Readonly<Record<string, string>>): string {
  const all = {
    'stack.yaml': STACK,
    'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: [a.yaml]\npython: "3.11"\nallow: [DC4024]\n',
    'a.yaml': '{}\n',
    ...files,
  }
  const { diagnostics } = compile(memorySources(all), { projectFile: 'dockcompile.config.yaml' }, { catalogs })
  return printPretty(diagnostics, { textOf: file => all[file as keyof typeof all] })
}

const docker = (text: string) => `settings:\n  docker: {${text}}\n`
const ROWS: readonly (readonly [mistake: string, files: Record<string, string>, message: RegExp, total: string])[] = [
  [
    'a registry with a scheme',
    {
      'stack.yaml': STACK.replace('uri: registry', 'uri: https://registry'),
      'a.yaml': 'steps:\n  b: {settings: {docker: {apt_packages: [git]}}}\n  c: {settings: {docker: {apt_packages: [curl]}}}\n',
    },
    /error\[DC4026\][\s\S]*stack\.yaml:6[\s\S]*and 2 more tags[\s\S]*remove `https:\/\/`/,
    '1 error',
  ],
  [
    'packages in the place of a path',
    { 'a.yaml': docker('requirements: numpy==2.2.6 pandas') },
    /DC4004[\s\S]*a\.yaml:2:[\s\S]*these are packages: write `requirements: \[numpy==2\.2\.6, pandas\]`/,
    '1 error',
  ],
  ['a parent with a blank', { 'a.yaml': docker('parent_image: "python 3.11"') }, /DC4023[\s\S]*write `python:3\.11`/, '1 error'],
  [
    'a parent with two blanks',
    { 'a.yaml': docker('parent_image: "python 3.11 slim"') },
    /DC4023[\s\S]*write `python:3\.11-slim`/,
    '1 error',
  ],
  [
    'words in the place of a parent',
    { 'a.yaml': docker('parent_image: "my image"') },
    /DC4023[\s\S]*write a reference such as/,
    '1 error',
  ],
  [
    'a pipeline file of comments',
    { 'a.yaml': '# later\r\n---\r\n' },
    /warning\[DC3004\][\s\S]*empty but for comments[\s\S]*a\.yaml:1:1/,
    '1 warning',
  ],
  [
    'a stack file as a pipeline',
    { 'a.yaml': STACK },
    /warning\[DC2055\][\s\S]*a stack file[\s\S]*a\.yaml:1:1[\s\S]*name it as `stack`/,
    '1 warning',
  ],
  ['an empty pipeline file', { 'a.yaml': '\n' }, /warning\[DC3004\][\s\S]*a\.yaml:1:1[\s\S]*write `\{\}`/, '1 warning'],
  [
    'a stack file of an old form',
    { 'stack.yaml': 'orchestrator: kubeflow\nartifact_store: s3\n' },
    /DC2004[\s\S]*older ZenML[\s\S]*zenml stack export/,
    '1 error',
  ],
  [
    'a second project file that is an inline table',
    { 'pyproject.toml': '[tool]\ndockcompile = {python = "3.12"}\n' },
    /hint\[DC3085\][\s\S]*pyproject\.toml:2:1/,
    '1 warning, 1 hint',
  ],
  [
    'a pyproject file that nobody finds, named by two pipelines',
    {
      'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: [a.yaml, b.yaml]\npython: "3.11"\n',
      'a.yaml': docker('pyproject_path: gone.toml'),
      'b.yaml': docker('pyproject_path: gone.toml'),
    },
    /DC4006[\s\S]*a\.yaml:2:[\s\S]*note: named here as well \(b\.yaml:2:/,
    '1 error',
  ],
  [
    'a component of an old stack file',
    { 'stack.yaml': 'stack_name: lab\nzenml_version: 0.98.0\ncomponents:\n  orchestrator: default\n' },
    /DC2002[\s\S]*older ZenML[\s\S]*zenml stack export/,
    '1 error',
  ],
  [
    'a registry with a scheme in capitals',
    { 'stack.yaml': STACK.replace('uri: registry', 'uri: HTTPS://registry') },
    /error\[DC4026\][\s\S]*stack\.yaml:6[\s\S]*remove `HTTPS:\/\/`/,
    '1 error',
  ],
  [
    'a Dockerfile by a path of Windows',
    { 'a.yaml': docker('dockerfile: docker\\Dockerfile'), 'docker/Dockerfile': 'FROM zenmldocker/zenml:0.98.0-py3.11\n' },
    /warning\[DC4044\][\s\S]*a\.yaml:2:[\s\S]*write `docker\/Dockerfile`/,
    '1 warning',
  ],
  [
    'a pipeline file as the stack',
    { 'stack.yaml': docker('requirements: [numpy]') },
    /DC2004[\s\S]*looks like a pipeline file/,
    '1 error',
  ],
  [
    'a key of the project file in a stack file',
    { 'stack.yaml': `python: "3.12"\n${STACK}` },
    /warning\[DC2001\][\s\S]*stack\.yaml:1:1/,
    '1 warning',
  ],
  [
    'a missing list that two pipelines name',
    {
      'dockcompile.config.yaml': 'stack: stack.yaml\npipelines: [a.yaml, b.yaml]\npython: "3.11"\n',
      'a.yaml': docker('requirements: nowhere.txt'),
      'b.yaml': docker('requirements: nowhere.txt'),
    },
    /DC4004[\s\S]*a\.yaml:2:[\s\S]*note: named here as well \(b\.yaml:2:/,
    '1 error',
  ],
]

for (const [mistake, files, message, total] of ROWS)
  test(`one message for ${mistake}`, () => {
    const text = said(files)
    assert.match(text, message)
    assert.is(text.trimEnd().split('\n').at(-1), total, text)
  })

test('a dependency on dockcompile does not make package.json a project file', () => {
  assert.is(said({ 'package.json': '{"devDependencies": {"dockcompile": "^1.0.0"}}' }), '')
})

test.run()
