/**
 * Two builds of one commit on a stand-alone BuildKit, the second without any cache, give the same bytes: with SOURCE_DATE_EPOCH and
 * `rewrite-timestamp`, as docs/how-to/reproducible.md has it.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'
import { builder, noBuildkitd, startBuildkitd, stopBuildkitd, withParents } from './buildkitd.ts'
import { ALL, CONDA, DEBIAN, NONROOT, ok, SLIM, type TestProject, testProject, ZENML } from './docker.ts'

const PORT = 12354
const PARENTS = { zenml: ZENML, slim: SLIM, debian: DEBIAN, nonroot: NONROOT, conda: CONDA }
const INSTALLERS = ['uv', 'pip'] as const

const why = !ALL ? 'only with all builds' : noBuildkitd(...Object.values(PARENTS))
if (why) skip(test, 'equal digests of two builds', why)
else {
  let isOurs = false
  let project: TestProject | undefined
  let parents: readonly string[] = []

  test.before(() => {
    isOurs = startBuildkitd(PORT)
    parents = withParents(...Object.values(PARENTS))
    const images = Object.entries(PARENTS).flatMap(([name, parent_image]) =>
      INSTALLERS.map(installer => [`${name}-${installer}`, { docker: settings(parent_image, installer) }] as const),
    )
    project = testProject(Object.fromEntries(images), { resolve: 'layered' })
    project.write({ 'src/pyproject.toml': PYPROJECT })
    project.compile('--quiet')
  })
  test.after(() => {
    project?.remove()
    stopBuildkitd(PORT, isOurs)
  })

  for (const name of Object.keys(PARENTS)) {
    test(`${name}: the second build has the bytes of the first`, () => {
      const targets = INSTALLERS.map(installer => `${name}-${installer}`)
      const [first, second] = [build(targets, 'first'), build(targets, 'second')]
      assert.equal(second, first)
      assert.is(new Set(Object.values(first)).size, INSTALLERS.length)
    })
  }

  /** The digests of these images, built without a cache. */
  function build(targets: readonly string[], folder: string): Record<string, string> {
    const to = join(project!.root, 'out', folder)
    mkdirSync(to, { recursive: true })
    const metadata = join(to, `${targets[0]}.json`)
    const outputs = targets.flatMap(target => [
      '--set',
      `${target}.output=type=oci,dest=${to}/${target}.tar,rewrite-timestamp=true`,
    ])
    const words = [
      ...['buildx', 'bake', '--builder', builder(PORT), '-f', 'build/docker-bake.json', '--no-cache', '--provenance=false'],
      ...['--metadata-file', metadata, `--allow=fs.write=${to}`, ...parents, ...outputs, ...targets],
    ]
    ok(project!.call('docker', words, { SOURCE_DATE_EPOCH: '1760000000', BUILDX_METADATA_PROVENANCE: 'disabled' }))
    const built = JSON.parse(readFileSync(metadata, 'utf8')) as Record<string, { 'containerimage.digest': string }>
    return Object.fromEntries(targets.map(target => [target, built[target]!['containerimage.digest']]))
  }
}

test.run()

/** All that an image can be made of: an account, system packages, two lists, one of them with a package that is built from source, the project itself. */
function settings(parent_image: string, installer: (typeof INSTALLERS)[number]): object {
  return {
    parent_image,
    python_package_installer: installer,
    user: 'app',
    apt_packages: ['libgomp1'],
    required_integrations: [],
    requirements: ['attrs', 'pyyaml', 'docopt==0.6.2'],
    local_project_install_command: `${installer === 'uv' ? 'uv pip' : 'pip'} install --no-deps .`,
    environment: { MODE: 'early' },
  }
}

const PYPROJECT = `[project]
name = "shop"
version = "0.1"
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[tool.setuptools]
packages = ["shop"]
`
