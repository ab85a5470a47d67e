/** ZenML's own answers to projects in Python, whose code it really ran, compared by ../shared/oracle-python/compare-python.mjs. */
import { testComparisons } from './support/compared.ts'

testComparisons([
  { name: 'the same decisions as ZenML from code that nobody ran', command: ['../shared/oracle-python/compare-python.mjs'] },
])
