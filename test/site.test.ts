/** The pages that the site is made of; test/build/site.test.ts makes it. */
import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sitePages } from '../scripts/site/pages.mjs'
import { proseOf } from './docs/page.ts'
import { DOCUMENTS } from './docs/pages.ts'

const { pages, files } = sitePages('.')

test('each document is a page, and each link of a page leads to another or to a file that is copied', () => {
  const texts = [...pages].map(([path, text]) => [path, proseOf(text)] as const)
  const lost = texts.flatMap(([path, text]) =>
    [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)].flatMap(([, target]) => {
      if (/^[a-z]+:/.test(target!)) return []
      const full = posix.join(posix.dirname(path), target!)
      return pages.has(full) || files.has(full) ? [] : [`${path}: ${target}`]
    }),
  )
  assert.equal(lost, [])
  assert.ok(pages.size >= DOCUMENTS.length)
  assert.ok([...files.values()].every(path => existsSync(path)))
})

test('each page is in a menu', () => {
  const listed = new Set(
    [...pages.get('index.md')!.matchAll(/^```\{toctree\}\n([\s\S]*?)^```/gm)].flatMap(([, lines]) => lines!.trim().split('\n')),
  )
  const missing = [...pages.keys()]
    .filter(path => path !== 'index.md' && !/^diagnostics\/DC/.test(path))
    .filter(path => !listed.has(path.replace(/\.md$/, '')))
  assert.equal(missing, [])
})

test.run()
