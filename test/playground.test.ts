/** The library in a browser, and the page that is made of it. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build as esbuild } from 'esbuild'
import type { Page } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileCommand } from '../src/commands/compile.ts'
import { explainCommand } from '../src/commands/explain.ts'
import { accessibilityProblems, browserPath, complaints, openBrowser } from './browser.ts'
import { runIn } from './golden/call.ts'
import { goldenCase } from './golden/cases.ts'
import { skip } from './skip.ts'

test('the library for browsers asks for no module of Node, nor for any other', async () => {
  const { metafile } = await esbuild({
    entryPoints: ['dist/browser.mjs'],
    bundle: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  assert.equal(
    Object.entries(metafile.inputs).map(([path, { imports }]) => [path, imports]),
    [['dist/browser.mjs', []]],
  )
})

test('the library for browsers compiles to the same bytes', async () => {
  const library = (await import(pathToFileURL(resolve('dist/browser.mjs')).href)) as typeof import('../src/core.ts')
  const { project } = goldenCase('step-that-differs-has-its-own-image')
  const sources = library.memorySources(filesIn(project))
  const text = (name: string) => readFileSync(`catalog/${name}.json`, 'utf8')
  const catalogs = library.storedCatalogs({ newest: () => text('newest'), older: () => text('older') })
  const projectFile = readdirSync(project).find(name => name.startsWith('dockcompile.config'))!
  const { outputs, diagnostics } = library.compile(sources, { projectFile }, { catalogs })
  assert.equal(
    diagnostics.filter(d => d.severity === 'error'),
    [],
  )
  const files = outputs[0]!.files.map(({ path, text }): [string, string] => [path, text])
  assert.equal(Object.fromEntries(files), await compiled(filesIn(project)))
})

/** Every text file below a folder. */
function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return Object.fromEntries(
    names.map(entry => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')]
    }),
  )
}

