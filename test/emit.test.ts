/**
 * The promise of `emit`: for one version of the output the same input gives the same bytes in every later release. test/emit-<version>.json holds a
 * hash of what each golden case gives. A case that differs is a new emit version, or a mistake of the old output that the changelog names: then
 * `UPDATE_EMIT=1 npm test -- emit` accepts it. Nothing else rewrites the file, `npm run golden` neither.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { goldenCases } from './golden/cases.ts'

const { UPDATE_EMIT, CI } = process.env
if (UPDATE_EMIT && CI) throw new Error('UPDATE_EMIT=1 is refused under CI: bytes are accepted where somebody reads them')

/** Messages are not part of the output: sentences may get better. */
const SAID = new Set(['diagnostics.txt', 'remarks.txt'])

/** A hash of the files that each case gives, by emit version and case. */
const now = new Map<string, Record<string, string>>()
for (const { name, expected } of [...goldenCases].sort((a, b) => (a.name < b.name ? -1 : 1))) {
  const files = [...expected].filter(([path]) => !SAID.has(path))
  const manifest = files.find(([path]) => path.split('/').at(-1) === 'manifest.json')?.[1]
  if (!manifest) continue
  const { emit } = JSON.parse(manifest.toString('utf8')) as { emit: number }
  const hash = createHash('sha256')
  for (const [path, bytes] of files) hash.update(`${path}\0${bytes.length}\0`).update(bytes)
  const hashes = now.get(String(emit)) ?? {}
  hashes[name] = hash.digest('hex').slice(0, 32)
  now.set(String(emit), hashes)
}

const fileOf = (emit: string) => `test/emit-${emit}.json`
if (UPDATE_EMIT) for (const [emit, hashes] of now) writeFileSync(fileOf(emit), `${JSON.stringify(hashes, null, 2)}\n`)

test('there are outputs', () => assert.ok(now.size > 0))

for (const [emit, hashes] of now) {
  test(`emit ${emit}: every golden case gives the bytes that were promised`, () => {
    assert.ok(existsSync(fileOf(emit)), `${fileOf(emit)} is missing: UPDATE_EMIT=1 npm test -- emit`)
    const promised = JSON.parse(readFileSync(fileOf(emit), 'utf8')) as Record<string, string>
    const changed = Object.keys(promised).filter(name => hashes[name] !== promised[name])
    const added = Object.keys(hashes).filter(name => !(name in promised))
    assert.equal({ changed, added }, { changed: [], added: [] })
  })
}

test.run()
