import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { heredocOf, heredocsOf } from '../src/dockerfile/heredoc.ts'
import { lex } from '../src/dockerfile/lex.ts'
import { type DockerfileFacts, readDockerfile } from '../src/dockerfile/read-dockerfile.ts'
import { readInstructions } from '../src/dockerfile/read-instructions.ts'
import { walkStages } from '../src/dockerfile/stages.ts'

function facts(text: string): DockerfileFacts {
  const read = readDockerfile('Dockerfile', text)
  if ('problems' in read) throw new Error(read.problems.map(p => `${p.line}: ${p.message}`).join('; '))
  return read.ok
}
const problems = (text: string) => {
  const read = readDockerfile('Dockerfile', text)
  return 'problems' in read ? read.problems.map(p => `${p.line}:${p.column} ${p.message}`) : []
}
const users = (text: string) => facts(text).user?.value

test('parent, platform and user of the last stage', () => {
  const text =
    'ARG TAG=3.11\nFROM golang AS build\nUSER other\nFROM --platform=linux/amd64 python:${TAG}-slim\nUSER a\nUSER "app"\n'
  const read = facts(text)
  assert.is(read.parent.value, 'python:3.11-slim')
  assert.is(read.parent.written, 'python:${TAG}-slim')
  assert.is(text.slice(read.parent.at.start, read.parent.at.end), 'python:${TAG}-slim')
  assert.is(read.platform?.value, 'linux/amd64')
  assert.is(read.user?.value, 'app')
  assert.is(text.slice(read.user!.at.start, read.user!.at.end), '"app"')
  assert.equal(
    read.stages.map(s => [s.name, s.image.value]),
    [
      ['build', 'golang'],
      [undefined, 'python:3.11-slim'],
    ],
  )
})

test('a stage based on an earlier one has its parent and its user', () => {
  const read = facts('FROM python:3 AS Base\nUSER 1000\nFROM base AS next\nFROM NEXT\nRUN x\n')
  assert.is(read.parent.value, 'python:3')
  assert.is(read.user?.value, '1000')
})

test('a block of Markdown gives one message, at its first line', () => {
  const [one, ...others] = problems('```dockerfile\nFROM a\n```\n')
  assert.match(one!, /^1:1 .*remove this line/)
  assert.equal(others, [])
})

test('variables: defaults are known, others are not', () => {
  assert.is(facts('ARG A\nFROM x:$A\n').parent.value, undefined)
  assert.is(facts('ARG A\nFROM x:${A:-1}\n').parent.value, 'x:1')
  assert.is(facts('ARG A=\nFROM x:${A:-1}\n').parent.value, 'x:1')
  assert.is(facts('FROM a\nARG U=me\nUSER $U\n').user?.value, 'me')
  assert.is(facts('ARG U=me\nFROM a\nARG U\nUSER $U\n').user?.value, 'me')
  assert.is(facts('ARG U=me\nFROM a\nUSER $U\n').user?.value, undefined)
  assert.is(facts('FROM a\nENV A=1 B=$A\nUSER u$A\n').user?.value, 'u1')
  assert.is(facts('FROM a\nENV A b c\nUSER $A\n').user?.value, 'b c')
})

/** Built with BuildKit 0.25, its `RUN` printed what this test expects. */
const VARIABLES = `ARG G=global
FROM debian AS base
ARG X=1
ARG X=2
ARG X
ENV E=env
ARG E=arg
ARG "Q"=quoted
ENV "K"=key
ENV A=1
ENV A=2 B=$A
ARG G
ENV N$A=computed
FROM base AS dup
ENV D=first
FROM base AS dup
ENV D=second
FROM dup
ENV OLD a=b c
RUN echo "X=$X E=$E Q=$Q K=$K A=$A B=$B G=$G D=$D N2=$N2 OLD=$OLD"
`

