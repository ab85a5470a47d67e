/** ZenML's own answers to pipeline files, compared by ../shared/oracle/compare.mjs. */
import { existsSync } from 'node:fs'
import { testComparison } from './support/compared.ts'

const KNOWN = 'docs/known-differences.json'

testComparison(
  'the same decisions as ZenML, but for the known differences',
  '../shared/oracle/compare.mjs',
  ...(existsSync(KNOWN) ? ['--known', KNOWN] : []),
)
