/** Diagnostics for programs: SARIF and GitHub's workflow commands. */
import { existsSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { diagnostic } from '../src/diagnostics/diagnostic.ts'
import { printGithub } from '../src/diagnostics/print-github.ts'
import { toSarif } from '../src/diagnostics/to-sarif.ts'
import { skip } from './skip.ts'

const text = 'settings:\n  docker:\n    apt_package: [git]\n'
const textOf = () => text
const found = [
  diagnostic(
    'DC2001',
    { file: 'a b/train, 1.yaml', start: 24, end: 35 },
    { key: 'apt_package', where: 'settings.docker' },
    { help: '100%\nsure' },
  ),
  diagnostic('DC3001', null, {}),
]

test("GitHub's annotations are on the right line, and no value ends the command", () => {
  assert.is(
    printGithub(found, textOf),
    '::error title=DC3001 no stack given::no stack given\n' +
      '::warning file=a b/train%2C 1.yaml,line=3,endLine=3,col=5,endColumn=16,title=DC2001 unknown key::unknown key `apt_package` in `settings.docker`%0Ahelp: 100%25%0Asure\n',
  )
})

test('a SARIF log names rules, levels and places', () => {
  const log = toSarif(found, textOf) as {
    runs: { tool: { driver: { rules: { id: string }[] } }; results: { level: string; locations: object[] }[] }[]
  }
  const run = log.runs[0]!
  assert.equal(
    run.tool.driver.rules.map(r => r.id),
    ['DC2001', 'DC3001'],
  )
  assert.equal(
    run.results.map(r => r.level),
    ['error', 'warning'],
  )
  assert.equal(run.results[1]!.locations, [
    {
      physicalLocation: {
        artifactLocation: { uri: 'a%20b/train%2C%201.yaml', uriBaseId: '%SRCROOT%' },
        region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 16 },
      },
    },
  ])
})

const SCHEMA = '../shared/sarif-schema-2.1.0.json'
if (!existsSync(SCHEMA)) skip(test, 'SARIF logs are valid', `${SCHEMA} is not here`)
else
  test('SARIF logs are valid', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false })
    const valid = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')))
    for (const diagnostics of [found, []]) assert.ok(valid(toSarif(diagnostics, textOf)), ajv.errorsText(valid.errors))
  })

test.run()
