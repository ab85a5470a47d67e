import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DockerfileParser, type Env } from 'dockerfile-ast'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readInstructions } from '../src/dockerfile/read-instructions.ts'
import { parseDockerignore } from '../src/dockerignore/parse-dockerignore.ts'
import { selectContext } from '../src/dockerignore/select-context.ts'
import { breakCommands } from '../src/quote/ci-command.ts'
import { commentText } from '../src/quote/comment-text.ts'
import { copyGlob } from '../src/quote/copy-glob.ts'
import { dockerfileKey } from '../src/quote/dockerfile-key.ts'
import { dockerfileValue, fitsDockerfile } from '../src/quote/dockerfile-value.ts'
import { dockerfilePaths, dockerfileWord } from '../src/quote/dockerfile-word.ts'
import { dockerignorePattern } from '../src/quote/dockerignore-pattern.ts'
import { fromReference } from '../src/quote/from-reference.ts'
import { HclTemplate, hcl, hclString, hclTemplate, survivesBake } from '../src/quote/hcl.ts'
import { heredoc } from '../src/quote/heredoc.ts'
import { bakeJson, type JsonValue, json } from '../src/quote/json.ts'
import { mountField } from '../src/quote/mount-field.ts'
import { bakeTargetName, distinctNames, fileName } from '../src/quote/safe-name.ts'
import { shellWord } from '../src/quote/shell-word.ts'
import { pipedText, terminalText } from '../src/quote/terminal-text.ts'
import { firstUnseen } from '../src/quote/unseen.ts'
import { unwritable } from '../src/quote/unwritable.ts'
import { skip } from './skip.ts'

/** Text that likes to break things: every Unicode character, and the awkward ones often. */
const awkward = fc.constantFrom(
  ...`\\ "'$\`{}%!#<>&|;*?[]^~=,-./:@()\t\n\r\0 \u00a0\u0085\u2028\ufeffé👍\ud800`.split(''),
  '${',
  '%{',
  '<<',
  '\\"',
  ...['::error::', '##vso[', '##[', '##teamcity[', 'section_start:1'],
  'a',
  'B',
  '_',
)
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(awkward, { maxLength: 12 }).map(list => list.join('')),
  fc.string({ unit: 'grapheme-ascii' }),
)
const runs = { numRuns: 2000 }

