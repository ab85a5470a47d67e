/** `graph`: what it shows, and that Mermaid and XML take it, whatever names there are. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeWorkspace } from '../bench/workspace.mjs'
import type { Graph, GraphNode } from '../src/answers/graph/graph.ts'
import { layoutGraph } from '../src/answers/graph/layout.ts'
import { mermaid } from '../src/answers/graph/mermaid.ts'
import { nameList } from '../src/answers/graph/name-list.ts'
import { svg } from '../src/answers/graph/svg.ts'
import { wrapped } from '../src/basics/wrap.ts'
import { graphCommand } from '../src/commands/graph.ts'
import { terminalText } from '../src/quote/terminal-text.ts'
import { browserPath, openBrowser } from './browser.ts'
import { runIn } from './golden/call.ts'
import { readTexts } from './golden/folder.ts'
import { STACK, TestProject } from './golden/project.ts'
import { skip } from './skip.ts'

async function graphOf(project: TestProject, line = ''): Promise<Graph> {
  const { code, out, err } = await project.run(graphCommand, `--json ${line}`)
  assert.is(code, 0, err)
  return JSON.parse(out) as Graph
}

/** What a node's names say, in the test's words. */
const said = (node: GraphNode | undefined): string =>
  node === undefined ? '' : 'names' in node ? node.names.join(',') : node.kind === 'parent' ? node.name : node.layers.join('; ')

function arrows({ nodes, edges }: Graph): string[] {
  const byId = new Map(nodes.map(node => [node.id, node]))
  return edges.map(({ from, to, label }) => `${said(byId.get(from))} ${label ?? '>'} ${said(byId.get(to))}`)
}

function project(pipelines: Readonly<Record<string, string>>, more = ''): TestProject {
  return new TestProject({
    'stack.yaml': STACK,
    'dockcompile.config.yaml': `stack: stack.yaml\npython: "3.11"\npipelines: [${Object.keys(pipelines).join(', ')}]\n${more}`,
    ...pipelines,
  })
}

test('from pipelines to parents, with the layers that images share', async () => {
  const one = project({
    'train.yaml': `settings: {docker: {requirements: [numpy], apt_packages: [git]}}
steps: {load: {}, fit: {settings: {docker: {requirements: [torch]}}}, tune: {settings: {docker: {parent_image: "base:1"}}}}`,
  })
  try {
    assert.equal(arrows(await graphOf(one)), [
      'train > load',
      'load > train',
      'train > fit',
      'fit > train-fit',
      'train > tune',
      'tune > train-tune',
      'system packages: git; stack requirements: 5 packages > zenmldocker/zenml:0.98.0-py3.11',
      'train > system packages: git; stack requirements: 5 packages',
      'train-fit > system packages: git; stack requirements: 5 packages',
      'train-tune > base:1',
    ])
  } finally {
    one.remove()
  }
})

test('a layer names its packages with their versions, and no address', async () => {
  const text = `PyYAML[x]==6.0.2  # see https://pyyaml.org
torch @ https://example.com/torch.whl
git+https://example.com/a.git
scipy>=1.4,<2; python_version > "3"
`
  const one = project({ 'train.yaml': 'settings: {docker: {requirements: reqs.txt, install_stack_requirements: false}}\n' })
  try {
    one.put('reqs.txt', text)
    const { nodes } = await graphOf(one)
    const image = nodes.find(node => node.kind === 'image')
    assert.equal(image?.kind === 'image' && image.own.filter(layer => layer.startsWith('user requirements')), [
      'user requirements: PyYAML[x]==6.0.2, torch, an address, scipy>=1.4',
    ])
  } finally {
    one.remove()
  }
})

test('equal pipelines are one node, a pipeline image without steps has its build key', async () => {
  const pipeline = 'settings: {docker: {requirements: [numpy]}}\nsteps: {fit: {}}\n'
  const one = project({
    'a.yaml': pipeline,
    'b.yaml': pipeline,
    'c.yaml': 'steps: {only: {settings: {docker: {requirements: [torch]}}}}\n',
  })
  try {
    const all = arrows(await graphOf(one))
    assert.ok(all.includes('a,b > fit'), all.join('\n'))
    assert.ok(all.includes('c orchestrator c'), all.join('\n'))
    assert.ok(!arrows(await graphOf(one, '--pipeline c')).some(arrow => arrow.startsWith('a')))
    await one.run(graphCommand, '--pipeline d').then(
      () => assert.unreachable(),
      (error: Error) => assert.is(error.message, 'there is no pipeline `d`'),
    )
  } finally {
    one.remove()
  }
})

