/** `context`: the files that the build of an image sends. */
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { namedPaths } from '../src/answers/context/named-paths.ts'
import { suspects } from '../src/answers/context/suspects.ts'
import { contextCommand } from '../src/commands/context.ts'
import { STACK, TestProject } from './golden/project.ts'
import { skip } from './skip.ts'

interface Context {
  image: string
  files: { path: string; bytes: number }[]
  bytes: number
}

let project: TestProject
const start = (files: Record<string, string>, more = '') => {
  project = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': `stack: stack.yaml\npipelines: [{file: train.yaml, steps: [load]}]\npython: "3.11"\n${more}`,
    ...files,
  })
}
test.after.each(() => project?.remove())

const context = async (line = 'train'): Promise<Context> => {
  const { code, out, err } = await project.run(contextCommand, `${line} --json`)
  assert.is(code, 0, err)
  return (JSON.parse(out) as { images: [Context] }).images[0]
}
const paths = async () => (await context()).files.map(file => file.path)

const WITH_CODE =
  'settings: {docker: {install_stack_requirements: false, requirements: [numpy], allow_download_from_artifact_store: false}}\n'

test('long requirement lists only, as compile would write them', async () => {
  const lines = Array.from({ length: 61 }, (_, i) => `p${String(i).padStart(2, '0')}`)
  const yaml = (list: readonly string[]) =>
    `settings: {docker: {requirements: [${list.join(', ')}], install_stack_requirements: false}}\n`
  start({ 'train.yaml': yaml(lines), 'src/a.py': '1' })
  assert.equal(await context(), {
    image: 'train',
    files: [{ path: 'build/images/train/requirements/6-user.txt', bytes: 244 }],
    bytes: 244,
  })
  project.put('train.yaml', yaml(lines.slice(1)))
  assert.equal(await context(), { image: 'train', files: [], bytes: 0 })
})

test('included code, less what the ignore files leave out; nothing behind links', async () => {
  start(
    {
      'train.yaml': WITH_CODE,
      'src/a.py': 'print(1)\n',
      'src/data/b.csv': '1,2\n',
      'src/.git/config': 'x',
      'src/.env': 'x',
      'src/__pycache__/a.pyc': 'x',
      'src/.dockerignore': 'data\n',
      'outside.py': 'x',
    },
    'source_root: src\n',
  )
  symlinkSync('..', join(project.root, 'src/up'))
  assert.equal(await paths(), ['src/a.py', 'src/up'])
})

test('the project root as the source root, and the text form', async () => {
  start({ 'train.yaml': WITH_CODE, 'big.bin': 'x'.repeat(2000), 'build/images/train/requirements/old.txt': 'stale' })
  assert.ok((await paths()).includes('big.bin'))
  assert.not.ok((await paths()).includes('build/images/train/requirements/old.txt'))
  const { out } = await project.run(contextCommand)
  assert.match(out, /^train: \d+ files, 2\.\d kB\n +2\.0 kB {2}big\.bin\n/)
  const { images: all } = JSON.parse((await project.run(contextCommand, '--json')).out) as { images: Context[] }
  assert.equal(
    all.map(one => one.image),
    ['train'],
  )
})

test("the user's own Dockerfile: what it copies of its context", async () => {
  start({
    'train.yaml': 'settings: {docker: {dockerfile: docker/Dockerfile, build_context_root: app, requirements: [numpy]}}\n',
    'docker/Dockerfile': 'FROM python:3.11\nCOPY conf/*.toml ./lib /x/\nCOPY --from=other /etc/x /y\n',
    'app/conf/a.toml': 'a',
    'app/conf/b.yaml': 'b',
    'app/lib/deep/c.py': 'c',
    'app/lib/skip.md': 'd',
    'app/other.py': 'e',
    'app/.dockerignore': '**/*.md\n',
  })
  const sent = await paths()
  assert.equal(
    sent.filter(path => path.startsWith('app/')),
    ['app/conf/a.toml', 'app/lib/deep/c.py'],
  )
})

test('warns of what belongs in no image', async () => {
  start({
    'train.yaml': WITH_CODE,
    'env/pyvenv.cfg': '',
    'env/lib/x.pem': '',
    'deploy/credentials.json': '{}',
    '.dockerignore': '!deploy/credentials.json\n',
    'data/a.bin': '',
    'data/b.bin': '',
  })
  for (const name of ['a', 'b']) truncateSync(join(project.root, `data/${name}.bin`), 30 * 1024 * 1024)
  const { err } = await project.run(contextCommand, 'train')
  assert.match(err, 'the context of `train` has a virtual environment: `env`')
  assert.match(err, 'a file that usually holds credentials: `deploy/credentials.json`')
  assert.match(err, '60 MB of data: `data`')
  assert.is(err.match(/DC6030/g)?.length, 3)
})

