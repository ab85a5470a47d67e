import type { ImagePlan, InstallPlan, SecretUse } from '../model/plan.ts'
import type { Secret } from '../model/project.ts'
import { isForApt } from './secrets.ts'

type Reader = 'apt' | 'pip' | 'uv'

interface Readers {
  readonly fits: RegExp
  readonly programs: readonly Reader[]
}

/** Programs that read a variable by themselves, without anybody naming it. The first entry that fits counts; an unknown one may be read by either installer. */
const VARIABLES: readonly Readers[] = [
  { fits: /^PIP_/, programs: ['pip'] },
  { fits: /^UV_/, programs: ['uv'] },
  { fits: /_PROXY$|^(?:GIT|SSH|SSL|NETRC|CURL|REQUESTS|KEYRING|AWS|AZURE|GOOGLE)(?:_|$)/i, programs: ['pip', 'uv'] },
]
/** The same for files, by the path that they are mounted at. */
const FILES: readonly Readers[] = [
  { fits: /^\/etc\/apt\//, programs: ['apt'] },
  { fits: /\/pip\.(?:conf|ini)$/, programs: ['pip'] },
  { fits: /\/uv\.toml$/, programs: ['uv'] },
  { fits: /\/\.?netrc$|\/\.ssh\/|\/\.?gitconfig$|\/\.git-credentials$|\/\.(?:aws|azure|config)\//, programs: ['pip', 'uv'] },
]

type Installing = Pick<ImagePlan, 'installs' | 'installer' | 'requirements' | 'environment' | 'buildArgs' | 'apt' | 'code'>

/** A RUN that installs Python packages, with the programs that it starts and the texts that may name a secret. */
interface Run {
  readonly programs: readonly Reader[]
  readonly text: string
}

/**
 * Which secrets each RUN of an image mounts, by their ids: those that it names, and those that a program of it reads by itself. One that nobody names
 * and nobody knows goes to every RUN that installs Python packages, as does one with `mount: all`.
 *
 * @param bootstraps whether a RUN adds the installer, or looks for it
 */
export function secretUse(image: Installing, bootstraps: boolean, secrets: readonly Secret[]): SecretUse {
  const { installs, installer, requirements, environment, buildArgs, apt, code } = image
  const ofAll = JSON.stringify([installer.asked, environment.map(({ value }) => value), buildArgs])
  const lists = installs.map((install): Run => ({ programs: [installer.name], text: textOf(install) }))
  const project: Run = { programs: ['apt', 'pip', 'uv'], text: code.installCommand ?? '' }
  const ofOne = [...lists, project].map(({ text }) => text).join('\n')
  // It asks the index of the lists.
  const options = requirements.flatMap(({ lines }) => lines).filter(({ read }) => read.kind === 'option')
  const bootstrap: Run = { programs: ['pip', 'uv'], text: options.map(({ text }) => text).join('\n') }

  function uses({ programs, text }: Run, secret: Secret): boolean {
    const readers = readersOf(secret)
    if (readers) return readers.some(program => programs.includes(program)) || names(text, secret)
    return names(text, secret) || names(ofAll, secret) || !names(ofOne, secret)
  }
  const mounted = (run: Run): string[] =>
    secrets.filter(secret => secret.mount === 'all' || uses(run, secret)).map(({ id }) => id)
  return {
    apt: apt.length > 0 ? secrets.filter(isForApt).map(({ id }) => id) : [],
    bootstrap: bootstraps ? mounted(bootstrap) : [],
    installs: lists.map(mounted),
    project: code.installCommand === null ? [] : mounted(project),
  }
}

/** The programs that read a secret by themselves; undefined: nobody knows. */
function readersOf(secret: Secret): readonly Reader[] | undefined {
  const { id, target } = secret
  const known = target === null ? VARIABLES.find(({ fits }) => fits.test(id)) : FILES.find(({ fits }) => fits.test(target))
  return known?.programs ?? (isForApt(secret) ? ['apt', 'pip', 'uv'] : undefined)
}

const textOf = ({ lists }: InstallPlan): string => lists.map(({ text }) => text).join('\n')

/** Whether a text names a secret: its variable, or the path of its file. */
function names(text: string, { id, target }: Secret): boolean {
  return target === null ? [...text.matchAll(/\$\{?(\w+)/g)].some(([, name]) => name === id) : text.includes(target)
}
