/** A project on disk with things of other people around it, and what of all that is as it was. */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Something that is not a file of the project: a file with its rights, a link, or an empty folder. */
type Foreign = { readonly text: string; readonly mode: number } | { readonly link: string } | { readonly mode: number }

/** Paths in a frame, `project/…` among them. */
export type Things = Readonly<Record<string, Foreign>>

/** Stands in the files outside the project: no output and no message may hold it. */
export const OUTSIDE = 'only-outside-of-the-project'

/** A file that links lead to. */
export const KEPT = `${OUTSIDE}\n`

const file = (text: string, mode: number): Foreign => ({ text, mode })

/** What is around every project. `outside/` is where links lead that should not be followed. */
const AROUND: Things = {
  'outside/kept.txt': file(KEPT, 0o600),
  'outside/images/train/Dockerfile': file(`FROM ${OUTSIDE}\n`, 0o444),
  'outside/run.sh': file(`echo ${OUTSIDE}\n`, 0o755),
  'outside/empty': { mode: 0o700 },
  'other/manifest.json': file(`{"generator": "dockcompile", "stack": "${OUTSIDE}", "files": {}}\n`, 0o644),
  'other/docker-bake.json': file('{}\n', 0o644),
  etc: { link: '/etc' },
}

/** Path → what is there, as a text to compare. */
export type Snapshot = ReadonlyMap<string, string>

export class Frame {
  /** Absolute, and its real name. */
  readonly folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'fuzz-')))
  readonly project = join(this.folder, 'project')

  constructor(files: ReadonlyMap<string, Buffer>) {
    fs.mkdirSync(this.project)
    for (const [path, bytes] of files) {
      fs.mkdirSync(dirname(join(this.project, path)), { recursive: true })
      fs.writeFileSync(join(this.project, path), bytes)
    }
    this.lay(AROUND)
  }

  lay(things: Things): void {
    for (const [path, thing] of Object.entries(things)) {
      const full = join(this.folder, path)
      fs.mkdirSync(dirname(full), { recursive: true })
      if ('link' in thing) fs.symlinkSync(thing.link, full)
      else {
        if ('text' in thing) fs.writeFileSync(full, thing.text)
        else fs.mkdirSync(full)
        fs.chmodSync(full, thing.mode)
      }
    }
  }

  /** Everything in the frame; with `times` also when it was last changed, which tells a file that was written anew. */
  snapshot(times?: 'times'): Snapshot {
    const found = new Map<string, string>()
    const look = (path: string) => {
      const full = join(this.folder, path)
      const stats = fs.lstatSync(full)
      const mode = (stats.mode & 0o7777).toString(8)
      const time = times ? ` ${stats.mtimeMs}` : ''
      if (stats.isSymbolicLink()) found.set(path, `link to ${fs.readlinkSync(full)}${time}`)
      else if (stats.isFile()) found.set(path, `file ${mode}${time}\n${fs.readFileSync(full, 'latin1')}`)
      else if (stats.isDirectory()) {
        found.set(path, `folder ${mode}${time}`)
        for (const name of fs.readdirSync(full).sort()) look(path === '.' ? name : `${path}/${name}`)
      } else found.set(path, 'special')
    }
    look('.')
    return found
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true })
  }
}
