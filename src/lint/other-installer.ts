import { firstTime } from '../basics/first-time.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { readInstructions } from '../dockerfile/read-instructions.ts'
import { walkStages } from '../dockerfile/stages.ts'
import { placeOf } from '../model/settings.ts'
import type { Workspace } from '../model/workspace.ts'
import { languageOf, settingText } from '../quote/setting-text.ts'
import { optionOf } from '../requirements/index-options.ts'
import type { Span } from '../sources/span.ts'
import { type Linted, type LintedImage, placeKey, readsVariable, variablesIn, writtenArguments } from './linted.ts'

/** One wish to an installer, in all the ways to say it; the first variable of each installer is the one to write. */
interface Wish {
  readonly pip: readonly string[]
  readonly uv: readonly string[]
  /** Flags and options of lists, without their dashes. */
  readonly options: readonly string[]
}

/**
 * Variables that change what is installed, or from where. uv reads none of pip's ("uv does not read … pip.conf or PIP_INDEX_URL", its page on pip
 * compatibility), and pip none of uv's.
 */
const WISHES: readonly Wish[] = [
  { pip: ['PIP_INDEX_URL'], uv: ['UV_DEFAULT_INDEX', 'UV_INDEX_URL'], options: ['index-url', 'i', 'default-index'] },
  { pip: ['PIP_EXTRA_INDEX_URL'], uv: ['UV_INDEX', 'UV_EXTRA_INDEX_URL'], options: ['extra-index-url', 'index'] },
  { pip: ['PIP_FIND_LINKS'], uv: ['UV_FIND_LINKS'], options: ['find-links', 'f'] },
  { pip: ['PIP_NO_INDEX'], uv: ['UV_NO_INDEX'], options: ['no-index'] },
  { pip: ['PIP_CONSTRAINT'], uv: ['UV_CONSTRAINT'], options: ['constraint', 'c', 'constraints'] },
  { pip: ['PIP_BUILD_CONSTRAINT'], uv: ['UV_BUILD_CONSTRAINT'], options: ['build-constraint', 'build-constraints', 'b'] },
  { pip: ['PIP_PRE'], uv: ['UV_PRERELEASE'], options: ['pre', 'prerelease'] },
  { pip: ['PIP_REQUIRE_HASHES'], uv: ['UV_REQUIRE_HASHES'], options: ['require-hashes'] },
  { pip: ['PIP_TRUSTED_HOST'], uv: ['UV_INSECURE_HOST'], options: ['trusted-host', 'allow-insecure-host'] },
  { pip: ['PIP_CERT'], uv: ['SSL_CERT_FILE'], options: ['cert'] },
]

/** Something that only the other installer reads. */
interface Unread {
  /** `environment.PIP_INDEX_URL`. */
  readonly where: string
  readonly name: string
  readonly at: Span | null
}

/** Variables and files that are for pip where uv installs, or the other way round: the packages then come from somewhere else, or not at all. */
export function lintOtherInstaller({ images, workspace }: Linted, report: Report): void {
  const isFirst = firstTime<string>()
  const installing = images.filter(({ image }) => image.kind === 'build' && image.installs.length > 0)
  for (const linted of installing) {
    const { name: installer } = linted.image.installer
    for (const { where, name, at } of [...variablesOfImage(linted), ...variablesOfParent(linted, workspace)]) {
      const wish = wishOf(name, linted)
      if (!wish || isSaid(wish, linted, workspace) || callsOther(linted) || !isFirst(`${placeKey(at)} ${name}`)) continue
      const help = `write \`${wish[installer][0]}\`, which ${installer} reads, or set \`${settingText(languageOf(at), 'python_package_installer', other(installer))}\``
      report(diagnostic('DC4181', at, { where, installer }, { help }))
    }
  }
  for (const secret of workspace.project.secrets) {
    const unread = installing.filter(({ image }) => isForOther(secret, image.installer.name))
    if (unread.length === 0 || images.some(({ image }) => image.secrets.some(({ id }) => id === secret.id))) continue
    const linted = unread[0]!
    const { name: installer } = linted.image.installer
    const wish = secret.target === null ? wishOf(secret.id, linted) : undefined
    if (unread.some(callsOther) || (wish && isSaid(wish, linted, workspace))) continue
    const source = secret.env === null ? `file: ${secret.file}` : `env: ${secret.env}`
    const named = wish ? `name it as ${installer} does, \`${wish[installer][0]}: {${source}}\`` : FILE_HELP[installer]
    const help = `${named}, or set \`python_package_installer: ${other(installer)}\``
    report(diagnostic('DC4181', secret.at, { where: `secrets.${secret.id}`, installer }, { help }))
  }
}