test('an image that was never compiled has no folder yet, which nothing reports', async () => {
  for (const dialect of ['buildkit', 'portable', 'zenml']) {
    start({ 'train.yaml': 'settings: {docker: {requirements: [numpy==2.0]}}\n' }, `dialect: ${dialect}\n`)
    const { err, out } = await project.run(contextCommand, 'train')
    assert.not.match(err, 'DC6031', dialect)
    assert.match(out, dialect === 'buildkit' ? 'train: 0 files' : 'build/images/train/', dialect)
  }
})

/** Does what the messages say, and looks again. */
async function followed(): Promise<{ before: string; after: string }> {
  const before = (await project.run(contextCommand, 'train')).err
  for (const [, line, file] of before.matchAll(/the line `([^`]+)` to `([^`]+)`/g)) {
    const path = join(project.root, file!)
    writeFileSync(path, `${existsSync(path) ? readFileSync(path, 'utf8') : ''}${line}\n`)
  }
  return { before, after: (await project.run(contextCommand, 'train')).err }
}

const KEY = '-----BEGIN PRIVATE KEY-----\n'

test('the line that is proposed does it, in the file that is read: of the root, of the source root, one with a name', async () => {
  const files = { 'train.yaml': WITH_CODE, 'src/deep/key.cfg': KEY, 'src/[a].cfg': KEY }
  const named = WITH_CODE.replace('docker: {', 'docker: {build_config: {dockerignore: code.ignore}, ')
  for (const [more, changed, file, line] of [
    ['', {}, '.dockerignore', 'src/deep/key.cfg'],
    ['source_root: src\n', {}, 'src/.dockerignore', 'deep/key.cfg'],
    ['source_root: src\n', { 'src/.dockerignore': '*.md\n' }, 'src/.dockerignore', 'deep/key.cfg'],
    ['source_root: src\n', { 'train.yaml': named, 'code.ignore': '*.md\n' }, 'code.ignore', 'deep/key.cfg'],
    ['source_root: src\n', { 'train.yaml': named }, 'code.ignore', 'deep/key.cfg'],
  ] as const) {
    start({ ...files, ...changed }, more)
    const { before, after } = await followed()
    assert.match(before, `the line \`${line}\` to \`${file}\``)
    assert.not.match(after, 'DC6030')
    project.remove()
  }
})

test("the line that is proposed for the context of the user's own Dockerfile, and for one file in two contexts", async () => {
  const own = 'dockerfile: docker/Dockerfile, build_context_root: app'
  for (const [settings, files, told] of [
    [`${own}, requirements: [numpy]`, {}, ['app/.dockerignore']],
    [`${own}, requirements: [numpy]`, { 'docker/Dockerfile.dockerignore': '' }, ['docker/Dockerfile.dockerignore']],
    [`${own}, requirements: [numpy], parent_image_build_config: {dockerignore: my.ignore}`, { 'my.ignore': '' }, ['my.ignore']],
    [
      `${own}, allow_download_from_artifact_store: false, build_config: {dockerignore: code.ignore}`,
      {},
      ['code.ignore', 'app/.dockerignore'],
    ],
  ] as const) {
    start(
      {
        'train.yaml': `settings: {docker: {${settings}, install_stack_requirements: false}}\n`,
        'docker/Dockerfile': 'FROM python:3.11\nCOPY . /x/\n',
        'app/key.cfg': KEY,
        ...files,
      },
      'source_root: app\n',
    )
    const { before, after } = await followed()
    assert.equal(
      [...before.matchAll(/the line `key\.cfg` to `([^`]+)`/g)].map(([, file]) => file),
      told,
    )
    assert.not.match(after, 'DC6030')
    project.remove()
  }
})

test('a source root that is too large as a whole has no line of its own', async () => {
  start({ 'train.yaml': WITH_CODE, 'src/a': '', 'src/b': '' }, 'source_root: src\n')
  for (const name of ['a', 'b']) truncateSync(join(project.root, `src/${name}`), 30 * 1024 * 1024)
  const { err } = await project.run(contextCommand, 'train')
  assert.match(err, 'has 60 MB of data: `src`')
  assert.match(err, 'add lines for what no image needs to `src/.dockerignore`')
})

test('a key in a file of any name is reported by its content, a certificate or an example is not', async () => {
  const keys = {
    'conf/cluster.yaml': `users:\n- user:\n    client-key-data: ${'LS0t'.repeat(8)}\n`,
    'src/login.yaml': 'kind: Config\nusers:\n- name: a\n  user: {token: abcdefghijklmnop}\n',
    'conf/registry.json': '{"auths": {"r.example.com": {"auth": "dXNlcjpwYXNzd29yZA=="}}}',
    'conf/keys.txt': `AGE-SECRET-KEY-1${'Q'.repeat(40)}\n`,
    'conf/google.json': '{"refresh_token": "1//0aaaaaaaaaaaaaaaaaaaa"}',
    'conf/k.asc': '-----BEGIN PGP PRIVATE KEY BLOCK-----\n',
  }
  const others = {
    'certs/ca.crt': '-----BEGIN CERTIFICATE-----\nMIIB\n',
    'conf/docker.json': '{"auths": {}, "credsStore": "desktop"}',
    'conf/template.json': '{"refresh_token": "${TOKEN}"}',
    'conf/model.yaml': 'model:\n  key: value\n',
  }
  for (const [path, text] of Object.entries({ ...keys, ...others })) {
    start({ 'train.yaml': WITH_CODE, [path]: text })
    const { err } = await project.run(contextCommand, 'train')
    assert.is(err.includes(`a file that holds a credential: \`${path}\``), path in keys, path)
  }
})

