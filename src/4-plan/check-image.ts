import type { Severity } from '../diagnostics/definition.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { isUserName, USER_HELP } from '../dockerfile/user-name.ts'
import type { TemplatePart } from '../model/node.ts'
import type { ImagePlan, Value } from '../model/plan.ts'
import type { DockerSettings, PlacedText } from '../model/settings.ts'
import { placeOf } from '../model/settings.ts'
import { survivesBake } from '../quote/hcl.ts'
import { takenFor } from '../quote/run-command.ts'
import { firstUnseen } from '../quote/unseen.ts'
import { unwritable } from '../quote/unwritable.ts'
import { isSamePlace, type Span } from '../sources/span.ts'
import { warnOfLostSettings } from './lost-settings.ts'
import type { Planning } from './planning.ts'

interface Checked {
  readonly image: ImagePlan
  readonly settings: DockerSettings
  /** Says what is wrong with a value at a path of the settings. In ZenML's own dialect such values go through as they are, with a warning. */
  readonly refuse: (what: string, name: string, at: Span | null, help: string) => void
  readonly severity: Severity
  readonly report: Report
}

/** What a value must look like to be in a Dockerfile; the key is what is checked. */
const CHECKS: Readonly<Record<string, (checked: Checked) => void>> = {
  'the parent is a reference': ({ image: { parent }, refuse, report }) => {
    if (parent.kind === 'image' && !isReference(parent.image)) {
      const help = pathHelp(parent.image) ?? repaired(parent.image, REFERENCE) ?? 'write a reference such as `python:3.11-slim`'
      refuse('parent image', parent.image, parent.at, help)
    } else if (parent.kind === 'image' && hasTwoTags(parent.image)) {
      // Published configurations have such parents, so it stops nobody.
      const help = 'a tag has no colon: write `.` or `-` in its place'
      const params = { what: 'parent image', name: parent.image }
      report(diagnostic('DC4023', parent.at, params, { help, severity: 'warning' }))
    }
  },
  'apt packages are names': ({ image, settings, refuse }) => {
    image.apt.forEach(({ name, from }, i) => {
      if (from === 'settings' && !APT_PACKAGE.test(name))
        refuse(
          'apt package',
          name,
          placeOf(settings, 'apt_packages', i),
          repaired(name.replace(APT_INSTALL, ''), APT_PACKAGE) ?? 'write `name`, `name=version` or `name:architecture`',
        )
    })
  },
  'the user is a name or a number': ({ image, settings, refuse }) => {
    if (image.user !== null && !isUserName(image.user)) refuse('user', image.user, placeOf(settings, 'user'), USER_HELP)
  },
  'requirements are text': ({ image, settings, refuse }) => {
    const lines = image.requirements.flatMap(list => list.lines)
    const check = (text: string, at: Span | null, number?: number) => {
      const unseen = firstUnseen(text)
      // What no installer takes has a message of its own.
      const isRefused = () =>
        lines.some(line => line.read.kind === 'refused' && (number ? line.number === number : isSamePlace(line.at, at)))
      if (unseen !== undefined && !isRefused()) refuse('requirement', text, at, `remove ${unseen}, which nobody sees`)
    }
    const written = Array.isArray(settings.requirements) ? (settings.requirements as readonly PlacedText[]) : []
    for (const { text, at } of written) check(text, at)
    for (const list of image.requirements) {
      // Items were checked above; files that they name were not.
      const isChecked = list.group === 'user' && written.length > 0 && list.text === list.zenmlText
      for (const text of [isChecked ? '' : list.text, list.constraints])
        for (const [i, line] of linesOf(text).entries()) check(line, list.at[0] ?? null, i + 1)
    }
  },
  'installer flags are flags': ({ image, settings, refuse }) => {
    for (const { flag } of image.installer.asked) {
      if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(flag))
        refuse(
          'installer argument',
          flag,
          placeOf(settings, 'python_package_installer_args'),
          'write the flag without dashes: `index-url`',
        )
    }
  },
  'installer values fit on a line': ({ image, settings, refuse }) => {
    for (const { flag, value } of image.installer.asked) {
      const problem = value === null ? undefined : unwritable(value)
      const at = placeOf(settings, 'python_package_installer_args', flag)
      if (problem) refuse('installer argument', flag, at, `its value has ${problem}; write one that fits on a line`)
    }
  },
  'values are not binary data': ({ image, settings, refuse }) => {
    for (const { name, value, at } of [...image.environment, ...image.runtimeEnvironment]) {
      if (hasNul(value)) refuse('environment variable', name, at, 'its value has a NUL character, which no process can have')
    }
    const command = image.code.installCommand
    if (command?.includes('\0')) {
      refuse('local_project_install_command', '…', placeOf(settings, 'local_project_install_command'), 'remove the NUL character')
    }
  },
  'build arguments are names': ({ image, settings, refuse }) => {
    for (const { name } of image.buildArgs) {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
        refuse(
          'build argument',
          name,
          placeOf(settings, 'build_config', 'build_options', 'build_args'),
          'use letters, digits and `_`',
        )
    }
  },
  'the Dockerfile that is made has one stage': ({ image: { kind, options }, settings, severity, report }) => {
    if (kind !== 'build' || options.target === null) return
    const help = 'remove `target`; under `parent_image_build_config` it chooses a stage of your own Dockerfile'
    const at = placeOf(settings, 'build_config', 'build_options', 'target')
    report(diagnostic('DC4152', at, { target: options.target, dockerfile: 'the Dockerfile that is made' }, { help, severity }))
  },
  'the cache mount has fields that BuildKit knows': ({ image, settings, refuse }) => {
    const { cacheMount } = image.installer
    if (cacheMount !== null && !cacheMount.split(',').every(field => MOUNT_FIELD.test(field)))
      refuse(
        'cache mount',
        cacheMount,
        placeOf(settings, 'python_package_installer_cache_mount'),
        'write `type=cache,target=/root/.cache/uv`',
      )
  },
}