/** What the command line writes for these files. */
async function compiled(files: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const before = new Set(Object.keys(filesIn(folder)))
    const { code, err } = await runIn(folder, compileCommand)
    assert.is(code, 0, err)
    return Object.fromEntries(Object.entries(filesIn(folder)).filter(([path]) => !before.has(path)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs in the page: whether a part of something that scrolls is in sight. */
const isShownIn = `(outside, inside) => {
  const [outer, inner] = [document.querySelector(outside), document.querySelector(outside + ' ' + inside)].map(e => e.getBoundingClientRect())
  return inner.top >= outer.top && inner.bottom <= outer.bottom
}`

/** The number of the first line with a text in the Dockerfile of an image of the quickstart. */
const lineOf = (image: string, text: string): number =>
  1 +
  readFileSync(`examples/quickstart/build/images/${image}/Dockerfile`, 'utf8')
    .split('\n')
    .findIndex(line => line.includes(text))

/** The rule that `explain` gives for that line. */
async function ruleOf(image: string, text: string): Promise<string> {
  const { out } = await runIn('examples/quickstart', explainCommand, `${image}:${lineOf(image, text)} --json`)
  return JSON.parse(out).answers[0].reasons[0].rule
}

const PAGE = resolve('dist-playground/index.html')

/** Waits until the page has compiled once more than before the action. */
async function afterCompiling(page: Page, act: () => Promise<unknown>): Promise<void> {
  const count = await page.evaluate<number>(`Number(document.documentElement.dataset.compiled ?? 0)`)
  await act()
  // Not `waitForFunction`, which evaluates a text in the page: its own rules forbid that.
  for (let i = 0; i < 200; i++) {
    if ((await page.evaluate<number>(`Number(document.documentElement.dataset.compiled ?? 0)`)) > count) return
    await page.waitForTimeout(50)
  }
  throw new Error('the page did not compile')
}

/** Every file that the page shows at its right. */
async function shownOutputs(page: Page): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const tab of await page.locator('#output-tabs [role=tab]').allTextContents()) {
    if (tab === 'Picture') continue
    await page.click(`#output-tabs [role=tab]:text-is("${tab}")`)
    for (const path of await page.locator('#output-file option').allTextContents()) {
      await page.selectOption('#output-file', path)
      found[path] = await editorText(page, '#output-panel')
    }
  }
  return found
}

/** The whole text of an editor: it draws the lines in sight only. */
const editorText = (page: Page, panel: string): Promise<string> =>
  page.evaluate<string>(`document.querySelector('${panel} .cm-content').cmTile.view.state.doc.toString()`)

if (browserPath === undefined) skip(test, 'the playground', 'the playground in a browser: there is no Chromium')
else
  test('the playground', async () => {
    execFileSync(process.execPath, ['scripts/playground.mjs', '--no-build'], { stdio: 'pipe' })
    assert.ok(existsSync(PAGE))
    const browser = await openBrowser()
    try {
      const context = await browser.newContext({ viewport: { width: 1360, height: 860 } })
      const page = await context.newPage()
      const wrong = complaints(page)
      await afterCompiling(page, () => page.goto(pathToFileURL(PAGE).href))

      // The quickstart, byte for byte.
      const inputs = filesIn('examples/quickstart')
      const expected = Object.fromEntries(Object.entries(inputs).filter(([path]) => path.startsWith('build/')))
      assert.equal(await shownOutputs(page), expected)

      // A line of a Dockerfile says why it is there, by a click and by keyboard, as `explain` does, and leads to the place.
      await page.click('#output-tabs [role=tab]:text-is("Dockerfile")')
      await page.selectOption('#output-file', 'build/images/training/Dockerfile')
      assert.match((await page.locator('#why').textContent())!, 'Choose a line')
      // Code is in elements of its own there, without the backticks.
      const why = () => page.locator('#why').textContent()
      await page.locator('#output-panel .cm-line:has-text("FROM scratch")').first().click()
      assert.match((await why())!, await ruleOf('training', 'FROM scratch'))
      await page.keyboard.press('Control+Home')
      assert.match((await why())!, 'Line 1: ')
      const apt = lineOf('training', 'libgomp1')
      for (let line = 1; line < apt; line++) await page.keyboard.press('ArrowDown')
      assert.match((await why())!, `Line ${apt}: ${(await ruleOf('training', 'libgomp1')).replaceAll('`', '')}`)
      await screenshot(page, 'why')
      // What is drawn last at the edge of the line numbers: the frame of the focus.
      const frame = await page.evaluate<string[]>(
        `(({ borderLeftWidth, zIndex }) => [borderLeftWidth, zIndex])(getComputedStyle(document.querySelector('#output-panel .cm-focused'), '::after'))`,
      )
      assert.equal(frame, ['2px', '300'])
      assert.equal(await accessibilityProblems(page), [], 'with the reasons of a line')
      await page.locator('#why button').first().click()
      assert.is(await page.locator('#input-tabs [aria-selected=true]').textContent(), 'pipelines/training.yaml')
      assert.ok(await page.evaluate<boolean>(`(${isShownIn})('#input-tabs', '[aria-selected=true]')`), 'its tab is in sight')

      // A typo is reported at its place, as the command line does.
      await page.click('#input-tabs [role=tab]:has-text("pipelines/training.yaml")')
      await page.click('#input-panel .cm-line:has-text("apt_packages")')
      await page.keyboard.press('Home')
      for (const _ of 'apt_pack') await page.keyboard.press('ArrowRight')
      await afterCompiling(page, () => page.keyboard.press('Delete'))
      const text = await editorText(page, '#input-panel')
      const line = text.split('\n').findIndex(found => found.includes('apt_packges')) + 1
      const column = text.split('\n')[line - 1]!.indexOf('apt_packges') + 1
      const message = page.locator('#messages li').first()
      assert.match((await message.textContent())!, `pipelines/training.yaml:${line}:${column}`)
      assert.match((await message.textContent())!, 'did you mean apt_packages?')
      assert.ok((await message.locator('code').allTextContents()).includes('apt_packages'))
      assert.is(await page.locator('#input-panel .cm-lintRange').first().textContent(), 'apt_packges')
      assert.match(page.url(), '#files=')

      // The address holds it all.
      const copy = await context.newPage()
      const wrongToo = complaints(copy)
      await afterCompiling(copy, () => copy.goto(page.url()))
      assert.match((await copy.locator('#messages li').first().textContent())!, 'did you mean apt_packages?')

      // Light and dark, with a message, a picture, and on a phone.
      for (const scheme of ['light', 'dark'] as const)
        for (const width of [1360, 390]) {
          await page.emulateMedia({ colorScheme: scheme })
          await page.setViewportSize({ width, height: 860 })
          await screenshot(page, `typo-${scheme}-${width}`)
          assert.equal(await accessibilityProblems(page), [], `${scheme}, ${width} pixels`)
          const overflow = await page.evaluate<number>(
            `document.documentElement.scrollWidth - document.documentElement.clientWidth`,
          )
          assert.is(overflow, 0, `nothing hangs out at ${width} pixels`)
          const lines = await page.evaluate<number>(
            `new Set([...document.querySelectorAll('header :is(label, select, button)')].map(({ offsetTop, offsetHeight }) => Math.round((offsetTop + offsetHeight / 2) / 10))).size`,
          )
          assert.is(lines, 1, `the example, its label and the link are in one line at ${width} pixels`)
        }
      await page.setViewportSize({ width: 1360, height: 860 })

      // The typo of an example is what one sees first, and its fix is a button.
      await afterCompiling(page, () => page.selectOption('#example', 'DC2001-unknown-key'))
      assert.match(await editorText(page, '#input-panel'), /apt_package\b/)
      await afterCompiling(page, () => page.click('#messages .fix'))
      assert.match(await editorText(page, '#input-panel'), /apt_packages\b/)
      assert.is(await page.locator('#messages .fix').count(), 0)

      // Every example compiles, or says what is wrong with it.
      for (const option of await page.locator('#example option').all()) {
        const name = await option.getAttribute('value')
        if (!name) continue
        await afterCompiling(page, () => page.selectOption('#example', name))
        const errors = await page.locator('#messages .error').count()
        assert.is(errors > 0, /^DC/.test(name) && errors > 0, name)
        if (name === 'one-folder-for-each-stack')
          assert.equal(await shownOutputs(page), await compiled(filesIn(goldenCase(name).project)))
        await page.click('#output-tabs [role=tab]:has-text("Picture")').catch(() => {})
        if (name === 'all-requirement-groups-in-order') {
          await screenshot(page, 'picture')
          assert.equal(await accessibilityProblems(page), [], 'with a picture')
          assert.ok(await page.evaluate<boolean>(`document.querySelector('.picture img').naturalWidth > 300`))
        }
      }

      // By keyboard alone: the arrow keys walk the tabs, Tab leaves the editor.
      await page.focus('#input-tabs [aria-selected=true]')
      const first = await page.locator('#input-tabs [aria-selected=true]').textContent()
      await page.keyboard.press('ArrowRight')
      assert.is.not(await page.locator('#input-tabs [aria-selected=true]').textContent(), first)
      assert.is(await page.evaluate<string>(`document.activeElement.getAttribute('role')`), 'tab')
      await page.focus('#input-panel .cm-content')
      await page.keyboard.press('Tab')
      assert.not.ok(
        await page.evaluate<boolean>(
          `document.activeElement.closest('.cm-editor') === document.querySelector('#input-panel .cm-editor')`,
        ),
      )

      // A file of one's own.
      await page.click('#add')
      await page.fill('#add-name', 'notes.txt')
      await afterCompiling(page, () => page.keyboard.press('Enter'))
      assert.is(await page.locator('#input-tabs [aria-selected=true]').textContent(), 'notes.txt')
      assert.equal([...wrong, ...wrongToo], [])
    } finally {
      await browser.close()
    }
  })

/** A picture to look at, where `SCREENSHOTS` names a folder. */
async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) })
}

test.run()
