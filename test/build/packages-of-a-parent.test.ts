/**
 * Independent layers on a parent that holds most of what the image needs: what fits stays, also where only another package asks for it, and what does
 * not fit is replaced without leftovers.
 */
import { spawnSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'
import { missing, ok, python, SLIM, type TestProject, testProject } from './docker.ts'

/** What the parent has and the image keeps: the first seven are requirements, the others are what those depend on. */
const KEPT = {
  ...{
    attrs: '24.2.0',
    httpx: '0.27.2',
    jinja2: '3.1.4',
    pyyaml: '6.0.2',
    requests: '2.32.3',
    rich: '13.9.4',
    tenacity: '9.0.0',
  },
  ...{ 'charset-normalizer': '3.3.2', h11: '0.14.0', httpcore: '1.0.5', 'markdown-it-py': '3.0.0', markupsafe: '2.1.5' },
  ...{ mdurl: '0.1.1', sniffio: '1.3.0', urllib3: '2.2.3' },
}

/** What the parent has in versions that do not fit: two requirements, and three that only requests and rich ask for. */
const OLD = { click: '8.0.4', tqdm: '4.60.0', certifi: '2016.9.26', idna: '2.4', pygments: '2.10.0' }

const REQUIREMENTS = [
  ...Object.entries(KEPT)
    .slice(0, 7)
    .map(([name, version]) => `${name}==${version}`),
  ...['click==8.1.7', 'tqdm==4.66.5', 'toolz==0.12.1'],
]

const INSTALLERS = ['uv', 'pip'] as const

const why = missing(SLIM)
if (why) skip(test, 'packages of a parent', why)
else {
  let project: TestProject
  let parent: string

  test.before(() => {
    const named = `dockcompile.test/parent-${process.pid}:1`
    const settings = (installer: string) => ({
      docker: { parent_image: named, python_package_installer: installer, requirements: REQUIREMENTS },
    })
    const pipelines = Object.fromEntries(INSTALLERS.map(installer => [installer, settings(installer)]))
    project = testProject(pipelines, { resolve: 'locked', layers: 'independent' })
    parent = named
    const pins = Object.entries({ ...KEPT, ...OLD }).map(([name, version]) => `${name}==${version}`)
    project.write({
      'parent/Dockerfile': `FROM ${SLIM}\nRUN pip install --no-deps --root-user-action ignore ${pins.join(' ')}\n`,
    })
    ok(project.call('docker', ['build', '--tag', parent, 'parent']))
    ok(project.dockcompile('freeze', '--resolve', '--yes'))
    project.compile('--quiet', '--allow', 'DC4031')
  })
  test.after(() => {
    project.remove()
    spawnSync('docker', ['image', 'rm', '--force', parent], { stdio: 'ignore' })
  })

  test('what the parent has and fits is in no layer of the image', () => {
    const { images } = JSON.parse(project.read('build/manifest.json')) as Manifest
    for (const [id, { layers }] of Object.entries(images)) {
      const installed = layers.flatMap(layer => Object.keys(layer.packages))
      assert.equal(
        installed.filter(name => name in KEPT),
        [],
        id,
      )
      assert.equal(
        Object.keys(OLD).filter(name => !installed.includes(name)),
        [],
        id,
      )
    }
  })

  for (const installer of INSTALLERS)
    test(`${installer}: each package is there once, in the right version, and nothing is left of others`, () => {
      ok(project.bake([installer]))
      const image = `${project.registry}/zenml:${installer}-orchestrator`
      const { versions, twice, modules, left, agrees } = JSON.parse(python(image, PROGRAM)) as Said
      assert.equal(twice, [])
      const { click, tqdm, toolz, certifi, idna, pygments, ...others } = versions
      assert.equal({ click, tqdm, toolz }, { click: '8.1.7', tqdm: '4.66.5', toolz: '0.12.1' })
      for (const [name, version] of Object.entries({ certifi, idna, pygments }))
        assert.is.not(version, OLD[name as keyof typeof OLD])
      for (const [name, version] of Object.entries(KEPT)) assert.is(others[name], version, name)
      assert.equal(modules, { click: '8.1.7', tqdm: '4.66.5', idna })
      assert.equal(left, [])
      assert.match(agrees, 'No broken requirements')
    })
}

test.run()

interface Manifest {
  readonly images: Readonly<Record<string, { readonly layers: readonly { readonly packages: object }[] }>>
}

interface Said {
  readonly versions: Readonly<Record<string, string>>
  readonly twice: readonly string[]
  readonly modules: Readonly<Record<string, string>>
  readonly left: readonly string[]
  readonly agrees: string
}

/** `weak.pem` is a file that certifi had in 2016; each version has a folder of metadata. */
const PROGRAM = `
import collections, importlib.metadata as metadata, json, os, re, subprocess, sys, sysconfig
import click, idna, tqdm
site = sysconfig.get_paths()["purelib"]
name_of = lambda d: re.sub(r"[-_.]+", "-", d.metadata["Name"]).lower()
found = [(name_of(d), d.version) for d in metadata.distributions()]
count = collections.Counter(name for name, _ in found)
old = ["certifi/weak.pem", "certifi-2016.9.26.dist-info", "idna-2.4.dist-info", "Pygments-2.10.0.dist-info", "click-8.0.4.dist-info", "tqdm-4.60.0.dist-info"]
print(json.dumps({
    "versions": dict(found),
    "twice": sorted(name for name, n in count.items() if n > 1),
    "modules": {"click": metadata.version("click"), "tqdm": tqdm.__version__, "idna": idna.__version__},
    "left": [path for path in old if os.path.exists(os.path.join(site, path))],
    "agrees": subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True).stdout,
}))
`
