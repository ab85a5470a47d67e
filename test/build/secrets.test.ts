/** Packages of an index behind a password: they are installed, and the password is nowhere afterwards. The index runs in a container beside the builds. */
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'
import { type Ended, executed, missing, ok, python, run, testProject, ZENML } from './docker.ts'

const PASSWORD = `pass-${process.pid}-${Date.now()}`
const NAME = `dockcompile-index-${process.pid}`

/** One wheel and its page, for `reader` and the password only. */
const INDEX = `
import base64, http.server, io, sys, zipfile
out = io.BytesIO()
with zipfile.ZipFile(out, "w") as z:
    info = "privatepkg-1.0.dist-info"
    z.writestr("privatepkg.py", "VALUE = 42\\nTRACE = 'trace-of-the-private-package'\\n")
    z.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: privatepkg\\nVersion: 1.0\\n")
    z.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    z.writestr(f"{info}/RECORD", f"privatepkg.py,,\\n{info}/METADATA,,\\n{info}/WHEEL,,\\n{info}/RECORD,,\\n")
wheel, name = out.getvalue(), "privatepkg-1.0-py3-none-any.whl"
expected = "Basic " + base64.b64encode(b"reader:" + sys.argv[1].encode()).decode()
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        pages = {"/simple/privatepkg/": ("text/html", f'<a href="/files/{name}">{name}</a>'.encode()), f"/files/{name}": ("application/zip", wheel)}
        known = self.headers.get("Authorization") == expected
        kind, body = pages.get(self.path, ("text/plain", b""))
        self.send_response(401 if not known else 200 if body else 404)
        if not known: self.send_header("WWW-Authenticate", 'Basic realm="test"')
        body = body if known else b""
        self.send_header("Content-Type", kind); self.send_header("Content-Length", str(len(body))); self.end_headers()
        if self.command == "GET": self.wfile.write(body)
    do_HEAD = do_GET
    def log_message(self, *args): pass
http.server.ThreadingHTTPServer(("0.0.0.0", 8080), Handler).serve_forever()
`

