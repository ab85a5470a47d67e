/** What a build asks for on the machine that builds: told at the setting with the call that grants it, and in no call that is there to be copied. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileCommand } from '../src/commands/compile.ts'
import { STACK, TestProject } from './golden/project.ts'

let project: TestProject
test.after.each(() => project?.remove())

/** The flags of the call in the messages, and the lines that are marked. */
async function asked(settings: string, more = '', dockerfile = 'FROM python:3.11\n') {
  project = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': `stack: stack.yaml\npipelines: [{file: train.yaml, steps: [load]}]\npython: "3.11"\n${more}`,
    'train.yaml': `settings: {docker: {${settings}}}\n`,
    Dockerfile: dockerfile,
  })
  const { code, out, err } = await project.run(compileCommand)
  assert.is(code, 0, err)
  const header = /^# Build: (.*)$/m.exec(built('Dockerfile') ?? '')?.[1]
  const places = [...err.matchAll(/DC4039\]: .*\n *--> (\S+)/g)].map(([, place]) => place!)
  const calls = new Set([...err.matchAll(/bake -f build\/docker-bake\.json ?([^`]*)`/g)].map(([, flags]) => flags!))
  assert.ok(calls.size <= 1, 'one call grants all')
  // No call outside of a message grants anything.
  for (const text of [out, header ?? '', readFileSync(join(project.root, 'build/docker-bake.json'), 'utf8')]) {
    assert.not.match(text, '--allow')
    assert.not.match(text, 'entitlements')
  }
  const says = /rights on the machine that builds: `dockcompile doctor`/
  const any = calls.size > 0 || /DC3061/.test(err)
  assert.is(says.test(out), any, out)
  if (header !== undefined) assert.is(says.test(header), any, header)
  project.remove()
  return { flags: [...calls].join(), places }
}

const built = (path: string) => {
  try {
    return readFileSync(join(project.root, 'build/images/train', path), 'utf8')
  } catch {
    return undefined
  }
}

const flags = async (...words: Parameters<typeof asked>) => (await asked(...words)).flags
const PARENT = 'dockerfile: Dockerfile, requirements: [zenml==0.98.0]'

test('what needs no right', async () => {
  for (const options of [
    'network: none',
    'cache_from: ["type=local,src=.cache"]',
    'cache_to: "type=registry,ref=/x"',
    'extra_hosts: {host: 1.2.3.4}',
  ])
    assert.is(await flags(`requirements: [six], build_config: {build_options: {${options}}}`), '', options)
  assert.is(await flags('requirements: [six]', 'secrets: {netrc: {file: .secrets/netrc, target: /root/.netrc}}\n'), '')
  assert.is(await flags(PARENT, '', 'FROM python:3.11\nRUN --network=none --mount=type=cache,target=/x true\n'), '')
})

test("the host's network, for an image and for the user's own Dockerfile", async () => {
  const own = await asked('requirements: [six], build_config: {build_options: {network_mode: host}}')
  assert.equal(own, { flags: '--allow=network.host', places: ['train.yaml:1:87'] })
  const parent = `${PARENT}, parent_image_build_config: {build_options: {network: host}}`
  assert.is(await flags(parent), '--allow=network.host')
  assert.is(
    await flags('requirements: [six]', 'settings: {docker: {build_config: {build_options: {network: host}}}}\n'),
    '--allow=network.host',
  )
})

test("a RUN of the user's own Dockerfile, also one that it leaves to its children", async () => {
  for (const [run, right, set] of [
    ['RUN --network=host true', 'network.host', 'entitlements=network.host'],
    ['RUN --mount=type=cache,target=/x --security=insecure true', 'security.insecure', 'entitlements=security.insecure'],
    ['RUN --mount=type=ssh git fetch', 'ssh', 'ssh=default'],
    ['RUN --mount=id=x,type=ssh git fetch', 'ssh', 'ssh=default'],
    ['ONBUILD RUN --network=host true', 'network.host', 'entitlements=network.host'],
  ] as const) {
    const { flags, places } = await asked(PARENT, '', `FROM python:3.11\n${run}\n`)
    assert.match(flags, new RegExp(`^--allow=${right} --set=[\\w.-]+\\.${set}$`), run)
    assert.equal(places, ['Dockerfile:2:1'])
  }
})

test("a secret outside that only the user's own Dockerfile mounts", async () => {
  const secret = 'secrets: {netrc: {file: ../netrc, target: /root/.netrc}}\n'
  const alone = 'dockerfile: Dockerfile, install_stack_requirements: false'
  const mounting = 'FROM python:3.11\nRUN --mount=type=secret,id=netrc --network=host true\n'
  assert.match(await flags(alone, secret, mounting), '--allow=fs.read=../netrc')
})

test('files outside', async () => {
  const caches = '{cache_from: ["type=local,src=/var/cache/in"], cache_to: "type=local,dest=../out,mode=max"}'
  const found = await asked(`requirements: [six], build_config: {build_options: ${caches}}`)
  assert.is(found.flags, '--allow=fs.read=/var/cache/in --allow=fs.write=../out')
  assert.is(found.places.length, 2)
  // As bake reads a cache: quoted fields, keys in any case.
  for (const cache of [`'type=local,"dest=/var/out"'`, `'"type=local","dest=/var/out"'`, `'TYPE=local,Dest=/var/out'`])
    assert.is(await flags('requirements: [six]', `bake: {cache_to: [${cache}]}\n`), '--allow=fs.write=/var/out', cache)
  assert.is(await flags('requirements: [six]', 'bake: {cache_to: ["type=local,dest=/c/{image}"]}\n'), '--allow=fs.write=/c/train')
})

test.run()
