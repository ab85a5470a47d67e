/** The names that a release would have are said to be free for anybody until there is one; afterwards nothing says so any more. */
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { homeUrl } from '../src/diagnostics/page.ts'
import { DOCUMENTS } from './docs/pages.ts'

/** Calls that take dockcompile from a registry, or from its repository. */
const FROM_OUTSIDE = /\bdockcompile==\d|\bdockcompile\/dockcompile\b|\b(?:npx|uvx|pipx run) dockcompile\b/
const SECTION = '#not-published-yet'

test('a page that installs a release says that there is none yet, and no page says so once there is one', () => {
  const isPublished = homeUrl() !== null
  const wrong: string[] = []
  let named = 0
  for (const path of DOCUMENTS) {
    if (path === 'docs/releasing.md') continue
    const text = readFileSync(path, 'utf8')
    const says = text.includes(SECTION) || /^#+ Not published yet$/m.test(text)
    if (FROM_OUTSIDE.test(text)) named++
    if (isPublished && says) wrong.push(`${path} says that nothing is published`)
    if (!isPublished && FROM_OUTSIDE.test(text) && !says) wrong.push(`${path} leads to README.md${SECTION} nowhere`)
  }
  assert.equal(wrong, [])
  assert.ok(named > 2, `only ${named} pages name a release`)
})

test('package.json names the home page, or nobody as its owner', () => {
  const { homepage, repository, bugs } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    homepage: string
    repository: { url: string }
    bugs: string
  }
  const owners = [homepage, repository.url, bugs].map(url => /github\.com\/([^/]+)\/dockcompile\b/.exec(url)?.[1])
  assert.is(new Set(owners).size, 1, owners.join(', '))
  assert.is(owners[0] === 'OWNER', homeUrl() === null)
})

test.run()
