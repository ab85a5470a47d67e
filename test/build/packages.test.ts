/** What people install, each in a clean place: the npm tarball, and the wheel (without Node on PATH, with pip and with uv). */
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'

const root = resolve(import.meta.dirname, '..')
const LIMIT = 5_000_000
const WHEEL_LIMIT = 60_000_000
const folder = mkdtempSync(join(tmpdir(), 'dockcompile-packages-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

function run(program: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 300_000, ...options })
  assert.is(status, 0, `${program} ${args.join(' ')}\n${error ?? ''}${stdout}${stderr}`)
  return stdout
}

/** A copy of the quickstart without its output. */
function quickstart(name: string): string {
  const project = join(folder, name)
  cpSync(join(root, 'examples/quickstart'), project, { recursive: true, filter: path => !path.endsWith('quickstart/build') })
  return project
}

/** The output is the one that is checked in. */
function expectOutput(project: string): void {
  const expected = join(root, 'examples/quickstart/build')
  const paths = readdirSync(expected, { recursive: true, encoding: 'utf8' }).filter(p => statSync(join(expected, p)).isFile())
  assert.ok(paths.length > 5)
  for (const path of paths)
    assert.is(readFileSync(join(project, 'build', path), 'utf8'), readFileSync(join(expected, path), 'utf8'), path)
}

const npm = (args: readonly string[], cwd: string) =>
  run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd })

test('the npm tarball is small, complete, and works in an empty folder', () => {
  run(process.execPath, [join(root, 'scripts/build.mjs')])
  const [packed] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root)) as [
    { filename: string; size: number; files: { path: string }[] },
  ]
  assert.ok(packed.size < LIMIT, `${packed.size} bytes`)
  const paths = packed.files.map(f => f.path)
  for (const path of [
    'dist/cli.js',
    'dist/index.js',
    'dist/types/index.d.ts',
    'schema/stack.schema.json',
    'docs/diagnostics/DC1001.md',
  ])
    assert.ok(paths.includes(path), `${path} is missing`)
  for (const path of paths)
    assert.not.match(path, /^(?:src|test|golden|bench|scripts|examples|python)\/|(?<!^dist\/(?:capture|parent))\.py$|\.map$/)

  const project = quickstart('npm')
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n')
  npm(['install', '--ignore-scripts', join(folder, packed.filename)], project)
  assert.equal(
    readdirSync(join(project, 'node_modules')).filter(n => !n.startsWith('.')),
    ['dockcompile'],
  )
  run('npx', ['--no-install', 'dockcompile', 'compile'], { cwd: project })
  expectOutput(project)

  const library = `const { compile, memorySources, packageCatalogs } = require('dockcompile')
    const sources = memorySources({ 'stack.yaml': 'stack_name: s' })
    console.log(compile(sources, { flags: { stack: 'stack.yaml' } }, { catalogs: packageCatalogs() }).diagnostics[0].code)`
  assert.match(run(process.execPath, ['-e', library], { cwd: project }), /^DC\d{4}$/m)
})

const python = spawnSync('python3', ['-c', 'import venv, ensurepip'])
if (python.status !== 0) skip(test, 'the wheel', 'no python3 with venv')
else
  test('the wheel is small, and works without Node on PATH', () => {
    run(process.execPath, [join(root, 'scripts/wheel.mjs')], { cwd: root })
    const [wheel] = readdirSync(join(root, 'dist-wheel'))
    assert.match(wheel!, /^dockcompile-.*-py3-none-(?:manylinux|musllinux|macosx|win)_?\w+\.whl$/)
    const bytes = readFileSync(join(root, 'dist-wheel', wheel!))
    assert.ok(bytes.length < WHEEL_LIMIT, `${bytes.length} bytes`)

    const environment = join(folder, 'an environment')
    run('python3', ['-m', 'venv', environment])
    run(join(environment, 'bin/pip'), [
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--no-index',
      join(root, 'dist-wheel', wheel!),
    ])
    const command = join(environment, 'bin/dockcompile')
    assert.match(run(command, ['--version'], { env: { PATH: join(folder, 'nothing') } }), /^dockcompile \d/)
    const env = { PATH: join(folder, 'nothing'), HOME: folder }
    assert.match(run(join(environment, 'bin/python'), ['-m', 'dockcompile', '--version'], { env }), /^dockcompile \d/)
    const project = quickstart('wheel')
    run(command, ['compile'], { cwd: project, env })
    expectOutput(project)

    // Arguments arrive as they are, and the exit code comes back.
    const wrong = spawnSync(command, ['compile', 'no such ü.yaml', '--no-config', '--stack', 'stack.yaml'], {
      cwd: project,
      env,
      encoding: 'utf8',
    })
    assert.is(wrong.status, 1)
    assert.match(wrong.stderr, 'no such ü.yaml')
    assert.is(spawnSync(command, ['chek'], { cwd: project, env }).status, 2)
    // Standard input arrives, too.
    const input = readFileSync(join(project, 'pipelines/training.yaml'))
    const piped = spawnSync(command, ['--stdin-filename', 'pipelines/training.yaml', '-'], {
      cwd: project,
      env,
      input,
      encoding: 'utf8',
    })
    assert.is(piped.stdout, 'the text from standard input is right; nothing was written\n', piped.stderr)

    // Built again it is the same file.
    run(process.execPath, [join(root, 'scripts/wheel.mjs')], { cwd: root })
    assert.ok(readFileSync(join(root, 'dist-wheel', wheel!)).equals(bytes))
  })

/** What ends a program that was started by `command`, once it has printed something: an exit code or a signal. */
function interrupted(command: string, args: readonly string[], cwd: string): Promise<unknown> {
  return new Promise(done => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.once('data', () => child.kill('SIGINT'))
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      done(code ?? signal)
    })
  })
}

if (python.status !== 0) skip(test, 'signals of the wheel', 'no python3 with venv')
else
  test('Ctrl+C reaches the program of the wheel', async () => {
    const project = quickstart('signals')
    const own = await interrupted(process.execPath, [join(root, 'dist/cli.js'), 'watch'], project)
    assert.is(await interrupted(join(folder, 'an environment/bin/dockcompile'), ['watch'], project), own)
    assert.is.not(own, 'SIGKILL')
  })

const uv = spawnSync('uv', ['--version'])
if (uv.status !== 0) skip(test, 'the wheel with uv', 'no uv')
else
  test('uv runs the wheel and installs it as a tool', () => {
    run(process.execPath, [join(root, 'scripts/wheel.mjs')], { cwd: root })
    const wheel = join(root, 'dist-wheel', readdirSync(join(root, 'dist-wheel'))[0]!)
    const env = { ...process.env, UV_TOOL_DIR: join(folder, 'tools'), UV_TOOL_BIN_DIR: join(folder, 'tools-bin') }
    assert.match(run('uvx', ['--from', wheel, 'dockcompile', '--version'], { env }), /^dockcompile \d/)
    run('uv', ['tool', 'install', '--quiet', wheel], { env })
    const project = quickstart('uv')
    run(join(folder, 'tools-bin/dockcompile'), ['compile'], { cwd: project })
    expectOutput(project)
  })

test.run()
