/**
 * Images with independent layers that need much of the same: what both need is installed once and is in the same blobs of a registry, whatever else
 * each needs. An engine that knows nothing builds them.
 */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from '../skip.ts'
import { builder, noBuildkitd, startBuildkitd, stopBuildkitd, withParents } from './buildkitd.ts'
import { executed, ok, SLIM, type TestProject, testProject } from './docker.ts'
import { blobsOf, noRegistry, startRegistry, stopRegistry } from './registry.ts'

/** Packages that depend on nothing. networkx, pygments, babel and pyyaml are big or made for one platform. */
const words = (text: string): string[] => text.trim().split(/\s+/)

const BOTH = words(`
  networkx==3.3 pygments==2.18.0 babel==2.16.0 pyyaml==6.0.2 six==1.16.0 toolz==0.12.1 attrs==24.2.0 click==8.1.7 tqdm==4.66.5 certifi==2024.8.30
  idna==3.8 urllib3==2.2.3 h11==0.14.0 sniffio==1.3.1 pytz==2024.2 tzdata==2024.2 filelock==3.16.1 fsspec==2024.9.0 colorama==0.4.6 decorator==5.1.1
  zipp==3.20.2 distlib==0.3.8 platformdirs==4.3.6 iniconfig==2.0.0 pluggy==1.5.0 tomli==2.0.2 typing-extensions==4.12.2 mdurl==0.1.2 ply==3.11
  pyparsing==3.1.4 webencodings==0.5.1 defusedxml==0.7.1 imagesize==1.4.1 soupsieve==2.6 blinker==1.8.2 itsdangerous==2.2.0 cachetools==5.5.0
  more-itertools==10.5.0 sortedcontainers==2.4.0 tabulate==0.9.0`)

const OWN = {
  train: words(`
    termcolor==2.4.0 texttable==1.7.0 toml==0.10.2 traitlets==5.14.3 xmltodict==0.13.0 pathspec==0.12.1 mypy-extensions==1.0.0 nodeenv==1.9.1 cfgv==3.4.0
    identify==2.6.1 pycparser==2.22 pyasn1==0.6.1 oauthlib==3.2.2 ptyprocess==0.7.0 pickleshare==0.7.5 backcall==0.2.0 executing==2.1.0 pure-eval==0.2.3
    parso==0.8.4 nest-asyncio==1.6.0 humanize==4.11.0 inflection==0.5.1 jmespath==1.0.1 docutils==0.21.2`),
  serve: words(`
    joblib==1.4.2 threadpoolctl==3.5.0 markdown==3.7 mistune==3.0.2 uritemplate==4.1.1 semver==3.0.2 smmap==5.0.1 sqlparse==0.5.1 tenacity==9.0.0
    tomlkit==0.13.2 websocket-client==1.8.0 zict==3.0.0 locket==1.0.0 ordered-set==4.1.0 python-dotenv==1.0.1 pyjwt==2.9.0 pymysql==1.1.1 shellingham==1.5.4
    appdirs==1.4.4 chardet==5.2.0 cloudpickle==3.0.0 cycler==0.12.1 dill==0.3.8 mpmath==1.3.0`),
} as const

const NAME = 'two images that need 40 of 64 packages both'
const IMAGES = ['train', 'serve'] as const

const BUILDKIT = 12361
const REGISTRY = 12363

const why = noBuildkitd(SLIM) ?? noRegistry()
if (why) skip(test, NAME, why)
else {
  let project: TestProject
  let isOurs = false

  test.before(() => {
    isOurs = startBuildkitd(BUILDKIT)
    startRegistry(REGISTRY)
    const docker = (own: readonly string[]) => ({ docker: { parent_image: SLIM, requirements: [...BOTH, ...own] } })
    project = testProject(
      { train: docker(OWN.train), serve: docker(OWN.serve) },
      {
        resolve: 'locked',
        layers: 'independent',
        bytecode: false,
      },
    )
    project.write({ 'stack.yaml': project.read('stack.yaml').replaceAll(project.registry, `localhost:${REGISTRY}/team`) })
    ok(project.dockcompile('freeze', '--resolve', '--yes'))
    project.compile('--quiet')
  })
  test.after(() => {
    stopBuildkitd(BUILDKIT, isOurs)
    stopRegistry(REGISTRY)
    project.remove()
  })

  test(NAME, async () => {
    const { images } = JSON.parse(project.read('build/manifest.json')) as Manifest
    const [train, serve] = IMAGES.map(name => new Map(images[name]!.layers.map(layer => [layer.name, layer])))
    const both = [...train!.values()].filter(layer => JSON.stringify(serve!.get(layer.name)) === JSON.stringify(layer))
    const names = both.flatMap(({ packages }) => Object.keys(packages))
    assert.equal(names.sort(), BOTH.map(pin => pin.split('==')[0]!).sort())

    const flags = ['--builder', builder(BUILDKIT), '-f', 'build/docker-bake.json', '--provenance=false', '--progress=plain']
    const log = ok(project.call('docker', ['buildx', 'bake', ...flags, '--push', '--no-cache', ...withParents(SLIM), ...IMAGES]))
    for (const { name } of both) assert.is(executed(log, new RegExp(`requirements/${name}\\.txt`)).length, 1, name)

    // Alike are the parent, /app, the layers of what both need, and the code.
    const [ofTrain, ofServe] = await Promise.all(IMAGES.map(name => blobsOf(REGISTRY, 'team/zenml', `${name}-orchestrator`)))
    const shared = ofTrain!.filter(blob => ofServe!.includes(blob))
    assert.is(shared.length, ofTrain!.length - (train!.size - both.length))
    assert.is(shared.length, ofServe!.length - (serve!.size - both.length))
  })
}

test.run()

interface Manifest {
  readonly images: Readonly<Record<string, { readonly layers: readonly { readonly name: string; readonly packages: object }[] }>>
}
