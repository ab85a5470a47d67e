/** Independent layers in a virtual environment, whose `lib64` is a link to `lib`: the link stays, also where the Python's own paths go through it. */
import { spawnSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'
import { ALL, missing, ok, python, SLIM, type TestProject, testProject } from './docker.ts'

/** Debian's Python says `lib` for compiled packages, that of Fedora `lib64`. */
const PLATLIBS = ['lib', 'lib64'] as const

const dockerfile = (platlib: string): string => `FROM ${SLIM}
RUN ln -s lib /usr/local/lib64
ENV PYTHONPLATLIBDIR=${platlib}
RUN python -m venv --without-pip /opt/venv && \\
    python -m pip --python /opt/venv/bin/python install --no-cache-dir --root-user-action ignore pip
ENV PATH=/opt/venv/bin:$PATH VIRTUAL_ENV=/opt/venv
`

const cells = PLATLIBS.flatMap(platlib => (['uv', 'pip'] as const).map(installer => ({ platlib, installer }))).filter(
  ({ platlib, installer }) => ALL || (platlib === 'lib64' && installer === 'pip'),
)

const why = missing(SLIM)
if (why) skip(test, 'a virtual environment', why)
else {
  let project: TestProject
  const parentOf = (platlib: string): string => `dockcompile.test/venv-${process.pid}:${platlib}`
  const parents = [...new Set(cells.map(({ platlib }) => platlib))]

  test.before(() => {
    const pipelines = cells.map(({ platlib, installer }) => [
      `${platlib}-${installer}`,
      {
        docker: {
          parent_image: parentOf(platlib),
          python_package_installer: installer,
          requirements: ['greenlet==3.1.1', 'tqdm==4.66.5', 'docopt==0.6.2'],
        },
      },
    ])
    project = testProject(Object.fromEntries(pipelines), { resolve: 'locked', layers: 'independent' })
    for (const platlib of parents) {
      project.write({ 'parent/Dockerfile': dockerfile(platlib) })
      ok(project.call('docker', ['build', '--tag', parentOf(platlib), 'parent']))
    }
    ok(project.dockcompile('freeze', '--resolve', '--yes'))
    project.compile('--quiet', '--allow', 'DC4031')
  })
  test.after(() => {
    project.remove()
    spawnSync('docker', ['image', 'rm', '--force', ...parents.map(parentOf)], { stdio: 'ignore' })
  })

  for (const { platlib, installer } of cells)
    test(`${installer}, with compiled packages in ${platlib}`, () => {
      ok(project.bake([`${platlib}-${installer}`]))
      const image = `${project.registry}/zenml:${platlib}-${installer}-orchestrator`
      assert.equal(JSON.parse(python(image, PROGRAM)), {
        link: 'lib',
        names: ['docopt', 'greenlet', 'pip', 'tqdm'],
        greenlet: '/opt/venv/lib/python3.11/site-packages/greenlet/__init__.py',
        script: '4.66.5',
      })
    })
}

test.run()

const PROGRAM = `
import importlib.metadata as metadata, docopt, greenlet, json, os, subprocess
print(json.dumps({
    "link": os.readlink("/opt/venv/lib64"),
    "names": sorted(d.metadata["Name"] for d in metadata.distributions()),
    "greenlet": greenlet.__file__,
    "script": subprocess.check_output(["tqdm", "--version"], text=True).strip(),
}))
`
