/** What `freeze` reads of uv's pylock.toml: the wheel that a platform gets, by the tags of its name. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { listedWheels } from '../src/freeze/listed-wheels.ts'
import { packageSizes } from '../src/freeze/package-sizes.ts'

const PLATFORMS = ['linux/amd64', 'linux/arm64']
const sizes = (text: string, platforms = PLATFORMS) => {
  const listed = listedWheels(text, { python: '3.11', platforms })
  return listed && packageSizes(listed)
}
const wheel = (name: string, size?: number) =>
  `{ url = "https://files.example.com/a/${name}", ${size === undefined ? '' : `size = ${size}, `}hashes = { sha256 = "00" } }`
const one = (wheels: readonly string[], more = '') =>
  sizes(`lock-version = "1.0"\n[[packages]]\nname = "Big_One"\nversion = "1.0"\n${more}wheels = [${wheels.join(', ')}]\n`)?.[
    'big-one'
  ]

test('a platform gets the biggest wheel that fits it', () => {
  const rows: [names: readonly (readonly [string, number?])[], wheels: Record<string, number | null>][] = [
    [[['big_one-1.0-py3-none-any.whl', 5]], { 'linux/amd64': 5, 'linux/arm64': 5 }],
    [[['big_one-1.0-py2.py3-none-any.whl', 5]], { 'linux/amd64': 5, 'linux/arm64': 5 }],
    [[['big_one-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl', 7]], { 'linux/amd64': 7 }],
    [[['big_one-1.0-cp38-abi3-manylinux_2_28_aarch64.whl', 7]], { 'linux/arm64': 7 }],
    [[['big_one-1.0-cp312-cp312-manylinux_2_17_x86_64.whl', 7]], {}],
    [[['big_one-1.0-cp312-abi3-manylinux_2_17_x86_64.whl', 7]], {}],
    [[['big_one-1.0-cp310-cp310-manylinux_2_17_x86_64.whl', 7]], {}],
    [[['big_one-1.0-cp311-cp311t-manylinux_2_17_x86_64.whl', 7]], {}],
    [[['big_one-1.0-cp311-cp311-musllinux_1_2_x86_64.whl', 7]], {}],
    [
      [
        ['big_one-1.0-cp311-cp311-win_amd64.whl', 7],
        ['big_one-1.0-cp311-cp311-macosx_11_0_arm64.whl', 8],
      ],
      {},
    ],
    [[['big_one-1.0-1-py3-none-linux_x86_64.whl', 9]], { 'linux/amd64': 9 }],
    [
      [
        ['big_one-1.0-cp311-cp311-manylinux_2_17_x86_64.whl', 7],
        ['big_one-1.0-cp311-cp311-manylinux_2_28_x86_64.whl', 9],
      ],
      { 'linux/amd64': 9 },
    ],
    [[['big_one-1.0-py3-none-any.whl']], { 'linux/amd64': null, 'linux/arm64': null }],
  ]
  for (const [names, wheels] of rows)
    assert.equal(one(names.map(([name, size]) => wheel(name, size))), { wheels, source: null }, JSON.stringify(names))
})

test('a source archive counts by itself, and so does an address', () => {
  assert.equal(one([], 'sdist = { url = "https://files.example.com/big-one-1.0.tar.gz", size = 12 }\n'), {
    wheels: {},
    source: 12,
  })
  assert.equal(sizes('[[packages]]\nname = "a"\narchive = { url = "https://e.com/a-1.0-py3-none-any.whl#x", size = 4 }\n'), {
    a: { wheels: { 'linux/amd64': 4, 'linux/arm64': 4 }, source: null },
  })
  assert.equal(sizes('[[packages]]\nname = "a"\narchive = { url = "https://e.com/a.zip" }\n'), {
    a: { wheels: {}, source: null },
  })
})

test('a package may be called like something that every object has', () => {
  const found = sizes(`[[packages]]\nname = "constructor"\nwheels = [${wheel('constructor-1.0-py3-none-any.whl', 3)}]\n`)
  assert.equal(Object.entries(found!), [['constructor', { wheels: { 'linux/amd64': 3, 'linux/arm64': 3 }, source: null }]])
})

test('versions for different platforms are one package', () => {
  const entry = (name: string, size: number) => `[[packages]]\nname = "a"\nwheels = [${wheel(name, size)}]\n`
  const text = entry('a-1-py3-none-manylinux_2_17_x86_64.whl', 1) + entry('a-2-py3-none-manylinux_2_17_aarch64.whl', 2)
  assert.equal(sizes(text), { a: { wheels: { 'linux/amd64': 1, 'linux/arm64': 2 }, source: null } })
})

test('a text that is not such an answer gives nothing', () => {
  for (const text of ['', 'numpy==1.0 --hash=sha256:00', 'packages = 1', '[[packages']) assert.is(sizes(text), undefined, text)
})

test.run()
