// npm run check: all that CI asks before it builds images. Every step runs, so that one call shows everything that is wrong.
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { ensureInstalled } from './install.mjs'

const root = resolve(import.meta.dirname, '..')
const bin = name => resolve(root, 'node_modules/.bin', name)

ensureInstalled()
const steps = {
  build: ['node', 'scripts/build.mjs'],
  lint: [bin('biome'), 'check', '.'],
  types: [bin('tsc'), '--pretty', 'false'],
  'types of src and of the packages that it uses': [bin('tsc'), '--project', 'src', '--pretty', 'false'],
  'types of the scripts': [bin('tsc'), '--project', 'scripts', '--pretty', 'false'],
  'types of the playground': [bin('tsc'), '--project', 'playground', '--pretty', 'false'],
  'types of the extension for VS Code': [bin('tsc'), '--project', 'editors/vscode', '--pretty', 'false'],
  'what nobody uses, and circles': [bin('knip'), '--no-progress', '--treat-config-hints-as-errors'],
  'size of functions': ['node', 'scripts/check/functions.mjs'],
  generated: ['node', 'scripts/generate.mjs', '--check'],
  example: ['node', 'dist/cli.js', 'check', '--config', 'examples/quickstart/dockcompile.config.yaml'],
  speed: ['node', 'scripts/test.mjs', '--speed'],
  tests: ['node', 'scripts/test.mjs', ...process.argv.slice(2)],
}
const failed = Object.entries(steps).filter(([name, [program, ...args]]) => {
  console.log(`== ${name}`)
  return spawnSync(program, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' }).status !== 0
})
if (failed.length > 0) {
  console.error(`check failed: ${failed.map(([name]) => name).join(', ')}`)
  process.exitCode = 1
}
