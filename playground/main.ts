import { examples } from 'virtual:examples'
import { EditorSelection, type EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { type Compilation, type Diagnostic, graphSvg, positions } from '../src/core.ts'
import { applyEdits } from '../src/diagnostics/apply-edits.ts'
import { bySeverity } from '../src/diagnostics/sort.ts'
import type { Cause } from '../src/model/explanation.ts'
import { compileFiles } from './compile-files.ts'
import { inputState, mark, outputState } from './editor.ts'
import { type LineReasons, lineReasons } from './line-reasons.ts'
import { prose } from './prose.ts'
import { type Files, fromFragment, toFragment } from './share.ts'
import { Tabs } from './tabs.ts'

const element = <E extends HTMLElement = HTMLElement>(id: string): E => document.getElementById(id) as E

/** What is under each tab at the right, by the names of generated files. */
const KINDS: Readonly<Record<string, RegExp>> = {
  Dockerfile: /(?:^|\/|\.)Dockerfile$/,
  Requirements: /\.txt$|\/\.zenml_[^/]*$/,
  'Ignore file': /\.dockerignore$/,
  'Bake file': /docker-bake\.json$/,
  Manifest: /manifest\.json$/,
}
const PICTURE = 'Picture'

let files: Files = {}
let compilation: Compilation = {
  outputs: [],
  workspaces: [],
  resolved: [],
  plans: [],
  diagnostics: [],
  reads: [],
  globs: [],
  stackFiles: [],
  remarks: [],
}
let reasons: LineReasons = () => undefined
let input = ''
let kind = 'Dockerfile'
/** The file that was last looked at, by kind. */
const chosen = new Map<string, string>()
/** Editor states keep the history and the selection of files that are not shown. */
const states = new Map<string, EditorState>()

const inputView = new EditorView({ parent: element('input-panel') })
const outputView = new EditorView()
const inputTabs = new Tabs(element('input-tabs'), element('input-panel'), showInput)
const outputTabs = new Tabs(element('output-tabs'), element('output-panel'), name => {
  kind = name
  showOutput()
})

function open(next: Files): void {
  files = next
  states.clear()
  chosen.clear()
  input = ''
  compileAll()
  // The file with the gravest message, which is what an example is about; else a pipeline.
  const found = compilation.diagnostics.filter(({ at, severity }) => at && Object.hasOwn(files, at.file) && severity !== 'hint')
  const worst = found.find(({ severity }) => severity === 'error') ?? found[0]
  const pipeline = Object.keys(files).find(name => /\.ya?ml$/.test(name) && name.includes('pipeline'))
  showInput(worst?.at?.file ?? pipeline ?? Object.keys(files)[0]!)
  showAnswers()
}

function showInput(path: string): void {
  if (Object.hasOwn(files, input)) states.set(input, inputView.state)
  input = path
  inputView.setState(states.get(path) ?? inputState(path, files[path]!, text => edited(path, text)))
  showInputTabs()
  mark(inputView, path, compilation.diagnostics)
}

function showInputTabs(): void {
  const bad = new Set(compilation.diagnostics.filter(d => d.severity === 'error').flatMap(d => d.at?.file ?? []))
  inputTabs.show(Object.keys(files), input, bad)
  element<HTMLButtonElement>('remove').disabled = Object.keys(files).length < 2
}

let waiting: ReturnType<typeof setTimeout> | undefined
function edited(path: string, text: string): void {
  files = { ...files, [path]: text }
  clearTimeout(waiting)
  waiting = setTimeout(recompile, 120)
}

function recompile(): void {
  compileAll()
  mark(inputView, input, compilation.diagnostics)
  showInputTabs()
  showAnswers()
}

function compileAll(): void {
  const started = performance.now()
  compilation = compileFiles(files)
  reasons = lineReasons(compilation, files)
  element('time').textContent = `Compiled in ${Math.max(1, Math.round(performance.now() - started))} ms.`
}

function showAnswers(): void {
  showMessages()
  showOutput()
  document.documentElement.dataset.compiled = String(Number(document.documentElement.dataset.compiled ?? 0) + 1)
  void remember()
}

async function remember(): Promise<void> {
  const example = examples.find(one => JSON.stringify(one.files) === JSON.stringify(files))
  element<HTMLSelectElement>('example').value = example?.name ?? ''
  window.history.replaceState(null, '', `#${example ? `example=${example.name}` : await toFragment(files)}`)
}

function showMessages(): void {
  const { remarks } = compilation
  // What stops comes first, what could be better last; the order of files stays.
  const diagnostics = [...compilation.diagnostics].sort(bySeverity)
  const list = document.createElement('ul')
  list.append(...diagnostics.map(message))
  const fine = document.createElement('p')
  fine.className = 'fine'
  fine.textContent = remarks[0] ?? 'No mistake found.'
  element('messages').replaceChildren(
    ...(diagnostics.length > 0 ? [list] : []),
    ...(diagnostics.length === 0 || remarks.length > 0 ? [fine] : []),
  )
}

function message(diagnostic: Diagnostic): HTMLElement {
  const { severity, code, message, at, label, notes = [], help, fix } = diagnostic
  const item = document.createElement('li')
  const button = document.createElement('button')
  button.type = 'button'
  button.className = severity
  const placeOf = positions(file => files[file])
  const place = at && placeOf(at)
  const line = paragraph('', '')
  line.append(span('severity', `${severity}[${code}]`), ': ', ...prose(message))
  button.append(line)
  if (at) button.append(paragraph('where', place ? `${at.file}:${place.line}:${place.column}` : at.file))
  const noted = notes.map(note => {
    const there = note.at && placeOf(note.at)
    return `note: ${note.message}${there ? ` (${note.at!.file}:${there.line}:${there.column})` : ''}`
  })
  for (const text of [label, ...noted, help]) if (text !== undefined) button.append(paragraph('help', text))
  button.addEventListener('click', () => at && Object.hasOwn(files, at.file) && goTo(at))
  item.append(button)
  if (fix) item.append(fixButton(fix))
  return item
}

/** Makes the edits of a fix, in files that are shown and in others. */
function fixButton({ title, edits }: NonNullable<Diagnostic['fix']>): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'fix'
  button.append(...prose(`Fix: ${title}`))
  button.addEventListener('click', () => {
    const [first] = edits
    if (!first) return
    const others = new Set(edits.map(({ at }) => at.file).filter(file => file !== first.at.file))
    for (const file of others) {
      const own = edits.filter(({ at }) => at.file === file)
      files = { ...files, [file]: applyEdits(files[file]!, own) }
      states.delete(file)
    }
    // In the editor, so that it can be undone there.
    showInput(first.at.file)
    const own = edits.filter(({ at }) => at.file === first.at.file)
    inputView.dispatch({ changes: own.map(({ at, text }) => ({ from: at.start, to: at.end, insert: text })) })
    inputView.focus()
  })
  return button
}