test('variables: ENV wins over ARG, ARG without a value changes nothing, the last stage of a name counts', () => {
  const steps = walkStages(readInstructions(VARIABLES))
  const values = [...steps].at(-1)!.scope.values
  assert.equal(Object.fromEntries(values), {
    X: '2',
    E: 'env',
    '"Q"': 'quoted',
    K: 'key',
    A: '2',
    B: '1',
    G: 'global',
    D: 'second',
    N2: 'computed',
    OLD: 'a=b c',
  })
})

test('variables: a build argument wins over its default, not over ENV', () => {
  const text = 'ARG TAG=1\nFROM a:$TAG\nARG U=me\nENV E=env\nARG E\nRUN x\n'
  const steps = [...walkStages(readInstructions(text), { TAG: '2', U: 'you', E: 'no' })]
  assert.equal(Object.fromEntries(steps.at(-1)!.scope.values), { U: 'you', E: 'env' })
  assert.is(steps[1]!.scope.values.get('TAG'), '2')
})

test('what comes from the build context', () => {
  const text = [
    'FROM a AS b',
    'COPY --chown=1 src /app/',
    'COPY ["a b", "c", "/x/"]',
    'COPY --from=b /q /q',
    'COPY <<EOF /heredoc',
    'COPY nothing /here',
    'EOF',
    'ADD https://example.com/x x.tar /t/',
    'RUN --mount=type=bind,source=req.txt,target=/r --mount=type=cache,target=/c --mount=source=/z,from=b,target=/y x',
    'RUN --mount=target=/all --mount=type=bind,src=one,target=/o --mount=type=tmpfs,source=no,target=/n x',
    'ARG D=docs',
    'COPY $D ${E} /x/',
    'COPY ./ .',
  ].join('\n')
  assert.equal(
    facts(text).context.map(c => [c.by, c.value]),
    [
      ['COPY', 'src'],
      ['COPY', 'a b'],
      ['COPY', 'c'],
      ['ADD', 'x.tar'],
      ['RUN', 'req.txt'],
      ['RUN', '/'],
      ['RUN', 'one'],
      ['COPY', 'docs'],
      ['COPY', undefined],
      ['COPY', './'],
    ],
  )
})

test('triggers', () => {
  assert.equal(
    facts('FROM x AS a\nONBUILD RUN no\nFROM b\nONBUILD COPY . /app\nonbuild run <<EOF\nUSER x\nEOF\n').onbuild.map(
      o => o.instruction,
    ),
    ['COPY . /app', 'run <<EOF'],
  )
})

test('lines as BuildKit joins them', () => {
  for (const [text, user] of [
    ['FROM a\nRUN x \\\n# comment\n\n  y\nUSER b', 'b'],
    ['FROM a\nRUN x \\ \t\n  y\nUSER b', 'b'],
    ['FROM a\nRUN x \\\\\nUSER b', 'b'],
    ['FROM a\nRUN x \\\nUSER b', undefined],
    ['FROM a\r\nRUN x \\\r\n y\r\nUSER b\r\n', 'b'],
    ['\ufeffFROM a\n \u00a0\fUSER b', 'b'],
    ['FR\\\nOM a\nUSER \\\n  b', 'b'],
    ['# escape=`\nFROM a\nRUN x `\nUSER q\nRUN c:\\\nUSER b', 'b'],
    ['# syntax=docker/dockerfile:1\n#ESCAPE = `\nFROM a\nRUN x `\nUSER q', undefined],
    ['# no=directive\n# escape=`\nFROM a\nRUN x \\\nUSER q', undefined],
    ['\n# escape=`\nFROM a\nRUN x \\\nUSER q', undefined],
  ] as const)
    assert.is(users(text), user, JSON.stringify(text))
})

