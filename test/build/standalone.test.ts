/** The standalone program: that it needs nothing of the machine, takes no code or variable from the folder it is started in, and is built for every platform. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'

const QUICKSTART = resolve('examples/quickstart')
const folder = mkdtempSync(join(tmpdir(), 'dockcompile-standalone-'))
const project = join(folder, 'quickstart')
cpSync(QUICKSTART, project, { recursive: true })
test.after(() => rmSync(folder, { recursive: true, force: true }))

/** Builds programs, and gives their paths. */
function build(...args: string[]): string[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/standalone.mjs', ...args], { encoding: 'utf8' })
  assert.is(status, 0, stderr)
  return [...stdout.matchAll(/^(.*) \(\d+ MB\)$/gm)].map(([, path]) => path!)
}
const [built] = build()

/** Runs a copy of the program that is in a folder of its own, with an environment that has nothing in it. */
function run(...args: string[]): string {
  const program = join(folder, 'dockcompile')
  if (!existsSync(program)) cpSync(built!, program)
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: project,
    encoding: 'utf8',
    env: { PATH: folder, HOME: folder },
  })
  assert.is(status, 0, stdout + stderr)
  assert.is(stderr, '')
  return stdout
}

test('writes what the package writes, with nothing beside it', () => {
  rmSync(join(project, 'build'), { recursive: true })
  run()
  const paths = readdirSync(join(QUICKSTART, 'build'), { recursive: true, encoding: 'utf8' })
  const files = paths.filter(path => statSync(join(QUICKSTART, 'build', path)).isFile())
  assert.ok(files.length > 5)
  for (const path of files)
    assert.is(readFileSync(join(project, 'build', path), 'utf8'), readFileSync(join(QUICKSTART, 'build', path), 'utf8'), path)
})

test('has pages, templates, catalogs, the style of the report and the packages that few runs need', () => {
  assert.match(run('--version'), /^dockcompile \d/)
  assert.match(run('explain', 'DC1001'), 'DC1001')
  run('eject', 'portable')
  assert.ok(existsSync(join(project, 'templates/portable/Dockerfile.hbs')))
  run('--dialect', 'portable', '--force', '--zenml', '0.94.0')
  run('report', '--out', 'report.html')
  assert.match(readFileSync(join(project, 'report.html'), 'utf8'), '<style>')
})

test('takes no code and no variable from the folder it is started in', () => {
  writeFileSync(join(project, 'evil.ts'), `require('fs').writeFileSync(${JSON.stringify(join(folder, 'ran'))}, '')`)
  writeFileSync(join(project, 'bunfig.toml'), 'preload = ["./evil.ts"]\n')
  writeFileSync(join(project, '.bunfig.toml'), 'preload = ["./evil.ts"]\n')
  writeFileSync(join(project, '.env'), 'BUN_OPTIONS=--preload ./evil.ts\nFORCE_COLOR=1\n')
  writeFileSync(join(project, 'package.json'), '{ "type": "module", "main": "./evil.ts" }\n')
  writeFileSync(join(project, 'tsconfig.json'), '{ "compilerOptions": { "paths": { "*": ["./evil.ts"] } } }\n')
  assert.not.match(run('list'), '\u001b')
  assert.not.ok(existsSync(join(folder, 'ran')))
})

test('the text of the program names no folder of this machine', () => {
  const bytes = readFileSync(built!)
  assert.is(bytes.indexOf(process.cwd()), -1)
})

/** What begins a program: the format, the processor, and on Linux the loader of the C library. */
const MAGIC: Readonly<Record<string, RegExp>> = {
  'linux-x64': /^\x7fELF\x02\x01.{12}\x3e\x00.*\/lib64\/ld-linux-x86-64\.so\.2/s,
  'linux-arm64': /^\x7fELF\x02\x01.{12}\xb7\x00.*\/lib\/ld-linux-aarch64\.so\.1/s,
  'linux-x64-musl': /^\x7fELF\x02\x01.{12}\x3e\x00.*\/lib\/ld-musl-x86_64\.so\.1/s,
  'linux-arm64-musl': /^\x7fELF\x02\x01.{12}\xb7\x00.*\/lib\/ld-musl-aarch64\.so\.1/s,
  'macos-x64': /^\xcf\xfa\xed\xfe\x07\x00\x00\x01/s,
  'macos-arm64': /^\xcf\xfa\xed\xfe\x0c\x00\x00\x01/s,
  'windows-x64': /^MZ.*PE\x00\x00\x64\x86/s,
}

const everywhere = 'is built for every platform, each in the format of its system'
if (!process.env.ALL_BUILDS) skip(test, everywhere, 'npm run test:all builds them')
else
  test(everywhere, () => {
    const paths = build('--all')
    assert.is(paths.length, Object.keys(MAGIC).length)
    for (const path of paths) {
      const platform = basename(path, '.exe').slice('dockcompile-'.length)
      assert.match(readFileSync(path).subarray(0, 4096).toString('latin1'), MAGIC[platform]!, platform)
    }
  })

test.run()