type Installer = 'pip' | 'uv'

const other = (installer: Installer): Installer => (installer === 'uv' ? 'pip' : 'uv')

const FILE_HELP: Readonly<Record<Installer, string>> = {
  uv: 'mount a `uv.toml` at `/etc/uv/uv.toml`',
  pip: 'mount a `pip.conf` at `/etc/pip.conf`',
}

/** The wish behind a variable that the installer of an image does not read. */
function wishOf(name: string, { image }: LintedImage): Wish | undefined {
  return readsVariable(image, name)
    ? undefined
    : WISHES.find(wish => wish[other(image.installer.name)].includes(name) && /^(?:PIP|UV)_/.test(name))
}

/** Whether somebody says the same to the installer of an image. */
function isSaid(wish: Wish, linted: LintedImage, workspace: Workspace): boolean {
  const { image, lists } = linted
  const variables = [
    ...variablesOfImage(linted),
    ...variablesOfParent(linted, workspace),
    ...image.secrets.map(({ id }) => ({ name: id })),
  ]
  return (
    variables.some(({ name }) => wish[image.installer.name].includes(name)) ||
    writtenArguments(linted).some(({ name }) => wish.options.includes(name)) ||
    lists.flat().some(({ read, text }) => read.kind === 'option' && wish.options.includes(optionOf(text) ?? ''))
  )
}

/** Whether the command that installs the project calls the other installer, which reads its own variables. */
function callsOther({ image: { installer, code } }: LintedImage): boolean {
  const command = (code.installCommand ?? '').replaceAll(/\buv\s+pip\b/g, 'uv')
  return new RegExp(`\\b${other(installer.name)}[\\d.]*\\b`).test(command)
}

/** A secret that is meant for the other installer by its name, or by the file that it is. */
function isForOther({ id, target }: { readonly id: string; readonly target: string | null }, installer: Installer): boolean {
  const reader = other(installer)
  if (target !== null) return (reader === 'pip' ? /\/pip\.(?:conf|ini)$/ : /\/uv\.toml$/).test(target)
  return id.startsWith(`${reader.toUpperCase()}_`) && WISHES.some(wish => wish[reader].includes(id))
}

function variablesOfImage({ image, settings }: LintedImage): Unread[] {
  const args = image.buildArgs.map(({ name }) => ({
    where: `build_args.${name}`,
    name,
    at: placeOf(settings, 'build_config', 'build_options', 'build_args', name),
  }))
  // Variables of the image that runs come after the installs.
  return [...variablesIn({ ...image, runtimeEnvironment: [] }), ...args]
}

/** What the parent sets, as far as the lock file or its Dockerfile say it. */
function variablesOfParent({ image: { parent } }: LintedImage, { lock }: Workspace): Unread[] {
  if (parent.kind === 'image') {
    const names = [...(lock.images.get(parent.image)?.environment.keys() ?? [])]
    return names.map(name => ({ where: `${name}\` of the parent \`${parent.image}`, name, at: parent.at }))
  }
  const ofBase = [...(lock.images.get(parent.base ?? '')?.environment.keys() ?? [])]
  const names = new Set([...ofBase, ...setByDockerfile(parent.text)])
  return [...names].map(name => {
    const start = parent.text.search(new RegExp(`\\b${name}\\b`))
    const at = start < 0 ? parent.at : { file: parent.dockerfile, start, end: start + name.length }
    return { where: `${name}\` of \`${parent.dockerfile}`, name, at }
  })
}

/** The variables that the last stage of a Dockerfile sets by `ENV`. */
function setByDockerfile(text: string): readonly string[] {
  if (!/\b(?:PIP|UV)_/.test(text)) return []
  const last = [...walkStages(readInstructions(text))].at(-1)
  return [...(last?.stage?.scope.environment ?? [])]
}
