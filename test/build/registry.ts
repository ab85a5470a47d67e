/** An image registry on this machine, for tests that look at what was pushed. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { toolHome } from './buildkitd.ts'

const UP = resolve('../shared/tools/registry-up')

/** Why no registry can be started here; undefined when one can. The tool would install one: not in each run of the tests. */
export function noRegistry(): string | undefined {
  if (!existsSync(UP)) return '../shared/tools/registry-up is not here'
  try {
    execFileSync('sh', ['-c', 'command -v docker-registry'])
  } catch {
    return 'docker-registry is not installed'
  }
  return undefined
}

/** Starts a registry on a port, as `localhost:<port>`. */
export function startRegistry(port: number): void {
  execFileSync(UP, [`${port}`], { stdio: 'pipe' })
}

/** Stops the registry on a port, and removes what was pushed to it. */
export function stopRegistry(port: number): void {
  const home = toolHome('registry')
  const file = join(home, `${port}.pid`)
  if (existsSync(file)) process.kill(Number(readFileSync(file, 'utf8')))
  for (const left of [`${port}.pid`, `${port}.yml`, `${port}.log`, `data-${port}`])
    rmSync(join(home, left), { recursive: true, force: true })
}

/** The digests of an image's layers as a registry has them, by the image's manifest. */
export async function blobsOf(port: number, name: string, tag: string): Promise<string[]> {
  const accept = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'].join(', ')
  const answer = await fetch(`http://localhost:${port}/v2/${name}/manifests/${tag}`, { headers: { accept } })
  assert.is(answer.status, 200, `${name}:${tag}`)
  const { layers } = (await answer.json()) as { layers: { digest: string }[] }
  return layers.map(({ digest }) => digest)
}
