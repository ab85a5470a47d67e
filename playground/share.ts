/** Files by name. */
export type Files = Readonly<Record<string, string>>

/** Files as the part of an address behind `#`, which no browser sends anywhere. */
export async function toFragment(files: Files): Promise<string> {
  const packed = await through(new CompressionStream('deflate-raw'), new TextEncoder().encode(JSON.stringify(files)))
  let binary = ''
  for (const byte of packed) binary += String.fromCharCode(byte)
  return `files=${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`
}

/** The files in such a part; undefined where there are none, or where it was cut off on its way. */
export async function fromFragment(fragment: string): Promise<Files | undefined> {
  const packed = /^files=([\w-]+)$/.exec(fragment)?.[1]
  if (packed === undefined) return undefined
  try {
    const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, character => character.charCodeAt(0))
    const text = new TextDecoder().decode(await through(new DecompressionStream('deflate-raw'), bytes))
    const files: unknown = JSON.parse(text)
    if (typeof files !== 'object' || files === null) return undefined
    const texts = Object.entries(files).filter(([, value]) => typeof value === 'string')
    return texts.length > 0 ? Object.fromEntries(texts) : undefined
  } catch {
    return undefined
  }
}

async function through(stream: CompressionStream | DecompressionStream, bytes: Uint8Array): Promise<Uint8Array> {
  const packed = new Blob([bytes as BlobPart]).stream().pipeThrough(stream as ReadableWritablePair<Uint8Array, BufferSource>)
  return new Uint8Array(await new Response(packed).arrayBuffer())
}
