/** Values of a pull request, of a lock file and of a parent image that would be more than values: flags, commands, fields of a mount. */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readInstructions } from '../src/dockerfile/read-instructions.ts'
import { isUserName } from '../src/dockerfile/user-name.ts'
import type { Dialect } from '../src/model/project.ts'
import { type Project, run } from './run.ts'

const docker = (settings: object) => JSON.stringify({ settings: { docker: settings } })
const SLIM = 'python:3.11-slim'
const OURS = ['buildkit', 'portable'] as const satisfies readonly Dialect[]

const USERS = [
  ...[
    'app; touch /x #',
    '$(touch /x)',
    'app`touch /x`',
    'app && touch /x',
    'app\nRUN touch /x',
    'app\rx',
    'app|x',
    'a b',
    "a'b",
    'a"b',
  ],
  ...[
    '-x',
    '--all',
    '../x',
    'app:',
    ':app',
    'app:app:app',
    'app:x;y',
    '1000:',
    '0x;',
    'é',
    '$USER',

    'app\t',
    ' app',
    'app ',
    '*',
    '~',
  ],
]

test('a user from the settings, the lock file and a Dockerfile is a name or a number', () => {
  const lock = (user: string) => ({
    'dockcompile.lock.json': JSON.stringify({ version: 1, images: { [SLIM]: { digest: `sha256:${'a'.repeat(64)}`, user } } }),
  })
  const written = (user: string) => ({ Dockerfile: `FROM ${SLIM}\nUSER ${JSON.stringify(user)}\n` })
  const ways: [settings: (user: string) => object, files: (user: string) => Record<string, string>][] = [
    [user => ({ parent_image: SLIM, user }), () => ({})],
    [() => ({ parent_image: SLIM }), lock],
    [() => ({ dockerfile: 'Dockerfile' }), written],
  ]
  for (const dialect of OURS)
    for (const [i, [settings, files]] of ways.entries()) {
      const made = (user: string) => run(docker({ requirements: ['a==1'], ...settings(user) }), { dialect, files: files(user) })
      for (const user of USERS) {
        // A line break ends the instruction in a Dockerfile, and a variable without a value says nothing.
        if (i === 2 && /[\n\r$]/.test(user)) continue
        const { errors, diagnostics, paths } = made(i === 2 ? user.trim() && user : user)
        if (i === 2 && isUserName(user.trim())) continue
        assert.equal(errors, ['DC4023'], JSON.stringify([dialect, i, user]))
        assert.ok(diagnostics.find(d => d.code === 'DC4023')!.at, user)
        assert.equal(paths, [])
      }
      // In a Dockerfile a `$` begins a variable.
      for (const user of ['app', '1000', '1000:1000', 'app:staff', 'a.b-c_d', ...(i === 2 ? [] : ['app$'])]) {
        const { errors, dockerfile } = made(user)
        assert.equal(errors, [], `${dialect} ${i} ${user}`)
        assert.match(dockerfile(), `chown ${user === 'app$' ? "'app$'" : user} /app`, `${i}`)
      }
    }
})

test('lists of the lock file are text', () => {
  const made = (output: string) => {
    const commands = { 'pip freeze': output }
    const files = {
      'dockcompile.lock.json': JSON.stringify({ version: 1, commands }).replace(
        /[\x7f-\x9f]/g,
        c => `\\u00${c.charCodeAt(0).toString(16)}`,
      ),
    }
    return run(docker({ replicate_local_python_environment: 'pip_freeze' }), { dialect: 'buildkit', files, zenml: '0.85.0' })
  }
  assert.equal(made('a==1\r\nb==2\n\t# c\n').errors, [])
  for (const odd of ['\0', '\u001b[2K', '\u0085', '\u007f'])
    assert.equal(made(`a==1\nb==2${odd}\nc==3`).errors, ['DC4023'], JSON.stringify(odd))
})

const COMMANDS = [
  ...[
    '--mount=type=bind,from=x,source=/etc,target=/t cp /t/a /b',
    '--mount=type=ssh git fetch',
    '--network=host x',
    '--security=insecure x',
  ],
  ...[
    '--',
    '-- x',
    '--x',
    '--no-such-flag=1 pip install .',
    '--mount=type=ssh uv pip install .',
    '--mount=type=ssh pip install .',
  ],
  ...['  --network=host x', '\t--network=host x', '\n--network=host x', '\ufeff--network=host x', '\u0085--network=host x'],
  ...[
    '\u00a0--network=host x',
    '\u2003--network=host x',
    '\u000b--network=host x',
    '\u000c--network=host x',
    '\\\n--network=host x',
  ],
  ...[
    '# x\n--network=host x',
    '#x',
    '\u0085# x',
    'cat <<E\nx\nE',
    '<<E cat',
    'x \\',
    'x \\\u0085',
    'x \\\n',
    'x\nRUN y',
    'x\r\nRUN y',
    'x\rRUN y',
  ],
  ...['# syntax=evil', '# escape=`', '["/bin/x", "y"]', '[x', 'ONBUILD RUN x'],
]

