import { relative } from 'node:path'
import { slashes } from '../../edge/disk.ts'
import { repositoryRoot } from '../../edge/repository-root.ts'
import { shellWord } from '../../quote/shell-word.ts'
import type { Call } from '../command.ts'
import { type Flag, flags, INPUT_FLAGS } from '../shared/flags.ts'
import { reportForm } from '../shared/messages.ts'

/** What to do about an output that is out of date, for who reads it: a developer, the log of a CI job, or the log of a job on a bot's branch. */
export function nextStep(call: Call): string {
  const compile = `\`${compileCall(call)}\``
  const reader = readerOf(call)
  if (reader === 'developer') return `run ${compile} to update`
  const folder = folderInRepository(call)
  const where = folder === '' ? '' : ` in \`${folder}\``
  const run = `check out this branch, run ${compile}${where}, and commit what it writes`
  return reader === 'ci'
    ? run
    : `a bot made this branch, and it does not run dockcompile: ${run}, or let a workflow do so (\`dockcompile explain DC6008\`)`
}

type Reader = 'developer' | 'ci' | 'bot'

/** Branches and accounts of Renovate and Dependabot, and accounts that GitHub and GitLab give to programs. Nothing of these values is printed. */
const BOT_BRANCH = /^(?:renovate|dependabot)\//
const BOT_ACCOUNT = /\[bot\]$|^(?:project|group)_\d+_bot|^(?:renovate|dependabot)(?:-bot)?$/

function readerOf(call: Call): Reader {
  const { environment: env } = call
  const form = reportForm(call)
  const isOn = (value: string | undefined) => value !== undefined && !/^(?:|0|false)$/i.test(value)
  const isJob = isOn(env.CI) || isOn(env.TF_BUILD) || isOn(env.JENKINS_URL) || form === 'github' || form === 'gitlab'
  if (!isJob) return 'developer'
  const branches = [
    env.GITHUB_HEAD_REF,
    env.GITHUB_REF_NAME,
    env.CI_MERGE_REQUEST_SOURCE_BRANCH_NAME,
    env.CI_COMMIT_BRANCH,
    env.BUILD_SOURCEBRANCHNAME,
  ]
  const accounts = [env.GITHUB_ACTOR, env.GITLAB_USER_LOGIN]
  return branches.some(name => BOT_BRANCH.test(name ?? '')) || accounts.some(name => BOT_ACCOUNT.test(name ?? '')) ? 'bot' : 'ci'
}

/** The folder of the call, from the root of the repository; empty at the root, and outside of a repository. */
function folderInRepository({ cwd }: Call): string {
  const root = repositoryRoot(cwd)
  return root === undefined ? '' : slashes(relative(root, cwd))
}

/**
 * The call that writes what this one compared. Values of variables are not in it: they may be secrets.
 *
 * @example dockcompile --stack stack.yaml pipelines/training.yaml
 */
function compileCall({ args, words }: Call): string {
  const given = INPUT_FLAGS.filter(name => args.has(name) && name !== 'allow' && name !== 'deny-warnings')
  const written = given.flatMap(name => {
    const flag: Flag = flags[name]
    if (flag.value === undefined) return [flag.negatable && args.choice(name) === false ? `--no-${name}` : `--${name}`]
    const values = args.values(name) ?? []
    if (name === 'var') return values.map(value => `--var ${word(value.replace(/=[\s\S]*$/, '=…'))}`)
    return flag.list ? [`--${name} ${word(values.join(','))}`] : values.map(value => `--${name} ${word(value)}`)
  })
  return ['dockcompile', ...written, ...words.map(word)].join(' ')
}

const word = (text: string): string => shellWord(text) ?? '…'
