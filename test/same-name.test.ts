/** Names of built images beside the tags that were planned. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isNamed } from '../src/commands/built/same-name.ts'

test("Docker Hub's host and a suffix of the tag change no name", () => {
  const tag = 'zenml:train-orchestrator'
  for (const name of [tag, `docker.io/library/${tag}`, `${tag}-1a2b3c4`, `docker.io/library/${tag}-1a2b3c4`])
    assert.ok(isNamed(name, tag), name)
  for (const name of ['zenml:train', 'zenml:train-orchestrators', `registry.example.com/${tag}`])
    assert.not.ok(isNamed(name, tag), name)
})

test.run()
