/** How requirement lists reach the installs: in the Dockerfile, from a file outside of the code, both, and never into the image. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'
import { layersOf, missing, ok, run, SLIM, type TestProject, testProject } from './docker.ts'

const listOf = (lines: number, requirement: string) => `${'# a comment\n'.repeat(lines - 1)}${requirement}\n`
// A value of this run: a layer of an earlier one has the code with other times.
const DOCKER = { parent_image: SLIM, python_package_installer: 'pip', environment: { RUN: `${Date.now()}` } }
const CODE = ['/app/src', '/app/src/run.sh', '/app/src/shop', '/app/src/shop/__init__.py']

const why = missing(SLIM)
if (why) skip(test, 'requirement lists reach the installs', why)
else {
  let project: TestProject
  test.after.each(() => project?.remove())

  const imageOf = (step = '') => `${project.registry}/zenml:train${step && `-${step}`}-orchestrator`
  const inApp = (image: string) => run(image, ['find', '/app', '-mindepth', '1']).split('\n').sort()
  const versionOf = (image: string, name: string) =>
    run(image, ['python', '-c', `import importlib.metadata; print(importlib.metadata.version("${name}"))`])

  test('five images with the same code and other lists have one code layer, and nothing but the code in /app', () => {
    const steps = ['a', 'b', 'c', 'd']
    const own = steps.map(step => [step, { settings: { docker: { requirements: `${step}.txt` } } }])
    const pipeline = { docker: { ...DOCKER, requirements: ['six==1.17.0'] }, steps: Object.fromEntries(own) }
    // The lists and the output are in the folder of the code.
    project = testProject({ train: { ...pipeline, stepNames: [...steps, 'load'] } }, { source_root: '.' })
    project.write({
      '.dockerignore': '*\n!src\n',
      'a.txt': listOf(60, 'six==1.16.0'),
      'b.txt': listOf(61, 'six==1.15.0'),
      'c.txt': listOf(2, 'toml==0.10.2'),
      'd.txt': listOf(100, 'toml==0.10.1'),
    })
    project.compile()
    const manifest = JSON.parse(project.read('build/manifest.json')) as {
      images: Record<string, { requirements: { file: string | null }[] }>
    }
    const files = Object.values(manifest.images).flatMap(({ requirements }) => requirements.map(({ file }) => file))
    const list = (step: string) => `images/train-${step}/requirements/6-user.txt`
    assert.equal(files, [null, list('b'), null, list('d'), null])

    ok(project.bake())
    const images = ['', ...steps].map(step => imageOf(step))
    const code = () => [...new Set(images.map(image => layersOf(image).at(-1)))]
    assert.is(code().length, 1)
    assert.is(new Set(images.map(image => layersOf(image).at(-2))).size, 5, 'each has an install of its own')
    for (const image of images) assert.equal(inApp(image), CODE)
    const versions = ['', 'a', 'b'].map(step => versionOf(imageOf(step), 'six'))
    assert.equal(versions, ['1.17.0', '1.16.0', '1.15.0'])

    // Later, on top of another install.
    const [first] = code()
    project.write({ 'a.txt': listOf(3, 'toml==0.10.0') })
    project.compile()
    ok(project.bake())
    assert.is(versionOf(imageOf('a'), 'toml'), '0.10.0')
    assert.equal(code(), [first])
  })

  test('docker build alone is enough where the Dockerfile holds all lists', () => {
    project = testProject({ train: { docker: { ...DOCKER, requirements: 'list.txt' } } })
    project.write({ 'list.txt': listOf(60, 'six==1.16.0') })
    project.compile()
    assert.not('contexts' in (JSON.parse(project.read('build/docker-bake.json')) as { target: { train: object } }).target.train)
    const build = ['build', '--file', 'build/images/train/Dockerfile', '--tag', imageOf(), '.']
    ok(project.call('docker', build))
    assert.is(versionOf(imageOf(), 'six'), '1.16.0')
    ok(project.call('docker', ['build', '--check', ...build.slice(1)]))
  })

  test('one install reads lists of the Dockerfile and of files', () => {
    const docker = { ...DOCKER, replicate_local_python_environment: true, requirements: 'list.txt' }
    project = testProject({ train: { docker } }, { resolve: 'joint' })
    const commands = { 'pip freeze': 'six==1.16.0\n' }
    project.write({
      'list.txt': listOf(61, 'toml==0.10.2'),
      'dockcompile.lock.json': JSON.stringify({ version: 1, commands }),
    })
    project.compile()
    const dockerfile = project.read('build/images/train/Dockerfile')
    for (const from of ['lists', 'files']) assert.match(dockerfile, `type=bind,from=dockcompile-${from},`)
    ok(project.bake())
    assert.is(versionOf(imageOf(), 'six'), '1.16.0')
    assert.is(versionOf(imageOf(), 'toml'), '0.10.2')
  })
}

test.run()