test('heredocs hide what is in them', () => {
  for (const [text, user] of [
    ['FROM a\nRUN <<EOF\nUSER x\nEOF\nUSER b', 'b'],
    ['FROM a\nRUN 3<<EOF cat\nUSER x\nEOF\nUSER b', 'b'],
    ['FROM a\nRUN cat <<-EOF >/x <<"E F"\n\tUSER x\n\tEOF\nUSER y\nE F\nUSER b', 'b'],
    ['FROM a\nRUN echo "<<EOF"\nUSER b', 'b'],
    ['FROM a\nRUN ["x", "<<EOF"]\nUSER b', 'b'],
    ['FROM a\nRUN echo $((1<<3))\nUSER b', 'b'],
    ['FROM a\nENV X <<EOF\nUSER b', 'b'],
    ['FROM a\nONBUILD RUN <<EOF\nUSER x\nEOF\nUSER b', 'b'],
  ] as const)
    assert.is(users(text), user, JSON.stringify(text))
  assert.equal(heredocsOf('RUN a <<EOF 2<<-"X Y" \'<<no\' b<<no'), [
    { name: 'EOF', chomp: false },
    { name: 'X Y', chomp: true },
  ])
  assert.is(heredocOf('<<'), undefined)
})

test('what BuildKit refuses, with the place', () => {
  assert.equal(problems(''), ['1:1 the file has no instructions'])
  assert.equal(problems('# only a comment\n'), ['1:1 the file has no instructions'])
  assert.equal(problems('ARG X=1\n'), ['1:1 the file has no FROM'])
  assert.equal(problems('Dockerfile'), ['1:1 unknown instruction `Dockerfile`'])
  assert.equal(problems('RUN x\nFROM a\n'), ['1:1 RUN comes before the first FROM'])
  assert.equal(problems('FROM a\n  RUNN x\nUSER\nCOPY a\nENV A=1 B\n'), [
    '2:3 unknown instruction `RUNN`; did you mean `RUN`?',
    '3:1 USER needs a name',
    '4:1 COPY needs a source and a destination',
    '5:1 `B` in ENV has no `=`',
  ])
  assert.equal(problems('FROM a b\nFROM a AS 1x\nFROM\n'), [
    '1:1 FROM takes one image, or an image, AS and a name',
    '2:1 `1x` cannot be the name of a stage',
    '3:1 FROM takes one image, or an image, AS and a name',
  ])
  assert.equal(problems('FROM a\nRUN <<EOF\nx\n'), ['2:1 the heredoc `EOF` has no end'])
  assert.equal(problems('# escape=x\nFROM a\n'), ['1:1 `# escape=` takes a backslash or a backtick'])
  assert.equal(problems('# syntax=a/dockerfile\n# syntax=b/dockerfile\nFROM a\n'), ['2:1 only one `# syntax=` line can be used'])
  assert.equal(
    problems('FROM a\nSHELL x\nHEALTHCHECK x\nONBUILD FROM b\nVOLUME ["a", 1]\nLABEL =x\nONBUILD HEALTHCHECK x [1]\n'),
    [
      '2:1 SHELL takes a JSON list',
      '3:1 HEALTHCHECK needs CMD or NONE, not `x`',
      '4:1 FROM cannot be an ONBUILD trigger',
      '5:1 a JSON list of VOLUME holds texts only',
      '6:1 LABEL has a value without a name',
      '7:1 a JSON list of HEALTHCHECK holds texts only',
    ],
  )
  assert.equal(problems(`FROM a\nRUN ${'x'.repeat(65_535)}\n`), ['2:1 the line is longer than 65,535 bytes'])
})

test('a foreign frontend may have another grammar', () => {
  assert.equal(problems('# syntax=example.com/mocker:2\nFROM a\nPROJECT x\n'), [])
  assert.is(facts('# syntax=example.com/mocker:2\nFROM a\nPROJECT x\n').syntax, 'example.com/mocker:2')
  assert.equal(problems('# syntax=docker/dockerfile:1.7-labs\nFROM a\nPROJECT x\n'), ['3:1 unknown instruction `PROJECT`'])
  assert.equal(problems('# syntax=mirror.example.com/docker/dockerfile@sha256:1\nFROM a\nPROJECT x\n').length, 1)
})

