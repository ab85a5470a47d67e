/**
 * Layers that do not depend on each other (`layers: independent`), on the parent images that people use: `freeze` asks the parents, and every package
 * is there once, in the right version, with scripts that start the image's own Python. All 5 × {uv, pip} × {root, user} with ALL_BUILDS.
 */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'
import {
  ALL,
  CONDA,
  configOf,
  DEBIAN,
  executed,
  missing,
  NONROOT,
  ok,
  SLIM,
  type TestProject,
  testProject,
  ZENML,
} from './docker.ts'

const PARENTS = { zenml: ZENML, slim: SLIM, debian: DEBIAN, nonroot: NONROOT, conda: CONDA }

interface Cell {
  readonly parent: keyof typeof PARENTS
  readonly installer: 'uv' | 'pip'
  readonly user: 'root' | 'app'
}

const CHOICE: readonly string[] = ['slim uv root', 'debian pip app']

const cells = (Object.keys(PARENTS) as Cell['parent'][])
  .flatMap(parent => (['uv', 'pip'] as const).map(installer => ({ parent, installer })))
  .flatMap(cell => (['root', 'app'] as const).map((user): Cell => ({ ...cell, user })))
  .filter(cell => ALL || CHOICE.includes(Object.values(cell).join(' ')))

/** A wheel of a megabyte, one with headers, one that has to be built, two halves of a namespace, scripts, and what all of these parents have in other versions. */
const REQUIREMENTS = [
  'pygments==2.18.0',
  'greenlet==3.1.1',
  'docopt==0.6.2',
  'zope.interface==7.2',
  'zope.event==5.0',
  'tqdm==4.66.5',
]
const REPLACED = { setuptools: '75.1.0', packaging: '24.1' }

const pipelineOf = ({ parent, installer, user }: Cell): string => `${parent}-${installer}-${user}`

const settingsOf = ({ parent, installer, user }: Cell): object => ({
  parent_image: PARENTS[parent],
  python_package_installer: installer,
  ...(user === 'app' && { user }),
  requirements: [...REQUIREMENTS, ...Object.entries(REPLACED).map(([name, version]) => `${name}==${version}`)],
})

const why = missing(...new Set(cells.map(({ parent }) => PARENTS[parent])))
if (why) skip(test, 'independent layers', why)
else {
  let project: TestProject

  test.before(() => {
    project = testProject(
      {
        ...Object.fromEntries(cells.map(cell => [pipelineOf(cell), { docker: settingsOf(cell) }])),
        more: { docker: { parent_image: SLIM, requirements: [...REQUIREMENTS, 'six==1.16.0'] } },
      },
      { resolve: 'locked', layers: 'independent' },
    )
    ok(project.dockcompile('freeze', '--resolve', '--yes'))
    project.compile('--quiet')
  })
  test.after(() => project.remove())

  for (const cell of cells)
    test(Object.values(cell).join(', '), () => {
      ok(project.bake([pipelineOf(cell)]))
      inspect(imageOf(cell), cell)
    })

  test('the images import all that they were asked to install, and nothing contradicts', () => {
    const { out } = project.dockcompile('verify')
    project.write({ 'verify.json': out })
    const names = cells.map(cell => `verify-${pipelineOf(cell)}`)
    ok(project.call('docker', ['buildx', 'bake', '-f', 'build/docker-bake.json', '-f', 'verify.json', ...names]))
  })

  test('two images install what both have once', () => {
    const text = `${Date.now()}`
    project.write({ 'src/shop/__init__.py': `PRICE = ${text}\n` })
    const log = ok(project.bake(['--no-cache', 'slim-uv-root', 'more']))
    const installs = executed(log, /package-pygments\.txt/)
    assert.is(installs.length, 1, installs.join('\n'))
  })

  function imageOf(cell: Cell): string {
    return `${project.registry}/zenml:${pipelineOf(cell)}-orchestrator`
  }

  function inspect(image: string, { user, parent }: Cell): void {
    const owner = user === 'app' ? 'app' : parent === 'nonroot' ? '1000' : 'root'
    const inside = (...words: string[]) => project.call('docker', ['run', '--rm', image, ...words])
    const said = JSON.parse(ok(inside('python', '-c', PROGRAM))) as Said
    assert.equal(said.twice, [], 'packages in two versions')
    assert.equal(said.versions, { ...REPLACED, docopt: '0.6.2', greenlet: '3.1.1', pygments: '2.18.0', tqdm: '4.66.5' })
    assert.equal(said.missing, [])
    assert.is(said.started, said.prefix, 'scripts start another Python')
    assert.match(ok(inside('tqdm', '--version')), /4\.66\.5/)
    assert.match(ok(inside('pygmentize', '-V')), /2\.18\.0/)
    assert.equal(said.app, { mode: '777', owner })
    assert.equal(said.code, owner)
    assert.equal(said.left, [], 'left in the image')
    assert.ok(said.bytecode, 'bytecode that compares hashes')
    assert.is(configOf(image).User, owner === 'root' ? '' : owner)
  }
}

test.run()

interface Said {
  readonly prefix: string
  readonly started: string
  readonly twice: readonly string[]
  readonly versions: Readonly<Record<string, string>>
  readonly missing: readonly string[]
  readonly app: { readonly mode: string; readonly owner: string }
  readonly code: string
  readonly left: readonly string[]
  readonly bytecode: boolean
}

const PROGRAM = `
import collections, importlib, importlib.metadata as metadata, json, os, pwd, re, shutil, subprocess, sys
def owner(path):
    uid = os.stat(path).st_uid
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
names = collections.Counter(re.sub(r"[-_.]+", "-", d.metadata["Name"]).lower() for d in metadata.distributions())
missing = []
for module in ["pygments", "greenlet", "docopt", "zope.interface", "zope.event", "tqdm", "setuptools", "packaging"]:
    try:
        importlib.import_module(module)
    except Exception as error:
        missing.append(f"{module}: {error}")
import pygments
cached = importlib.util.cache_from_source(pygments.__file__)
print(json.dumps({
    "prefix": sys.prefix,
    "started": subprocess.check_output([open(shutil.which("tqdm")).readline()[2:].strip(), "-c", "import sys; print(sys.prefix)"], text=True).strip(),
    "twice": sorted(name for name, count in names.items() if count > 1),
    "versions": {name: metadata.version(name) for name in ["setuptools", "packaging", "docopt", "greenlet", "pygments", "tqdm"]},
    "missing": missing,
    "app": {"mode": oct(os.stat("/app").st_mode & 0o7777)[2:], "owner": owner("/app")},
    "code": owner("/app/shop/__init__.py"),
    "left": [path for path in ["/out", "/root/.cache", "/opt/uv", "/app/requirements"] if os.path.exists(path) and (path != "/root/.cache" or os.listdir(path))],
    "bytecode": open(cached, "rb").read(8)[4] == 3,
}))
`
