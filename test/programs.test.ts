/** Programs that are started: where they are looked for, what they get to see, and that nothing of a checkout runs when git is asked. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { freezeCommand } from '../src/commands/freeze.ts'
import { cleanEnvironment } from '../src/edge/clean-environment.ts'
import { findProgram } from '../src/edge/find-program.ts'
import { GitProblem, git } from '../src/edge/git.ts'
import { repositoryState } from '../src/edge/repository-state.ts'
import { codeOfTheProject } from '../src/freeze/code-of-the-project.ts'
import { STACK, TestProject } from './golden/project.ts'

const windows = (files: readonly string[], environment: Readonly<Record<string, string>>) => ({
  platform: 'win32' as const,
  environment,
  isProgram: (path: string) => files.includes(path),
})
const linux = (files: readonly string[], PATH: string) => ({
  platform: 'linux' as const,
  environment: { PATH },
  isProgram: (path: string) => files.includes(path),
})

test('on Windows a program comes from an absolute folder of the PATH, outside of the checkout', () => {
  const files = ['C:\\repo\\git.exe', 'C:\\repo\\bin\\git.exe', 'C:\\Git\\cmd\\git.exe', '\\tools\\git.exe', 'C:git.exe']
  const find = (Path: string, more = {}) => findProgram('git', windows(files, { Path, ...more }), ['c:\\Repo'])
  assert.is(find('C:\\Git\\cmd'), 'C:\\Git\\cmd\\git.exe')
  for (const entry of [
    '',
    '.',
    '.\\bin',
    'bin',
    '..\\repo',
    'C:',
    'C:.',
    '\\tools',
    'C:\\repo',
    'c:\\REPO\\bin',
    '"C:\\repo\\bin"',
  ]) {
    assert.is(find(entry), undefined, entry)
    assert.is(find(`${entry};"C:\\Git\\cmd"`), 'C:\\Git\\cmd\\git.exe', entry)
  }
  assert.is(find('C:\\repo2;C:\\Git\\cmd'), 'C:\\Git\\cmd\\git.exe')
})

test('on Windows only programs count that start without a shell, in the order of PATHEXT', () => {
  const files = ['C:\\a\\uv.cmd', 'C:\\a\\uv', 'C:\\b\\uv.exe', 'C:\\b\\uv.com']
  const find = (more: Readonly<Record<string, string>>) => findProgram('uv', windows(files, { PATH: 'C:\\a;C:\\b', ...more }), [])
  assert.is(find({}), 'C:\\b\\uv.com')
  assert.is(find({ PATHEXT: '.CMD;.EXE;.COM' }), 'C:\\b\\uv.exe')
  assert.is(find({ PATHEXT: '.CMD' }), undefined)
  assert.is(findProgram('..\\b\\uv', windows(files, { PATH: 'C:\\a' }), []), undefined)
})

test('elsewhere, too, empty and relative entries of the PATH lead nowhere', () => {
  const files = ['/repo/bin/git', '/repo2/git', '/usr/bin/git', 'bin/git', 'git', './git']
  for (const entry of ['', '.', 'bin', './bin', '/repo/bin', '/usr/../repo/bin'])
    assert.is(findProgram('git', linux(files, `${entry}:/usr/bin`), ['/repo']), '/usr/bin/git', entry)
  assert.is(findProgram('git', linux(files, '/repo2:/usr/bin'), ['/repo']), '/repo2/git')
  assert.is(findProgram('git', linux(files, '/repo/bin'), []), '/repo/bin/git')
  assert.is(findProgram('git', linux(files, ''), []), undefined)
})

test('no variable leads into the checkout', () => {
  const environment = {
    PATH: '/repo/node_modules/.bin:node_modules/.bin::/usr/bin',
    DOCKER_CONFIG: '/repo/.docker',
    VIRTUAL_ENV: '/repo/.venv',
    PYTHONPATH: '/opt/lib:/repo/src',
    HOME: '/home/me',
    XDG_CONFIG_HOME: '.config',
    GIT_CONFIG_GLOBAL: './x',
    UV_CONFIG_FILE: 'uv.toml',
    UV_INDEX_URL: 'https://mirror.example.com/simple',
    GIT_CONFIG_COUNT: '1',
  }
  assert.equal(cleanEnvironment(environment, ['/repo'], 'linux'), {
    PATH: '/usr/bin',
    HOME: '/home/me',
    UV_INDEX_URL: 'https://mirror.example.com/simple',
    GIT_CONFIG_COUNT: '1',
  })
  const there = cleanEnvironment(
    { Path: 'C:\\repo\\bin;C:\\Windows', DOCKER_CONFIG: 'c:\\REPO\\x', A: 'b' },
    ['C:\\repo'],
    'win32',
  )
  assert.equal(there, { Path: 'C:\\Windows', A: 'b', NoDefaultCurrentDirectoryInExePath: '1' })
})

/** A repository with one commit and a project in `ml/`. What a file of it makes run writes `ran`. */
class Checkout extends TestProject {
  readonly mark = join(this.root, '..', `${this.root.split('/').at(-1)}.ran`)
  readonly touch = `touch '${this.mark}'; cat`