test('word expansion', () => {
  const variables = new Map([
    ['A', 'x y'],
    ['E', ''],
  ])
  for (const [written, text] of [
    ['$A', 'x y'],
    ['${A}', 'x y'],
    ['"$A"', 'x y'],
    ["'$A'", '$A'],
    ['\\$A', '$A'],
    ['"\\$A\\q\\\\"', '$A\\q\\'],
    ['${E:-d}', 'd'],
    ['${E-d}', ''],
    ['${U-"d e"}', 'd e'],
    ['${A:+s}', 's'],
    ['${E:+s}', ''],
    ['$', '$'],
    ['a$-b', 'ab'],
  ] as const)
    assert.is(lex(written, { variables })?.text, text, written)
  for (const refused of ['"', "'", '${', '${}', '${A', '${U:?no}', '${A:=x}', '${A#x}'])
    assert.is(lex(refused, { variables }), undefined, refused)
  assert.equal(lex('a "b c"\td', {})?.words, ['a', 'b c', 'd'])
  assert.equal(lex('$X${Y}', {})?.unset, ['X', 'Y'])
})

test('any text gives facts or problems with a place, never an exception', () => {
  const piece = fc.constantFrom(
    'FROM a',
    'RUN x',
    'USER b',
    'COPY',
    'ENV',
    'K=v',
    '\\\n',
    '\n',
    ' ',
    '<<EOF',
    'EOF',
    '"',
    "'",
    '${',
    '# escape=`\n',
    '[',
    ']',
    ',',
    '--x',
    '\r',
    '\ufeff',
    '\u{1f600}',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece, { maxLength: 20 }).map(l => l.join('')),
        fc.string({ unit: 'binary' }),
      ),
      text => {
        const read = readDockerfile('f', text)
        fc.pre('problems' in read)
        for (const p of read.problems)
          assert.ok(
            p.line >= 1 && p.column >= 1 && p.start >= 0 && p.start <= p.end && p.end <= text.length + 1,
            JSON.stringify(p),
          )
      },
    ),
    { numRuns: 3000 },
  )
})

test('what grows with every line ends in an error, and soon', () => {
  const lines = (count: number, line: (n: number) => string) => Array.from({ length: count }, (_, n) => line(n)).join('\n')
  const tooMuch = '1:1 the values of its variables are too much, with those that are in others; the limit is 1,000,000 characters'
  const start = performance.now()
  assert.equal(problems(`FROM x\nENV A0=xx\n${lines(60, n => `ENV A${n + 1}=$A${n}$A${n}`)}\nUSER $A60\n`), [tooMuch])
  assert.equal(problems(`ARG A=x\n${lines(60, n => `ARG B${n}=\${A}\${A}\nARG A=$B${n}`)}\nFROM $A\n`), [tooMuch])
  assert.equal(problems(`FROM x AS s0\n${lines(3000, n => `ENV V${n}=1\nFROM s${n} AS s${n + 1}`)}\n`), [tooMuch])
  assert.equal(problems(`FROM x\n${lines(20_000, n => `ARG V${n}=1`)}\n`), [
    '10001:1 the file has more instructions than we read; the limit is 10,000',
  ])
  // Deeper than anybody writes it: not a value that we know.
  const deep = (levels: number) => `FROM x\nUSER ${'${A:-'.repeat(levels)}app${'}'.repeat(levels)}\n`
  assert.is(users(deep(100)), 'app')
  assert.is(lex(`${'${A:-'.repeat(100)}app${'}'.repeat(100)}`)?.text, 'app')
  for (const levels of [101, 8000]) assert.is(users(deep(levels)), undefined)
  assert.ok(performance.now() - start < 20_000)
})

test.run()
