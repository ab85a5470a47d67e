import type { ImagePlan } from '../../model/plan.ts'
import type { Dialect } from '../../model/project.ts'

/** Flags and options whose value is an index, by how they are written; true: it stands in PyPI's place. */
const INDEX_OPTIONS: Readonly<Record<string, boolean>> = {
  'index-url': true,
  i: true,
  'default-index': true,
  'extra-index-url': false,
  index: false,
  'find-links': false,
  f: false,
  PIP_INDEX_URL: true,
  PIP_EXTRA_INDEX_URL: false,
  PIP_FIND_LINKS: false,
  UV_INDEX_URL: true,
  UV_DEFAULT_INDEX: true,
  UV_EXTRA_INDEX_URL: false,
  UV_INDEX: false,
  UV_FIND_LINKS: false,
}

/** Whether a flag, an option (without its dashes) or an environment variable names an index. */
export function namesIndex(option: string): boolean {
  return Object.hasOwn(INDEX_OPTIONS, option)
}

/** How to write an index without its credentials: the exact lines. */
export function indexRewrite(option: string, text: string, installer: ImagePlan['installer']['name'], dialect: Dialect): string {
  const url = indexUrl(text)
  const host = /:\/\/([^/:]+)/.exec(url)?.[1] ?? 'HOST'
  const replacesPypi = INDEX_OPTIONS[option] ?? false
  const uv = `{${replacesPypi ? 'default-index' : 'index'}: "internal=${url}"}`
  const lines =
    installer === 'uv'
      ? [
          `write \`python_package_installer_args: ${uv}\` instead, and in the project file`,
          '`secrets: {UV_INDEX_INTERNAL_USERNAME: {env: UV_INDEX_INTERNAL_USERNAME}, UV_INDEX_INTERNAL_PASSWORD: {env: UV_INDEX_INTERNAL_PASSWORD}}`',
        ]
      : [
          `write \`python_package_installer_args: {${replacesPypi ? 'index-url' : 'extra-index-url'}: "${url}"}\` instead, and in the project file`,
          `\`secrets: {netrc: {file: .netrc, target: /root/.netrc}}\`, where .netrc says \`machine ${host} login … password …\``,
        ]
  return [
    ...lines,
    ...(dialect === 'buildkit' ? [] : [`secrets need \`dialect: buildkit\`; \`${dialect}\` has no secret mounts`]),
  ].join('\n')
}

/** The first URL of a text, without its user. */
export function indexUrl(text: string): string {
  const url = /[a-z][a-z0-9+.-]{0,20}:\/\/\S+/i.exec(text)?.[0] ?? text.trim()
  return url.replace(/:\/\/[^/]*@/, '://')
}
