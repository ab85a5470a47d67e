import { own } from '../basics/own.ts'
/** One `--mount` of a `RUN`, by its fields. */
export type Mount = ReadonlyMap<string, string>

/** What of a mount is part of a layer's key besides its content. BuildKit drops the id and the sharing of a cache. */
const COUNTS: Readonly<Record<string, readonly string[]>> = {
  bind: ['target', 'from', 'rw'],
  cache: ['target', 'from', 'source', 'mode', 'uid', 'gid', 'ro'],
  secret: ['id', 'target', 'env', 'mode', 'uid', 'gid'],
  ssh: ['id', 'target', 'mode', 'uid', 'gid'],
  tmpfs: ['target', 'size'],
}

const SPELLINGS: Readonly<Record<string, string>> = {
  dst: 'target',
  destination: 'target',
  src: 'source',
  readwrite: 'rw',
  readonly: 'ro',
}

/** The mounts of a `RUN`. A field with a comma in it is quoted; dockcompile writes none. */
export function mountsOf(flags: readonly string[]): Mount[] {
  return flags
    .filter(flag => flag.startsWith('--mount='))
    .map(flag => {
      const fields = flag.slice('--mount='.length).split(',').map(field)
      return new Map(fields)
    })
}

export const typeOf = (mount: Mount): string => mount.get('type') ?? 'bind'

/** The part of a mount's key that is in the Dockerfile. */
export function mountKey(mount: Mount): unknown {
  const type = typeOf(mount)
  return [type, ...(own(COUNTS, type) ?? [...mount.keys()]).map(name => mount.get(name) ?? null)]
}

function field(text: string): [string, string] {
  const [, name = text, value = 'true'] = /^([^=]*)=(.*)$/s.exec(text) ?? []
  return [own(SPELLINGS, name) ?? name, value]
}
