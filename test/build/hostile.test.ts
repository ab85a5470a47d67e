/**
 * Values made to break out: in every field that reaches a Dockerfile or a bake file, what arrives in the image is what was written, or the
 * input is refused. Installs are recorded, not made: the parent image has a program `uv` that writes down what it was called with.
 */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileCommand } from '../../src/commands/compile.ts'
import { firstUnseen } from '../../src/quote/unseen.ts'
import { runIn } from '../golden/call.ts'
import { skip } from '../skip.ts'
import { configOf, environmentOf, files, missing, ok, run, SLIM, tagsOf, testProject } from './docker.ts'

/** One line each, and of a form that `${NAME}` of pipeline files is not. */
const LINES = [
  ...['say "hi"', "it's", '"', "'", "'\\''", '\\', 'ends \\', '\\n', '$HOME', '${HOME:-x}', '${"a"}', '$${a-b}', '$', '$$'],
  ...[
    '%{ if true }x%{ endif }',
    '%%{',
    '%(id)s',
    '{{x}} {%y%}',
    '$(touch /pwned)',
    '`touch /pwned`',
    '; touch /pwned',
    '&& touch /pwned',
  ],
  ...[
    '| touch /pwned',
    '# touch /pwned',
    '> /pwned',
    '<<EOF',
    '<(touch /pwned)',
    '--mount=type=bind',
    '[ "a" ]',
    '["touch", "/pwned"]',
  ],
  ...[
    '*',
    '?',
    '~',
    '!',
    'a=b=c',
    ' lead and trail ',
    'tab\there',
    'ünï 日本 👍',
    'e\u0301',
    '\u2028',
    '\u00a0',
    '\ufeffx',
    '\u0085',
    'x'.repeat(300),
  ],
]
/** A value with a character that nobody sees travels in the bake file, which loses a byte order mark; an argument of an installer cannot have one. */
const KEPT = LINES.filter(text => !text.startsWith('\ufeff'))
const VISIBLE = LINES.filter(text => firstUnseen(text) === undefined)
/** Composed: bake composes each text that it reads (Unicode NFC), and loses a byte order mark in front; texts of a Dockerfile arrive as they are. */
const FOR_BAKE = LINES.filter(text => text === text.normalize('NFC') && !text.startsWith('\ufeff'))
const BREAKS = ['a\nb', '\nRUN touch /pwned\n', 'a\r\nb', 'a\rb', '$HOME\n"q" \\\n', 'a\\\nb']

const RECORDER = `FROM ${SLIM}
RUN printf '%s\\n' '#!/bin/sh' \
    '[ "$2" = install ] || exit 0' \
    'mkdir -p /recorded' \
    'printf "%s\\0" "$@" > /recorded/arguments' \
    'for list; do :; done; cp "$list" /recorded/list' > /usr/local/bin/uv && chmod 755 /usr/local/bin/uv
`