function goTo({ file, start, end }: NonNullable<Diagnostic['at']>): void {
  showInput(file)
  const { length } = inputView.state.doc
  const selection = EditorSelection.single(Math.min(start, length), Math.min(end, length))
  inputView.dispatch({ selection, effects: EditorView.scrollIntoView(selection.main, { y: 'center' }) })
  inputView.focus()
}

function span(className: string, text: string): HTMLElement {
  const made = document.createElement('span')
  made.className = className
  made.append(...prose(text))
  return made
}

function paragraph(className: string, text: string): HTMLElement {
  const made = document.createElement('p')
  made.className = className
  made.append(...prose(text))
  return made
}

function showOutput(): void {
  const generated = compilation.outputs.flatMap(output => output.files)
  const kinds = Object.keys(KINDS).filter(name => generated.some(({ path }) => KINDS[name]!.test(path)))
  const names = [...kinds, ...(compilation.outputs.length > 0 ? [PICTURE] : [])]
  if (!names.includes(kind) && names.length > 0) kind = names[0]!
  outputTabs.show(names.length > 0 ? names : [kind], kind)
  const panel = element('output-panel')
  const ofKind = generated.filter(({ path }) => KINDS[kind]?.test(path))
  element('why').hidden = kind !== 'Dockerfile' || ofKind.length === 0
  const chooser = element<HTMLSelectElement>('output-file')
  chooser.parentElement!.hidden = ofKind.length === 0
  if (names.length === 0)
    panel.replaceChildren(paragraph('empty', 'Nothing is written while there is an error, or where no image is needed.'))
  else if (kind === PICTURE) panel.replaceChildren(picture())
  else {
    const file = ofKind.find(({ path }) => path === chosen.get(kind)) ?? ofKind[0]!
    chooser.replaceChildren(...ofKind.map(({ path }) => new Option(path, path, false, path === file.path)))
    if (outputView.dom.parentElement !== panel) panel.replaceChildren(outputView.dom)
    if (kind === 'Dockerfile') {
      element('why').replaceChildren(paragraph('help', 'Choose a line, by a click or the arrow keys, to see why it is there.'))
      outputView.setState(outputState(file.path, file.text, line => showWhy(file.path, line)))
    } else outputView.setState(outputState(file.path, file.text))
  }
}