test('links that lead nowhere in the image, pointers of Git LFS, and keys by their content', async () => {
  start({
    'train.yaml': WITH_CODE,
    'src/a.py': '',
    'models/m.onnx': 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n',
    'conf/access.json': '{"type": "service_account", "private_key": "x"}',
    'tests/fake.py': 'KEY = "-----BEGIN PRIVATE KEY-----"',
  })
  for (const [name, target] of [
    ['lib', '../common'],
    ['dangling', 'nowhere'],
    ['circle', 'back'],
    ['back', 'circle'],
    ['chain', 'inside'],
    ['inside', 'src'],
    ['history', '.git'],
  ] as const)
    symlinkSync(target, join(project.root, name))
  mkdirSync(join(project.root, '.git'))
  const { err } = await project.run(contextCommand, 'train')
  assert.match(err, 'a link that leads out of it, to `../common`: `lib`')
  assert.match(err, 'a link that leads nowhere, to `nowhere`: `dangling`')
  assert.match(err, 'a link that leads nowhere, to `back`: `circle`')
  assert.not.match(err, '`chain`')
  assert.match(err, 'a link to `.git`, which is left out: `history`')
  assert.match(err, 'a pointer of Git LFS in the place of a file: `models/m.onnx`')
  assert.match(err, 'a file that holds a credential: `conf/access.json`')
  assert.not.match(err, '`inside`')
  assert.not.match(err, 'fake.py')
})

test('suspects: names', () => {
  const named = (path: string) => suspects([{ path, bytes: 1 }], []).length
  for (const path of ['.env', 'a/.env.prod', 'id_rsa', 'x.pem', 'gcp-service-account.json', '.aws/credentials', '.kube/config'])
    assert.is(named(path), 1, path)
  for (const path of ['.env.example', 'environment.py', 'keys.py', 'id_rsa.pub', 'config', 'a.keyboard'])
    assert.is(named(path), 0, path)
})

test('named paths', () => {
  const named = namedPaths(['./a/*.py', '/b/', 'c[0-9]?', 'd\\*'])
  for (const path of ['a/x.py', 'b/c/d', 'c12/x', 'd*']) assert.ok(named.has(path), path)
  for (const path of ['a/x.txt', 'bb', 'c1', 'dx', 'a']) assert.not.ok(named.has(path), path)
  assert.ok(named.mayHave('a') && named.mayHave('b/c') && !named.mayHave('e'))
  assert.ok(namedPaths(['.']).has('anything/else') && namedPaths(['../..']).has('x'))
})

const LOCKED = 'a folder that nobody may read is reported; one that is left out is not even looked at'
if (process.getuid?.() === 0) skip(test, LOCKED, `${LOCKED}: root may read everything`)
else
  test(LOCKED, async () => {
    start({ 'train.yaml': WITH_CODE, 'locked/a': '1', '.dockerignore': '' })
    chmodSync(join(project.root, 'locked'), 0)
    assert.match((await project.run(contextCommand, 'train')).err, 'DC6031')
    writeFileSync(join(project.root, '.dockerignore'), 'locked\n')
    assert.not.match((await project.run(contextCommand, 'train')).err, 'DC6031')
    chmodSync(join(project.root, 'locked'), 0o755)
  })

test('an image that is not there', async () => {
  start({ 'train.yaml': WITH_CODE })
  await project.run(contextCommand, 'trian').then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, 'there is no image `trian`'),
  )
})

test.run()