test('what has no layers of ours: the parent itself, a Dockerfile, an image built before', async () => {
  const one = project({
    'a.yaml': 'settings: {docker: {skip_build: true, parent_image: "base:1"}}\nsteps: {x: {}}\n',
    'b.yaml': `settings: {docker: {dockerfile: Dockerfile, install_stack_requirements: false}}\nsteps: {x: {}}\n`,
    'c.yaml': 'build: {is_local: false, contains_code: true, images: {orchestrator: {image: "done:1"}}}\nsteps: {x: {}}\n',
  })
  one.put('Dockerfile', 'FROM python:3.11\nRUN pip install zenml\n')
  try {
    const all = arrows(await graphOf(one))
    for (const arrow of ['a > base:1', 'b > Dockerfile', 'Dockerfile > python:3.11'])
      assert.ok(all.includes(arrow), all.join('\n'))
    assert.not(all.some(arrow => arrow.includes('done:1')))
  } finally {
    one.remove()
  }
})

test('lists of names: families, and a count of the rest', () => {
  const numbered = Array.from({ length: 40 }, (_, i) => `fit_${i}`)
  assert.equal(nameList(['load', ...numbered, 'end']), ['load', 'fit_0 … fit_39 ×40', 'end'])
  assert.equal(nameList(['a1', 'a2']), ['a1', 'a2'])
  assert.equal(nameList([...'abcdefghij']), ['a', 'b', 'c', 'd', 'e', 'f', 'g', '… and 3 more'])
})

test('lines break at blanks, then in words', () => {
  assert.equal(wrapped('user requirements: scikit-learn', 20), ['user requirements:', 'scikit-learn'])
  assert.equal(wrapped('zenmldocker/zenml:0.98.0-py3.11', 12), ['zenmldocker/', 'zenml:', '0.98.0-', 'py3.11'])
  assert.equal(wrapped('aaaaaaaa', 3), ['aaa', 'aaa', 'aa'])
  assert.equal(wrapped('', 3), [''])
})

/** What `graph` prints for so many pipelines of three images each. */
async function workspace(pipelines: number, line: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'graph-'))
  try {
    makeWorkspace(folder, pipelines)
    const { code, out, err } = await runIn(folder, graphCommand, line)
    assert.is(code, 0, err)
    assert.is(err, '')
    return out
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('200 images: the picture has them all, the diagram stays within the limits of GitHub', async () => {
  const picture = await workspace(67, '--format svg')
  assert.is(picture.match(/<g class="image">/g)?.length, 201)
  const diagram = await workspace(67, '')
  assert.ok(diagram.length < 50_000 && diagram.split('-->').length < 500)
  assert.match(diagram, 'pipeline-66-step_5')
})

/** Any text in one line that is no longer than a box is wide, and that shows something. */
const name = fc
  .oneof(
    fc.string({ unit: 'grapheme-composite', minLength: 1, maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...'#;&<>"`*_[](){}|%~:-= a1é\\'), minLength: 1, maxLength: 12 }),
  )
  .filter(text => /[\p{L}\p{N}]/u.test(text) && !/[^\P{Z} ]/u.test(text))

/** Names with a meaning to somebody on the way: Markdown, HTML, Mermaid, XML, terminals. */
const HOSTILE = [
  'plain',
  'with "quotes" & <b>tags</b>',
  '1. list',
  '- list',
  '+ list',
  '# heading',
  '> quote',
  '`code`',
  '*stars* and __lines__',
  '_a_',
  '__init__.py',
  '[link](javascript:alert(1))',
  'style x:y #35; z',
  '#quot;',
  '&amp;',
  'end',
  'a\\nb\\',
  'tab\there',
  'turn\u202ename',
  ']] --> x',
  '%% comment',
  '日本語 ünï',
  '$x$$y$$',
  'a://b',
  '{{mustache}}',
  '~~~',
  '<script>alert(1)</script>',
  ' blanks  inside ',
  '42',
  ...fc.sample(name, { numRuns: 150, seed: 3 }),
]
const hostile: Graph = {
  nodes: [
    ...HOSTILE.map((name, i): GraphNode => ({ kind: 'image', id: `image${i}`, names: [name], own: [] })),
    { kind: 'pipeline', id: 'pipeline1', names: ['<p>'], stack: '"s"' },
    { kind: 'parent', id: 'parent1', name: 'python:3.11', digest: `sha256:${'0'.repeat(64)}` },
  ],
  edges: [{ from: 'pipeline1', to: 'image0', label: 'a "label" | x' }],
}
/** Names as they are shown: what is not visible comes as an escape. */
const shown = HOSTILE.map(name => terminalText(name).replace(/ +/g, ' ').trim())