/** BuildKit's word expansion (shell/lex.go `ProcessWord`), with no variable set. */
function expand(word: string): string {
  let out = ''
  let i = 0
  const dollar = () => {
    const name = /^\$(?:\{[^}]*\}|\w*|[@*#?\-$!0])/.exec(word.slice(i))![0]
    i += name.length
    return name === '$' ? '$' : ''
  }
  while (i < word.length) {
    const c = word[i]!
    if (c === "'") {
      const end = word.indexOf("'", i + 1)
      if (end < 0) throw new Error('unbalanced')
      out += word.slice(i + 1, end)
      i = end + 1
    } else if (c === '"') {
      i++
      for (;;) {
        if (i >= word.length) throw new Error('unbalanced')
        if (word[i] === '"') break
        if (word[i] === '$') out += dollar()
        else if (word[i] === '\\' && /["$\\]/.test(word[i + 1] ?? '')) {
          out += word[i + 1]
          i += 2
        } else out += word[i++]
      }
      i++
    } else if (c === '$') out += dollar()
    else if (c === '\\') {
      out += word[i + 1] ?? ''
      i += 2
    } else {
      out += c
      i++
    }
  }
  return out
}

/** The words of an ENV line (parser/line_parsers.go `parseWords`), quotes kept. */
function words(rest: string): string[] {
  const result: string[] = []
  let word = ''
  let quote = ''
  for (let i = 0; i <= rest.length; i++) {
    const c = rest[i]
    if (c === undefined || (!quote && /[\s\u0085]/.test(c) && c !== '\ufeff')) {
      if (word) result.push(word)
      word = ''
    } else if (c === '\\' && quote !== "'" && i + 1 < rest.length) word += c + rest[++i]
    else {
      if (quote ? c === quote : c === '"' || c === "'") quote = quote ? '' : c
      word += c
    }
  }
  return result
}

test('an ENV value comes back from the grammar of BuildKit', () => {
  fc.assert(
    fc.property(text, text, (key, value) => {
      const k = dockerfileKey(key)
      const v = dockerfileValue(value)
      assert.is(v === undefined, unwritable(value) !== undefined)
      fc.pre(k !== undefined && v !== undefined)
      const line = `${k}=${v}`
      const [word, ...more] = words(line)
      assert.equal(more, [])
      const cut = word!.indexOf('=')
      assert.is(expand(word!.slice(0, cut)), key)
      assert.is(expand(word!.slice(cut + 1)), value)
    }),
    runs,
  )
})

test('an ENV line is one instruction with one variable for dockerfile-ast too', () => {
  fc.assert(
    fc.property(text, value => {
      const v = dockerfileValue(value)
      fc.pre(v !== undefined)
      const file = DockerfileParser.parse(`FROM scratch\nENV KEY=${v}\nENV NEXT=1\n`)
      assert.equal(
        file.getENVs().map((env: Env) => env.getProperties().map(p => p.getName())),
        [['KEY'], ['NEXT']],
      )
    }),
    runs,
  )
})

test('what no line can hold is undefined and has a reason', () => {
  for (const [bad, reason] of [
    ['a\nb', 'a line break'],
    ['a\rb', 'a line break'],
    ['a\0', 'a NUL character'],
    ['\udc00', 'half of a surrogate pair'],
    ['a\u2028', 'U+2028, which nobody sees'],
    ['\x1b[31m', 'U+001B, which nobody sees'],
    ['a\u{e0041}', 'U+E0041, which nobody sees'],
    ['a\ufe0f', 'U+FE0F, which nobody sees'],
  ] as const) {
    assert.is(dockerfileValue(bad), undefined)
    assert.is(shellWord(bad), undefined)
    assert.is(unwritable(bad), reason)
  }
  assert.is(
    dockerfileValue('ا\u200cب 👩\u200d💻 ❤\ufe0f 1\ufe0f\u20e3 \u00a0\t👍'),
    '"ا\u200cب 👩\u200d💻 ❤\ufe0f 1\ufe0f\u20e3 \u00a0\t👍"',
  )
})

test('keys stay plain where they can', () => {
  assert.is(dockerfileKey('A_b'), 'A_b')
  assert.is(dockerfileKey('org.opencontainers.image.title'), 'org.opencontainers.image.title')
  assert.is(dockerfileKey('--x'), '"--x"')
  assert.is(dockerfileKey('a b'), '"a b"')
  assert.is(dockerfileKey('a=b'), undefined)
  assert.is(dockerfileKey(''), undefined)
})

test('a Dockerfile line holds 65535 bytes', () => {
  assert.ok(fitsDockerfile('x'.repeat(65_535)))
  assert.not(fitsDockerfile('x'.repeat(65_536)))
  assert.not(fitsDockerfile('é'.repeat(32_768)))
})

test('a heredoc holds its lines as they are, and ends behind them', () => {
  const line = fc.oneof(fc.constantFrom('', 'EOF', 'EOF2', ' EOF', 'EOF ', 'EOF\\', '# x', 'RUN x <<EOF', '$X', '\tEOF2'), text)
  const property = fc.property(fc.array(line, { maxLength: 12 }), fc.boolean(), (lines, isEnded) => {
    const list = lines.join('\n') + (isEnded ? '\n' : '')
    const body = heredoc(list)
    const whole = list.replace(/\n$/, '').split('\n')
    const isPlain = whole.every(each => unwritable(each) === undefined && breakCommands(each, () => '') === each)
    assert.is(body !== undefined, list === '' || isPlain)
    fc.pre(body !== undefined)
    assert.is(body!.lines.map(each => `${each}\n`).join(''), list === '' || list.endsWith('\n') ? list : `${list}\n`)
    const dockerfile = ['FROM scratch', `COPY <<'${body!.end}' /list`, ...body!.lines, body!.end, 'USER 1', ''].join('\n')
    const { instructions, problems } = readInstructions(dockerfile)
    assert.equal(problems, [])
    assert.equal(
      instructions.map(each => [each.keyword, each.line]),
      [
        ['from', 1],
        ['copy', 2],
        ['user', body!.lines.length + 4],
      ],
    )
  })
  fc.assert(property, runs)
  assert.equal(heredoc('a\nEOF\nEOF3\nEOF2'), { lines: ['a', 'EOF', 'EOF3', 'EOF2'], end: 'EOF4' })
  assert.equal(heredoc('a\n\n'), { lines: ['a', ''], end: 'EOF' })
  for (const bad of ['a\r', 'a\r\nb', '\0', '\u202e', '\ud800', `x\n${'x'.repeat(65_536)}`, '# ::error::x'])
    assert.is(heredoc(bad), undefined, JSON.stringify(bad.slice(0, 20)))
  assert.ok(heredoc('x'.repeat(65_535)))
})

test('a word is plain or quoted', () => {
  assert.is(dockerfileWord('/app'), '/app')
  assert.is(dockerfileWord('1000:1000'), '1000:1000')
  assert.is(dockerfileWord('a b'), '"a b"')
  assert.is(dockerfileWord('--x'), '"--x"')
  assert.is(dockerfileWord(''), '""')
  assert.is(dockerfileWord('$HOME/x'), '"\\$HOME/x"')
  fc.assert(
    fc.property(text, t => {
      const word = dockerfileWord(t)
      fc.pre(word !== undefined)
      assert.is(expand(word), t)
    }),
    runs,
  )
})

test('COPY arguments: plain, or JSON whose elements expand to the glob', () => {
  assert.is(dockerfilePaths(['src', 'a/b.py'], '/app/'), 'src a/b.py /app/')
  assert.is(dockerfilePaths(['a b'], '/x/'), '["a b", "/x/"]')
  assert.is(dockerfilePaths(['[x].txt'], '/x/'), '["[\\\\[]x].txt", "/x/"]'.replace('[\\\\[]', '[\\\\\\\\[]'))
  assert.is(dockerfilePaths(['a\nb'], '/x/'), undefined)
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), text, (sources, destination) => {
      const written = dockerfilePaths(sources, destination)
      fc.pre(written !== undefined)
      const got: string[] = written.startsWith('[') ? JSON.parse(written) : written.split(' ')
      for (const word of got) assert.not(/^\d*<</.test(word), `heredoc: ${word}`)
      assert.equal(got.map(expand), [...(written.startsWith('[') ? sources.map(copyGlob) : sources), destination])
    }),
    runs,
  )
})

