import { createHash } from 'node:crypto'
import { relative } from 'node:path/posix'
import { KEPT, type Things } from './frame.ts'

/** What is in an output folder before dockcompile comes, all of it somebody else's unless a manifest says otherwise. */
export interface Scene {
  /**
   * @param folder the output folder, as a path in the frame (`project/build`)
   * @param file one of the generated files, as a path in that folder
   */
  readonly things: (folder: string, file: string) => Things
  /** Nothing may be written, whatever the input. */
  readonly refused?: true
  /** What is dockcompile's own and goes with the next run that writes; paths in the output folder. */
  readonly goes?: (file: string) => readonly string[]
}

const text = (content: string, mode = 0o644) => ({ text: content, mode })
const outside = (folder: string) => relative(folder, 'outside')
const draft = (file: string) => file.replace(/[^/]*$/, name => `.${name}.dockcompile-tmp`)

const manifest = (files: Readonly<Record<string, string>>) => {
  const hashes = Object.entries(files).map(([path, content]) => [
    path,
    `sha256:${createHash('sha256').update(content).digest('hex')}`,
  ])
  return text(`${JSON.stringify({ version: 1, generator: 'dockcompile', files: Object.fromEntries(hashes) }, null, 2)}\n`)
}

export const SCENES = {
  'nothing is there': { things: () => ({}) },
  'files of somebody else are there': {
    things: folder => ({
      [`${folder}/notes.txt`]: text('mine\n', 0o600),
      [`${folder}/images/README.md`]: text('mine, too\n', 0o444),
      [`${folder}/images/mine`]: { mode: 0o755 },
      [`${folder}/latest`]: { link: outside(folder) },
      [`${folder}/broken`]: { link: 'nowhere' },
    }),
  },
  'an earlier run left files': {
    things: folder => ({
      [`${folder}/manifest.json`]: manifest({ 'images/old/Dockerfile': 'FROM old\n', 'images/older/Dockerfile': 'FROM older\n' }),
      [`${folder}/images/old/Dockerfile`]: text('FROM old\n'),
      [`${folder}/images/old/mine.txt`]: text('mine\n', 0o640),
      [`${folder}/images/older/Dockerfile`]: text('FROM older\n'),
    }),
    goes: () => ['manifest.json', 'images/old/Dockerfile', 'images/older/Dockerfile', 'images/older'],
  },
  'a manifest names files elsewhere': {
    things: folder => ({
      [`${folder}/manifest.json`]: manifest({
        [`${outside(folder)}/kept.txt`]: KEPT,
        'latest/kept.txt': KEPT,
        'same/mine.txt': 'mine\n',
      }),
      [`${folder}/latest`]: { link: outside(folder) },
      [`${folder}/mine/mine.txt`]: text('mine\n'),
      [`${folder}/same`]: { link: 'mine' },
    }),
    goes: () => ['manifest.json'],
  },
  'a link is where the draft of a file comes': {
    things: (folder, file) => ({ [`${folder}/${draft(file)}`]: { link: `${outside(folder)}/kept.txt` } }),
    goes: file => [draft(file)],
  },
  'the output folder is a link that leads outside': {
    things: folder => ({ [folder]: { link: relative(`${folder}/..`, 'outside') } }),
    refused: true,
  },
  'a file is a link that leads outside': {
    things: (folder, file) => ({ [`${folder}/${file}`]: { link: `${outside(folder)}/kept.txt` } }),
    refused: true,
  },
  'a file of somebody else has the same name': {
    things: (folder, file) => ({ [`${folder}/${file}`]: text('mine\n', 0o604) }),
    refused: true,
  },
  'a generated file was edited': {
    things: (folder, file) => ({
      [`${folder}/manifest.json`]: manifest({ [file]: 'as it was written\n' }),
      [`${folder}/${file}`]: text('as somebody likes it better\n'),
    }),
    refused: true,
  },
} satisfies Record<string, Scene>

export type SceneName = keyof typeof SCENES