/** The command that installs packages, in the place of their names. */
const APT_INSTALL = /^\s*(?:sudo\s+)?apt(?:-get)?\s+(?:-\S+\s+)*install\s+(?:-\S+\s+)*/

/** The path of a Dockerfile, in the place of an image. */
const pathHelp = (name: string): string | undefined =>
  /(?:^|[./\\])Dockerfile(?:$|\.)/i.test(name)
    ? `a Dockerfile is named in \`dockerfile\`: write \`${name}\` there, and remove \`parent_image\``
    : undefined

const linesOf = (text: string): string[] => text.replace(/^\ufeff/, '').split(/\r\n?|\n/)

function isReference(text: string): boolean {
  const path = REFERENCE.exec(text)?.groups?.path
  return path !== undefined && path.length <= 255
}

const hasTwoTags = (reference: string) => reference.split('@')[0]!.split('/').at(-1)!.split(':').length > 2

/** The name without what has no place in it (a scheme, quotes, capitals, pip's `==`), or the names in it, where that makes good ones. */
function repaired(name: string, pattern: RegExp): string | undefined {
  const found = name
    .replace(/^(?:docker|https?|oci):\/\//i, '')
    .replace(/['"‘’“”]/g, '')
    .split(/([:=/@])/)
    .map(part => part.trim())
    .join('')
    .replace('==', '=')
    .trim()
    .toLowerCase()
  const words = found.split(/\s+/)
  if (pattern === REFERENCE && words.length > 1) {
    // One image: `python 3.11 slim` is `python:3.11-slim`.
    const [path, ...tag] = words
    const whole = `${path}:${tag.join('-')}`
    return /^v?\d/.test(tag[0]!) && pattern.test(whole) ? `write \`${whole}\`` : undefined
  }
  if (!words.every(word => pattern.test(word))) return undefined
  return words.length === 1 ? `write \`${found}\`` : `write ${words.length} items: ${words.map(word => `\`${word}\``).join(', ')}`
}

// distribution/reference regexp.go, go-digest: a registry, lower-case names, a tag (colons in it are reported), a whole digest.
const REFERENCE =
  /^(?:[A-Za-z0-9]+(?:[.-]+[A-Za-z0-9]+)*(?::\d+)?\/)?(?<path>[a-z0-9]+(?:(?:\.|_{1,2}|-+|\/)[a-z0-9]+)*)(?::\w[\w.:-]{0,127})?(?:@(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}))?$/
// BuildKit's instructions/commands_runmount.go: keys in any case. A `$` would be expanded there, and not in the flag that names the folder.
const MOUNT_FIELD =
  /^(?:(?:type=(?:bind|cache|secret|ssh|tmpfs)|(?:from|source|src|target|dst|destination|id|sharing|mode|uid|gid|size|env)=[\w./:@%+~-]+|(?:readonly|ro|readwrite|rw|required)(?:=(?:true|false|1|0))?))$/i
// Debian policy 5.6.1 for the name; `=version`, `:architecture`, `/release`, `*` and a trailing `-` or `+` are apt-get's.
const APT_PACKAGE = /^[a-z0-9][a-z0-9.+*-]*(?::[a-z0-9-]+)?(?:=[A-Za-z0-9.+:~*-]+)?(?:\/[A-Za-z0-9.-]+)?$/

/** Checks that every value of an image can be written down in the Dockerfile's grammar. */
export function checkImage(image: ImagePlan, settings: DockerSettings, planning: Planning): void {
  const { workspace, report } = planning
  const { dialect } = workspace
  if (image.kind === 'prebuilt') return
  const severity: Severity = dialect === 'zenml' ? 'warning' : 'error'
  const refuse: Checked['refuse'] = (what, name, at, help) => report(diagnostic('DC4023', at, { what, name }, { help, severity }))
  for (const check of Object.values(CHECKS)) check({ image, settings, refuse, severity, report })
  if (dialect !== 'zenml') warnOfBakesChanges(image, settings, report)
  warnOfLostSettings(image, settings, planning)
  if (dialect !== 'zenml' || image.kind !== 'build') return
  warnOfBrokenValues(image, report)
  warnOfBrokenCommands(image, settings, report)
}

/** bake brings every string of its file into Unicode's composed form: what then arrives is not what was written. */
function warnOfBakesChanges(image: ImagePlan, settings: DockerSettings, report: Report): void {
  const { args, labels, extraHosts } = image.options
  const placeOfOption = (name: string) =>
    ['build_args', 'labels', 'label', 'extra_hosts']
      .map(key => placeOf(settings, 'build_config', 'build_options', key, name))
      .find(Boolean) ?? null
  const warn = (what: 'the value of' | 'the name', name: string, text: string, at: Span | null) => {
    const isMarked = text.startsWith('\ufeff')
    const problem = isMarked ? 'begins with a byte order mark' : "is not in Unicode's composed form"
    const help = isMarked ? 'remove the mark: bake does so too' : 'write it in composed form (NFC): bake knows no other'
    report(diagnostic('DC4036', at, { what, name, problem }, { help }))
  }
  const checkValue = (name: string, value: Value, at: Span | null) => {
    const changed = parts(value).find(part => typeof part === 'string' && !survivesBake(part))
    if (typeof changed === 'string') warn('the value of', name, changed, at)
  }
  for (const { name, value } of [...args, ...labels, ...extraHosts.map(([name, value]) => ({ name, value }))]) {
    if (survivesBake(name)) checkValue(name, value ?? '', placeOfOption(name))
    else warn('the name', name, name, placeOfOption(name))
  }
  for (const { name, value, argument, at } of [...image.environment, ...image.runtimeEnvironment])
    if (argument !== null) checkValue(name, value, at)
}

const parts = (value: Value): readonly TemplatePart[] => (typeof value === 'string' ? [value] : value)
const hasNul = (value: Value): boolean => parts(value).some(part => typeof part === 'string' && part.includes('\0'))

/** ZenML writes values in single quotes and escapes nothing (0.98): what then breaks the Dockerfile or changes the value. */
function warnOfBrokenValues(image: ImagePlan, report: Report): void {
  for (const { name, value, at } of [...image.environment, ...image.runtimeEnvironment]) {
    const problem = problemIn(value)
    if (problem)
      report(diagnostic('DC4029', at, { name, problem }, { help: 'change the value, or use another dialect, which quotes it' }))
  }
}

function problemIn(value: Value): string | undefined {
  if (typeof value !== 'string') return undefined
  if (/[\n\r]/.test(value)) return 'has a line break, which ends the instruction'
  if (value.includes("'")) return "has a `'`, which ends the quoting"
  return unseenIn(value)
}

const unseenIn = (text: string): string | undefined => {
  const unseen = firstUnseen(text)
  return unseen && `has ${unseen}, which nobody sees`
}

/** What ZenML puts into a RUN as it is: the project's own command, and the installer's arguments. */
function warnOfBrokenCommands(image: ImagePlan, settings: DockerSettings, report: Report): void {
  const warn = (name: string, problem: string, ...path: string[]): void => {
    const help = 'change the value, or use another dialect, which quotes it'
    report(diagnostic('DC4029', placeOf(settings, ...path), { name, problem }, { help }))
  }
  const command = image.code.installCommand?.trimEnd() ?? ''
  const problem = takenFor(command) ?? unseenIn(command)
  if (problem) warn('local_project_install_command', problem, 'local_project_install_command')
  if (image.requirements.length === 0) return
  for (const { flag, value } of image.installer.asked) {
    if (value === null) continue
    const special = /[\n\r]/.test(value) ? undefined : /[\s;&|<>()$`"'\\]/.exec(value)?.[0]
    if (/[\n\r]/.test(value))
      warn(`--${flag}`, 'has a line break, which ends the instruction', 'python_package_installer_args', flag)
    else if (special)
      warn(`--${flag}`, `has \`${special}\`, which the shell takes for its own`, 'python_package_installer_args', flag)
  }
}