test('a COPY glob keeps plain names and never has a bare special character', () => {
  assert.is(copyGlob('src/a b.py'), 'src/a b.py')
  assert.is(copyGlob('a^{1}|'), 'a^{1}|')
  assert.is(copyGlob('a*b?c[d]e^f'), 'a[\\*]b[\\?]c[\\[]d]e[\\^]f')
  assert.is(copyGlob('!a '), '[!]a[ ]')
  assert.is(copyGlob('a\tb'), undefined)
})

test('a FROM reference never expands', () => {
  assert.is(fromReference('python:3.11-slim@sha256:abc'), 'python:3.11-slim@sha256:abc')
  assert.is(fromReference('a$b'), 'a\\$b')
  for (const bad of ['', 'a b', 'a\u00a0b', '"a"', '--platform=x', 'a\n', 'a\\b']) assert.is(fromReference(bad), undefined, bad)
})

const SHELL = 'a shell word comes back from /bin/sh'
if (!existsSync('/bin/sh')) skip(test, SHELL, 'no /bin/sh here')
else
  test(SHELL, () => {
    const samples = fc.sample(text, { numRuns: 600, seed: 7 }).filter(t => shellWord(t) !== undefined)
    const script = samples.map(t => `printf '%s\\0' ${shellWord(t)}`).join('\n')
    const run = spawnSync('/bin/sh', ['-c', script], { encoding: 'buffer', maxBuffer: 1e8 })
    assert.ok(samples.length > 300)
    assert.equal(run.stdout.toString('utf8').split('\0').slice(0, -1), samples)
  })

