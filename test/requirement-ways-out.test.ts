/** Messages about requirement lists: each help is applied as it is written, and the project is compiled again. Nothing about the list is left. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Diagnostic } from '../src/diagnostics/diagnostic.ts'
import { run } from './run.ts'

/** The messages about requirement lists, but for those at which no installer stops (DC4114 to DC4117). */
const FAMILY = /^DC(?:400[45]|411[012389]|4140)$/

interface Project {
  readonly files: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, unknown>>
}

const compiled = ({ files, settings }: Project) =>
  run(JSON.stringify({ settings: { docker: settings } }), { dialect: 'buildkit', files })
const told = (project: Project) => compiled(project).diagnostics.filter(d => FAMILY.test(d.code))

/** Applies the help whose words fit to a project; the first row that fits counts. */
const STEPS: readonly (readonly [RegExp, (found: RegExpExecArray, at: Diagnostic['at'], project: Project) => Project])[] = [
  [
    /`(-c \S+|-r \S+)` into the requirement list in its place/,
    ([, line], _, project) => {
      const { python_package_installer_args, environment, ...settings } = project.settings
      return { settings, files: { ...project.files, 'r.txt': `${project.files['r.txt']}${line}\n` } }
    },
  ],
  [
    /remove the line, and install it when the code is there: `local_project_install_command: (.*)`/,
    ([, command], at, project) =>
      withSettings(withLine(project, at, []), {
        local_project_install_command: command,
        allow_download_from_artifact_store: false,
        allow_download_from_code_repository: false,
      }),
  ],
  [
    /^write `(--extra-index-url \S+)` above it/,
    ([, option], at, project) => withLine(project, at, [option!, lineAt(project, at)]),
  ],
  [
    /^write `(.*)` here and `(-.*)` on a line of its own/,
    ([, line, option], at, project) => withLine(project, at, [option!, line!]),
  ],
  [
    /write (?:`(.*)` here and )?`python_package_installer_args: \{([\w-]+): (.*)\}`/,
    ([, line, flag, value], at, project) =>
      withSettings(withLine(project, at, line ? [line] : []), { python_package_installer_args: { [flag!]: JSON.parse(value!) } }),
  ],
  [
    /^add `(.*)` to `apt_packages`/,
    ([, name], _, project) =>
      withSettings(project, { apt_packages: [...((project.settings.apt_packages as string[]) ?? []), name] }),
  ],
  [/^remove (?:the|this) line|^remove the second one/, (_, at, project) => withLine(project, at, [])],
  [/^write it on a line of its own/, (_, at, project) => withLine(project, at, lineAt(project, at).split(/ (?=-)|(?<=^--pre) /))],
  [/^keep one of them/, (_, at, project) => withLine(project, at, [])],
  [
    /^write it into the list that names the constraints/,
    (_, at, project) => {
      const option = lineAt(project, at)
      const moved = withLine(project, at, [])
      return { ...moved, files: { ...moved.files, 'r.txt': `${option}\n${moved.files['r.txt']}` } }
    },
  ],
  [/^did you mean `(.*)`\?/, ([, path], at, project) => withLine(project, at, [`-r ${path}`])],
  [/^for a second index write `(.*)`/, ([, line], at, project) => withLine(project, at, [line!])],
  [/write \d+ lines: (.*)$/, ([, lines], at, project) => withLine(project, at, lines!.slice(1, -1).split('`, `'))],
  [/write `(.*?)`(?:,| on one line| if that is meant|, as .*|$)/, ([, line], at, project) => withLine(project, at, [line!])],
]

const withSettings = (project: Project, settings: object): Project => ({
  ...project,
  settings: { ...project.settings, ...settings },
})

const lineAt = ({ files }: Project, at: Diagnostic['at']): string => files[at!.file]!.slice(at!.start, at!.end)

function withLine({ files, settings }: Project, at: Diagnostic['at'], lines: readonly string[]): Project {
  const text = files[at!.file]!
  return { settings, files: { ...files, [at!.file]: `${text.slice(0, at!.start)}${lines.join('\n')}${text.slice(at!.end)}` } }
}

/** Follows the first message until there is none, or its help asks for what was done already. */
function followed(project: Project): { left: Diagnostic[]; project: Project } {
  let now = project
  for (let i = 0; i < 6; i++) {
    const [first] = told(now)
    if (first === undefined) return { left: [], project: now }
    const [step, found] =
      STEPS.map(([pattern, apply]) => [apply, pattern.exec(first.help ?? '')] as const).find(([, match]) => match) ?? []
    assert.ok(step && found, `nobody knows how to follow: ${first.code} ${first.message} -- ${first.help}`)
    now = step(found, first.at, now)
  }
  return { left: told(now), project: now }
}

type Row = readonly [code: string, list: string, settings?: object, files?: Readonly<Record<string, string>>]

