/**
 * Broken configurations as people write them: each gives exactly one error or warning, at the place that is wrong, and the message names the way out.
 * `«` comes before that place and is not part of the file.
 */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compile } from '../src/compile.ts'
import { positions } from '../src/diagnostics/position.ts'
import { packageCatalogs } from '../src/edge/catalogs.ts'
import { memorySources } from '../src/sources/memory-sources.ts'
import { CASES } from './survey/cases.ts'
import { HABITS } from './survey/habits.ts'
import { filesOf, projectFileOf } from './survey/project.ts'

const catalogs = packageCatalogs()

for (const one of [...CASES, ...HABITS])
  test(one.name, () => {
    const { file, text, code, names } = one
    const sources = memorySources(filesOf(one))
    const { diagnostics } = compile(sources, { projectFile: projectFileOf(one) }, { catalogs })
    const found = diagnostics.filter(d => d.severity !== 'hint')
    const place = positions(path => sources.read(path))
    const told = found.map(d => {
      const at = d.at && place(d.at)
      return `${d.code} ${d.at?.file}:${at?.line}:${at?.column} ${d.message} | ${d.label ?? ''} | ${d.help ?? ''}`
    })
    const before = text.slice(0, text.indexOf('«'))
    const line = before.split('\n').length
    const column = before.length - before.lastIndexOf('\n')
    const expected = `${code} ${file}:${line}:${column} `
    assert.is(told.length, 1, told.join('\n'))
    assert.ok(told[0]!.startsWith(expected), `expected ${expected}\ngot      ${told[0]}`)
    assert.ok(told[0]!.includes(names), `${told[0]}\ndoes not say ${names}`)
  })

test.run()