test('shell words stay plain where they can', () => {
  assert.is(shellWord('torch==2.1.0+cu118'), 'torch==2.1.0+cu118')
  assert.is(shellWord('a>=1'), "'a>=1'")
  assert.is(shellWord("it's"), `'it'\\''s'`)
  assert.is(shellWord(''), "''")
  assert.is(shellWord('~x'), "'~x'")
})

test('a mount field comes back from the flag, CSV and word grammars', () => {
  /** parser/split_command.go, for one word of ASCII. */
  const flag = (written: string) => {
    let out = ''
    let quote = ''
    for (let i = 0; i < written.length; i++) {
      const c = written[i]!
      if (c === '\\') out += written[++i]
      else if (quote ? c === quote : c === '"' || c === "'") quote = quote ? '' : c
      else {
        assert.not(!quote && c === ' ', 'the word ends too early')
        out += c
      }
    }
    assert.is(quote, '')
    return out
  }
  const csv = (line: string) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(m =>
      m[1] === undefined ? m[2]! : m[1].replaceAll('""', '"'),
    )
  fc.assert(
    fc.property(text, value => {
      const field = mountField('target', value)
      assert.is(field === undefined, !/^[\x20-\x7e]*$/.test(value))
      fc.pre(field !== undefined)
      const fields = csv(flag(`type=bind,${field},source=x`))
      assert.equal(fields.length, 3)
      assert.is(expand(fields[1]!.slice('target='.length)), value)
    }),
    runs,
  )
  assert.is(mountField('source', 'build/requirements.txt'), 'source=build/requirements.txt')
  for (const bad of ['é', 'a*', '[x]', 'a\\b', '!a', 'a ']) assert.is(mountField('source', bad), undefined, bad)
  assert.is(mountField('from', 'a$b'), undefined)
})

test('JSON comes back', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const written = json(value as JsonValue)
      assert.equal(JSON.parse(written), JSON.parse(JSON.stringify(value)))
      assert.ok(written.endsWith('\n'))
    }),
    runs,
  )
})

test('JSON is laid out for review', () => {
  assert.is(
    json({
      a: ['x', 'y'],
      b: { c: 1 },
      gone: undefined,
      list: [{ k: 'v' }],
      e: [],
      m: new Map([
        ['10', 'ten'],
        ['9', 'nine'],
      ]),
    }),
    '{\n  "a": ["x", "y"],\n  "b": {"c": 1},\n  "list": [\n    {"k": "v"}\n  ],\n  "e": [],\n  "m": {"10": "ten", "9": "nine"}\n}\n',
  )
  assert.is(json(['\u202e\u200b\x7f']), '[\n  "\\u202e\\u200b\\u007f"\n]\n')
  assert.is(json({ a: ['x'.repeat(130)] }), `{\n  "a": [\n    "${'x'.repeat(130)}"\n  ]\n}\n`)
})

test('HCL: only openings of expressions are doubled', () => {
  assert.is(hcl('${a} %{b} $ % $$ {'), '$${a} %%{b} $ % $$ {')
  assert.is(hclTemplate(['a-', { variable: 'TEAM' }, '${x}']).text, 'a-${TEAM}$${x}')
  assert.is(hclTemplate(['$', '{x}']).text, '$${x}')
  assert.is(hclString('a "b" \\ ${c}\n'), '"a \\"b\\" \\\\ $${c}\\u000a"')
  assert.is(hclTemplate(['cost $', { variable: 'N' }]).text, 'cost ${"$"}${N}')
  assert.is(bakeJson({ '${k}': '${v}', t: new HclTemplate('${X}') }), '{\n  "$${k}": "$${v}",\n  "t": "${X}"\n}\n')
  assert.not(survivesBake('e\u0301'))
  assert.ok(survivesBake('é'))
})