  constructor() {
    super({ 'ml/a.txt': 'a\n', 'ml/b/c.txt': 'c\n', 'other.txt': 'o\n' })
    this.git('init', '-q', '--initial-branch', 'main')
    this.git('add', '.')
    this.git('commit', '-qm', 'first')
  }

  git(...words: string[]): string {
    const own = ['-c', 'user.name=me', '-c', 'user.email=me@example.com', '-c', 'core.fsmonitor=false']
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }
    return execFileSync('git', ['-C', this.root, ...own, ...words], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  }

  /** Asks everything that we ask git. */
  askAll(environment: NodeJS.ProcessEnv = process.env) {
    const asked = git(join(this.root, 'ml'), environment)
    const answers = {
      state: asked.state(),
      changed: [...asked.changedSince('HEAD')].sort(),
      files: [...asked.files('HEAD', '.')].sort(),
      shown: Object.fromEntries(asked.show('HEAD', ['a.txt', 'b/c.txt', '../other.txt', 'none'])),
    }
    assert.not.ok(existsSync(this.mark), 'something of the checkout ran')
    return answers
  }

  override remove(path?: string): void {
    super.remove(path)
    execFileSync('rm', ['-rf', this.mark])
  }
}
const isGitProblem = (error: Error) => error instanceof GitProblem
let checkout: Checkout
test.before.each(() => {
  checkout = new Checkout()
})
test.after.each(() => checkout.remove())

const CLEAN = {
  state: 'unpushed',
  changed: [],
  files: ['a.txt', 'b/c.txt'],
  shown: { 'a.txt': 'a\n', 'b/c.txt': 'c\n', '../other.txt': 'o\n' },
}

test('git answers for the folder of a project, relative to it', () => {
  assert.equal(checkout.askAll(), CLEAN)
  checkout.put('ml/a.txt', 'changed\n')
  checkout.put('ml/new.txt', '')
  checkout.put('other.txt', 'changed, and not below ml/\n')
  assert.equal(checkout.askAll(), { ...CLEAN, state: 'dirty', changed: ['a.txt', 'new.txt'] })
  assert.throws(() => git(checkout.root).commit('nowhere'), /git knows no revision `nowhere`/)
  assert.throws(() => git(checkout.root).commit('--help'), /git knows no revision/)
})

