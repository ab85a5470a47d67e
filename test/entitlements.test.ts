/** What bake has to be allowed: the build command that is printed says so. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileCommand } from '../src/commands/compile.ts'
import { STACK, TestProject } from './golden/project.ts'

let project: TestProject
test.after.each(() => project?.remove())

/** The flags behind `docker buildx bake -f build/docker-bake.json`. */
async function flags(settings: string, more = '', dockerfile = 'FROM python:3.11\n'): Promise<string> {
  project = new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': `stack: stack.yaml\npipelines: [{file: train.yaml, steps: [load]}]\npython: "3.11"\n${more}`,
    'train.yaml': `settings: {docker: {${settings}}}\n`,
    Dockerfile: dockerfile,
  })
  const { code, out, err } = await project.run(compileCommand)
  assert.is(code, 0, err)
  project.remove()
  return /bake -f build\/docker-bake\.json ?(.*)$/m.exec(out)![1]!
}

const PARENT = 'dockerfile: Dockerfile, requirements: [zenml==0.98.0]'

test('what needs no right', async () => {
  assert.is(
    await flags('requirements: [six], build_config: {build_options: {network: none, cache_from: ["type=local,src=.cache"]}}'),
    '',
  )
  assert.is(await flags('requirements: [six]', 'secrets: {netrc: {file: .secrets/netrc, target: /root/.netrc}}\n'), '')
})

test("the host's network, for an image and for the user's own Dockerfile", async () => {
  assert.is(await flags('requirements: [six], build_config: {build_options: {network_mode: host}}'), '--allow=network.host')
  const parent = `${PARENT}, parent_image_build_config: {build_options: {network: host}}`
  assert.is(await flags(parent), '--allow=network.host')
})

test("a secret outside that only the user's own Dockerfile mounts", async () => {
  const secret = 'secrets: {netrc: {file: ../netrc, target: /root/.netrc}}\n'
  const alone = 'dockerfile: Dockerfile, install_stack_requirements: false'
  const mounting = 'FROM python:3.11\nRUN --mount=type=secret,id=netrc true\n'
  assert.is(await flags(alone, secret, mounting), '--allow=fs.read=../netrc')
  assert.is(await flags(alone, secret), '')
})

test('files outside', async () => {
  const secret = (file: string) => `secrets: {netrc: {file: ${file}, target: /root/.netrc}}\n`
  assert.is(await flags('requirements: [six]', secret('../ci/netrc')), '--allow=fs.read=../ci/netrc')
  assert.is(await flags('requirements: [six]', secret('/etc/netrc')), '--allow=fs.read=/etc/netrc')
  const caches = '{cache_from: ["type=local,src=/var/cache/in"], cache_to: "type=local,dest=../out,mode=max"}'
  assert.is(
    await flags(`requirements: [six], build_config: {build_options: ${caches}}`),
    '--allow=fs.read=/var/cache/in --allow=fs.write=../out',
  )
})

test.run()
