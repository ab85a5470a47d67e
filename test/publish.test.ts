/** The part of the action that talks to GitHub, against a stand-in of its API. */
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from './skip.ts'

interface Comment {
  id: number
  body: string
  user: { login: string; type: string }
}

/** GitHub, as far as the action asks it: comments of pull request 7, and code scanning. */
class GithubStandIn {
  comments: Comment[] = []
  uploads: { commit_sha: string; ref: string; sarif: string }[] = []
  asked: string[] = []
  /** Calls that are answered with an error: by method and the end of the path. */
  refuse: Record<string, number> = {}
  /** How often an answer of 502 comes first. */
  busy = 0
  login: string | undefined
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      let text = ''
      request.on('data', chunk => (text += chunk))
      request.on('end', () => {
        const { pathname, searchParams } = new URL(request.url!, 'http://x')
        const { status, data, headers } = this.#answer(
          request.method!,
          pathname,
          searchParams,
          text,
          request.headers.authorization,
        )
        response.writeHead(status, { 'content-type': 'application/json', ...headers })
        response.end(data === undefined ? '' : JSON.stringify(data))
      })
    })
  }

  async open(): Promise<string> {
    await new Promise<void>(done => this.#server.listen(0, '127.0.0.1', done))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #answer(
    method: string,
    path: string,
    query: URLSearchParams,
    text: string,
    authorization: string | undefined,
  ): { status: number; data?: unknown; headers?: Record<string, string> } {
    this.asked.push(`${method} ${path}`)
    if (authorization !== 'Bearer secret-token') return { status: 401, data: { message: 'Bad credentials' } }
    const refused = Object.entries(this.refuse).find(([call]) => `${method} ${path}`.startsWith(call))
    if (refused)
      return {
        status: refused[1],
        data: { message: 'Resource not accessible\nby integration' },
        headers: { location: 'http://127.0.0.1:1/' },
      }
    if (this.busy > 0 && this.busy--) return { status: 502, data: {} }
    const body = text === '' ? undefined : (JSON.parse(text) as { body: string })
    if (path === '/user')
      return this.login ? { status: 200, data: { login: this.login } } : { status: 403, data: { message: 'no' } }
    if (path === '/repos/team/project/code-scanning/sarifs') {
      this.uploads.push(JSON.parse(text))
      return { status: 202, data: { id: 'abc' } }
    }
    const user = { login: this.login ?? 'github-actions[bot]', type: this.login ? 'User' : 'Bot' }
    if (path === '/repos/team/project/issues/7/comments') {
      if (method === 'POST') {
        this.comments.push({ id: 100 + this.comments.length, body: body!.body, user })
        return { status: 201, data: this.comments.at(-1) }
      }
      const [page, size] = [Number(query.get('page')), Number(query.get('per_page'))]
      return { status: 200, data: this.comments.slice((page - 1) * size, page * size) }
    }
    const [, id] = /^\/repos\/team\/project\/issues\/comments\/(\d+)$/.exec(path) ?? []
    const found = this.comments.find(comment => comment.id === Number(id))
    if (!found) return { status: 404, data: { message: 'Not Found' } }
    if (method === 'DELETE') this.comments = this.comments.filter(comment => comment !== found)
    else found.body = body!.body
    return { status: method === 'DELETE' ? 204 : 200, data: method === 'DELETE' ? undefined : found }
  }
}

let github: GithubStandIn
let folder = ''
let url = ''
test.before.each(async () => {
  folder = mkdtempSync(join(tmpdir(), 'publish-'))
  github = new GithubStandIn()
  url = await github.open()
})
test.after.each(() => {
  github.close()
  rmSync(folder, { recursive: true, force: true })
})

const pullRequest = (head = 'team/project') => ({ pull_request: { number: 7, head: { repo: { full_name: head } } } })

/** Runs the script as the action does. */
async function publish(args: readonly string[], event: object = pullRequest(), more: Readonly<Record<string, string>> = {}) {
  writeFileSync(join(folder, 'event.json'), JSON.stringify(event))
  const env = {
    PATH: process.env.PATH,
    GITHUB_API_URL: url,
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_REPOSITORY: 'team/project',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_RUN_ID: '42',
    DOCKCOMPILE_TOKEN: 'secret-token',
    DOCKCOMPILE_WAIT: '0',
    ...more,
  }
  return new Promise<{ code: number; said: string }>(done => {
    const script = join(process.cwd(), 'scripts/action/publish.py')
    execFile('python3', ['-I', script, ...args], { env, cwd: folder }, (error, stdout, stderr) => {
      const said = stdout + stderr
      assert.not.match(said, 'secret-token')
      assert.not.match(said, 'Traceback')
      done({ code: error ? Number(error.code) : 0, said })
    })
  })
}

async function comment(text: string, event?: object, more?: Readonly<Record<string, string>>, key = '. ') {
  const path = join(folder, 'comment.md')
  writeFileSync(path, text)
  return publish(['comment', path, key], event, more)
}

const bodies = () => github.comments.map(({ body }) => body)
const MARKER = /^<!-- dockcompile [0-9a-f]{16} -->\n/