test('no setting of a repository that names a program counts', () => {
  const settings = [
    ['core.fsmonitor', checkout.touch],
    ['core.pager', checkout.touch],
    ['diff.external', checkout.touch],
    ['filter.x.clean', checkout.touch],
    ['filter.x.smudge', checkout.touch],
    ['filter.x.required', 'true'],
    ['filter.Y z.process', checkout.touch],
    ['diff.x.textconv', checkout.touch],
    ['diff.x.command', checkout.touch],
    ['core.sshCommand', checkout.touch],
    ['credential.helper', `!${checkout.touch}`],
    ['core.alternateRefsCommand', checkout.touch],
  ] as const
  for (const [name, value] of settings) checkout.git('config', name, value)
  checkout.put('.git/hooks/post-index-change', `#!/bin/sh\n${checkout.touch}\n`)
  chmodSync(join(checkout.root, '.git/hooks/post-index-change'), 0o755)
  checkout.put('.gitattributes', '*.txt filter=x diff=x\nml/b/* filter="Y z"\n')
  checkout.put('.git/info/attributes', 'ml/b/* filter=x diff=x\n')
  // Written again, so that git has to compare the content.
  checkout.put('ml/a.txt', 'A\n')
  checkout.put('ml/b/c.txt', 'c\n')
  assert.equal(checkout.askAll().changed, ['a.txt'])
})

test('nor one of a file that its settings include, of the account, or of the environment', () => {
  checkout.put('.gitconfig', `[core]\n\tfsmonitor = "${checkout.touch}"\n[filter "in"]\n\tclean = "${checkout.touch}"\n`)
  checkout.put('.gitattributes', '*.txt filter=in\nc.txt filter=env\n')
  checkout.git('config', 'include.path', '../.gitconfig')
  checkout.put('ml/a.txt', 'A\n')
  checkout.put('ml/b/c.txt', 'C\n')
  const environment = {
    ...process.env,
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'core.fsmonitor',
    GIT_CONFIG_VALUE_0: checkout.touch,
    GIT_CONFIG_KEY_1: 'filter.env.clean',
    GIT_CONFIG_VALUE_1: checkout.touch,
    GIT_CONFIG_GLOBAL: join(checkout.root, '.gitconfig'),
    GIT_CONFIG_PARAMETERS: `'core.fsmonitor'='${checkout.touch}'`,
    GIT_EXTERNAL_DIFF: checkout.touch,
    GIT_PAGER: checkout.touch,
    GIT_EXEC_PATH: join(checkout.root, 'ml'),
    GIT_TRACE: join(checkout.root, 'trace'),
    HOME: checkout.root,
  }
  assert.equal(checkout.askAll(environment).changed, ['a.txt', 'b/c.txt'])
  assert.not.ok(existsSync(join(checkout.root, 'trace')))
})

test('git answers from the repository around the project, whatever the environment names', () => {
  const other = new Checkout()
  other.put('ml/a.txt', 'of another repository\n')
  other.git('commit', '-qam', 'second')
  for (const environment of [
    { GIT_DIR: join(other.root, '.git') },
    { GIT_DIR: join(other.root, '.git'), GIT_WORK_TREE: other.root },
    { GIT_INDEX_FILE: join(other.root, '.git/index') },
    { GIT_OBJECT_DIRECTORY: join(other.root, '.git/objects') },
    { GIT_NAMESPACE: 'x' },
    { GIT_CEILING_DIRECTORIES: checkout.root },
  ])
    assert.equal(checkout.askAll({ ...process.env, ...environment }), CLEAN, JSON.stringify(environment))
  other.remove()
})

/** Files that make a folder look like a bare repository, whose settings name a program. */
const bare = (project: Checkout, folder: string) => {
  for (const name of ['objects/x', 'refs/x']) project.put(join(folder, name), '')
  project.put(join(folder, 'HEAD'), 'ref: refs/heads/main\n')
  const config = `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = "${project.touch}"\n`
  project.put(join(folder, 'config'), config)
}

test('a folder that looks like a repository is none', () => {
  bare(checkout, 'ml')
  const { state, files } = checkout.askAll()
  assert.is(state, 'dirty')
  assert.equal(files, CLEAN.files)
})

