import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { commentText } from '../../src/quote/comment-text.ts'
import { dockerfileKey } from '../../src/quote/dockerfile-key.ts'
import { dockerfileValue } from '../../src/quote/dockerfile-value.ts'
import { dockerfilePaths, dockerfileWord } from '../../src/quote/dockerfile-word.ts'
import { dockerignorePattern } from '../../src/quote/dockerignore-pattern.ts'
import { heredoc } from '../../src/quote/heredoc.ts'
import { mountField } from '../../src/quote/mount-field.ts'
import { shellWord } from '../../src/quote/shell-word.ts'
import { firstUnseen } from '../../src/quote/unseen.ts'

/** Encoders against the real builder. Slow: needs a Docker daemon, and for `RUN` the local image `debian:bookworm-slim`; skips without. */
const daemon = spawnSync('docker', ['version', '--format', '{{.Server.Version}}']).status === 0
const shell = daemon && spawnSync('docker', ['image', 'inspect', 'debian:bookworm-slim']).status === 0

function real(name: string, possible: boolean, run: (folder: string) => void): void {
  test(name, () => {
    if (!possible) {
      console.log(`skipped: ${name}: no Docker daemon${daemon ? ' with debian:bookworm-slim' : ''} here`)
      return
    }
    const folder = mkdtempSync(join(tmpdir(), 'dockcompile-quote-'))
    try {
      mkdirSync(join(folder, 'context'))
      run(folder)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
}

function build(folder: string, dockerfile: string, ignore: string, ...flags: string[]): void {
  writeFileSync(join(folder, 'Dockerfile'), dockerfile)
  writeFileSync(join(folder, 'Dockerfile.dockerignore'), ignore)
  const run = spawnSync(
    'docker',
    ['buildx', 'build', '--progress=plain', '-f', join(folder, 'Dockerfile'), ...flags, join(folder, 'context')],
    {
      encoding: 'utf8',
    },
  )
  assert.is(run.status, 0, run.stderr.slice(-1500))
}

/** `docker inspect` of an image that exists only for a moment. */
function inspect(
  folder: string,
  dockerfile: string,
): { Env: string[]; Labels: Record<string, string>; WorkingDir: string; User: string } {
  const id = join(folder, 'id')
  build(folder, dockerfile, '', '--load', '--iidfile', id)
  const image = readFileSync(id, 'utf8')
  const config = spawnSync('docker', ['inspect', '--format', '{{json .Config}}', image], { encoding: 'utf8' }).stdout
  spawnSync('docker', ['image', 'rm', image])
  return JSON.parse(config)
}

const awkward = fc.constantFrom(
  ...`\\ "'$\`{}%!#<>&|;*?[]^~=,-./:@()\t \u00a0\u0085\u2028\ufeffé`.split(''),
  '👍',
  '${',
  '${A:-x}',
  '<<',
  '\\"',
  'a',
  'B',
  '_',
)
const text = fc.oneof(
  fc.array(awkward, { maxLength: 12 }).map(list => list.join('')),
  fc.string({ unit: 'binary' }),
)
const samples = (count: number, seed: number, usable: (t: string) => boolean) =>
  fc.sample(text, { numRuns: count, seed }).filter(usable)

real('ENV and LABEL values', daemon, folder => {
  for (const seed of [1, 2, 3, 4]) {
    const values = [
      ...samples(60, seed, t => dockerfileValue(t) !== undefined),
      ...['::error::a', 'a:::add-mask::$b', '"##vso[x]"', '###[error]', '\\##teamcity[x', 'section_start:1:x'],
    ]
    const config = inspect(
      folder,
      `FROM scratch\n${values.map((v, i) => `# ${commentText(v)}\nENV K${i}=${dockerfileValue(v)}\nLABEL l${i}=${dockerfileValue(v)}`).join('\n')}\n`,
    )
    const env = new Map(config.Env.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
    assert.equal(
      values.map((_, i) => env.get(`K${i}`)),
      values,
    )
    assert.equal(
      values.map((_, i) => config.Labels[`l${i}`]),
      values,
    )
  }
})

real('ENV keys', daemon, folder => {
  const keys = [...new Set(samples(60, 5, t => dockerfileKey(t) !== undefined))]
  const config = inspect(folder, `FROM scratch\n${keys.map((k, i) => `ENV ${dockerfileKey(k)}="${i}"`).join('\n')}\n`)
  for (const [i, key] of keys.entries()) assert.ok(config.Env.includes(`${key}=${i}`), key)
})

real('WORKDIR and USER', daemon, folder => {
  for (const t of ['/a b', '/$HOME/"x"', "/it's\\", '/é\u3000x', '/--x', '/a#b']) {
    const config = inspect(folder, `FROM scratch\nWORKDIR ${dockerfileWord(t)}\nUSER ${dockerfileWord(t.slice(1))}\n`)
    assert.equal([config.WorkingDir, config.User], [t, t.slice(1)])
  }
})

/** File names with everything that a name can have, no control characters. */
const names = [
  'plain.txt',
  ...[
    'a b',
    ' a',
    'a ',
    '!a',
    '#a',
    '--a',
    '<<EOF',
    '3<<EOF',
    '[x].txt',
    'a]',
    'a*',
    '*',
    'a?b',
    'a\\b',
    '\\',
    'a^b',
    '^',
    '^[x]',
    '$HOME',
    '${A}',
    '"q"',
    "it's",
    "'q'",
  ],
  ...[
    'a,b',
    'a=b',
    'a;b',
    'a&b',
    'a|b*',
    '{1,2}',
    'a{2}?',
    '~',
    '`x`',
    'é',
    'e\u0301',
    '\u00a0a\u00a0',
    '\u2028',
    'a\u0085',
    '👍',
    '.a',
    '..a',
    'sub dir/[y] *.txt',
    'sub dir/ z',
  ],
]
const put = (folder: string) => {
  for (const name of names) {
    mkdirSync(dirname(join(folder, 'context', name)), { recursive: true })
    writeFileSync(join(folder, 'context', name), name)
  }
}

real('COPY of one file by name', daemon, folder => {
  put(folder)
  // One build for each: what one line asks for would be sent for the others too. The destination is a file, so a glob that matches two fails.
  for (const name of names) {
    build(
      folder,
      `FROM scratch\nCOPY ${dockerfilePaths([name], '/f')}\n`,
      '',
      '--output',
      `type=local,dest=${join(folder, 'out')}`,
    )
    assert.is(readFileSync(join(folder, 'out/f'), 'utf8'), name)
    rmSync(join(folder, 'out'), { recursive: true })
  }
})

real('COPY to an awkward destination', daemon, folder => {
  writeFileSync(join(folder, 'context/a b'), '')
  const places = names.filter(n => !n.includes('/'))
  build(
    folder,
    `FROM scratch\n${places.map(n => `COPY ${dockerfilePaths(['a b'], `/${n}`)}`).join('\n')}\n`,
    '',
    '--output',
    `type=local,dest=${join(folder, 'out')}`,
  )
  for (const place of places) assert.is(readFileSync(join(folder, 'out', place), 'utf8'), '', place)
})

real('ignore patterns', daemon, folder => {
  put(folder)
  // A `?` stands for a character that nobody sees, and matches other names as well.
  const plain = names.filter(name => firstUnseen(name) === undefined)
  const kept = plain.filter((_, i) => i % 2)
  const out = (name: string) => readFileSync(join(folder, name), 'utf8')
  build(
    folder,
    'FROM scratch\nCOPY . /\n',
    `**\n${kept.map(n => `!${dockerignorePattern(n)}`).join('\n')}\n`,
    '--output',
    `type=local,dest=${join(folder, 'allow')}`,
  )
  build(
    folder,
    'FROM scratch\nCOPY . /\n',
    `${kept.map(n => dockerignorePattern(n)).join('\n')}\n`,
    '--output',
    `type=local,dest=${join(folder, 'deny')}`,
  )
  for (const name of plain) {
    const [there, gone] = kept.includes(name) ? ['allow', 'deny'] : ['deny', 'allow']
    assert.is(out(join(there, name)), name)
    assert.throws(() => out(join(gone, name)), 'ENOENT', name)
  }
})

real('RUN: shell words and mount fields', shell, folder => {
  const printable = names.filter(n => mountField('source', n) !== undefined)
  put(folder)
  const mounts = printable.map(
    (n, i) =>
      `RUN --mount=type=bind,${mountField('source', n)},${mountField('target', `/m/${n}`)} cp ${shellWord(`/m/${n}`)} /o/${i}`,
  )
  const words = samples(120, 6, t => shellWord(t) !== undefined)
  const prints = words.map(w => `    printf '%s\\0' ${shellWord(w)}`).join(' && \\\n')
  build(
    folder,
    `FROM debian:bookworm-slim AS run\nRUN mkdir /o\n${mounts.join('\n')}\nRUN { \\\n${prints}; } > /o/words\nFROM scratch\nCOPY --from=run /o /\n`,
    '',
    '--output',
    `type=local,dest=${join(folder, 'out')}`,
  )
  assert.equal(readFileSync(join(folder, 'out/words'), 'utf8').split('\0').slice(0, -1), words)
  assert.equal(
    printable.map((_, i) => readFileSync(join(folder, `out/${i}`), 'utf8')),
    printable,
  )
})

real('COPY: lists as heredocs', daemon, folder => {
  const line = fc.oneof(
    text,
    fc.constantFrom('', 'EOF', 'EOF2', ' EOF', 'EOF ', '# x', '# syntax=a', 'a \\', 'RUN a <<EOF', '\tEOF'),
  )
  const lists = fc
    .sample(fc.array(line, { maxLength: 20 }), { numRuns: 400, seed: 7 })
    .map(lines => lines.map(each => `${each}\n`).join(''))
    .filter(list => list !== '' && heredoc(list) !== undefined)
    // No image has more than 127 layers.
    .slice(0, 100)
  assert.is(lists.length, 100)
  const files = lists.map((list, i) => {
    const { lines, end } = heredoc(list)!
    return [`COPY <<'${end}' /${i}.txt`, ...lines, end].join('\n')
  })
  build(folder, `FROM scratch\n${files.join('\n')}\n`, '', '--output', `type=local,dest=${join(folder, 'out')}`)
  assert.equal(
    lists.map((_, i) => readFileSync(join(folder, `out/${i}.txt`), 'utf8')),
    lists,
  )
})

test.run()
