/** Characters that nobody sees, wherever a project may hold them: no generated file has one as it is, and what cannot be written otherwise is refused. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileCommand } from '../src/commands/compile.ts'
import { STACK, TestProject } from './golden/project.ts'

/** Turns of direction, zero width, tags, fillers, variation selectors, separators, controls: one of each kind. */
const UNSEEN = [
  ...'\u202a\u202e\u2066\u2069\u200e\u200f\u061c\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u115f\u3164\u180e\u2028\u2029\u0085\u001b\u0007\ufe0f\ufff9',
  '\u{e0041}',
  '\u{e0101}',
]
const RAW = /(?![\n\t])\p{Cc}|[\p{Cf}\p{Zl}\p{Zp}\u115f\u3164]|\u034f|\u{e0101}|(?<!\p{Extended_Pictographic})\ufe0f/u
const ALL = UNSEEN.map(character => `a${character}b`).join('')

const yaml = (value: unknown) =>
  JSON.stringify(value).replace(/[\x7f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
}

const project = (docker: object, more: Readonly<Record<string, string>> = {}) =>
  new TestProject({
    'stack.yaml': STACK.replace('stack_name: prod', `stack_name: ${yaml(`prod${ALL}`)}`),
    'train.yaml': yaml({ settings: { docker }, steps: { [`fit${ALL}`]: { settings: { docker: { apt_packages: ['git'] } } } } }),
    'dockcompile.config.yaml': yaml({
      stack: 'stack.yaml',
      python: '3.11',
      pipelines: [{ file: 'train.yaml', name: `train${ALL}`, steps: [`fit${ALL}`] }],
      bake: { labels: { team: ALL } },
    }),
    ...more,
  })

const SOUND = {
  requirements: ['numpy==2.3.5'],
  environment: { NOTE: ALL, EMOJI: '👩‍💻 ❤️' },
  runtime_environment: { LATER: ALL },
  local_project_install_command: `echo ${ALL}`,
  build_config: { build_options: { labels: { [`label${ALL}`]: ALL }, buildargs: { X: ALL } } },
}

for (const dialect of ['buildkit', 'portable'])
  test(`${dialect}: what nobody sees is written as an escape`, async () => {
    const here = project(SOUND, { '.dockerignore': `a\u202eb\n` })
    try {
      const { code, err } = await here.run(compileCommand, `--dialect ${dialect}`)
      assert.is(code, 0, err)
      const files = filesBelow(join(here.root, 'build'))
      assert.ok(files.length > 3)
      for (const file of files) {
        const text = readFileSync(file, 'utf8')
        assert.not.match(text.replaceAll('👩‍💻', '').replaceAll('❤️', ''), RAW, file)
      }
      const bake = readFileSync(join(here.root, 'build/docker-bake.json'), 'utf8')
      // The value arrives as it was written.
      assert.ok(JSON.stringify(JSON.parse(bake)).includes(JSON.stringify(ALL).slice(1, -1)))
      const dockerfiles = files.filter(file => file.endsWith('/Dockerfile')).map(file => readFileSync(file, 'utf8'))
      assert.ok(dockerfiles.some(text => text.includes('ENV EMOJI="👩‍💻 ❤️"')))
    } finally {
      here.remove()
    }
  })

test("zenml: ZenML's bytes, and a warning", async () => {
  const here = project(SOUND)
  try {
    const { code, err } = await here.run(compileCommand, '--dialect zenml --format line --verbose')
    assert.is(code, 0, err)
    assert.match(err, /warning\[DC4029\]: .*`NOTE`.* U\+202A, which nobody sees/)
    assert.match(err, /warning\[DC4029\]: .*`local_project_install_command`.* U\+202A/)
  } finally {
    here.remove()
  }
})

test('a requirement line, an installer argument and a name with one are refused, with the character', async () => {
  for (const character of UNSEEN) {
    const point = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
    const settings: readonly [object, Record<string, string>][] = [
      [{ requirements: [`numpy==2.3.5 # a${character}b`] }, {}],
      [{ requirements: 'requirements.txt' }, { 'requirements.txt': `# a${character}b\nnumpy==2.3.5\n` }],
      [{ python_package_installer_args: { 'index-url': `https://pypi.example.com/a${character}b` } }, {}],
    ]
    for (const [docker, files] of settings) {
      // A line separator is a line break in a requirements file.
      if (/[\u0085\u2028\u2029]/.test(character) && files['requirements.txt']) continue
      const here = project(docker, files)
      try {
        const { code, err } = await here.run(compileCommand, '--format pretty')
        assert.is(code, 1, `${point} in ${JSON.stringify(docker)}`)
        assert.ok(err.includes(`${point}, which nobody sees`), err)
      } finally {
        here.remove()
      }
    }
  }
})

test.run()
