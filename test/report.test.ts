/** `report`: one page that loads nothing, says what `explain` says, and works in a browser, whatever names there are. */
import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeWorkspace } from '../bench/workspace.mjs'
import { compileCommand } from '../src/commands/compile.ts'
import { reportCommand } from '../src/commands/report.ts'
import { htmlData, htmlText } from '../src/quote/html-text.ts'
import { accessibilityProblems, browserPath, complaints, openBrowser } from './browser.ts'
import { readTexts } from './golden/folder.ts'
import { STACK, TestProject } from './golden/project.ts'
import { skip } from './skip.ts'

const HOSTILE = '</script><img src=x onerror=alert(1)>"\'\u202egnp.exe'
const project = new TestProject({
  'stack.yaml': STACK,
  'dockcompile.config.yaml': 'stack: stack.yaml\npipelines:\n  - {file: train.yaml, steps: [load, fit]}\npython: "3.11"\n',
  'train.yaml': `settings:
  docker:
    requirements: [numpy==2.3.5]
    apt_packages: [git]
    environment: {MODE: ${JSON.stringify(HOSTILE)}, LONG: ${'x'.repeat(3000)}, NAME_RTL: שלום}
    prevent_build_reuse: true
    requirments: [numpy]
steps:
  fit:
    settings: {docker: {requirements: [numpy==2.3.5, torch==2.9.1]}}
`,
})
const large = new TestProject({})
test.before(() => makeWorkspace(large.root, 70))
test.after(() => {
  project.remove()
  large.remove()
})

async function report(of: TestProject, line = ''): Promise<string> {
  const { code, err } = await of.run(reportCommand, `--out r.html ${line}`)
  assert.is(code, 0, err)
  return join(of.root, 'r.html')
}

const dataOf = (page: string) => JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)![1]!)

test('texts for HTML end nothing', () => {
  assert.is(htmlText('<a href="x">\'&'), '&#60;a href=&#34;x&#34;&#62;&#39;&#38;')
  const data = { text: '</script><!--<script>\u2028&' }
  assert.not.match(htmlData(data), /[<>&\u2028]/)
  assert.equal(JSON.parse(htmlData(data)), data)
})

test('the same bytes each time; its policy allows nothing but its own style and program', async () => {
  const page = readFileSync(await report(project), 'utf8')
  assert.is(readFileSync(await report(project), 'utf8'), page)
  assert.match(
    page,
    /content="default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'"/,
  )
  assert.not.match(page, /\b(?:src|href)="https?:/)
  assert.is(page.match(/<\/script>/g)!.length, 2)
})

test('what compile would change, and what changed since a revision', async () => {
  const { changes } = dataOf(readFileSync(await report(project), 'utf8'))
  assert.ok(changes.files.every(({ what }: { what: string }) => what === 'added'))
  await project.run(compileCommand)
  assert.equal(dataOf(readFileSync(await report(project), 'utf8')).changes.files, [])
  // A checkout by git on Windows changes nothing.
  const dockerfile = 'build/images/train/Dockerfile'
  project.put(dockerfile, readFileSync(join(project.root, dockerfile), 'utf8').replaceAll('\n', '\r\n'))
  assert.equal(dataOf(readFileSync(await report(project), 'utf8')).changes.files, [])
  await project.run(compileCommand)
  const git = (...args: string[]) => execFileSync('git', ['-C', project.root, ...args], { stdio: 'pipe' })
  git('init', '-q')
  git('add', '-A')
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'first')
  const before = readFileSync(join(project.root, 'train.yaml'), 'utf8')
  project.put('train.yaml', before.replace('[git]', '[git, curl]').replace(/steps:[\s\S]*/, ''))
  project.put('dockcompile.config.yaml', 'stack: stack.yaml\npipelines:\n  - {file: train.yaml, steps: [load]}\npython: "3.11"\n')
  await project.run(compileCommand)
  const since = dataOf(readFileSync(await report(project, '--since HEAD'), 'utf8')).changes
  assert.is(since.against, 'the output at HEAD')
  const changed = new Map(
    since.files.map(({ path, what, patch }: { path: string; what: string; patch: string[] }) => [path, { what, patch }]),
  )
  assert.ok((changed.get('build/images/train/Dockerfile') as { patch: string[] }).patch.some(line => /^\+ +curl/.test(line)))
  assert.is((changed.get('build/images/train-fit/Dockerfile') as { what: string }).what, 'removed')
  project.put('train.yaml', before)
  project.put(
    'dockcompile.config.yaml',
    'stack: stack.yaml\npipelines:\n  - {file: train.yaml, steps: [load, fit]}\npython: "3.11"\n',
  )
  await project.run(compileCommand)
})

test('a revision that git does not know is reported', async () => {
  await project.run(reportCommand, '--since nowhere').then(
    () => assert.unreachable('it found it'),
    problem => assert.match(problem.message, /git knows no revision `nowhere`/),
  )
})

