import { counted } from '../../basics/counted.ts'
import { groupBy } from '../../basics/group-by.ts'
import { byCodePoint } from '../../basics/order.ts'
import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { fileConflicts } from '../../freeze/file-conflicts.ts'
import { installedFiles } from '../../freeze/installed-files.ts'
import type { ListedFile, PackageFiles } from '../../freeze/listed-wheels.ts'
import type { ListedFiles, LockTables } from '../../freeze/lock-file.ts'
import { NoAnswer, Unreadable, withWheel } from '../../freeze/readable-wheel.ts'
import type { ImagePlan } from '../../model/plan.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import type { Call } from '../command.ts'

/** So many wheels are read at the same time. */
const AT_ONCE = 8

/** So many packages are named. */
const SHOWN = 5

/** What a wheel writes, or why nobody knows. */
type Contents = { readonly files: ReadonlyMap<string, string> } | { readonly problem: string }

/** Why the files of a package are not known. */
interface Unread {
  readonly name: string
  readonly problem: string
}

/** Finds files that several packages write, from the directories of wheels: their last bytes, for which no wheel is fetched as a whole. */
export class FilesOfLists {
  readonly #call: Call
  readonly #root: string
  readonly #report: Report
  /** By address: images share most packages. */
  readonly #known = new Map<string, Contents>()
  /** The servers that do not answer, with the message. */
  readonly #silent = new Map<string, string>()

  constructor(call: Call, root: string, report: Report) {
    this.#call = call
    this.#root = root
    this.#report = report
  }

  /** What the wheels of a list say. A package that cannot be read is reported, and the lock file is written all the same. */
  async read(image: ImagePlan, listed: ReadonlyMap<string, PackageFiles>, platforms: readonly string[]): Promise<ListedFiles> {
    await this.#readAll(
      image,
      [...listed.values()].flatMap(({ wheels }) => [...wheels.values()].flat()),
    )
    const unread = [...listed].flatMap(([name, { wheels }]): Unread[] => {
      const problem = platforms.some(platform => !wheels.has(platform))
        ? 'no wheel fits, so that an image builds them'
        : [...wheels.values()].flat().flatMap(file => problemOf(this.#known.get(file.address)!))[0]
      return problem === undefined ? [] : [{ name, problem }]
    })
    if (unread.length > 0) this.#reportUnread(image, unread)
    const conflicts = fileConflicts(platforms.map(platform => this.#writtenOn(platform, listed)))
    return { conflicts, unread: unread.map(({ name }) => name).sort(byCodePoint) }
  }

  async #readAll({ id }: ImagePlan, files: readonly ListedFile[]): Promise<void> {
    const open = [...new Map(files.map(file => [file.address, file])).values()].filter(file => !this.#known.has(file.address))
    if (open.length === 0) return
    if (!this.#call.args.has('quiet'))
      this.#call.terminal.err(
        `reading which files ${counted(open.length, 'wheel')} of ${terminalText(id)} write, in a few requests each\n`,
      )
    const next = open.values()
    const work = async () => {
      for (const file of next) this.#known.set(file.address, await this.#contentsOf(file))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  }

  async #contentsOf(file: ListedFile): Promise<Contents> {
    const host = URL.canParse(file.address) ? new URL(file.address).host : ''
    const silent = this.#silent.get(host)
    if (silent !== undefined) return { problem: silent }
    if (host !== '' && isOffline(this.#call.environment)) return { problem: '`UV_OFFLINE` is set' }
    const read = () => withWheel(file, this.#root, installedFiles)
    try {
      return { files: await read().catch((error: unknown) => (error instanceof NoAnswer ? read() : Promise.reject(error))) }
    } catch (error) {
      // Any other error: the archive is damaged, and says so where it is read.
      const problem = error instanceof Unreadable ? error.message : 'their wheels are not archives that can be read'
      if (error instanceof NoAnswer) this.#silent.set(host, problem)
      return { problem }
    }
  }

  #writtenOn(platform: string, listed: ReadonlyMap<string, PackageFiles>): Map<string, Map<string, Set<string>>> {
    const written = [...listed].map(([name, { wheels }]) => {
      const files = new Map<string, Set<string>>()
      for (const { address } of wheels.get(platform) ?? []) {
        const contents = this.#known.get(address)!
        if ('problem' in contents) continue
        for (const [path, content] of contents.files) files.set(path, (files.get(path) ?? new Set()).add(content))
      }
      return [name, files] as const
    })
    return new Map(written)
  }

  #reportUnread({ id, parent }: ImagePlan, unread: readonly Unread[]): void {
    const notes = groupBy(unread, ({ problem }) => problem).map(all => {
      const names = all.slice(0, SHOWN).map(({ name }) => `\`${name}\``)
      const others = all.length - names.length
      const more = others === 0 ? '' : ` and ${counted(others, 'other')}`
      return { message: terminalText(`${names.join(', ')}${more}: ${all[0]!.problem}`) }
    })
    const help = 'where it matters, compare them yourself: from which package such a file comes is not certain'
    this.#report(diagnostic('DC4166', parent.at, { image: id, packages: unread.length }, { notes, help }))
  }
}

/** Reports lists of a lock file from before it knew files: images with them are as they were. */
export function reportOldLists(
  images: ReadonlyMap<string, ImagePlan>,
  { packages, files }: Pick<LockTables, 'packages' | 'files'>,
  report: Report,
): void {
  for (const [key, { id, parent }] of images) {
    const count = Object.keys(packages.get(key) ?? {}).length
    if (count === 0 || files.has(key)) continue
    const notes = [{ message: 'an older version wrote their list into the lock file' }]
    const help = 'run `dockcompile freeze --resolve`, which reads what their wheels say'
    report(diagnostic('DC4166', parent.at, { image: id, packages: count }, { notes, help }))
  }
}

/** As uv reads the variable. */
const isOffline = ({ UV_OFFLINE: value }: NodeJS.ProcessEnv): boolean => /^(?:1|t|true|y|yes|on)$/i.test(value ?? '')

const problemOf = (contents: Contents): string[] => ('problem' in contents ? [contents.problem] : [])
