import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'

/** Where a document of the repository is on the site; those of docs/ keep their places below it. */
const PLACES = {
  'README.md': 'index.md',
  'docs/README.md': 'documentation.md',
  'docs/diagnostics/README.md': 'diagnostics/index.md',
  'examples/quickstart/README.md': 'quickstart.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'security-policy.md',
  'golden/README.md': 'golden.md',
}

/** The parts of the site's contents: a title, and the section of docs/README.md that lists the pages, or the pages. */
const CONTENTS = [
  ['Start', ['docs/tutorial.md', 'examples/quickstart/README.md', 'docs/README.md']],
  ['How to', '## How to'],
  ['Reference', '## Reference'],
  ['How it works', '## How it works'],
  ['Project', ['CHANGELOG.md', 'CONTRIBUTING.md', 'golden/README.md', 'SECURITY.md']],
]

/**
 * The documents of the repository as pages of a site, and the files that they link to, by path on the site. Every link between pages is one between pages
 * again; a link to a folder, of which a site has no page, becomes its text.
 *
 * @param root the repository's folder
 * @returns {{ pages: Map<string, string>, files: Map<string, string> }} texts of pages; of files where they are in the repository
 */
export function sitePages(root) {
  const documents = [
    ...Object.keys(PLACES),
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .map(name => `docs/${name.replaceAll('\\', '/')}`)
      .filter(path => path.endsWith('.md') && !(path in PLACES))
      .sort(),
  ]
  const place = new Map(documents.map(path => [path, PLACES[path] ?? path.replace(/^docs\//, '')]))
  const files = new Map()
  const pages = new Map(
    documents.map(path => [place.get(path), linked(readFileSync(join(root, path), 'utf8'), path, { root, place, files })]),
  )
  pages.set('index.md', `${pages.get('index.md')}\n${contents(root, place)}`)
  pages.set('diagnostics/index.md', `${pages.get('diagnostics/index.md')}\n${tree(['*'], [':glob:', ':maxdepth: 1'])}`)
  return { pages, files }
}

/** A document with the links of its page; code stays as it is. */
function linked(text, path, { root, place, files }) {
  const parts = text.split(/(^ *```[\s\S]*?^ *```)/m)
  return parts.map((part, i) => (i % 2 === 1 ? part : part.replace(/\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g, link))).join('')

  function link(whole, label, target) {
    if (/^[a-z]+:|^#/.test(target)) return whole
    const [file, anchor] = target.split('#')
    const full = posix.normalize(posix.join(posix.dirname(path), file))
    const readme = posix.join(full, 'README.md')
    const page = place.get(full) ?? place.get(readme)
    const from = posix.dirname(place.get(path))
    if (page !== undefined) return `[${label}](${posix.relative(from, page)}${anchor === undefined ? '' : `#${anchor}`})`
    if (!statSync(join(root, full)).isFile()) return label
    files.set(`files/${full}`, full)
    return `[${label}](${'../'.repeat(place.get(path).split('/').length - 1)}files/${full})`
  }
}

/** What the pages are, for the menu. */
function contents(root, place) {
  const index = readFileSync(join(root, 'docs/README.md'), 'utf8')
  return CONTENTS.map(([title, from]) => {
    const paths = typeof from === 'string' ? linksBelow(index, from) : from
    const entries = paths.flatMap(path => place.get(path)?.replace(/\.md$/, '') ?? [])
    return tree(entries, [`:caption: ${title}`])
  }).join('\n')
}

function linksBelow(text, heading) {
  const section = text.slice(text.indexOf(`${heading}\n`) + heading.length).split(/^## /m)[0]
  return [...section.matchAll(/\]\(([^)#\s]+\.md)\)/g)].map(([, target]) => posix.join('docs', target))
}

const tree = (entries, options) => ['```{toctree}', ':hidden:', ...options, '', ...entries, '```', ''].join('\n')