/** The answer of `dockcompile explain IMAGE:LINE`, with a way to each place that it names. */
function showWhy(path: string, line: number): void {
  const origin = reasons(path, line)
  if (!origin) return
  const { template } = origin
  const parts = origin.reasons.flatMap(({ rule, causes }, i) => {
    const list = document.createElement('ul')
    list.append(...causes.map(placeButton))
    return [paragraph('', i === 0 ? `Line ${line}: ${rule}` : rule), ...(causes.length > 0 ? [list] : [])]
  })
  if (template)
    parts.push(
      paragraph(
        'help',
        `Laid out by line ${template.line} of ${template.path}${template.shipped ? ', a template of dockcompile' : ''}`,
      ),
    )
  element('why').replaceChildren(...parts)
}

function placeButton({ what, at }: Cause): HTMLElement {
  const item = document.createElement('li')
  if (!at || !Object.hasOwn(files, at.file)) {
    item.append(span('help', what))
    return item
  }
  const place = positions(file => files[file])(at)
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = place ? `${at.file}:${place.line}:${place.column}` : at.file
  button.addEventListener('click', () => goTo(at))
  item.append(button, ...(what === at.file ? [] : [' ', span('help', what)]))
  return item
}

function picture(): HTMLElement {
  const frame = document.createElement('div')
  frame.className = 'picture'
  frame.tabIndex = 0
  const image = document.createElement('img')
  image.alt = 'Pipelines, their steps, the images that these run in, the layers that images share, and parents'
  image.src = `data:image/svg+xml,${encodeURIComponent(graphSvg(compilation))}`
  frame.append(image)
  return frame
}

element('output-file').addEventListener('change', event => {
  chosen.set(kind, (event.target as HTMLSelectElement).value)
  showOutput()
})
element('example').append(new Option('your own', ''), ...examples.map(({ name, title }) => new Option(title, name)))
element('example').addEventListener('change', event => {
  const example = examples.find(({ name }) => name === (event.target as HTMLSelectElement).value)
  if (example) open(example.files)
})
element('share').addEventListener('click', async () => {
  await remember()
  const copied = await navigator.clipboard?.writeText(window.location.href).then(
    () => true,
    () => false,
  )
  element('shared').textContent = copied ? 'Copied: the link holds your files.' : 'The address above holds your files: copy it.'
  setTimeout(() => (element('shared').textContent = ''), 4000)
})
element('add').addEventListener('click', () => {
  const form = element('add-form')
  form.hidden = !form.hidden
  element('add').ariaExpanded = String(!form.hidden)
  if (!form.hidden) element('add-name').focus()
})
element('add-form').addEventListener('submit', event => {
  event.preventDefault()
  const field = element<HTMLInputElement>('add-name')
  const path = field.value.trim().replace(/^(?:\.?\/)+/, '')
  if (path === '') return
  if (!Object.hasOwn(files, path)) files = { ...files, [path]: '' }
  field.value = ''
  element('add-form').hidden = true
  element('add').ariaExpanded = 'false'
  showInput(path)
  inputView.focus()
  recompile()
})
element('remove').addEventListener('click', () => {
  const { [input]: _, ...rest } = files
  if (Object.keys(rest).length === 0) return
  files = rest
  states.delete(input)
  input = ''
  showInput(Object.keys(files)[0]!)
  recompile()
})

async function start(): Promise<void> {
  const fragment = window.location.hash.slice(1)
  const example = examples.find(({ name }) => fragment === `example=${name}`) ?? examples[0]!
  open((await fromFragment(fragment)) ?? example.files)
}
window.addEventListener('hashchange', () => void start())
void start()
