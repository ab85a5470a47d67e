/** The dialect `portable` keeps to what kaniko, podman and the classic builder read: every such Dockerfile of the golden cases, by its text. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { goldenCases } from './golden/cases.ts'

/** What only BuildKit reads (docs.docker.com/reference/dockerfile, "syntax" notes; kaniko's README, "known issues"). */
const BUILDKIT_ONLY: Readonly<Record<string, RegExp>> = {
  'flags of RUN': /^RUN --/m,
  'flags of COPY but --chown and --from': /^(?:COPY|ADD) (?:--(?:chown|from)=\S+ )*--(?!chown|from)/m,
  'parser directives': /^# *(?:syntax|check) *=/im,
  heredocs: /^(?:RUN|COPY|ADD)\b.*<<-?["']?\w/m,
  'errors in expansions': /^(?:ENV|ARG|COPY|USER)\b.*\$\{\w+:?\?/m,
}

const dockerfiles = goldenCases.flatMap(({ folder }) => {
  const root = join(folder, 'expected')
  if (!existsSync(root)) return []
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(path => /(?:^|\/)Dockerfile$/.test(path))
    .map(path => ({ path: join(root, path), text: readFileSync(join(root, path), 'utf8') }))
    .filter(({ text }) => text.split('\n')[1]?.startsWith('# No BuildKit syntax'))
})

test('no instruction that only BuildKit reads', () => {
  assert.ok(dockerfiles.length >= 2, `only ${dockerfiles.length} Dockerfiles`)
  const found = dockerfiles.flatMap(({ path, text }) =>
    Object.keys(BUILDKIT_ONLY)
      .filter(what => BUILDKIT_ONLY[what]!.test(text))
      .map(what => `${path}: ${what}`),
  )
  assert.equal(found, [])
})

test('the patterns find what they look for', () => {
  const text =
    '# syntax=docker/dockerfile:1\nRUN --mount=type=cache,target=/x id\nCOPY --chown=a --link a /b\nRUN <<EOF\nENV A="${B:?set B}"\n'
  assert.equal(
    Object.values(BUILDKIT_ONLY).map(pattern => pattern.test(text)),
    Object.values(BUILDKIT_ONLY).map(() => true),
  )
})

test.run()
