// npm run catalog -- VERSION: what a ZenML release knows, asked of its own package.
//
//   a new release     is compared with the newest known one, told as a difference to review, and stored: catalog/newest.json, catalog/older.json
//   a known release   is extracted again and compared with what is stored: nothing to say, or exit code 1
//
//   --dry-run         store nothing
//   --folder DIR      where the catalogs are (catalog/)
//
// Environments stay in the folder for temporary files, because a review looks into their sources. docs/catalog.md says what to look at.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { save } from './build/files.mjs'
import { CannotInstall, environmentOf, extract, sourcesOf } from './catalog/environment.mjs'
import { releases } from './catalog/ours.mjs'
import { withRelease } from './catalog/store.mjs'
import { codeChanges, dataChanges } from './catalog/tell.mjs'
import { ensureInstalled } from './install.mjs'

const root = resolve(import.meta.dirname, '..')

async function main() {
  const { values: flags, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean' }, folder: { type: 'string', default: join(root, 'catalog') } },
  })
  const [version, ...more] = positionals
  if (!/^\d+\.\d+\.\d+$/.test(version ?? '') || more.length > 0) {
    console.error('error: name one ZenML release: npm run catalog -- 0.99.0')
    return 2
  }
  ensureInstalled()
  const { catalogs, changes } = await releases(flags.folder)
  const text = name => readFileSync(join(flags.folder, name), 'utf8')
  try {
    const { catalog, problems, python } = asked(version)
    for (const problem of problems) console.error(`to look at: ${problem}`)
    if (catalogs.versions.includes(version)) return compareKnown(catalogs.load(version), catalog)
    const newest = catalogs.versions.at(-1)
    if (!isNewer(version, newest))
      throw new CannotInstall(`${version} is older than ${newest} and not known: the catalogs begin with ${catalogs.versions[0]}`)
    tell(catalogs.load(newest), catalog, codeChanges(changes, sourcesOf(environmentOf(newest)), sourcesOf(python)))
    if (!flags['dry-run']) {
      for (const [name, content] of Object.entries(withRelease(text('newest.json'), text('older.json'), catalog)))
        save(join(flags.folder, name), content)
      console.log(`\nstored: ${newest} is now the first of older.json. Read both diffs, then docs/catalog.md.`)
    }
    return problems.length > 0 ? 1 : 0
  } catch (problem) {
    if (!(problem instanceof CannotInstall)) throw problem
    console.error(`error: ${problem.message}`)
    return 2
  }
}

function asked(version) {
  const python = environmentOf(version)
  return { python, ...extract(python) }
}

function compareKnown(stored, extracted) {
  if (isDeepStrictEqual(stored, extracted)) {
    console.log(`${extracted.zenml}: what is stored is what the package says`)
    return 0
  }
  console.log(`${extracted.zenml}: the package says something else (~ stored → extracted)`)
  tellData(stored, extracted)
  return 1
}

function tell(before, after, code) {
  console.log(`${before.zenml} → ${after.zenml}`)
  tellData(before, after)
  const parts = {
    'rules to look at (src/3-resolve/version.ts)': code.rules,
    'validators of flavors that are new, gone or another (src/2-validate/component-rules.ts)': code.validators,
  }
  for (const [title, lines] of Object.entries(parts)) {
    console.log(`\n${title}${lines.length > 0 ? '' : ': none'}`)
    for (const line of lines) console.log(`  ${line}`)
  }
}

function tellData(before, after) {
  for (const [section, lines] of dataChanges(before, after)) {
    console.log(`\n${section}`)
    for (const line of lines) console.log(`  ${line}`)
  }
}

function isNewer(version, other) {
  return version.localeCompare(other, 'en', { numeric: true }) > 0
}

if (process.argv[1] === import.meta.filename) process.exitCode = await main()
