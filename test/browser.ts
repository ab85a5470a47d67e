import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'

/** Where distributions put Chromium and Chrome; `CHROMIUM` names another one. */
const PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The browser of this machine; undefined where there is none. */
export const browserPath = PLACES.find(path => path !== undefined && existsSync(path))

/** Starts it without a window; whoever opens it closes it. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: browserPath!, args: ['--no-sandbox', '--disable-gpu'] })
}

/** Collects what a page complains about: errors on its console, exceptions, and requests that leave it. */
export function complaints(page: Page): string[] {
  const found: string[] = []
  page.on('console', message => message.type() === 'error' && found.push(message.text()))
  page.on('pageerror', error => found.push(String(error)))
  page.on('request', request => /^(https?|wss?):/.test(request.url()) && found.push(`asks for ${request.url()}`))
  return found
}

/** What axe-core finds wrong with a page for people who cannot see it well, one line each. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  // Not as a script of the page, which its own rules may forbid.
  // It would fetch the style sheets once more, which a page on a disk may not.
  const violations = await page.evaluate(`${axe}; axe.run({ preload: false }).then(({ violations }) => violations)`)
  return (violations as Violation[]).flatMap(({ id, help, nodes }) =>
    nodes.map(node => `${id}: ${help}: ${node.target.join(' ')}`),
  )
}

interface Violation {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly target: readonly string[] }[]
}
