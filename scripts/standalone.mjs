// npm run standalone [-- PLATFORM… | --all]: dist-standalone/dockcompile-<platform>, the program with a runtime in it (Bun), as one file that needs
// nothing else on the machine. By default for this machine. The same sources give the same bytes, on whatever machine they are built.
//
// A runtime is a package of npm. scripts/standalone/package-lock.json pins each by its sha512; `npm ci` of the project installs none of them.
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ALIASES, bundle } from './build/bundle.mjs'
import { save } from './build/files.mjs'
import { build } from './build.mjs'

/** Platform → its runtime, the system as npm calls it, and as a wheel does: with the oldest C library, or the oldest macOS, that the runtime takes. */
export const PLATFORMS = {
  'linux-x64': { runtime: 'linux-x64', os: 'linux', cpu: 'x64', libc: 'glibc', wheel: 'manylinux_2_17_x86_64' },
  'linux-arm64': { runtime: 'linux-aarch64', os: 'linux', cpu: 'arm64', libc: 'glibc', wheel: 'manylinux_2_17_aarch64' },
  'linux-x64-musl': { runtime: 'linux-x64-musl', os: 'linux', cpu: 'x64', libc: 'musl', wheel: 'musllinux_1_2_x86_64' },
  'linux-arm64-musl': { runtime: 'linux-aarch64-musl', os: 'linux', cpu: 'arm64', libc: 'musl', wheel: 'musllinux_1_2_aarch64' },
  'macos-x64': { runtime: 'darwin-x64', os: 'darwin', cpu: 'x64', wheel: 'macosx_13_0_x86_64' },
  'macos-arm64': { runtime: 'darwin-aarch64', os: 'darwin', cpu: 'arm64', wheel: 'macosx_13_0_arm64' },
  'windows-x64': { runtime: 'windows-x64', os: 'win32', cpu: 'x64', wheel: 'win_amd64' },
}

const root = resolve(import.meta.dirname, '..')
const folder = join(root, 'dist-standalone')
/** What the program finds where the package has it. */
const staged = join(folder, 'files')
const FILES = [
  'catalog/newest.json',
  'catalog/older.json',
  'schema',
  'templates',
  'docs/diagnostics',
  'dist/report',
  'dist/capture.py',
  'dist/parent.py',
  'package.json',
]
const pinned = join(root, 'scripts/standalone')

/** The platform of this machine. */
export function thisPlatform() {
  const { platform, arch } = process
  const { glibcVersionRuntime } = /** @type {any} */ (process.report.getReport()).header
  const libc = platform !== 'linux' ? undefined : glibcVersionRuntime ? 'glibc' : 'musl'
  const found = Object.entries(PLATFORMS).find(([, p]) => p.os === platform && p.cpu === arch && p.libc === libc)
  if (found === undefined) throw new Error(`there is no runtime for ${platform} on ${arch}`)
  return found[0]
}

/** Where the program of a platform is, once it is built. */
export const programOf = platform => join(folder, `dockcompile-${platform}${platform.startsWith('windows') ? '.exe' : ''}`)

/** Builds the programs of these platforms, and `LICENCES.txt` for all of them. */
export async function standalone(platforms) {
  await build({ fast: true })
  rmSync(staged, { recursive: true, force: true })
  stage(staged)
  const licences = ['dist/LICENCES.txt', 'scripts/standalone/RUNTIME-LICENCES.txt'].map(path =>
    readFileSync(join(root, path), 'utf8'),
  )
  for (const path of [folder, staged]) save(join(path, 'LICENCES.txt'), licences.join('\n'))
  const { text } = await bundle({
    stdin: {
      contents: "import { main } from './src/cli.ts'\nmain(process.argv.slice(2)).then(code => { process.exitCode = code })",
      resolveDir: root,
    },
    // Bun would write the folder of this machine into the program. The files that it brings are beside itself, in a folder that only it sees.
    banner: { js: "const folder = require('node:path').join(Bun.main, '../dist')" },
    define: { 'import.meta.dirname': 'folder', __dirname: 'folder', __filename: 'folder' },
    alias: { ...ALIASES, 'node:crypto': join(pinned, 'crypto.mjs') },
  })
  save(join(folder, 'program.cjs'), text)
  const order = `--bytecode-order=${orderOfUse()}`
  for (const platform of platforms) compileProgram(platform, programOf(platform), [order])
}

/** Copies what the program reads while it runs into a folder. */
export function stage(folder) {
  for (const path of FILES) cpSync(join(root, path), join(folder, path), { recursive: true })
}

/** The names of the functions in the order in which a check uses them. Lying so, they are in fewer pages of memory: 2 MB less of a run. */
function orderOfUse() {
  const [draft, project, order] = ['draft', 'quickstart', 'order.txt'].map(name => join(folder, name))
  compileProgram(thisPlatform(), draft, [])
  cpSync(join(root, 'bench/quickstart-yaml'), project, { recursive: true })
  for (const verb of ['compile', 'check'])
    execFileSync(draft, [verb, '--quiet'], { cwd: project, env: { ...process.env, BUN_BYTECODE_ORDER_OUT: order } })
  for (const path of [draft, project]) rmSync(path, { recursive: true })
  return order
}

function compileProgram(platform, program, more) {
  const args = [
    ...['build', '--compile', '--bytecode', `--target=bun-${PLATFORMS[platform].runtime}`],
    `--compile-executable-path=${installed(platform)}`,
    // Most runs are over before compiled code would pay: this makes it come fifty times later.
    '--compile-jit-policy=50',
    // The folder that dockcompile is started in decides nothing: no code of its bunfig.toml runs, no variable of its .env counts.
    ...['bunfig', 'dotenv', 'package-json', 'tsconfig'].map(name => `--no-compile-autoload-${name}`),
    ...readdirSync(staged).map(name => `--asset=${join(staged, name)}`),
    ...[...more, `--outfile=${program}`, join(folder, 'program.cjs')],
  ]
  execFileSync(installed(thisPlatform()), args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** The runtime of a platform, installed if it is not yet. */
export function installed(platform) {
  const { runtime, os, cpu, libc } = PLATFORMS[platform]
  const place = join(root, 'node_modules/.runtimes', runtime)
  const program = join(place, `node_modules/@oven/bun-${runtime}/bin`, os === 'win32' ? 'bun.exe' : 'bun')
  const lock = path => readFileSync(join(path, 'package-lock.json'), 'utf8')
  if (existsSync(program) && lock(place) === lock(pinned)) return program
  mkdirSync(place, { recursive: true })
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(pinned, name), join(place, name))
  const system = [`--os=${os}`, `--cpu=${cpu}`, ...(libc ? [`--libc=${libc}`] : [])]
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...system], {
    cwd: place,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  return program
}

/** The platforms that the command line names. */
export function askedPlatforms() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { all: { type: 'boolean' } } })
  const unknown = positionals.find(name => !Object.hasOwn(PLATFORMS, name))
  if (unknown !== undefined) throw new Error(`there is no platform ${unknown}; there are ${Object.keys(PLATFORMS).join(', ')}`)
  return values.all ? Object.keys(PLATFORMS) : positionals.length > 0 ? positionals : [thisPlatform()]
}

if (process.argv[1] === import.meta.filename) {
  const platforms = askedPlatforms()
  await standalone(platforms)
  for (const platform of platforms)
    console.log(`${programOf(platform)} (${Math.round(statSync(programOf(platform)).size / 1e6)} MB)`)
}