/** Whether BuildKit reads one RUN with our own flags and nothing else that the command could have brought. */
function isOneRun(dockerfile: string, plain: string, said: string) {
  const read = (text: string) => {
    const { instructions, problems, token } = readInstructions(text)
    return { problems, token, shape: instructions.map(i => [i.keyword, ...i.flags, ...i.heredocs.map(h => JSON.stringify(h))]) }
  }
  const withoutTmp = (text: string) =>
    read(text).shape.map(words => words.filter(word => word !== '--mount=type=tmpfs,target=/tmp'))
  assert.equal(read(dockerfile).problems, [], said)
  assert.is(read(dockerfile).token, '\\')
  assert.equal(withoutTmp(dockerfile), withoutTmp(plain), said)
}

const withCommand = (command: string, dialect: Dialect, more: Project = {}) =>
  run(docker({ parent_image: SLIM, allow_download_from_artifact_store: false, local_project_install_command: command }), {
    dialect,
    ...more,
  })

test('a command is never flags, a comment, a heredoc or a line more of its RUN', () => {
  for (const dialect of OURS) {
    const plain = withCommand('make', dialect).dockerfile()
    for (const command of COMMANDS)
      isOneRun(withCommand(command, dialect).dockerfile(), plain, `${dialect} ${JSON.stringify(command)}`)
    const piece = fc.constantFrom(
      ...[
        '--',
        '-',
        'mount=type=ssh',
        'network=host',
        ' ',
        '\t',
        '\n',
        '\r',
        '\u0085',
        '\u00a0',
        '\ufeff',
        '\u2028',
        '\\',
        '#',
        '<<',
        '<<-',
        'E',
        '"',
        "'",
      ],
      ...['[', ']', '$', '`', 'uv ', 'pip ', 'RUN ', ';', '&&', '\u000b', '\u000c', '\u001c', 'é'],
    )
    const commands = fc.array(piece, { minLength: 1, maxLength: 6 }).map(pieces => `${pieces.join('')}x`)
    fc.assert(
      fc.property(commands, command => isOneRun(withCommand(command, dialect).dockerfile(), plain, JSON.stringify(command))),
      { numRuns: 60 },
    )
  }
})

test("ZenML's dialect writes such a command as it is, and warns", () => {
  for (const command of ['--mount=type=ssh x', '# x', 'cat <<E', 'x \\', 'x\nRUN y']) {
    const made = withCommand(command, 'zenml')
    assert.match(made.dockerfile(), `RUN ${command}`)
    assert.ok(
      made.warnings.some(warning => warning.startsWith('DC4029')),
      command,
    )
  }
  assert.not.ok(withCommand('pip install .', 'zenml').warnings.some(warning => warning.startsWith('DC4029')))
})

test('a cache mount has fields that BuildKit knows, and its folder is one word', () => {
  const made = (mount: string, dialect: Dialect = 'buildkit') =>
    run(docker({ parent_image: SLIM, requirements: ['a==1'], python_package_installer_cache_mount: mount }), { dialect })
  for (const mount of [
    ...[
      '$(id)',
      'value',
      'anything goes',
      'type=cache,target=$(id)',
      'type=cache,target=/x;touch$IFS/y',
      'type=cache,target=/x&y',
    ],
    ...[
      'type=cache,target=/x|y',
      'type=cache,target=/x>y',
      'type=cache,target=/x --network=host',
      'type=cache,target=',
      'target=/x,',
    ],
    ...[
      'type=other,target=/x',
      'type=cache,colour=red',
      'type=cache,target="/x"',
      'type=cache,target=/x\ny',
      'type=cache,target=/x\\',
      ',',
    ],
  ]) {
    assert.equal(made(mount).errors, ['DC4023'], mount)
    assert.ok(
      made(mount, 'zenml').warnings.some(warning => warning.startsWith('DC4023')),
      mount,
    )
  }
  for (const mount of [
    'type=cache,target=/root/.cache/uv',
    'type=cache,id=a-b,dst=/x,sharing=locked,uid=1000,mode=0755',
    'type=secret,id=netrc,target=/root/.netrc',
    'TYPE=cache,target=/x,ro',
  ])
    assert.equal(made(mount).errors, [], mount)
  assert.match(made('type=cache,target=~/x').dockerfile(), "--cache-dir '~/x'")
})

test('an output folder is not a flag', () => {
  for (const output of ['--link', '-x', '--parents/a'])
    assert.equal(run('steps: {}', { dialect: 'portable', more: { output } }).errors, ['DC3031'], output)
})

test.run()