const why = missing(SLIM)
if (why) skip(test, 'hostile values', why)
else {
  const recorder = `dockcompile.test/recorder:p${process.pid}`
  const shared = { parent_image: recorder, python_package_installer: 'uv', requirements: ['six'] }
  const numbered = (prefix: string, values: readonly string[]) =>
    Object.fromEntries(values.map((value, i) => [`${prefix}${i}`, value]))
  const projects: ReturnType<typeof testProject>[] = []
  const made = (...words: Parameters<typeof testProject>) => {
    const project = testProject(...words)
    projects.push(project)
    return project
  }

  test.before(() => {
    ok(made({}).call('sh', ['-c', 'printf %s "$1" | docker build -q -t "$2" -', 'sh', RECORDER, recorder]))
  })
  test.after(() => {
    projects[0]!.call('docker', ['image', 'rm', '--force', recorder])
    for (const project of projects) project.remove()
  })

  /** Nothing of it was executed. */
  function unharmed(image: string): void {
    assert.is(run(image, ['sh', '-c', 'ls -d /pwned /app/pwned /tmp/pwned 2>/dev/null; true'], { user: '0' }), '')
  }

  function recorded(image: string, file: string): string[] {
    return run(image, ['sh', '-c', `cat /recorded/${file}; echo end`], { user: '0' })
      .replace(/end$/, '')
      .split('\0')
      .slice(0, -1)
  }

  test('environment, build arguments, labels, installer arguments and the names of a step', () => {
    const step = 'step "x" $(touch /pwned) `id` # é 👍'
    const build_options = {
      build_args: numbered('ARG', FOR_BAKE),
      labels: { ...numbered('label', FOR_BAKE), 'key "q" $HOME %{x} \\ é': 'odd key' },
    }
    const docker = {
      ...shared,
      environment: { ...numbered('EARLY', KEPT), ...numbered('EARLY_BREAK', BREAKS) },
      runtime_environment: { ...numbered('LATE', KEPT), ...numbered('LATE_BREAK', BREAKS) },
      python_package_installer_args: numbered('v', VISIBLE),
      build_config: { build_options },
      local_project_install_command: 'env --null > /recorded/env',
    }
    const project = made({ train: { docker, steps: { [step]: {} } } })
    project.compile('--quiet')
    ok(project.bake())
    const image = `${project.registry}/zenml:train-orchestrator`

    const environment = environmentOf(image)
    const seen = new Map(
      recorded(image, 'env').map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    )
    for (const [prefix, values] of Object.entries({ EARLY: KEPT, EARLY_BREAK: BREAKS, LATE: KEPT, LATE_BREAK: BREAKS }))
      values.forEach((value, i) => assert.is(environment.get(`${prefix}${i}`), value, `${prefix} ${JSON.stringify(value)}`))
    KEPT.forEach((value, i) => assert.is(seen.get(`EARLY${i}`), value, JSON.stringify(value)))
    FOR_BAKE.forEach((value, i) => assert.is(seen.get(`ARG${i}`), value, JSON.stringify(value)))
    const labels = configOf(image).Labels!
    FOR_BAKE.forEach((value, i) => assert.is(labels[`label${i}`], value, JSON.stringify(value)))
    assert.is(labels['key "q" $HOME %{x} \\ é'], 'odd key')
    const words = recorded(image, 'arguments')
    VISIBLE.forEach((value, i) => assert.ok(words.includes(`--v${i}=${value}`), JSON.stringify(value)))
    unharmed(image)
  })

  test('the same without BuildKit', () => {
    const docker = {
      ...shared,
      environment: numbered('EARLY', VISIBLE),
      runtime_environment: numbered('LATE', VISIBLE),
      python_package_installer_args: numbered('v', VISIBLE),
    }
    const project = made({ train: { docker } }, { dialect: 'portable' })
    project.compile('--quiet')
    const image = `${project.registry}/zenml:train-orchestrator`
    ok(project.call('docker', ['build', '-f', 'build/images/train/Dockerfile', '-t', image, '.'], { DOCKER_BUILDKIT: '0' }))
    const environment = environmentOf(image)
    for (const prefix of ['EARLY', 'LATE'])
      VISIBLE.forEach((value, i) => assert.is(environment.get(`${prefix}${i}`), value, `${prefix} ${JSON.stringify(value)}`))
    const words = recorded(image, 'arguments')
    VISIBLE.forEach((value, i) => assert.ok(words.includes(`--v${i}=${value}`), JSON.stringify(value)))
    unharmed(image)
  })

  test('values that only bake gets to know', () => {
    const late = 'v "q" $HOME ${X} %{y} \\ $(touch /pwned) `id` é'
    const docker = {
      ...shared,
      environment: { EARLY: 'a "${LATE}" $(touch /pwned) \\' },
      runtime_environment: { AFTER: '${LATE}' },
    }
    const project = made({ train: { docker } })
    project.compile('--quiet')
    ok(project.bake([], { LATE: late }))
    const image = `${project.registry}/zenml:train-orchestrator`
    const environment = environmentOf(image)
    assert.is(environment.get('EARLY'), `a "${late}" $(touch /pwned) \\`)
    assert.is(environment.get('AFTER'), late)
    unharmed(image)
  })

  test('names of variables', () => {
    const names = ['A-B', 'A.B', 'A B', '#A', '"A"', "'A'", 'A$HOME', '$(TOUCH)', '`A`', 'A;B', 'A\\', 'É', '%{A}', '--A', 'A&&B']
    const docker = { ...shared, environment: Object.fromEntries(names.map((name, i) => [name, `${i}`])) }
    const project = made({ train: { docker } })
    project.compile('--quiet')
    ok(project.bake())
    const environment = environmentOf(`${project.registry}/zenml:train-orchestrator`)
    names.forEach((name, i) => assert.is(environment.get(name), `${i}`, name))
  })

  test('requirement lines', () => {
    const lines = [
      'six ; python_version > "3" # $(touch /pwned) `touch /pwned` "',
      "attrs @ file:///a%20b/$HOME/$(touch)/'x'/%7Bb%7D/attrs-1.0-py3-none-any.whl",
      '--find-links /x/$(id)/"a b"',
      '# ${HOME:-x} %{y} \\ é',
      'toolz==1 --hash=sha256:00 \\',
      '    --hash=sha256:01',
    ]
    const project = made({ train: { docker: { ...shared, requirements: 'odd $(id) name.txt' } } }, { source_root: '.' })
    project.write({ 'odd $(id) name.txt': `${lines.join('\n')}\n` })
    project.compile('--quiet')
    ok(project.bake())
    const image = `${project.registry}/zenml:train-orchestrator`
    assert.is(run(image, ['cat', '/recorded/list']), lines.join('\n'))
    assert.is(run(image, ['cat', '/app/odd $(id) name.txt']), lines.join('\n'))
    unharmed(image)
  })

  test('names of files, pipelines, stacks and of the source root', () => {
    const odd = "a $(touch pwned) `id` 'q' é"
    const project = made(
      {},
      {
        pipelines: [{ file: `${odd}.yaml`, name: 'p "x" $(touch /pwned) # é\n${y-z}', steps: ['fit'] }],
        source_root: `${odd}/[x] *`,
      },
    )
    project.write({
      [`${odd}.yaml`]: files({ train: { docker: shared } })['pipelines/train.yaml']!,
      [`${odd}/[x] */--run.py`]: 'print(1)\n',
      'stack.yaml': project.read('stack.yaml').replace('"test"', '"a\\nRUN touch /pwned\\n # $HOME"'),
    })
    project.compile('--quiet')
    ok(project.bake())
    const [image] = tagsOf(project.root)
    assert.is(run(image!, ['ls', '-A', '/app']), '--run.py')
    unharmed(image!)
  })

  test('local_project_install_command is the whole command, and nothing after it is swallowed', () => {
    const commands = [
      '# nothing',
      'echo a > /app/out \\',
      'cat > /app/out <<EOF\na $HOME\nEOF\n',
      'cat << EOF',
      'echo "a" > /app/out\necho b >> /app/out',
      ': "\\" && echo c > /app/out #"',
    ]
    for (const [i, command] of commands.entries()) {
      const docker = { ...shared, user: 'app', local_project_install_command: command }
      const project = made({ train: { docker } })
      project.compile('--quiet')
      ok(project.bake())
      const image = `${project.registry}/zenml:train-orchestrator`
      assert.is(configOf(image).User, 'app', command)
      const out = run(image, ['sh', '-c', 'cat /app/out 2>/dev/null; true'])
      assert.is(out, [undefined, 'a \\', 'a /root', undefined, 'a\nb', undefined][i] ?? '', command)
    }
  })

  // What no Dockerfile can say, or what is never meant.
  const REFUSED: Readonly<Record<string, readonly [(value: string) => object, readonly string[]]>> = {
    user: [user => ({ user }), [...LINES, ...BREAKS].filter(name => !/^x+$/.test(name))],
    'apt package': [name => ({ apt_packages: [name] }), [...LINES, ...BREAKS].filter(name => !/^x+$/.test(name))],
    'build argument': [
      name => ({ build_config: { build_options: { build_args: { [name]: 'x' } } } }),
      [...LINES, ...BREAKS].filter(name => !/^x+$/.test(name)),
    ],
    'flag of the installer': [
      name => ({ python_package_installer_args: { [name]: 'x' } }),
      [...LINES, ...BREAKS].filter(name => !/^x+$/.test(name)),
    ],
    'value of a flag': [value => ({ python_package_installer_args: { 'find-links': value } }), [...BREAKS, 'a\0b']],
    'variable name': [name => ({ environment: { [name]: 'x' } }), [...BREAKS, 'a=b', '', 'a\0b']],
    'variable value': [value => ({ environment: { A: value } }), ['a\0b']],
    'runtime variable value': [value => ({ runtime_environment: { A: value } }), ['a\0b']],
    'install command': [value => ({ local_project_install_command: value }), ['a\0b']],
    'parent image': [
      value => ({ parent_image: value }),
      [
        'python:3.11 AS x',
        'a\nRUN touch /pwned',
        '$HOME',
        '`id`',
        '--platform=x',
        'a\\',
        '"a"',
        '[x]',
        'A:b',
        'a;b',
        'a&&b',
        '<<EOF',
        'é',
      ],
    ],
    'cache mount': [
      value => ({ python_package_installer_cache_mount: value }),
      ['type=cache,target=/x touch /pwned', 'type=cache\nRUN touch /pwned', '"a"', 'a\\', 'a\0b'],
    ],
  }
  for (const [what, [settings, values]] of Object.entries(REFUSED)) {
    test(`refused: ${what}`, async () => {
      const project = made({})
      project.write({
        'dockcompile.config.yaml': JSON.stringify({
          stack: 'stack.yaml',
          pipelines: ['pipelines/train.yaml'],
          python: '3.11',
          source_root: 'src',
        }),
      })
      const taken: string[] = []
      for (const value of values) {
        project.write(files({ train: { docker: { ...shared, ...settings(value) } } }))
        const { code } = await runIn(project.root, compileCommand, '--quiet')
        if (code !== 1) taken.push(value)
      }
      assert.equal(taken, [])
    })
  }

  test('tags and repositories that Docker does not know: a warning here, and bake stops', async () => {
    const project = made({})
    project.write({
      'dockcompile.config.yaml': JSON.stringify({
        stack: 'stack.yaml',
        pipelines: [{ file: 'pipelines/train.yaml', steps: ['fit'] }],
        python: '3.11',
        source_root: 'src',
      }),
    })
    for (const value of ['$(touch /pwned)', '${a-b}', '%{x}', 'a b', 'a\nb', '--x', 'é', '"']) {
      for (const key of ['image_tag', 'target_repository']) {
        project.write(files({ train: { docker: { ...shared, [key]: value } } }))
        const { code, err } = await runIn(project.root, compileCommand)
        assert.is(code, 0)
        assert.match(err, /DC4026/)
        const baked = project.bake(['--print'])
        if (baked.code === 0) assert.is.not(project.bake().code, 0, `${key}: ${JSON.stringify(value)}`)
      }
    }
  })
}

test.run()