const why = missing(ZENML)
if (why) skip(test, 'secrets of installs', why)
else {
  const project = testProject({})
  const given = { TEST_INDEX_USER: 'reader', TEST_INDEX_PASSWORD: PASSWORD }
  const logs = new Map<string, string>()

  test.before(() => {
    ok(
      project.call('docker', ['run', '--detach', '--rm', '--name', NAME, '--entrypoint', 'python', ZENML, '-c', INDEX, PASSWORD]),
    )
    const address = ok(
      project.call('docker', ['inspect', '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', NAME]),
    ).trim()
    const url = `http://${address}:8080/simple`
    const shared = { parent_image: ZENML, environment: { TEST_RUN: PASSWORD.slice('pass-'.length) }, user: 'app' }
    const projects = {
      uv: testProject(
        {
          train: {
            docker: {
              ...shared,
              python_package_installer: 'uv',
              python_package_installer_args: { index: `internal=${url}` },
              requirements: ['privatepkg', 'six'],
              local_project_install_command: 'test -n "$UV_INDEX_INTERNAL_PASSWORD" && echo seen > /app/seen',
            },
          },
        },
        {
          secrets: {
            UV_INDEX_INTERNAL_USERNAME: { env: 'TEST_INDEX_USER' },
            UV_INDEX_INTERNAL_PASSWORD: { env: 'TEST_INDEX_PASSWORD' },
          },
        },
      ),
      pip: testProject(
        {
          train: {
            docker: {
              ...shared,
              python_package_installer: 'pip',
              python_package_installer_args: { 'extra-index-url': url, 'trusted-host': address },
              requirements: ['privatepkg', 'six'],
              local_project_install_command: 'test -s /root/.netrc && echo seen > /app/seen',
            },
          },
        },
        { secrets: { netrc: { file: '.secrets/netrc', target: '/root/.netrc' } } },
      ),
    }
    projects.pip.write({ '.secrets/netrc': `machine ${address}\nlogin reader\npassword ${PASSWORD}\n` })
    for (const [name, one] of Object.entries(projects)) made.set(name, one)
  })
  const made = new Map<string, ReturnType<typeof testProject>>()
  test.after(() => {
    project.call('docker', ['rm', '--force', NAME])
    for (const one of [project, ...made.values()]) one.remove()
  })

  for (const installer of ['uv', 'pip']) {
    const environment: Record<string, string> = installer === 'uv' ? given : {}

    test(`${installer}: the package of the private index is installed, and the command on the project sees the secret too`, () => {
      const one = made.get(installer)!
      one.compile()
      logs.set(installer, ok(one.bake([], environment)))
      assert.is(python(imageOf(installer), 'import privatepkg, six; print(privatepkg.VALUE)'), '42')
      assert.is(run(imageOf(installer), ['cat', '/app/seen']), 'seen')
    })

    test(`${installer}: the password is in no log, no history, no configuration, no file of the image and no file that was generated`, () => {
      const one = made.get(installer)!
      assert.not.ok(logs.get(installer)!.includes(PASSWORD), 'the log shows it')
      const image = imageOf(installer)
      for (const words of [
        ['history', '--no-trunc', image],
        ['image', 'inspect', image],
      ])
        assert.not.ok(ok(one.call('docker', words)).includes(PASSWORD), words[0])
      // What is in the layers is found this way: first something that must be there.
      assert.ok(inLayers(one.call, image, 'trace-of-the-private-package') > 0)
      assert.is(inLayers(one.call, image, PASSWORD), 0)
      for (const file of readdirSync(join(one.root, 'build'), { recursive: true, encoding: 'utf8' })) {
        const path = join(one.root, 'build', file)
        if (statSync(path).isFile()) assert.not.ok(readFileSync(path, 'utf8').includes(PASSWORD), file)
      }
      assert.is(run(image, ['sh', '-c', 'ls -A /root/.netrc /run/secrets 2>/dev/null; true'], { user: '0' }), '')
    })

    test(`${installer}: another value of the secret repeats nothing`, () => {
      const one = made.get(installer)!
      if (installer === 'pip') one.write({ '.secrets/netrc': 'machine 192.0.2.1\nlogin a\npassword b\n' })
      const other: Record<string, string> = installer === 'uv' ? { TEST_INDEX_USER: 'a', TEST_INDEX_PASSWORD: 'b' } : {}
      // The stage that looks at them runs each time.
      assert.equal(executed(ok(one.bake([], other)), /^(?!.*secrets-are-set$)/), [])
    })
  }

  test('a secret that nobody gives stops the build, although all is in the cache, and the message names it', () => {
    const [uv, pip] = [made.get('uv')!, made.get('pip')!]
    for (const environment of [{ TEST_INDEX_USER: 'reader' }, { TEST_INDEX_USER: 'reader', TEST_INDEX_PASSWORD: '' }]) {
      // buildx hands over an empty secret for a variable that is not set.
      const unset = uv.bake([], environment)
      assert.is.not(unset.code, 0)
      assert.match(unset.log, /the variable TEST_INDEX_PASSWORD is empty where bake runs/)
    }
    rmSync(join(pip.root, '.secrets/netrc'))
    const gone = pip.bake()
    assert.is.not(gone.code, 0)
    assert.match(gone.log, /\.secrets\/netrc: no such file/)
  })

  function imageOf(installer: string): string {
    return `${made.get(installer)!.registry}/zenml:train-orchestrator`
  }
}

test.run()

/** How many lines of an image's layers hold a text. */
function inLayers(call: (command: string, args: readonly string[]) => Ended, image: string, text: string): number {
  const { log } = call('sh', ['-c', 'docker save "$1" | grep -acF -- "$2"', 'sh', image, text])
  return Number(log.trim())
}
