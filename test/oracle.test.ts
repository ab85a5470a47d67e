/**
 * ZenML's own answers to pipeline files, compared by ../shared/oracle/compare.mjs: those of 0.98.0, and of eight older releases every third, with
 * `npm run test:all` every one.
 */
import { existsSync, readdirSync } from 'node:fs'
import { type Comparison, testComparisons } from './support/compared.ts'

const OLDER = '../shared/oracle-versions'
const COMMAND = ['../shared/oracle/compare.mjs', '--known', 'docs/known-differences.json']

testComparisons([{ name: 'the same decisions as ZenML, but for the known differences', command: COMMAND }, ...older()])

function older(): Comparison[] {
  if (!existsSync(OLDER)) return [{ name: 'the same decisions as older releases', command: [...COMMAND, '--cases', OLDER] }]
  const releases = readdirSync(OLDER).filter(name => /^\d/.test(name))
  return releases.sort().map((release, i) => {
    const folder = `${OLDER}/${release}/cases`
    // Another third of each release, so that together they have nearly every kind.
    const chosen = readdirSync(folder)
      .sort()
      .filter((_, n) => process.env.ALL_BUILDS !== undefined || n % 3 === i % 3)
    const name = `the same decisions as ZenML ${release}, but for the known differences`
    return { name, command: [...COMMAND, '--cases', folder, '--only', `^(?:${chosen.join('|')})$`] }
  })
}
