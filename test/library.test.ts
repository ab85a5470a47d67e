/** The example of the library runs where it says: in Node, and in a browser. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { browserPath, openBrowser } from './browser.ts'
import { skip } from './skip.ts'

const expected = { message: 'did you mean `environment`?', dockerfile: 'FROM zenmldocker/zenml:0.98.0-py3.11' }

test('in Node', () => {
  const printed = execFileSync(process.execPath, ['examples/library/compile.mjs'], { encoding: 'utf8' })
  assert.match(printed, expected.message)
  assert.match(printed, expected.dockerfile)
})

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.mjs': 'text/javascript', '.json': 'application/json' }

if (browserPath === undefined) skip(test, 'in a browser', 'the library in a browser: there is no Chromium')
else
  test('in a browser', async () => {
    const server = createServer((request, response) => {
      const path = normalize(request.url!.endsWith('/') ? `${request.url}index.html` : request.url!)
      try {
        const body = readFileSync(join('.', path))
        response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(body)
      } catch {
        response.writeHead(404).end()
      }
    }).listen(0, '127.0.0.1')
    const browser = await openBrowser()
    try {
      await new Promise(done => (server.listening ? done(null) : server.once('listening', done)))
      const page = await browser.newPage()
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/examples/library/`)
      await page.waitForFunction("document.querySelector('#dockerfile').textContent !== ''")
      assert.match((await page.textContent('#messages'))!, expected.message)
      assert.match((await page.textContent('#dockerfile'))!, expected.dockerfile)
    } finally {
      await browser.close()
      server.close()
    }
  })

test.run()