test('a repository that is damaged or leads elsewhere gives no answer', () => {
  const refused = (why: string) => {
    assert.throws(() => checkout.askAll(), isGitProblem, why)
    assert.is(repositoryState(join(checkout.root, 'ml')), 'none', why)
    assert.not.ok(existsSync(checkout.mark), why)
  }
  checkout.git('config', 'core.worktree', '/tmp')
  refused('core.worktree')
  checkout.git('config', '--unset', 'core.worktree')
  assert.equal(checkout.askAll(), CLEAN)

  bare(checkout, 'evil')
  mkdirSync(join(checkout.root, 'ml/.git'))
  refused('an empty .git')
  execFileSync('rmdir', [join(checkout.root, 'ml/.git')])
  checkout.put('ml/.git', 'gitdir: b\n')
  bare(checkout, 'ml/b')
  refused('a .git file that leads into its own folder')
  execFileSync('rm', [join(checkout.root, 'ml/.git')])
  symlinkSync('b', join(checkout.root, 'ml/.git'))
  refused('a .git link that leads into its own folder')
  execFileSync('rm', [join(checkout.root, 'ml/.git')])
  checkout.put('ml/.git', 'no file of git\n')
  refused('a .git file that says nothing')
  execFileSync('rm', [join(checkout.root, 'ml/.git')])

  // The nearest `.git` is damaged, and the folder itself looks like a repository.
  renameSync(join(checkout.root, '.git/HEAD'), join(checkout.root, '.git/HEAD-'))
  bare(checkout, '.')
  refused('a damaged .git beside a bare repository')
})

test('a git that knows no safe.bareRepository is recognised by the repository that answers', () => {
  // As before 2.38: the setting does nothing.
  checkout.program(
    'git',
    `for word; do shift; case $word in safe.bareRepository=*) word=x.y=z ;; esac; set -- "$@" "$word"; done
exec /usr/bin/git "$@"`,
  )
  const environment = { ...process.env, PATH: `${checkout.programs}:/usr/bin:/bin` }
  bare(checkout, 'ml')
  assert.is(checkout.askAll(environment).state, 'dirty')
  renameSync(join(checkout.root, '.git/HEAD'), join(checkout.root, '.git/HEAD-'))
  bare(checkout, '.')
  assert.throws(() => checkout.askAll(environment), isGitProblem)
  assert.not.ok(existsSync(checkout.mark))
})

test('worktrees and submodules answer, and nothing of a submodule runs', () => {
  checkout.git('branch', 'side')
  const tree = `${checkout.root}.tree`
  checkout.git('worktree', 'add', '-q', tree, 'side')
  assert.equal([...git(join(tree, 'ml')).files('HEAD', '.')].sort(), CLEAN.files)
  execFileSync('rm', ['-rf', tree])

  const other = new Checkout()
  checkout.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other.root, 'ml/sub')
  checkout.git('commit', '-qam', 'with a submodule')
  assert.is(checkout.askAll().state, 'unpushed')
  assert.equal([...git(join(checkout.root, 'ml/sub/ml')).files('HEAD', '.')].sort(), CLEAN.files)
  const settings = join(checkout.root, '.git/modules/ml/sub/config')
  const own = `[core]\n\tfsmonitor = "${checkout.touch}"\n[filter "s"]\n\tclean = "${checkout.touch}"\n`
  writeFileSync(settings, readFileSync(settings, 'utf8') + own)
  checkout.put('ml/sub/.gitattributes', '* filter=s\n')
  checkout.put('ml/sub/other.txt', 'O\n')
  // A file of the checkout asks git to look away.
  checkout.git('config', '-f', '.gitmodules', 'submodule.ml/sub.ignore', 'all')
  checkout.git('commit', '-qm', 'ignored', '.gitmodules')
  const { state, changed } = checkout.askAll()
  assert.is(state, 'dirty')
  assert.equal(changed, ['sub'])
  other.remove()
})

