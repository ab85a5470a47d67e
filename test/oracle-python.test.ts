/** ZenML's own answers to projects in Python, whose code it really ran, compared by ../shared/oracle-python/compare-python.mjs. */
import { testComparison } from './support/compared.ts'

testComparison('the same decisions as ZenML from code that nobody ran', '../shared/oracle-python/compare-python.mjs')
