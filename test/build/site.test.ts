/** The site that `npm run site` makes, as its readers have it: files on a disk, in a browser, without a network. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type DefaultTreeAdapterMap, defaultTreeAdapter, parse } from 'parse5'
import type { Browser } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { accessibilityProblems, browserPath, complaints, openBrowser } from '../browser.ts'
import { skip } from '../skip.ts'

const isNewEnough = spawnSync('python3', ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 11))']).status === 0

if (!isNewEnough) skip(test, 'the site', 'the site needs Python 3.11 or newer')
else {
  const folder = 'dist-site'
  test.before(() => {
    execFileSync(process.execPath, ['scripts/site.mjs'], { stdio: 'inherit' })
  })

  test('each link leads to a file of the folder, and to a place in it that is there', () => {
    const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.html'))
    const parsed = new Map(pages.map(path => [path, linksAndPlaces(readFileSync(join(folder, path), 'utf8'))]))
    const broken: string[] = []
    let links = 0
    for (const [path, { targets }] of parsed)
      for (const target of targets) {
        if (/^(?:[a-z]+:|data:)/.test(target)) continue
        links++
        const [file, place] = target.split('#') as [string, string | undefined]
        const clean = decodeURI(file.split('?')[0]!)
        const full = clean === '' ? path : relative(folder, normalize(join(folder, dirname(path), clean)))
        if (target.startsWith('/') || !existsSync(join(folder, full))) broken.push(`${path}: ${target}`)
        else if (place && !parsed.get(full)?.places.has(place)) broken.push(`${path}: ${target}`)
      }
    assert.equal(broken, [])
    assert.ok(pages.length > 250 && links > 10_000, `${pages.length} pages, ${links} links`)
  })

  test('the playground and the schemas are in the folder', () => {
    assert.ok(existsSync(join(folder, 'playground/index.html')))
    const schema = JSON.parse(readFileSync(join(folder, 'schema/project.schema.json'), 'utf8')) as { title: string }
    assert.is(schema.title, 'ProjectFile')
  })

  if (browserPath === undefined) skip(test, 'the site in a browser', 'the site is not looked at: there is no browser')
  else {
    let browser: Browser
    test.before(async () => {
      browser = await openBrowser()
    })
    test.after(() => browser.close())

    const looks = (['light', 'dark'] as const).flatMap(colorScheme => [390, 1280].map(width => ({ colorScheme, width })))
    for (const { colorScheme, width } of looks)
      test(`pages are accessible, complain of nothing and scroll in one direction: ${colorScheme}, ${width} pixels`, async () => {
        const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } })
        const wrong = complaints(page)
        const found: Record<string, string[]> = {}
        const paths = [
          'index',
          'tutorial',
          'diagnostics/DC2001',
          'diagnostics/index',
          'how-to/bots',
          'reference/commands',
          'zenml',
          'glossary',
        ]
        for (const path of paths) {
          await page.goto(pathToFileURL(join(folder, `${path}.html`)).href)
          const problems = await accessibilityProblems(page)
          const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
          if (isWide) problems.push('wider than the screen')
          if (problems.length > 0) found[path] = problems
        }
        assert.equal(found, {})
        assert.equal(wrong, [])
        await page.close()
      })

    test('the search finds a page by its words, and the menu leads to the playground', async () => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
      const wrong = complaints(page)
      await page.goto(pathToFileURL(join(folder, 'index.html')).href)
      await page.fill('.sidebar-search', 'dependabot')
      await page.press('.sidebar-search', 'Enter')
      await page.click('#search-results a:has-text("Renovate and Dependabot")')
      assert.match(await page.title(), /^Renovate and Dependabot/)
      await page.click('.playground a')
      await page.waitForSelector('.cm-content')
      assert.equal(wrong, [])
      await page.close()
    })
  }
}

test.run()

/** Where a page leads to, and the places in it that others can lead to. */
function linksAndPlaces(html: string): { targets: string[]; places: Set<string> } {
  const targets: string[] = []
  const places = new Set<string>()
  const visit = (node: DefaultTreeAdapterMap['node']): void => {
    if (defaultTreeAdapter.isElementNode(node))
      for (const { name, value } of node.attrs) {
        if (name === 'id' || (name === 'name' && node.nodeName === 'a')) places.add(value)
        if (name === 'href' || name === 'src') targets.push(value)
      }
    if ('childNodes' in node) for (const child of node.childNodes) visit(child)
  }
  visit(parse(html))
  return { targets, places }
}