test('a file of Git LFS is unchanged where the pointer in the commit is its own', () => {
  const content = 'weights '.repeat(500)
  const hash = spawnSync('sha256sum', { input: content, encoding: 'utf8' }).stdout.slice(0, 64)
  checkout.put('.gitattributes', '*.bin filter=lfs diff=lfs -text\n')
  checkout.put('ml/w.bin', `version https://git-lfs.github.com/spec/v1\noid sha256:${hash}\nsize ${content.length}\n`)
  checkout.git('add', '.')
  checkout.git('commit', '-qm', 'weights')
  checkout.git('config', 'filter.lfs.process', checkout.touch)
  checkout.git('config', 'filter.lfs.required', 'true')
  checkout.put('ml/w.bin', content)
  assert.is(checkout.askAll().state, 'unpushed')
  assert.equal(checkout.askAll().changed, [])
  checkout.put('ml/w.bin', content.replace('w', 'W'))
  assert.is(checkout.askAll().state, 'dirty')
  assert.equal(checkout.askAll().changed, ['w.bin'])
})

test('what a partial clone has not fetched is not fetched, and not taken for missing', () => {
  const clone = `${checkout.root}.clone`
  checkout.git('config', 'uploadpack.allowFilter', 'true')
  execFileSync('git', ['clone', '-q', '--no-checkout', '--filter=blob:none', `file://${checkout.root}`, clone])
  execFileSync('git', ['-C', clone, 'config', 'remote.origin.uploadpack', checkout.touch])
  assert.throws(() => git(clone).show('HEAD', ['ml/a.txt']), isGitProblem)
  assert.not.ok(existsSync(checkout.mark))
  execFileSync('rm', ['-rf', clone])
})

test('replaced objects do not count', () => {
  checkout.put('fake.txt', 'fake\n')
  const fake = checkout.git('hash-object', '-w', 'fake.txt').trim()
  checkout.git('replace', checkout.git('rev-parse', 'HEAD:ml/a.txt').trim(), fake)
  assert.is(git(checkout.root).show('HEAD', ['ml/a.txt']).get('ml/a.txt'), 'a\n')
})

test('a program of the checkout is not started, and the message says where it is', () => {
  checkout.put('ml/bin/git', `#!/bin/sh\n${checkout.touch}\n`)
  chmodSync(join(checkout.root, 'ml/bin/git'), 0o755)
  const folder = join(checkout.root, 'ml/bin')
  assert.throws(
    () => git(checkout.root, { PATH: folder }).commit('HEAD'),
    new RegExp(`there is no program \`git\` outside of the project, where \`${folder}/git\` lies`),
  )
  checkout.put('.gitignore', 'bin\n')
  assert.is(checkout.askAll({ ...process.env, PATH: `${folder}:${process.env.PATH}` }).changed.length, 0)
})

test('which commands may run code of the project', () => {
  const outside = { path: '/usr/bin/pip', inCheckout: false }
  assert.is(codeOfTheProject(['pip', 'freeze'], outside), undefined)
  assert.is(codeOfTheProject(['pip', 'freeze'], undefined), undefined)
  assert.match(codeOfTheProject(['pip', 'freeze'], { path: '/repo/.venv/bin/pip', inCheckout: true })!, 'is in the project')
  assert.match(
    codeOfTheProject(['pip', 'freeze'], { ...outside, path: '/root/.pyenv/shims/pip' })!,
    'files of the project choose',
  )
  assert.match(codeOfTheProject(['uv', 'pip', 'freeze'], outside)!, '`.venv`')
  assert.match(codeOfTheProject(['uv', 'export'], outside)!, 'build backend')
  assert.match(codeOfTheProject(['poetry', 'export'], outside)!, 'plugins')
  assert.match(codeOfTheProject(undefined, undefined)!, 'written in a file')
})

const PROJECT = 'stack: stack.yaml\npipelines: [{file: train.yaml, steps: [load, fit]}]\npython: "3.11"\n'
const frozen = (docker: string) => {
  checkout.put('stack.yaml', STACK)
  checkout.put('dockcompile.config.yaml', PROJECT)
  checkout.put('train.yaml', `settings: {docker: {install_stack_requirements: false, ${docker}}}\n`)
  checkout.program('docker', 'exit 1')
}