test('layers of packages: what each weighs and has, and which images share it', async () => {
  const layered = new TestProject({
    'stack.yaml': readFileSync('golden/_base/stack.yaml', 'utf8'),
    ...readTexts('golden/output/what-an-edit-of-independent-layers-rebuilds/input'),
  })
  try {
    const [{ images }] = dataOf(readFileSync(await report(layered), 'utf8')).stacks
    const train = images.find(({ id }: { id: string }) => id === 'train')
    assert.equal(train.layers, {
      own: [
        ['package-numpy', 'about 17 MB', ['numpy 2.3.5'], ['score']],
        ['package-scipy', 'about 35 MB', ['scipy 1.16.0'], []],
        ['packages-of-all-2', 'about 0.1 MB', ['packaging 24.1'], ['score']],
        ['packages-of-all-3', 'less than 0.1 MB', ['six 1.16.0'], ['score']],
        ['packages-of-some-5', 'about 0.1 MB', ['click 8.1.7'], []],
      ],
      kept: ['wheel'],
      replaced: ['packaging'],
    })
  } finally {
    layered.remove()
  }
})

const inBrowser = 'in a browser: pointer, keyboard, search, hostile texts, light and dark'
if (browserPath === undefined) skip(test, inBrowser, 'no Chromium: the report is not looked at in a browser')
else
  test(inBrowser, async () => {
    const browser = await openBrowser()
    try {
      const url = pathToFileURL(await report(project)).href
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({ colorScheme, viewport: { width: 1200, height: 800 } })
        const wrong = complaints(page)
        await page.goto(url)
        assert.is(await page.locator('html').getAttribute('data-theme'), colorScheme)
        assert.equal(await accessibilityProblems(page), [], `overview, ${colorScheme}`)
        assert.is(await page.locator('.graph g.image').count(), 2)
        assert.is(
          await page.locator('.graph g.image.marked').count(),
          await page.locator('main td .tag').count(),
          'what changes is marked',
        )
        const isWhole = '[...document.querySelectorAll(".tag, .count")].every(({ offsetHeight }) => offsetHeight < 32)'
        assert.ok(await page.evaluate(isWhole), 'no badge is broken')
        await page.click('main td a:has-text("train-fit")')
        // The page shows the image after the address has changed, which is later than the click.
        await page.waitForFunction('!document.title.startsWith("Overview ")')
        assert.match(await page.title(), /^train-fit · /)
        const why = page.locator('.why')
        await page.hover('.file button:has-text("ENV MODE=")')
        assert.match((await why.textContent())!, /environment\.MODE[\s\S]*train\.yaml:5:25/)
        // A text that turns the direction of what follows is in no file, or shown as an escape; and no text is markup.
        assert.not.match((await page.locator('body').textContent())!, /\u202e/)
        assert.is(await page.locator('main img').count(), 0)
        await page.click('.file button:has-text("USER root"), .file button:has-text("WORKDIR")')
        assert.is(await page.locator('.file button[aria-pressed=true]').count(), 1)
        await page.locator('.file button[aria-pressed=true]').focus()
        const before = await why.textContent()
        for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown')
        assert.is.not(await why.textContent(), before)
        await page.keyboard.press('End')
        assert.ok(await page.evaluate('document.activeElement === [...document.querySelectorAll(".file button")].at(-1)'))
        assert.equal(await accessibilityProblems(page), [], `image, ${colorScheme}`)
        await page.keyboard.press('/')
        await page.keyboard.type('torch')
        assert.match((await page.locator('.hits li').first().textContent())!, /requirement\s*torch==2\.9\.1\s*train-fit/)
        assert.equal(await accessibilityProblems(page), [], `search, ${colorScheme}`)
        await page.keyboard.press('Escape')
        for (const view of ['changes', 'messages']) {
          await page.click(`nav a[href="#${view}"]`)
          assert.equal(await accessibilityProblems(page), [], `${view}, ${colorScheme}`)
        }
        const warning = page.locator('.message').first()
        for (const text of ['DC2001', 'did you mean `requirements`?', 'Page of DC2001'])
          assert.ok((await warning.textContent())!.includes(text), text)
        if (colorScheme === 'light') {
          await page.evaluate('dispatchEvent(new Event("beforeprint"))')
          const onPaper = await page.locator('main h1').allTextContents()
          assert.equal(
            onPaper.slice(1).map(text => text.trim()),
            ['Changes', 'Messages', 'train', 'train-fit'],
          )
          await page.evaluate('dispatchEvent(new Event("afterprint"))')
          assert.is(await page.locator('main h1').count(), 1)
        }
        await page.setViewportSize({ width: 390, height: 800 })
        await page.goto(`${url}#image/build/train`)
        assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'a phone scrolls down only')
        assert.equal(wrong, [])
        await page.close()
      }
    } finally {
      await browser.close()
    }
  })

test('200 images are less than 5 MB', async () => {
  const path = await report(large)
  const { stacks } = dataOf(readFileSync(path, 'utf8'))
  assert.ok(stacks[0].images.length >= 200, `${stacks[0].images.length} images`)
  assert.ok(statSync(path).size < 5_000_000, `${statSync(path).size} bytes`)
})

test.run()