const ROWS: readonly Row[] = [
  // Slips of the pen
  ...[
    'numpy=2.3.5',
    'numpy=>2',
    'numpy=~2.0',
    'numpy<>2.0',
    'numpy@2.3.5',
    'numpy: 2.3.5',
    'numpy 2.3.5',
    'numpy^2.3',
    'numpy~2.3',
    'numpy==latest',
    'numpy==2.x',
    'numpy~=2',
    'numpy>=2.*',
    'numpy>=2+cpu',
    'numpy==2.3.5#why',
    'numpy>=2 <3',
    'numpy, pandas',
    'numpy==2.3.5 pandas',
    '"numpy"',
    '* numpy',
    'conda-forge::numpy=2.3.5',
    'numpy==',
    'pip install numpy pandas',
    'uv pip install --upgrade numpy',
    '- numpy',
    'numpy @ 2.3.5',
    'numpy @ latest',
    'numpy==2.3.5; python_version >= 3.9',
    'numpy \\\n  ; python_version >= "3.9"',
    'numpy==2.3.5 ;',
    '-e git+https://example.com/a.git@v1#egg=a',
    '-e git+ssh://git@example.com/a.git#egg=a&subdirectory=b',
  ].map((line): Row => ['DC4110', line, { apt_packages: ['git', 'openssh-client'] }]),
  // Options
  ...[
    '--upgrade',
    '-U',
    '--no-deps',
    '--timeout 10',
    'numpy==2.3.5 --no-deps',
    'numpy==2.3.5 --index-url https://a.example.com/s',
    '--pre numpy',
  ].map((line): Row => ['DC4111', line]),
  ['DC4111', '-i https://a.example.com/s\n-i https://b.example.com/s\nnumpy==2.3.5'],
  ['DC4111', '-i https://a.example.com/s\n-i https://a.example.com/s\nnumpy==2.3.5', { python_package_installer: 'pip' }],
  ['DC4111', '-r a.txt -r b.txt', {}, { 'a.txt': 'a==1\n', 'b.txt': 'b==1\n' }],
  ['DC4111', 'numpy==1.26.4\n-c c.txt', {}, { 'c.txt': '--extra-index-url https://a.example.com/s\nnumpy<2\n' }],
  // Files
  ['DC4004', '-r bsae.txt', {}, { 'base.txt': 'numpy==2.3.5\n' }],
  ['DC4005', '-r a.txt', {}, { 'a.txt': '-r r.txt\na==1\n' }],
  ['DC4112', './libs/helper', {}, { 'libs/helper/pyproject.toml': '[project]\nname = "helper"\n' }],
  ['DC4112', '-e "./libs/helper[x]"', {}, { 'libs/helper/pyproject.toml': '[project]\nname = "helper"\n' }],
  ['DC4112', 'helper @ file://${ROOT}/libs/helper', {}, { 'libs/helper/pyproject.toml': '[project]\nname = "helper"\n' }],
  ['DC4112', 'numpy @ file:///croot/numpy_1/work/dist/numpy-1.26.4-cp311-cp311-linux_x86_64.whl#sha256=aa'],
  ['DC4112', 'numpy==1.26.4', { python_package_installer_args: { constraint: 'c.txt' } }, { 'c.txt': 'numpy<2\n' }],
  ['DC4112', 'numpy==1.26.4', { environment: { UV_CONSTRAINT: 'c.txt' } }, { 'c.txt': 'numpy<2\n' }],
  ['DC4112', 'numpy==1.26.4', { python_package_installer_args: { requirement: 'more.txt' } }, { 'more.txt': 'six==1.17.0\n' }],
  ['DC4110', 'numpy==1.26.4\n-c c.txt', { python_package_installer: 'pip' }, { 'c.txt': 'numpy[x]<2\n' }],
  ['DC4113', 'numpy==2.3.5\nnumpy==1.26.4'],
  ['DC4113', 'numpy==2.3.5\n-c c.txt', {}, { 'c.txt': 'numpy<2\n' }],
  // Programs and packages
  ['DC4118', 'a @ git+https://example.com/a'],
  ['DC4118', 'a @ git+ssh://git@example.com/a'],
  ['DC4118', 'a @ hg+https://example.com/a'],
  ['DC4118', 'a @ svn+https://example.com/a'],
  ['DC4119', 'torch==2.9.0+cpu'],
  ['DC4119', '-r torch.txt\nnumpy==2.3.5', {}, { 'torch.txt': 'torch==2.9.0+cu124 \\\n    --hash=sha256:aa\n' }],
  ...[
    'pkg-resources==0.0.0',
    'pywin32==306',
    'pyobjc-core==10',
    'pywinpty==2.0.13',
    'command-not-found==0.3',
    'cudatoolkit==11.8',
    'pytorch',
    'sklearn',
    'PIL',
  ].map((line): Row => ['DC4119', line]),
]

test('each help about a requirement line is a way out', () => {
  for (const [code, list, settings = {}, files = {}] of ROWS) {
    const project = { files: { 'r.txt': `six==1.17.0\n${list}\n`, ...files }, settings: { requirements: 'r.txt', ...settings } }
    const before = told(project).map(d => d.code as string)
    assert.ok(before.includes(code), `${list}: ${before}`)
    const { left, project: after } = followed(project)
    assert.equal(
      left.map(d => `${d.code} ${d.message} -- ${d.help}`),
      [],
      `${list} → ${JSON.stringify(after)}`,
    )
    assert.equal(compiled(after).errors, [], list)
  }
})

test('every code of the family has rows', () => {
  for (const code of ['DC4004', 'DC4005', 'DC4110', 'DC4111', 'DC4112', 'DC4113', 'DC4118', 'DC4119'])
    assert.ok(
      ROWS.some(row => row[0] === code),
      code,
    )
})

test.run()
