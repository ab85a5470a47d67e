/** Dockerfiles that the user wrote: built where they are, with the files they may see, alone or below a layer of ours; and parents that get another name. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'
import { configOf, layersOf, missing, ok, python, run, SLIM, testProject, ZENML } from './docker.ts'

const DOCKERFILE = `# The team's base.
ARG BASE=${ZENML}
FROM \${BASE} AS tools
RUN mkdir /made && echo tools > /made/tools
FROM \${BASE}
COPY --from=tools /made /made
`
const WITH_FILES = `${DOCKERFILE}COPY config /made/config
USER 1234
`
const PLAIN = { requirements: ['six'], python_package_installer: 'uv' }
/** Nothing that makes a layer: the image is what the Dockerfile, or the parent, is. */
const NO_LAYER = { allow_download_from_artifact_store: true, disable_automatic_requirements_detection: true }

const why = missing(ZENML, SLIM)
if (why) skip(test, 'custom Dockerfiles', why)
else {
  const project = testProject({
    linked: { docker: { ...PLAIN, dockerfile: 'docker/base.Dockerfile' } },
    files: {
      docker: { ...PLAIN, dockerfile: 'docker/files.Dockerfile', build_context_root: 'docker', user: 'app' },
    },
    ignoring: {
      docker: {
        ...PLAIN,
        dockerfile: 'docker/files.Dockerfile',
        build_context_root: 'docker',
        parent_image_build_config: { dockerignore: 'docker/own.dockerignore' },
      },
    },
    final: { docker: { ...NO_LAYER, dockerfile: 'docker/files.Dockerfile', build_context_root: 'docker' } },
    retag: { docker: { ...NO_LAYER, parent_image: SLIM } },
  })
  const image = (pipeline: string) => `${project.registry}/zenml:${pipeline}-orchestrator`
  const made = (pipeline: string) =>
    run(image(pipeline), ['sh', '-c', 'cd /made && find . -type f | sort'], { user: '0' }).split('\n')

  test.before(() => {
    project.write({
      'docker/base.Dockerfile': DOCKERFILE,
      'docker/files.Dockerfile': WITH_FILES,
      'docker/own.dockerignore': '**/*.tmp\n',
      'docker/config/team.ini': 'team = vision\n',
      'docker/config/scratch.tmp': 'x\n',
    })
    project.compile()
    ok(project.bake())
  })
  test.after(() => project.remove())

  test('bake knows each kind', () => {
    const { target } = JSON.parse(project.read('build/docker-bake.json')) as { target: Record<string, { contexts?: object }> }
    assert.equal(target.linked!.contexts, { 'linked-parent': 'target:linked-parent' })
    assert.ok(target['linked-parent'])
    assert.not(target['final-parent'])
    const { images } = JSON.parse(project.read('build/manifest.json')) as { images: Record<string, { kind: string }> }
    assert.equal(
      ['linked', 'files', 'ignoring', 'final', 'retag'].map(name => images[name]!.kind),
      ['build', 'build', 'build', 'dockerfile', 'retag'],
    )
  })

  test('a layer on top of a Dockerfile without a context', () => {
    assert.equal(made('linked'), ['./tools'])
    assert.is(python(image('linked'), 'import six, shop; print(shop.PRICE)'), '3')
    assert.is(run(image('linked'), ['id', '--user']), '0')
  })

  test('a layer on top of a Dockerfile that copies from its context', () => {
    assert.equal(made('files'), ['./config/scratch.tmp', './config/team.ini', './tools'])
    assert.is(python(image('files'), 'import six, shop; print(shop.PRICE)'), '3')
    assert.is(run(image('files'), ['id', '--user', '--name']), 'app')
  })

  test("the Dockerfile's own ignore file holds, and its user comes back", () => {
    assert.equal(made('ignoring'), ['./config/team.ini', './tools'])
    assert.is(configOf(image('ignoring')).User, '1234')
    assert.is(run(image('ignoring'), ['id', '--user']), '1234')
    assert.is(python(image('ignoring'), 'import six; open("/app/new", "w").close(); print(six.__name__)'), 'six')
  })

  test('a Dockerfile that is the image: nothing is added', () => {
    assert.equal(made('final'), ['./config/scratch.tmp', './config/team.ini', './tools'])
    assert.is(configOf(image('final')).User, '1234')
    assert.not(configOf(image('final')).Env.some(line => line.startsWith('ZENML_')))
  })

  test('a parent under another name: no layer is added', () => {
    assert.equal(layersOf(image('retag')), layersOf(SLIM))
    assert.equal(configOf(image('retag')).Env, configOf(SLIM).Env)
  })
}

test.run()
