import { byCodePoint } from '../basics/order.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { type BuildPlan, type ImagePlan, sourceFiles, targetsOf } from '../model/plan.ts'
import type { WorkspaceBase } from '../model/workspace.ts'
import { leadsOutside } from '../paths/leads-outside.ts'
import { shellWord } from '../quote/shell-word.ts'
import { locateInFile } from '../sources/place-of-part.ts'
import { readText } from '../sources/read-text.ts'
import type { Sources } from '../sources/sources.ts'
import type { Span } from '../sources/span.ts'
import { cacheFields, IMAGE_PLACEHOLDER } from './check-caches.ts'

/** Something on the machine that builds, beyond the project's own files, that a build asks for and that bake refuses unless its call grants it. */
export interface Right {
  /** The text of the settings that asks for it; or a place in the user's Dockerfile. */
  readonly by: string | RegExp
  readonly at?: Span
  /** What it lets the build do, behind "lets the build". */
  readonly grants: string
  /** What bake's call needs: `--allow=network.host`. */
  readonly flags: readonly string[]
}

/** What is said in place of a call that would fail. */
export const RIGHTS_NEEDED = 'it asks for rights on the machine that builds'

/** What a flag of a RUN in the user's Dockerfile asks for, by the flag. */
const RUN_RIGHTS: Readonly<
  Record<string, { readonly key: 'entitlements' | 'ssh'; readonly right: string; readonly grants: string }>
> = {
  '--network=host': { key: 'entitlements', right: 'network.host', grants: 'use the network of the machine' },
  '--security=insecure': { key: 'entitlements', right: 'security.insecure', grants: 'leave its sandbox, as root of the machine' },
  '--mount=type=ssh': { key: 'ssh', right: 'ssh', grants: 'use the SSH keys of whoever builds' },
}

/**
 * The rights that the targets of an image ask for.
 *
 * Source: docker/buildx bake/entitlements.go. A RUN asks BuildKit itself: there the target must ask as well, which our bake file never does.
 */
export function rightsOf(image: ImagePlan, dialect: WorkspaceBase['dialect']): Right[] {
  if (image.kind === 'use' || image.kind === 'prebuilt') return []
  const targets = targetsOf(image)
  const options = targets.map(target => target.options)
  const secrets = dialect === 'buildkit' ? targets.flatMap(target => target.secrets) : []
  const caches = (list: 'cacheFrom' | 'cacheTo') => options.flatMap(option => option[list])
  return [
    ...options.flatMap(({ network }) => (network === 'host' ? [HOST_NETWORK] : [])),
    ...secrets.flatMap(({ file }) => (file === null ? [] : outside('read', file, file, image))),
    ...caches('cacheFrom').flatMap(cache => outside('read', cache, localFolder(cache, 'src'), image)),
    ...caches('cacheTo').flatMap(cache => outside('write', cache, localFolder(cache, 'dest'), image)),
    ...(image.parent.kind === 'dockerfile' ? image.parent.rights.flatMap(asked => ofRun(asked, image)) : []),
  ]
}

const HOST_NETWORK: Right = {
  by: /^[^#\n]*\bnetwork(?:_mode)?["']?\s*:\s*["']?host\b/m,
  grants: 'use the network of the machine',
  flags: ['--allow=network.host'],
}

function outside(right: 'read' | 'write', by: string, path: string | undefined, { id }: ImagePlan): Right[] {
  if (path === undefined || !leadsOutside(path.replaceAll('\\', '/'))) return []
  const place = path.replaceAll(IMAGE_PLACEHOLDER, id)
  return [{ by, grants: `${right} \`${path}\`, outside of the project`, flags: [`--allow=fs.${right}=${place}`] }]
}

/** The folder of a cache that is on the disk. */
function localFolder(cache: string, key: 'src' | 'dest'): string | undefined {
  const fields = new Map(cacheFields(cache))
  return fields.get('type') === 'local' ? fields.get(key) : undefined
}

function ofRun({ flag, at }: { readonly flag: string; readonly at: Span }, image: ImagePlan): Right[] {
  const { key, right, grants } = RUN_RIGHTS[flag]!
  const value = key === 'ssh' ? 'default' : right
  const target = image.kind === 'dockerfile' ? image.id : image.parentTarget
  return [{ by: flag, at, grants, flags: [`--allow=${right}`, `--set=${target}.${key}=${value}`] }]
}

/** The one call of bake that grants all rights that these images ask for. */
export function grantingCall(images: readonly ImagePlan[], { dialect, folder }: Pick<BuildPlan, 'dialect' | 'folder'>): string {
  const flags = images.flatMap(image => rightsOf(image, dialect).flatMap(right => right.flags))
  const file = folder === '.' ? 'docker-bake.json' : `${folder}/docker-bake.json`
  const words = ['docker', 'buildx', 'bake', '-f', file, ...[...new Set(flags)].sort(byCodePoint)]
  return words.map(word => shellWord(word) ?? word).join(' ')
}

/** Tells of every right at the setting that asks for it, with the one call that grants all of them: no call that is printed elsewhere does. */
export function checkRights(
  images: readonly ImagePlan[],
  { dialect, folder, project }: WorkspaceBase,
  sources: Sources,
  report: Report,
): void {
  const asked = images.flatMap(image =>
    rightsOf(image, dialect).map(right => ({ right, files: [...sourceFiles(image.origin), project.file] })),
  )
  const help = `where you trust whoever wrote this, build with \`${grantingCall(images, { dialect, folder })}\``
  const told = new Set<string>()
  const secretFiles = new Set(project.secrets.flatMap(secret => secret.file ?? []))
  for (const { right, files } of asked) {
    // A secret outside of the project is reported at its own line (DC3061).
    if (typeof right.by === 'string' && secretFiles.has(right.by)) continue
    const at = right.at ?? files.map(file => locate(right.by, file, sources)).find(place => place !== null) ?? null
    const key = `${right.grants}\n${at?.file}:${at?.start}`
    if (told.has(key)) continue
    told.add(key)
    report(diagnostic('DC4039', at, { grants: right.grants }, { help }))
  }
}

function locate(by: string | RegExp, file: string | null, sources: Sources): Span | null {
  if (typeof by === 'string') return locateInFile(file, undefined, by, sources)
  if (file === null) return null
  const found = by.exec(readText(sources, file))
  return found && { file, start: found.index + found[0].length - 'host'.length, end: found.index + found[0].length }
}
