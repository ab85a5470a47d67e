/** The golden cases once over, as fast as it goes: ends with 1 at the first file that is not what was expected. For scripts/mutate.mjs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileCase } from '../golden/compile-case.ts'
import { readFolder } from '../golden/folder.ts'

for (const name of readdirSync('golden').sort()) {
  const folder = join('golden', name)
  if (!existsSync(join(folder, 'input'))) continue
  const args = join(folder, 'args')
  const made = compileCase(join(folder, 'input'), existsSync(args) ? readFileSync(args, 'utf8').trim() : '')
  const expected = readFolder(join(folder, 'expected'))
  const isSame = made.size === expected.size && [...made].every(([path, text]) => expected.get(path)?.toString('utf8') === text)
  if (!isSame) {
    console.log(name)
    process.exit(1)
  }
}