if (browserPath === undefined) skip(test, 'in a browser', 'pictures and diagrams in a browser: there is no Chromium')
else
  test('Mermaid draws every name as it is, and so does the picture', async () => {
    const browser = await openBrowser()
    try {
      const page = await browser.newPage()
      await page.addScriptTag({ path: createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js') })
      const draw = async (text: string): Promise<string[]> => {
        await page.evaluate(`mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' })`)
        return page.evaluate(`mermaid.render('drawn', ${JSON.stringify(text)}).then(({ svg }) => {
          document.body.innerHTML = svg
          return [...document.querySelectorAll('.node .nodeLabel')].map(node => node.innerText.replaceAll('\u00a0', ' ').trim())
        })`)
      }
      assert.equal((await draw(mermaid(hostile).text)).slice(0, shown.length), shown)
      const folded = JSON.stringify(await workspace(67, ''))
      assert.equal(await page.evaluate(`mermaid.parse(${folded}).then(({ diagramType }) => diagramType)`), 'flowchart-v2')

      await page.goto('about:blank')
      await page.setContent(`<body>${svg(hostile)}</body>`)
      const texts: string[] = await page.evaluate(`[...document.querySelectorAll('g.image')].map(g =>
        [...g.querySelectorAll('text')].map(text => text.textContent).join(' ').replace(/ +/g, ' ').trim())`)
      assert.equal(texts, shown)
      const outside = await page.evaluate(`[...document.querySelectorAll('g')].flatMap(g => {
        const right = g.querySelector('rect')?.getBoundingClientRect().right
        return [...g.querySelectorAll('text')].filter(text => text.getBoundingClientRect().right > right).map(text => text.textContent)
      })`)
      assert.equal(outside, [], 'no text leaves its box')
      const root = await page.evaluate(
        `new DOMParser().parseFromString(${JSON.stringify(svg(hostile))}, 'image/svg+xml').documentElement.nodeName`,
      )
      assert.is(root, 'svg')
    } finally {
      await browser.close()
    }
  })

test('layers that do not depend on each other: an image leads to those that it shares, which lead to the parent', () => {
  const { boxes } = layoutGraph(sharing)
  const box = (id: string) => boxes.get(id)!
  // Nothing is placed twice, so that the first row is at the top, and boxes of a column do not overlap.
  assert.is(box('a').y, box('parent').y)
  const columns = [...boxes.values()].sort((one, other) => one.x - other.x || one.y - other.y)
  for (const [i, { x, y, height }] of columns.entries()) {
    const next = columns[i + 1]
    if (next?.x === x) assert.ok(next.y >= y + height, next.node.id)
  }
  assert.ok(box('parent').height >= box('a').height + box('b').height + box('c').height)
})

/** `a` and `b` share layers, so do `b` and `c`. */
const sharing: Graph = {
  nodes: [
    { kind: 'parent', id: 'parent', name: 'python:3.11', digest: null },
    ...['a', 'b', 'c'].map((id): GraphNode => ({ kind: 'image', id, names: [id], own: [] })),
    { kind: 'layers', id: 'ab', layers: ['numpy'], images: 2 },
    { kind: 'layers', id: 'bc', layers: ['six'], images: 2 },
  ],
  edges: ['a ab', 'b ab', 'ab parent', 'b bc', 'c bc', 'bc parent'].map(edge => {
    const [from, to] = edge.split(' ')
    return { from: from!, to: to!, label: null }
  }),
}

test('shared layers that do not depend on each other are between images and their parent', async () => {
  const layered = new TestProject({
    'stack.yaml': readFileSync('golden/_base/stack.yaml', 'utf8'),
    ...readTexts('golden/output/what-an-edit-of-independent-layers-rebuilds/input'),
  })
  try {
    const shared = '3 layers of packages, about 17 MB: numpy, packaging, six'
    assert.equal(arrows(await graphOf(layered)), [
      'train orchestrator train',
      'score orchestrator score',
      `train > ${shared}`,
      `score > ${shared}`,
      `${shared} > python:3.11-slim`,
    ])
  } finally {
    layered.remove()
  }
})

test('a tall picture repeats its headings, one in each column that has room', async () => {
  const picture = await workspace(67, '--format svg')
  const height = Number(/ height="(\d+)"/.exec(picture)![1])
  const lines = [...picture.matchAll(/class="column" x="\d+" y="([\d.]+)"[^>]*>Images</g)].map(([, y]) => Number(y))
  assert.is(lines[0], 60)
  for (const [i, y] of lines.entries()) assert.ok((lines[i + 1] ?? height) - y < 1200, `nothing between ${y} and ${lines[i + 1]}`)
  const boxes = [...picture.matchAll(/<g class="image">.*?<rect [^>]* y="([\d.]+)" [^>]*height="([\d.]+)"/g)]
  for (const [, y, tall] of boxes)
    for (const line of lines) assert.ok(line < Number(y) || line - 8 > Number(y) + Number(tall), `the heading at ${line}`)
})

test('the picture asks for nothing from elsewhere', () => {
  const text = svg(hostile).replace('http://www.w3.org/2000/svg', '')
  assert.not.match(text, /https?:|@import|url\((?!#)|<script|<image|<foreignObject/)
})

test.run()
