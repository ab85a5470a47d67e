/** The extension for VS Code: loaded with a stand-in for the editor's module, it starts a real server and shows what that says. */
import { cpSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { findProgram, type Surroundings } from '../../editors/vscode/src/find-program.ts'
import { TestProject } from '../golden/project.ts'
import { StandIn } from '../support/vscode-stand-in.ts'
import { within } from '../support/within.ts'

interface Extension {
  activate(context: object): Promise<void>
  deactivate(): Promise<void>
}

/** The extension in a folder of its own, and the editor that it is loaded into. */
async function load(setting: string): Promise<{ project: TestProject; editor: StandIn; extension: Extension; context: object }> {
  const project = new TestProject({})
  cpSync('examples/quickstart', join(project.root, 'penguins'), { recursive: true })
  const path = join(project.root, 'penguins/pipelines/training.yaml')
  const text = readFileSync(path, 'utf8').replace('[libgomp1]', '[libgomp1, git]')
  const editor = new StandIn(join(project.root, 'penguins'), { path, text })
  const outfile = join(project.root, 'extension.cjs')
  await build({
    entryPoints: ['editors/vscode/src/extension.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'error',
  })
  project.put('node_modules/vscode/index.js', 'module.exports = globalThis.vscodeStandIn')
  Object.assign(globalThis, { vscodeStandIn: editor.module(setting) })
  const extension = createRequire(outfile)(outfile) as Extension
  const { Uri } = editor.module() as { Uri: { file(path: string): object } }
  return { project, editor, extension, context: { subscriptions: [], extensionUri: Uri.file(project.root) } }
}

test('it shows the images, and compares a Dockerfile with the one on disk', async () => {
  const { project, editor, extension, context } = await load(join(process.cwd(), 'dist/cli.js'))
  try {
    await within(extension.activate(context), 'start of the extension')
    assert.equal(editor.errors, [])
    await within(
      editor.until(() => editor.shown.some(uri => uri.endsWith('pipelines/training.yaml'))),
      'messages',
    )
    const view = editor.views.get('dockcompile.images')!
    const images = await within(view.getChildren(), 'images')
    const items = images.map(image => view.getTreeItem(image) as Record<string, unknown>)
    assert.equal(
      items.map(({ description, contextValue }) => [description, contextValue]),
      [...Array.from({ length: 2 }, () => ['rebuilds from: system packages', 'built']), ['new image', 'built']],
    )
    const lenses = await within(editor.lenses[0]!.provideCodeLenses(editor.document, {}), 'lenses')
    assert.ok(lenses.some(({ command }) => command.title === 'rebuilds from: system packages'))
    await within(editor.commands.get('dockcompile.compare')!(images[0]) as Promise<void>, 'comparison')
    const [command, onDisk, wouldBe, title] = editor.executed.at(-1)!
    assert.is(command, 'vscode.diff')
    assert.is(onDisk!.replace('file:', 'dockcompile:'), wouldBe)
    assert.is(title, 'training/Dockerfile: on disk ↔ as it would be')
  } finally {
    await extension.deactivate()
    project.remove()
  }
})

test('a setting that leads nowhere is said, and nothing is started', async () => {
  const { project, editor, extension, context } = await load('nowhere/dockcompile')
  await extension.activate(context)
  assert.equal(editor.errors, ['dockcompile: The setting `dockcompile.path` names `nowhere/dockcompile`, which is not a file.'])
  await extension.deactivate()
  project.remove()
})

test('the program: the setting, the project, its virtual environment, PATH, the extension', () => {
  const project = new TestProject({ 'packed.js': '' })
  const at = (path: string) => join(project.root, path)
  const given: Surroundings = {
    folders: [at('p')],
    setting: '',
    environment: { PATH: `relative:${at('bin')}` },
    packed: at('packed.js'),
    isWindows: false,
  }
  const found = (more: Partial<Surroundings> = {}) => {
    const { kind, path, from } = findProgram({ ...given, ...more })
    return [kind, path.slice(project.root.length + 1), from]
  }
  assert.equal(found(), ['module', 'packed.js', 'the extension'])
  project.put('bin/dockcompile', '')
  assert.equal(found(), ['executable', 'bin/dockcompile', 'PATH'])
  project.put('p/.venv/bin/dockcompile', '')
  assert.equal(found(), ['executable', 'p/.venv/bin/dockcompile', 'the virtual environment'])
  project.put('active/bin/dockcompile', '')
  const environment = { VIRTUAL_ENV: at('active') }
  assert.equal(found({ environment }), ['executable', 'active/bin/dockcompile', 'the virtual environment'])
  project.put('p/node_modules/dockcompile/dist/cli.js', '')
  assert.equal(found({ environment }), ['module', 'p/node_modules/dockcompile/dist/cli.js', 'the project'])
  project.put('p/own.mjs', '')
  assert.equal(found({ setting: 'own.mjs' }), ['module', 'p/own.mjs', 'the setting `dockcompile.path`'])
  assert.throws(() => findProgram({ ...given, folders: [], environment: {}, packed: at('none') }), /install it/)
  project.remove()
})

test.run()
