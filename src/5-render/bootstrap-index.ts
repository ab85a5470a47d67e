import type { ImagePlan } from '../model/plan.ts'
import { shellWord } from '../quote/shell-word.ts'
import { indexUrls, optionOf } from '../requirements/index-options.ts'

/** Options of the installer that say where it finds packages, by pip's names for them: the installs may ask a mirror. */
const FLAGS: Readonly<Record<string, string>> = {
  'index-url': 'index-url',
  'default-index': 'index-url',
  i: 'index-url',
  'find-links': 'find-links',
  f: 'find-links',
  'trusted-host': 'trusted-host',
  'allow-insecure-host': 'trusted-host',
  cert: 'cert',
  proxy: 'proxy',
}

/** Variables of uv that pip does not read. */
const VARIABLES: Readonly<Record<string, string>> = {
  UV_DEFAULT_INDEX: 'index-url',
  UV_INDEX_URL: 'index-url',
  UV_FIND_LINKS: 'find-links',
  UV_INSECURE_HOST: 'trusted-host',
}

/**
 * Flags of pip for the step that adds uv, or pip: it asks the index that takes PyPI's place in the image's own installs, which may be the only one
 * that can be reached. The installer's arguments win over variables, and those over the lists.
 */
export function bootstrapIndex(image: ImagePlan): string[] {
  const inLists = new Map<string, string>()
  for (const { read, text } of image.requirements.flatMap(({ lines }) => lines)) {
    if (read.kind !== 'option' || read.value === null) continue
    const flag = FLAGS[optionOf(text) ?? '']
    if (flag !== undefined) inLists.set(flag, read.value)
  }
  const found = new Map(inLists)
  for (const { name, value } of image.environment)
    if (Object.hasOwn(VARIABLES, name) && typeof value === 'string') found.set(VARIABLES[name]!, value)
  for (const { flag, value } of image.installer.asked)
    if (Object.hasOwn(FLAGS, flag) && value !== null) found.set(FLAGS[flag]!, value)
  const isAlone = image.installer.asked.some(({ flag }) => flag === 'no-index')
  const written = (flag: string, value: string): string =>
    inLists.get(flag) === value ? listedValue(value) : valueFor(flag, value, image)
  return [...(isAlone ? ['--no-index'] : []), ...[...found].map(([flag, value]) => `--${flag} ${written(flag, value)}`)]
}

/** Installers fill in `${NAME}` of a list, which the shell has to do here. */
function listedValue(value: string): string {
  const parts = value.split(/(\$\{[A-Z0-9_]+\})/).filter(part => part !== '')
  return parts.map(part => (/^\$\{[A-Z0-9_]+\}$/.test(part) ? `"${part}"` : shellWord(part)!)).join('')
}

/** pip knows no names of indexes, nor the variables that uv takes their users and passwords from. */
function valueFor(flag: string, value: string, { secrets }: ImagePlan): string {
  const [, name, url = value] = /^([\w.-]+)=([a-z][a-z0-9+.-]*:\/\/.*)$/i.exec(value) ?? []
  if (flag !== 'index-url' || name === undefined || indexUrls(url).length === 0) return shellWord(url)!
  const variable = `UV_INDEX_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`
  const has = (word: string): boolean => secrets.some(({ id, target }) => id === `${variable}_${word}` && target === null)
  const login = has('PASSWORD') ? `\${${variable}_USERNAME}:\${${variable}_PASSWORD}@` : ''
  const [scheme = '', rest = ''] = url.split('://')
  return login === '' ? shellWord(url)! : `"${scheme}://${login}"${shellWord(rest)!}`
}
