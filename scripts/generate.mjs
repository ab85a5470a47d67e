// npm run generate: everything that follows from schema/ and catalog/.
//
//   src/model/generated/<name>.ts             TypeScript types of TYPED, committed
//   docs/reference/<page>.md                  a description of each file, and of what ZenML releases brought, committed
//   src/2-validate/validators.generated.js    validators and what their messages say, not committed; so is output-validators.generated.js
//
// The same schemas give the same bytes. --check writes nothing and exits 1 when a committed file is not what would be generated.
import { readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { save } from './build/files.mjs'
import { releases } from './catalog/ours.mjs'
import { referencePages } from './generate/reference.mjs'
import { releasesPage, sinceOf } from './generate/releases.mjs'
import { generateTypes } from './generate/types.mjs'
import { generateOutputValidators, generateValidators } from './generate/validators.mjs'

const root = resolve(import.meta.dirname, '..')
const types = join(root, 'src/model/generated')
const reference = join(root, 'docs/reference')
/** The schemas whose values the compiler reads or writes as they are; of the others it reads trees of nodes with places. */
const TYPED = ['bake', 'catalog', 'explain', 'lock', 'manifest']
const check = process.argv.includes('--check')

const schemas = Object.fromEntries(
  readdirSync(join(root, 'schema'))
    .filter(name => name.endsWith('.schema.json'))
    .sort()
    .map(name => [name.slice(0, -'.schema.json'.length), JSON.parse(readFileSync(join(root, 'schema', name), 'utf8'))]),
)

const files = new Map(
  await Promise.all(
    TYPED.map(async name => /** @type {[string, string]} */ ([`${name}.ts`, await generateTypes(root, name, schemas)])),
  ),
)

const stale = [...files].filter(([name, text]) => read(join(types, name)) !== text).map(([name]) => name)
const orphans = readdirSync(types).filter(name => !files.has(name))
const known = await releases()
const pages = referencePages(schemas, sinceOf(known)).set('zenml-releases.md', releasesPage(known))
const stalePages = [...pages].filter(([name, text]) => read(join(reference, name)) !== text).map(([name]) => name)
if (check) {
  const wrong = [
    ...[...stale, ...orphans].map(name => `src/model/generated/${name}`),
    ...stalePages.map(name => `docs/reference/${name}`),
  ]
  for (const path of wrong) console.error(`error: ${path} does not follow from schema/ and catalog/: run \`npm run generate\``)
  process.exitCode = wrong.length > 0 ? 1 : 0
} else {
  for (const [name, text] of pages) save(join(reference, name), text)
  for (const [name, text] of files) save(join(types, name), text)
  for (const name of orphans) unlinkSync(join(types, name))
  // Written even when the bytes are the same: its time tells the build that it is fresh.
  writeFileSync(join(root, 'src/2-validate/validators.generated.js'), await generateValidators(root, schemas))
  writeFileSync(join(root, 'src/2-validate/output-validators.generated.js'), await generateOutputValidators(root, schemas))
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