const tests: [name: string, run: () => Promise<void>][] = [
  [
    'a comment is written once, then updated, and left alone where it says the same',
    async () => {
      assert.is((await comment('first\n')).code, 0)
      assert.is((await comment('second\n')).code, 0)
      assert.equal(
        bodies().map(body => body.replace(MARKER, '')),
        ['second\n'],
      )
      github.asked = []
      await comment('second\n')
      assert.equal(
        github.asked.filter(call => !call.startsWith('GET')),
        [],
      )
    },
  ],
  [
    'nothing to say: no new comment, and an old one says that nothing changes any more',
    async () => {
      await comment('')
      assert.equal(bodies(), [])
      await comment('text\n')
      await comment('')
      assert.match(bodies()[0]!, 'no image changes any more')
      assert.is(bodies().length, 1)
    },
  ],
  [
    'its own comment is found on a later page, among comments of others that copy the marker; doubles go',
    async () => {
      await comment('text\n')
      const [own] = github.comments
      const others = Array.from({ length: 230 }, (_, i) => ({
        ...own!,
        id: 1000 + i,
        body: `${own!.body}${i}`,
        user: { login: 'eve', type: 'User' },
      }))
      github.comments = [...others, own!, { ...own!, id: 5000 }]
      await comment('new\n')
      assert.equal(
        github.comments.filter(({ user }) => user.type === 'Bot').map(({ id, body }) => [id, body.replace(MARKER, '')]),
        [[own!.id, 'new\n']],
      )
      assert.is(github.comments.length, 231)
      assert.ok(others.every(({ id, body }) => github.comments.find(each => each.id === id)!.body === body))
    },
  ],
  [
    'two uses of the action have a comment each; a token of a person knows its own',
    async () => {
      github.login = 'maintainer'
      await comment('ml\n', undefined, {}, 'ml ')
      await comment('web\n', undefined, {}, 'web ')
      await comment('ml again\n', undefined, {}, 'ml ')
      assert.equal(
        bodies().map(body => body.replace(MARKER, '')),
        ['ml again\n', 'web\n'],
      )
    },
  ],
  [
    'a pull request from a fork: a notice, and no failure',
    async () => {
      github.refuse = { 'POST /repos/team/project/issues': 403 }
      const { code, said } = await comment('text\n', pullRequest('eve/project'))
      assert.is(code, 0)
      assert.match(
        said,
        '::notice title=dockcompile::The comment was not written: GitHub answers 403 (Resource not accessible by integration). The token of a pull request from a fork may only read. The summary of this run has the same text.\n',
      )
    },
  ],
  [
    'no token, a wrong one, or one without the permission: a notice that says so',
    async () => {
      assert.match(
        (await comment('text\n', undefined, { DOCKCOMPILE_TOKEN: '' })).said,
        '::notice title=dockcompile::The comment was not written: there is no token',
      )
      assert.equal(github.asked, [])
      const { said } = await comment('text\n', undefined, { DOCKCOMPILE_TOKEN: 'other' })
      assert.match(said, 'GitHub answers 401 (Bad credentials). The job needs the permission for it')
    },
  ],
  [
    'pull_request_target is refused, and nothing is asked; a push has no comment',
    async () => {
      const { code, said } = await comment('text\n', undefined, { GITHUB_EVENT_NAME: 'pull_request_target' })
      assert.is(code, 2)
      assert.match(said, '::error title=dockcompile::')
      assert.is((await comment('text\n', {}, { GITHUB_EVENT_NAME: 'push' })).code, 0)
      assert.equal(github.asked, [])
    },
  ],
  [
    'a comment that is too long points at the summary',
    async () => {
      await comment(`### dockcompile check\n${'x'.repeat(70_000)}\n`)
      assert.ok(bodies()[0]!.length < 65_536)
      assert.match(bodies()[0]!, '[the summary of the run](https://github.example/team/project/actions/runs/42)')
    },
  ],
  [
    'what may pass is tried again, but nothing is written twice; no redirection is followed',
    async () => {
      github.busy = 2
      await comment('text\n')
      assert.is(bodies().length, 1)
      github.comments = []
      github.refuse = { 'POST /repos/team/project/issues': 502 }
      github.asked = []
      const { code, said } = await comment('text\n')
      assert.is(code, 0)
      assert.match(said, '::warning title=dockcompile::The comment was not written: GitHub answers 502')
      assert.is(github.asked.filter(call => call.startsWith('POST')).length, 1)
      github.refuse = { 'GET /repos': 302 }
      assert.match((await comment('text\n')).said, '::warning title=dockcompile::The comment was not written: GitHub answers 302')
      assert.match(
        (await comment('text\n', undefined, { GITHUB_API_URL: 'http://127.0.0.1:1' })).said,
        /::warning .*GitHub gives no answer/,
      )
    },
  ],
  [
    'SARIF is uploaded for the commit and the ref of the run; where it is not allowed, a notice says so',
    async () => {
      const path = join(folder, 'dockcompile.sarif')
      writeFileSync(path, '{"runs": []}')
      assert.is((await publish(['sarif', path])).code, 0)
      const [upload] = github.uploads
      assert.is(upload!.commit_sha, 'a'.repeat(40))
      assert.is(upload!.ref, 'refs/pull/7/merge')
      assert.is(gunzipSync(Buffer.from(upload!.sarif, 'base64')).toString(), '{"runs": []}')
      github.refuse = { 'POST /repos/team/project/code-scanning': 403 }
      const { code, said } = await publish(['sarif', path], { ref: 'refs/heads/main' })
      assert.is(code, 0)
      assert.match(said, '::notice title=dockcompile::The results were not uploaded to code scanning: GitHub answers 403')
    },
  ],
]

const isHere = spawnSync('python3', ['--version']).status === 0
for (const [name, run] of tests) {
  if (isHere) test(name, run)
  else skip(test, name, 'no python3 is here')
}

test.run()