const BAKE = 'docker buildx bake reads back what was written'
if (spawnSync('docker', ['buildx', 'version']).status !== 0) skip(test, BAKE, 'no docker buildx here')
else
  test(BAKE, () => {
    const values = fc.sample(text, { numRuns: 400, seed: 11 }).filter(survivesBake)
    const target = Object.fromEntries(values.map((v, i) => [`t${i}`, { dockerfile: v, args: { A: v }, labels: { [v]: 'x' } }]))
    const parts = [
      ['x$', { variable: 'V' }, '$$'],
      ['$$', { variable: 'V' }, '{'],
      ['%', { variable: 'V' }, '${V}'],
      ['$', '{V}'],
    ]
    const folder = mkdtempSync(join(tmpdir(), 'dockcompile-bake-'))
    try {
      const file = join(folder, 'docker-bake.json')
      const templates = Object.fromEntries(parts.map((p, i) => [`p${i}`, { dockerfile: hclTemplate(p) }]))
      const names = [...Object.keys(target), ...Object.keys(templates)]
      const variable = { V: { default: 'val' } }
      writeFileSync(file, bakeJson({ group: { default: { targets: names } }, variable, target: { ...target, ...templates } }))
      const printed = JSON.parse(
        execFileSync('docker', ['buildx', 'bake', '-f', file, '--print'], { encoding: 'utf8', stdio: 'pipe', maxBuffer: 1e8 }),
      )
      values.forEach((v, i) => {
        const got = printed.target[`t${i}`]
        // An empty `dockerfile` is the default. `--print` escapes `args` and `labels` again since buildx 0.23, but not `dockerfile`.
        assert.is(got.dockerfile, v || 'Dockerfile')
        if (hcl(v) === v) assert.equal([got.args.A, Object.keys(got.labels)], [v, [v]])
      })
      assert.equal(
        parts.map((_, i) => printed.target[`p${i}`].dockerfile),
        ['xval$$', '$$val{', '%val${V}', '${V}'].map((x, i) => (i === 0 ? 'x$val$$' : x)),
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

test('an ignore pattern matches its path and no other', () => {
  assert.is(dockerignorePattern('src/a.py'), 'src/a.py')
  assert.is(dockerignorePattern('#a '), '[#]a[ ]')
  assert.is(dockerignorePattern('[x]^*'), '[[]x]\\^\\*')
  assert.is(dockerignorePattern('a|{1}'), 'a|{1}')
  assert.is(dockerignorePattern('a|{1}*'), 'a\\|\\{1}\\*')
  assert.is(dockerignorePattern('a\nb'), undefined)
  const name = text.map(t => t.replace(/[/\0]/g, '').replace(/^\.{0,2}$/, 'x'))
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map(parts => parts.join('/'))
  fc.assert(
    fc.property(path, fc.array(path, { maxLength: 4 }), fc.boolean(), (wanted, others, except) => {
      const pattern = dockerignorePattern(wanted)
      // A `?` stands for what nobody sees, and matches more.
      fc.pre(pattern !== undefined && firstUnseen(wanted) === undefined)
      const unrelated = [...others, `${wanted}x`, `x${wanted}`, `d/${wanted}`, wanted.toUpperCase()].filter(
        o => o !== wanted && dockerignorePattern(o) !== undefined && !o.startsWith(`${wanted}/`) && !wanted.startsWith(`${o}/`),
      )
      const files = [...new Set([wanted, ...unrelated])]
      assert.ok('patterns' in parseDockerignore(pattern))
      const left = selectContext(files, except ? `**\n!${pattern}\n` : `${pattern}\n`)
      assert.ok('files' in left)
      assert.equal(new Set(left.files), new Set(except ? [wanted] : unrelated), JSON.stringify([wanted, pattern]))
    }),
    runs,
  )
})

test('bake target names', () => {
  for (const [from, to] of [
    ['train', 'train'],
    ['a.b', 'a_b'],
    ['my pipeline!', 'my-pipeline'],
    ['--x', 'x'],
    ['Modèle', 'Modele'],
  ] as const)
    assert.is(bakeTargetName(from), to)
  assert.match(bakeTargetName('训练'), /^image-[0-9a-f]{8}$/)
  fc.assert(
    fc.property(text, t => assert.match(bakeTargetName(t), /^[A-Za-z0-9_][A-Za-z0-9_-]{0,99}$/)),
    runs,
  )
})

test('file names', () => {
  for (const [from, to] of [
    ['train', 'train'],
    ['con', 'con_'],
    ['NUL.txt', 'NUL_.txt'],
    ['../x', 'x'],
    ['a/b', 'a-b'],
    ['com1', 'com1_'],
    ['.env', 'env'],
  ] as const)
    assert.is(fileName(from), to)
  assert.is(fileName('x'.repeat(300)).length, 100)
  fc.assert(
    fc.property(text, t => assert.match(fileName(t), /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,99}[A-Za-z0-9_])?$/)),
    runs,
  )
})

test('names that would meet are kept apart, in any order', () => {
  const names = ['a b', 'a-b', 'A-B', 'a_b', 'c']
  const got = distinctNames(names, bakeTargetName)
  assert.is(got.get('A-B'), 'A-B')
  assert.match(got.get('a-b')!, /^a-b-[0-9a-f]{6}$/)
  assert.match(got.get('a b')!, /^a-b-[0-9a-f]{6}$/)
  assert.is(got.get('c'), 'c')
  assert.is(new Set([...got.values()].map(n => n.toLowerCase())).size, names.length)
  assert.equal(Object.fromEntries(distinctNames(names.reverse(), bakeTargetName)), Object.fromEntries(got))
})

test('a comment stays one line and no directive', () => {
  assert.is(commentText(' a\r\n b\u2028c\u202ed\x1b[31m '), 'a b c\\u202ed\\x1b[31m')
  assert.is(commentText('escape=`'), '"escape=`')
  fc.assert(
    fc.property(text, t => {
      assert.is(DockerfileParser.parse(`# ${commentText(t)}\nFROM scratch\n`).getInstructions().length, 1)
      // dockerfile-ast calls every `# name=value` a directive.
      const names = DockerfileParser.parse(`# ${commentText(t)}\nFROM scratch\n`)
        .getDirectives()
        .map(d => d.getName().toLowerCase())
      assert.not(names.some(name => ['syntax', 'escape', 'check'].includes(name)))
    }),
    runs,
  )
})

test('a terminal shows what would act', () => {
  assert.is(terminalText('a\x1b[31m\n\u202e\u{e0001}é'), 'a\\x1b[31m\\n\\u202e\\u{e0001}é')
  fc.assert(
    fc.property(text, t => assert.not(/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(terminalText(t)))),
    runs,
  )
})

test('no CI system finds a command in a value that was quoted', () => {
  const found = (quoted: string | undefined) => quoted !== undefined && breakCommands(quoted, () => '') !== quoted
  assert.is(dockerfileValue('a::error::b'), '"a:"":error::b"')
  assert.is(shellWord('##vso[x]'), `'#''#vso[x]'`)
  assert.is(shellWord('::error::b'), `':'':error::b'`)
  fc.assert(
    fc.property(text, t => {
      for (const quoted of [dockerfileValue(t), dockerfileKey(t), dockerfileWord(t), dockerfilePaths([t], t), shellWord(t)])
        assert.not.ok(found(quoted), quoted)
    }),
    runs,
  )
})

test('a file that is printed into a pipe keeps each byte but those that begin a command of a CI system', () => {
  assert.is(pipedText('RUN a\u200b\r\nENV A="##vso[x]"\n'), 'RUN a\u200b\r\nENV A="\\x23#vso[x]"\n')
})

test.run()
