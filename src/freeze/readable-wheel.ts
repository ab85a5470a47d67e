import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ListedFile } from './listed-wheels.ts'
import type { InParts } from './parts-for-yauzl.ts'

/** Why a wheel cannot be read, in words that follow the names of packages. */
export class Unreadable extends Error {}

/** So much of the end is asked for at first, in bytes: all that yauzl reads to find the directory. That of most wheels is in it. */
const TAIL = 65_577

/** How long a server may take for one answer, in milliseconds. */
const PATIENCE = 15_000

/**
 * Gives `use` a wheel of which parts can be read. Throws `Unreadable` with the reason where that is not possible. No password is sent: an
 * address with one is not asked.
 *
 * @param root the folder that paths are relative to
 */
export async function withWheel<T>(file: ListedFile, root: string, use: (wheel: InParts) => Promise<T>): Promise<T> {
  const address = URL.canParse(file.address) ? new URL(file.address) : undefined
  if (address === undefined) return withFile(resolve(root, file.address), use)
  if (address.protocol === 'file:') return withFile(fileURLToPath(address), use)
  if (!/^https?:$/.test(address.protocol)) throw new Unreadable(`no wheel is read with ${address.protocol}`)
  if (address.username !== '' || address.password !== '') throw new Unreadable('their index needs a password')
  address.hash = ''
  return use(await onServer(address, file.size))
}

async function withFile<T>(path: string, use: (wheel: InParts) => Promise<T>): Promise<T> {
  const file = await open(path).catch(() => {
    throw new Unreadable('there is no such file on this machine')
  })
  try {
    const { size } = await file.stat()
    const read = async (start: number, end: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, end - start)), 0, Math.max(0, end - start), start)
      return buffer.subarray(0, bytesRead)
    }
    return await use({ size, read })
  } finally {
    await file.close()
  }
}

/** A wheel on a server that sends parts of files. Its end comes with the first answer. */
async function onServer(address: URL, known: number | null): Promise<InParts> {
  // Not every server knows "the last so many bytes".
  const asked = known === null ? `-${TAIL}` : `${Math.max(0, known - TAIL)}-${known - 1}`
  const { bytes: tail, range } = await part(address, asked, TAIL)
  const [, first, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(range)?.map(Number) ?? []
  if (size === undefined) throw new Unreadable('their server does not say which part of a file it sends')
  const read = async (start: number, end: number): Promise<Buffer> => {
    if (start >= first!) return tail.subarray(start - first!, end - first!)
    return (await part(address, `${start}-${end - 1}`, end - start)).bytes
  }
  return { size, read }
}

async function part(address: URL, range: string, most: number): Promise<{ bytes: Buffer; range: string }> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), PATIENCE)
  try {
    const headers = { range: `bytes=${range}`, 'accept-encoding': 'identity' }
    const answer = await fetch(address, { headers, signal: stop.signal })
    const problem = problemOf(answer.status)
    if (problem !== undefined) throw new Unreadable(problem)
    const bytes: Uint8Array[] = []
    let length = 0
    for await (const chunk of answer.body ?? []) {
      bytes.push(chunk)
      length += chunk.length
      if (length > most) throw new Unreadable('their server sends more than it was asked for')
    }
    return { bytes: Buffer.concat(bytes), range: answer.headers.get('content-range') ?? '' }
  } catch (error) {
    // fetch knows many kinds of "no", with addresses in them.
    throw error instanceof Unreadable ? error : new NoAnswer(`${address.host} does not answer`)
  } finally {
    clearTimeout(timer)
    stop.abort()
  }
}

/** A server that does not answer: asking it again takes as long. */
export class NoAnswer extends Unreadable {}

function problemOf(status: number): string | undefined {
  if (status === 206) return undefined
  if (status === 200) return 'their server sends only whole files'
  return status === 401 || status === 403 || status === 407
    ? 'their index needs a password'
    : `their server answers with the status ${status}`
}
