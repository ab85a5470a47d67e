/** Values that are left to the build: what is given to bake arrives in the image as it is, on either builder, and without it nothing is built. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'
import { configOf, environmentOf, missing, ok, type TestProject, testProject, ZENML } from './docker.ts'

/** What a shell, a Dockerfile, HCL or JSON could take for something else. */
const BUCKET = `pen'gu"ins $HOME \${x} %{if} \\ # ü`
const GIVEN = { BUCKET, BUILD: '17', COMMIT: 'abc', RELEASE: '1.0 "beta"' }

const why = missing(ZENML)
if (why) skip(test, 'values left to the build', why)
else {
  const projects = new Map<string, TestProject>()
  test.after(() => {
    for (const project of projects.values()) project.remove()
  })

  for (const dialect of ['buildkit', 'portable']) {
    test(`${dialect}: bake does not start without them, and says which is missing`, () => {
      const project = testProject(
        {
          train: {
            docker: {
              parent_image: ZENML,
              // Below its own line the name BUCKET means something else than the variable of the build.
              environment: { BUCKET: 'fixed', DATA: `s3://\${BUCKET}/raw`, STAMP: `${Date.now()}` },
              runtime_environment: { BUILD: `\${BUILD}` },
              build_config: {
                build_options: {
                  build_args: { COMMIT: `\${COMMIT}` },
                  labels: { 'org.opencontainers.image.version': `\${RELEASE}` },
                },
              },
            },
          },
        },
        { dialect },
      )
      projects.set(dialect, project)
      project.compile('--quiet')
      for (const name of Object.keys(GIVEN)) {
        const { code, log } = project.bake([], { ...GIVEN, [name]: '' })
        assert.is.not(code, 0, name)
        assert.match(log, new RegExp(`until ${name} is set: `))
      }
    })

    test(`${dialect}: what is given arrives, and nothing else is expanded`, () => {
      const project = projects.get(dialect)!
      ok(project.bake([], GIVEN))
      arrived(`${project.registry}/zenml:train-orchestrator`)
    })
  }

  test('portable: without its arguments the classic builder stops with the name of one', () => {
    const call = ['build', '--file', 'build/images/train/Dockerfile', '--build-arg', 'COMMIT=abc', '.']
    const { code, log } = projects.get('portable')!.call('docker', call, { DOCKER_BUILDKIT: '0' })
    assert.is.not(code, 0)
    assert.match(log, /DOCKCOMPILE_DATA: give it the value that docker-bake\.json holds/)
  })

  test('portable: the classic builder gets the same from the arguments that bake prints', () => {
    const project = projects.get('portable')!
    // Bake prints a bake file again, with its escapes.
    const printed = ok(project.bake(['--print', '--progress=quiet'], GIVEN))
      .replaceAll('$${', '${')
      .replaceAll('%%{', '%{')
    const { target } = JSON.parse(printed) as { target: Record<string, Target> }
    const { args, labels, dockerfile } = target.train!
    const image = `${project.registry}/zenml:train-orchestrator`
    const pairs = (flag: string, values: Readonly<Record<string, string>>) =>
      Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`])
    const flags = [...pairs('--build-arg', args), ...pairs('--label', labels), '--file', dockerfile, '--tag', image]
    ok(project.call('docker', ['build', ...flags, '.'], { DOCKER_BUILDKIT: '0' }))
    arrived(image)
  })
}

test.run()

interface Target {
  readonly args: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly dockerfile: string
}

function arrived(image: string): void {
  const environment = environmentOf(image)
  assert.equal(
    ['BUCKET', 'DATA', 'BUILD'].map(name => environment.get(name)),
    ['fixed', `s3://${BUCKET}/raw`, '17'],
  )
  assert.is(configOf(image).Labels?.['org.opencontainers.image.version'], GIVEN.RELEASE)
}
