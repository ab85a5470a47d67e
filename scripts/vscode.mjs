// npm run vscode: dist-vscode/dockcompile-<version>.vsix, the extension for VS Code with the program in it. `npx` fetches the packer, which
// `npm ci` does not install.
import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { bundle } from './build/bundle.mjs'
import { save } from './build/files.mjs'
import { licences } from './build/licences.mjs'
import { build } from './build.mjs'

const root = resolve(import.meta.dirname, '..')
const source = join(root, 'editors/vscode')
const folder = join(root, 'dist-vscode')
/** What goes into the extension. */
export const staged = join(folder, 'extension')
const PACKER = '@vscode/vsce@3.9.2'

/** The program: of the package what `lsp` needs, but no bytecode, which is for one version of Node. */
const PROGRAM = [
  ...['catalog', 'schema', 'templates', 'docs/diagnostics', 'package.json', 'LICENSE'],
  ...['cli.js', 'program.js', 'languageserver.js', 'package.json', 'LICENCES.txt'].map(name => `dist/${name}`),
]

/** Puts the files of the extension together: it can be loaded from there. */
export async function stage() {
  rmSync(staged, { recursive: true, force: true })
  const extension = await bundle({ entryPoints: [join(source, 'src/extension.ts')], external: ['vscode'] })
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
  save(join(staged, 'package.json'), `${JSON.stringify({ ...manifest, version }, null, 2)}\n`)
  save(join(staged, 'dist/extension.js'), extension.text)
  save(join(staged, 'LICENCES.txt'), licences(root, [extension]))
  for (const name of ['README.md', 'LICENSE']) cpSync(join(name === 'LICENSE' ? root : source, name), join(staged, name))
  // The catalog's folder also holds what makes it.
  const filter = name => !/\/catalog\/.*\.(?:py|md)$/.test(name.replaceAll('\\', '/'))
  for (const path of PROGRAM) cpSync(join(root, path), join(staged, 'program', path), { recursive: true, filter })
  return version
}

async function pack() {
  await build({ fast: true })
  const vsix = join(folder, `dockcompile-${await stage()}.vsix`)
  execFileSync('npx', ['--yes', PACKER, 'package', '--no-dependencies', '--out', vsix], {
    cwd: staged,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  console.log(vsix)
}

if (import.meta.filename === process.argv[1]) await pack()
