import { buildContexts } from '../answers/context/build-contexts.ts'
import { ignoreLine } from '../answers/context/ignore-line.ts'
import { suspects } from '../answers/context/suspects.ts'
import { byCodePoint } from '../basics/order.ts'
import { type Diagnostic, diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import { toJson } from '../diagnostics/to-json.ts'
import type { KnownFolders } from '../edge/walk.ts'
import { terminalText } from '../quote/terminal-text.ts'
import type { FoundFile } from '../sources/found-file.ts'
import type { Command } from './command.ts'
import { type Misfit, misfits } from './context/misfits.ts'
import { sentFiles } from './context/sent-files.ts'
import { INPUT_FLAGS, MESSAGE_FLAGS } from './shared/flags.ts'
import { printJson, reportForm, tell, tellBeside } from './shared/messages.ts'
import { chooseImage, type PlannedImage, plannedImages } from './shared/planned-images.ts'
import { compileProject, type Project } from './shared/project.ts'

/** `dockcompile context [IMAGE]`. */
export const contextCommand: Command = {
  usage: '[IMAGE] [FILES…]',
  takesImage: true,
  about: `Lists the files that \`docker buildx bake\` would send to the builder for an image, or for all, with their sizes: what the
ignore file leaves and a COPY or a bind mount names. Warns of virtual environments, git's history, files in which credentials
usually are, and data above 50 MB. Writes nothing, and needs no Docker.`,
  flags: [...INPUT_FLAGS, 'json', ...MESSAGE_FLAGS],
  examples: ['dockcompile context', 'dockcompile context training --json'],
  failure: 'the input is wrong, or a context cannot be read',

  run(call) {
    // The first word is an image unless it can only be a file.
    const isFile = /\.ya?ml$/.test(call.words[0] ?? '')
    const name = isFile ? undefined : call.words[0]
    const files = isFile ? call.words : call.words.slice(1)
    const project = compileProject(call, files)
    const { compilation } = project
    const json = call.args.has('json')
    const inJson = (diagnostics: readonly Diagnostic[]) => toJson(diagnostics, project.textOf)
    if (hasErrors(compilation.diagnostics)) {
      tellBeside(call, project, compilation.diagnostics)
      if (json) printJson(call, { images: [], diagnostics: inJson(compilation.diagnostics) })
      return 1
    }
    const all = plannedImages(compilation)
    const found: Diagnostic[] = []
    const folders: KnownFolders = new Map()
    const chosen = name === undefined ? all : [chooseImage(all, name)]
    const images = chosen.map(image => contextOf(image, project, folders, found))
    // Findings about a context are a part of its answer; a report for a program is one document.
    if (reportForm(call)) tell(call, project, [...compilation.diagnostics, ...found])
    else {
      tellBeside(call, project, compilation.diagnostics)
      if (!json) tell(call, project, found)
    }
    if (json) printJson(call, { images, diagnostics: inJson([...compilation.diagnostics, ...found]) })
    else {
      const remarks = call.args.has('quiet') ? [] : compilation.remarks
      call.terminal.out([...images.map(textOf), ...remarks.map(remark => `${terminalText(remark)}\n`)].join('\n'))
    }
    return hasErrors(found) ? 1 : 0
  },
}

interface ImageContext {
  readonly image: string
  readonly files: readonly FoundFile[]
  readonly bytes: number
}

function contextOf(
  { name, image, plan, output }: PlannedImage,
  { root, sources }: Project,
  folders: KnownFolders,
  found: Diagnostic[],
): ImageContext {
  const contexts = buildContexts(image, plan, output, sources)
  const look = { root, folders, report: (d: Diagnostic) => found.push(d) }
  const sent = contexts.map(context => ({ context, files: sentFiles(name, context, output, look) }))
  const bytes = new Map(sent.flatMap(({ files }) => files.map(file => [file.path, file.bytes] as const)))
  const files = [...bytes].map(([path, size]) => ({ path, bytes: size })).sort((a, b) => byCodePoint(a.path, b.path))
  const odd = sent.flatMap(({ context, files }) => misfits(files, root, context.folder))
  const named: readonly Misfit[] = suspects(files, plan.secretFiles)
  for (const { path, what, help: other } of [...named, ...odd.filter(one => !named.some(({ path }) => path === one.path))]) {
    const senders = sent.filter(one => one.files.some(file => file.path === path || file.path.startsWith(`${path}/`)))
    const lines = senders.map(({ context }) => ignoreLine(path, context))
    const help = other ?? `if no image needs it, add ${[...new Set(lines)].join(', and ')}`
    found.push(diagnostic('DC6030', null, { image: name, path, what }, { help }))
  }
  return { image: name, files, bytes: files.reduce((sum, file) => sum + file.bytes, 0) }
}

function textOf({ image, files, bytes }: ImageContext): string {
  const sizes = files.map(file => size(file.bytes))
  const width = Math.max(0, ...sizes.map(text => text.length))
  const lines = [...files]
    .sort((a, b) => b.bytes - a.bytes || byCodePoint(a.path, b.path))
    .map(file => `  ${size(file.bytes).padStart(width)}  ${terminalText(file.path)}\n`)
  return `${image}: ${files.length} ${files.length === 1 ? 'file' : 'files'}, ${size(bytes)}\n${lines.join('')}`
}

/** `1.4 MB`. */
function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const unit = [' kB', ' MB', ' GB', ' TB']
    .map((name, i) => ({ name, factor: 1000 ** (i + 1) }))
    .findLast(u => bytes >= u.factor)!
  return `${(bytes / unit.factor).toFixed(1)}${unit.name}`
}
