/** What is published, and what it is based on: the same package twice, nothing that runs at installation, licences that allow it, a reason for each. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

interface Package {
  readonly version?: string
  readonly license?: string
  readonly scripts?: Record<string, string>
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
}
const read = (path: string) => readFileSync(path, 'utf8')
const own = JSON.parse(read('package.json')) as Package
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Package & Locked> }
interface Locked {
  readonly dev?: boolean
  readonly resolved?: string
  readonly integrity?: string
  readonly hasInstallScript?: boolean
}

const folder = mkdtempSync(join(tmpdir(), 'package-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

test('packing twice gives the same bytes', () => {
  const [first, second] = [1, 2].map(() => {
    const answer = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [{ filename, files }] = JSON.parse(answer) as [{ filename: string; files: { path: string }[] }]
    return {
      hash: createHash('sha256')
        .update(readFileSync(join(folder, filename)))
        .digest('hex'),
      paths: files.map(f => f.path),
    }
  })
  assert.is(first!.hash, second!.hash)
  const foreign = first!.paths.filter(
    path => !/^(?:dist|schema|templates|catalog|docs)\/|^(?:README|CHANGELOG)\.md$|^LICENSE$|^package\.json$/.test(path),
  )
  assert.equal(foreign, [])
  assert.ok(['dist/cli.js', 'dist/LICENCES.txt', 'LICENSE'].every(path => first!.paths.includes(path)))
})

test('the standalone program has each file of the package that it reads while it runs', () => {
  const staged = join(folder, 'staged')
  const script = `import('./scripts/standalone.mjs').then(({ stage }) => stage(${JSON.stringify(staged)}))`
  execFileSync(process.execPath, ['-e', script])
  const there = readdirSync(staged, { recursive: true, encoding: 'utf8' })
    .filter(path => statSync(join(staged, path)).isFile())
    .map(path => path.replaceAll('\\', '/'))
  const answer = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [{ files }] = JSON.parse(answer) as [{ files: { path: string }[] }]
  // Bundles and types are in `dist`, too; the report's script and the programs for Python are read as text.
  const isRead = /^(?:schema|templates|catalog|docs\/diagnostics)\/|^dist\/(?:report\/|[a-z]+\.py$)|^package\.json$/
  assert.equal(there.sort(), files.flatMap(({ path }) => (isRead.test(path) ? path : [])).sort())
})

test('installing it runs nothing', () => {
  // `prepare` is not among them: npm runs it in a checkout, never for a package from the registry.
  const atInstallation = ['preinstall', 'install', 'postinstall']
  assert.equal(
    Object.keys(own.scripts!).filter(name => atInstallation.includes(name)),
    [],
  )
  const shipped = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && !dev)
  assert.equal(
    shipped.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path),
    [],
  )
})

test('every package of the lock file is one that can be checked', () => {
  const loose = Object.entries(lock.packages).filter(([path, { integrity }]) => path !== '' && !integrity?.startsWith('sha512-'))
  assert.equal(
    loose.map(([path]) => path),
    [],
  )
})

/** They ask for their text beside the copy, and for nothing else. */
const ALLOWED = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0'])

test('what is part of the package has a licence that allows it, and its text beside it', () => {
  const heads = [...read('dist/LICENCES.txt').matchAll(/^((?:@[\w.-]+\/)?[\w.-]+) \d[\w.-]* \(([\w .-]+)\)$/gm)]
  const bundled = heads.map(([, name, licence]) => ({ name, licence }))
  assert.ok(bundled.length >= 8, `${bundled.length} licences`)
  assert.equal(
    bundled.filter(({ licence }) => !ALLOWED.has(licence!)),
    [],
  )
  for (const name of Object.keys(own.dependencies ?? {}))
    assert.ok(ALLOWED.has(lock.packages[`node_modules/${name}`]!.license!), name)
})

test('docs/dependencies.md gives the reason of each', () => {
  const page = read('docs/dependencies.md')
  const rows = [...page.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) \|/gm)].map(match => match[1]!)
  const listed = rows.flatMap(row => [...row.matchAll(/`([^`]+)`/g)].map(match => match[1]!))
  assert.equal(listed.sort(), Object.keys({ ...own.dependencies, ...own.devDependencies }).sort())
})

test.run()
