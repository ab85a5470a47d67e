/**
 * A Docker for golden cases, which build nothing: `docker buildx bake -f FILE [--push] [--metadata-file FILE] [TARGETS…]` writes the metadata that a
 * build of these targets would have, and `imagetools inspect` knows ZenML's own images.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`
const [, , builder, verb, ...words] = process.argv

if (builder === 'buildx' && verb === 'bake') bake(words)
else if (builder === 'buildx' && words[0] === 'inspect' && words[1].startsWith('zenmldocker/'))
  console.log(
    JSON.stringify({ manifest: { digest: DIGEST }, image: { os: 'linux', architecture: 'amd64', config: { User: '' } } }),
  )
else {
  console.error('ERROR: not found')
  process.exitCode = 1
}

function bake(all) {
  const words = [...all]
  const take = name => (words.includes(name) ? words.splice(words.indexOf(name), 2)[1] : undefined)
  const file = take('-f')
  const metadata = take('--metadata-file')
  const { group, target } = JSON.parse(readFileSync(file, 'utf8'))
  const asked = words.filter(word => word !== '--push')
  const built = (asked.length ? asked : ['default']).flatMap(name => group[name]?.targets ?? [name])
  // Without a push the image stays in Docker's own store, where its digest is that of its configuration.
  const config = words.includes('--push') ? `sha256:${'fedcba9876543210'.repeat(4)}` : DIGEST
  const entries = built.map(name => {
    const { labels, tags } = target[name]
    const args = { 'label:dev.dockcompile.digest': labels['dev.dockcompile.digest'] }
    return [
      name,
      {
        'buildx.build.provenance': { invocation: { parameters: { args } } },
        'containerimage.config.digest': config,
        'containerimage.digest': DIGEST,
        'image.name': tags.join(','),
      },
    ]
  })
  if (metadata) writeFileSync(metadata, JSON.stringify(Object.fromEntries(entries)))
}
