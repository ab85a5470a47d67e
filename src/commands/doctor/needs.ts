import type { Output } from '../../model/artifact.ts'

/** Something in the output that an old builder does not know. */
export interface Need {
  /** `secrets as environment variables`. */
  readonly what: string
  /** The first BuildKit that knows it, and the first Docker Engine with such a BuildKit inside. */
  readonly buildkit: string
  readonly engine: string
}

/** The bake that this output is tried with: older ones refuse or misread parts of the file. */
export const BUILDX = '0.13.0'

/** What the output uses, newest first. Looked up on 2026-11-24: release notes of the Dockerfile frontend, of BuildKit and of Docker Engine. */
const FEATURES: readonly (Need & { readonly used: (text: string) => boolean })[] = [
  {
    what: 'modes of copied files (Dockerfile 1.14)',
    buildkit: '0.20.0',
    engine: '28.0.0',
    used: text => /^COPY .*--chmod=u=/m.test(text),
  },
  {
    what: 'secrets as environment variables (Dockerfile 1.10)',
    buildkit: '0.16.0',
    engine: '27.4.0',
    used: text => /--mount=type=secret,[^\s]*\benv=/.test(text),
  },
  {
    what: 'contexts with names (Dockerfile 1.4)',
    buildkit: '0.10.0',
    engine: '23.0.0',
    used: text => /"contexts":/.test(text),
  },
  {
    what: 'mounts (Dockerfile 1.2)',
    buildkit: '0.8.0',
    engine: '20.10.0',
    used: text => /--mount=/.test(text),
  },
]

/** What these outputs ask of a builder: the newest feature that they use, which the older ones come before. */
export function builderNeed(outputs: readonly Output[]): Need | undefined {
  const texts = outputs.flatMap(output =>
    output.files.filter(f => /(?:Dockerfile|docker-bake\.json)$/.test(f.path)).map(f => f.text),
  )
  return FEATURES.find(({ used }) => texts.some(used))
}
