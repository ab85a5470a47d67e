// npm run site: dist-site/index.html, the documentation as pages with a search, the playground and the schemas, as a folder that needs no server and no network.
//
// The generator is Sphinx, with the theme Furo: packages of PyPI, which scripts/site/requirements.txt pins by their sha256. They are installed into
// node_modules/.site by the first run, for which Python 3.11 or newer is needed; `npm ci` installs none of them.
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build } from './build.mjs'
import { buildPlayground } from './playground.mjs'
import { accessible } from './site/accessible.mjs'
import { sitePages } from './site/pages.mjs'

const root = resolve(import.meta.dirname, '..')
const pinned = join(root, 'scripts/site')
const environment = join(root, 'node_modules/.site')
const bin = join(environment, process.platform === 'win32' ? 'Scripts' : 'bin')

/** Writes the site into a folder, which is emptied first. */
async function buildSite(folder) {
  installGenerator()
  const source = join(root, 'dist-site-source')
  for (const path of [source, folder]) rmSync(path, { recursive: true, force: true })
  cpSync(pinned, source, { recursive: true, filter: path => !/\.mjs$|requirements/.test(path) })
  const { pages, files } = sitePages(root)
  for (const [path, text] of pages) write(join(source, path), text)
  for (const [path, from] of files) copy(join(root, from), join(source, path))
  // Each warning is an error: a link to a page or a heading that is not there is one.
  const call = [
    '--builder',
    'html',
    '--fail-on-warning',
    '--keep-going',
    '--quiet',
    '--jobs',
    'auto',
    '--doctree-dir',
    join(source, '.doctrees'),
  ]
  execFileSync(join(bin, 'sphinx-build'), [...call, source, folder], { stdio: ['ignore', 'ignore', 'inherit'] })
  rmSync(source, { recursive: true })
  for (const name of ['.buildinfo', 'objects.inv', '_sources']) rmSync(join(folder, name), { recursive: true, force: true })
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (path.endsWith('.html')) write(join(folder, path), accessible(readFileSync(join(folder, path), 'utf8')))
  await buildPlayground()
  copy(join(root, 'dist-playground/index.html'), join(folder, 'playground/index.html'))
  for (const name of dockcompile('schema').trim().split('\n'))
    write(join(folder, `schema/${name}.schema.json`), dockcompile('schema', name))
}

function installGenerator() {
  const wanted = readFileSync(join(pinned, 'requirements.txt'), 'utf8')
  const mark = join(environment, 'requirements.txt')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return
  rmSync(environment, { recursive: true, force: true })
  const python = process.platform === 'win32' ? 'python' : 'python3'
  execFileSync(python, ['-m', 'venv', environment], { stdio: ['ignore', 'ignore', 'inherit'] })
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '--only-binary', ':all:']
  execFileSync(join(bin, 'python'), [...install, '--requirement', join(pinned, 'requirements.txt')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  writeFileSync(mark, wanted)
}

function dockcompile(...words) {
  return execFileSync(process.execPath, [join(root, 'dist/cli.js'), ...words], { encoding: 'utf8' })
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
}

await build({ fast: true })
await buildSite(join(root, 'dist-site'))
console.log('wrote dist-site/index.html: open it in a browser')