test('freeze starts none of the export commands without a yes, and says what would run', async () => {
  const says = `echo ran >"$ROOT/../$(basename "$ROOT").ran"; echo a==1`
  for (const name of ['uv', 'poetry']) checkout.program(name, says)
  for (const [docker, why] of [
    ['pyproject_path: pyproject.toml', 'build backend'],
    ['replicate_local_python_environment: uv_freeze', '.venv'],
    ['replicate_local_python_environment: poetry_export', 'plugins'],
  ] as const) {
    frozen(docker)
    checkout.put('pyproject.toml', '[project]\nname = "x"\nversion = "1"\ndynamic = ["dependencies"]\n')
    for (const answer of [undefined, false]) {
      const { code, err } = await checkout.run(freezeCommand, '', answer)
      assert.is(code, 1)
      assert.match(err, 'may run code of this project')
      assert.match(err, why)
      assert.match(err, 'DC6010')
      assert.not.ok(existsSync(checkout.mark), docker)
    }
    assert.is((await checkout.run(freezeCommand, '', true)).code, 0)
    assert.ok(existsSync(checkout.mark))
    execFileSync('rm', [checkout.mark])
  }
})

test('a pip of the checkout needs a yes; one of the machine runs outside of the checkout', async () => {
  frozen('replicate_local_python_environment: true')
  checkout.program('pip', 'echo "here==$(pwd | tr -d /)1"')
  assert.is((await checkout.run(freezeCommand)).code, 0)
  const lock = () => JSON.parse(readFileSync(join(checkout.root, 'dockcompile.lock.json'), 'utf8')) as { commands: object }
  assert.equal(lock().commands, { 'pip freeze': 'here==1\n' })

  checkout.put('.venv/bin/pip', '#!/bin/sh\necho venv==1\n')
  chmodSync(join(checkout.root, '.venv/bin/pip'), 0o755)
  const PATH = `${join(checkout.root, '.venv/bin')}:${checkout.programs}:/usr/bin:/bin`
  const refused = await checkout.run(freezeCommand, '', undefined, { PATH })
  assert.is(refused.code, 1)
  assert.match(refused.err, 'starts a program that is in the project: `')
  assert.is((await checkout.run(freezeCommand, '--yes', undefined, { PATH })).code, 0)
  assert.equal(lock().commands, { 'pip freeze': 'venv==1\n' })
})

test('`freeze --resolve` runs outside of the checkout; building, and variables for strange addresses, need a yes', async () => {
  frozen('requirements: list.txt')
  checkout.put('list.txt', 'a @ https://x.example.com/${TOKEN}/a.whl\n')
  checkout.program('uv', 'echo "# $(pwd) $* ${TOKEN-none} ${VIRTUAL_ENV-none}"; echo a==1')
  const more = { TOKEN: 'hunter2', VIRTUAL_ENV: join(checkout.root, '.venv') }
  const list = async (flags: string) => {
    const { code, err } = await checkout.run(freezeCommand, flags, undefined, more)
    assert.is(code, 0, err)
    const lock = JSON.parse(readFileSync(join(checkout.root, 'dockcompile.lock.json'), 'utf8')) as { requirements: object }
    return (Object.values(lock.requirements)[0] as string).split('\n')[0]!
  }
  const careful = await list('--resolve')
  assert.match(careful, /^# \/ pip compile - --system --no-build .* none none$/)
  const agreed = await list('--resolve --yes')
  // It knows the pins of the first run, from a file of its own.
  assert.match(agreed, /^# \/ pip compile - --system --output-file=\S+known\.txt (?!.*--no-build).* hunter2 none$/)

  checkout.program('uv', 'echo "cause: Building source distributions for a is disabled" >&2; exit 1')
  const { code, err } = await checkout.run(freezeCommand, '--resolve', undefined, more)
  assert.is(code, 1)
  assert.match(err, 'a package has to be built, which runs its code on this machine: read where it comes from, then add `--yes`')
})

test.run()
