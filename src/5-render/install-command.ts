import type { ImagePlan, InstallPlan } from '../model/plan.ts'
import { shellWord } from '../quote/shell-word.ts'

/** Where the versions of heavy packages are kept for the installs after theirs. */
const CONSTRAINTS = '/opt/requirements/constraints.txt'

/** The interpreter of images that nobody knows: what ZenML starts steps with. */
const FIND_PYTHON = '"$(command -v python)"'

/** A command that is longer than this goes over several lines, which are then not longer than this where their words allow it. */
const WIDTH = 110

/**
 * The command of one install into the Python that the image uses, as lines.
 *
 * A virtual environment takes uv without any flag; elsewhere a flag says where to install.
 *
 * @param lists where the install finds its lists
 * @param cacheDir a cache folder that is mounted; null: nothing is cached
 */
export function installCommand(
  image: ImagePlan,
  install: InstallPlan,
  lists: readonly string[],
  cacheDir: string | null,
): string[] {
  const { python } = image.facts
  const uv = image.installer.name === 'uv'
  const { bytecode } = image.runs!
  const written = image.runs!.arguments
  const has = (flag: string): boolean => written.some(argument => argument.flag === flag)
  const [program, ...words] = uv
    ? [...uvTarget(python, has), ...uvCache(cacheDir)]
    : [...pipProgram(python), ...pipCache(cacheDir), ...rootAction(python, has)]
  words.push(...written.map(({ flag, value }) => (value === null ? `--${flag}` : shellWord(`--${flag}=${value}`)!)))
  if (bytecode && uv) words.push('--compile-bytecode')
  if (install.hashes && !has('require-hashes')) words.push('--require-hashes')
  if (!install.dependencies && !has('no-deps')) words.push('--no-deps')
  if (install.constrained) words.push(`--constraint ${CONSTRAINTS}`)
  words.push(...lists.map((list, i) => `--${install.lists[i]!.option} ${list}`))
  const before = bytecode ? hashedBytecode(uv, image) : []
  const command = wrapped([[...before, program].join(' '), ...words])
  return install.heavy ? [...command.slice(0, -1), `${command.at(-1)} &&`, ...keepVersions(image, install.heavy)] : command
}

/**
 * Makes imports compare the hash of the source, so that builds which rewrite the times of files do not make bytecode stale. uv has a variable
 * for it; Python, which pip leaves the choice to, takes hashes where a date is set, and that one is the first that a wheel can hold (1980).
 */
export function hashedBytecode(uv: boolean, { environment, buildArgs }: Pick<ImagePlan, 'environment' | 'buildArgs'>): string[] {
  if (uv) return ['PYC_INVALIDATION_MODE=CHECKED_HASH']
  const hasDate = [...environment, ...buildArgs].some(({ name }) => name === 'SOURCE_DATE_EPOCH')
  return hasDate ? [] : ['SOURCE_DATE_EPOCH=315532800']
}

/**
 * Writes down which versions of these packages are installed, so that later installs keep them. `list` and not `freeze`: of a package that came
 * from a URL or a folder the latter says where from, and a folder may be gone. Nothing, where a marker left a package out; `-`, `_` and `.` are
 * one in a name.
 */
function keepVersions({ installer, facts }: ImagePlan, names: readonly string[]): string[] {
  const list =
    installer.name === 'uv'
      ? `uv pip list --format freeze${facts.python === 'venv' ? '' : facts.python === 'system' ? ' --system' : ` --python ${FIND_PYTHON}`}`
      : `${facts.python === null ? 'python -m ' : ''}pip list --format freeze`
  const pattern = names.map(name => name.replaceAll('-', '[-_.]')).join('|')
  return ['mkdir -p /opt/requirements &&', `${list} > ${CONSTRAINTS} &&`, `sed -i -n -E '/^(${pattern})==/Ip' ${CONSTRAINTS}`]
}

function uvTarget(python: ImagePlan['facts']['python'], has: (flag: string) => boolean): string[] {
  if (has('python')) return python === null ? ['uv pip install', '--break-system-packages'] : ['uv pip install']
  if (python === 'venv') return ['uv pip install']
  if (python === 'system') return ['uv pip install', '--system']
  return ['uv pip install', `--python ${FIND_PYTHON} --break-system-packages`]
}

function uvCache(cacheDir: string | null): string[] {
  return cacheDir === null ? ['--no-cache'] : [`--cache-dir ${shellWord(cacheDir)!}`, '--link-mode copy']
}

/** The variable is ignored by a pip that does not know it, where the flag would be an error. */
function pipProgram(python: ImagePlan['facts']['python']): string[] {
  return python === null ? ['PIP_BREAK_SYSTEM_PACKAGES=1 PIP_ROOT_USER_ACTION=ignore python -m pip install'] : ['pip install']
}

function pipCache(cacheDir: string | null): string[] {
  return cacheDir === null ? ['--no-cache-dir'] : [`--cache-dir ${shellWord(cacheDir)!}`]
}

function rootAction(python: ImagePlan['facts']['python'], has: (flag: string) => boolean): string[] {
  return python === 'system' && !has('root-user-action') ? ['--root-user-action ignore'] : []
}

/** The program and where it installs stay together; the arguments fill the lines below. */
export function wrapped([program, ...rest]: readonly string[]): string[] {
  const whole = [program!, ...rest].join(' ')
  if (whole.length <= WIDTH) return [whole]
  const lines = [program!]
  if (/^--(?:system|python)/.test(rest[0] ?? '')) lines[0] += ` ${rest.shift()}`
  let line = ''
  for (const word of rest) {
    if (line !== '' && line.length + word.length + 9 > WIDTH) {
      lines.push(`    ${line}`)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, `    ${line}`]
}
