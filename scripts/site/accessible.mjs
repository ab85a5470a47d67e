/** What the theme leaves out and axe-core asks for: text → with what it is replaced, in each page. */
const REPLACEMENTS = [
  // A region that scrolls is reached by the keyboard.
  [/<pre>/g, '<pre tabindex="0">'],
  [/<div class="table-wrapper/g, '<div tabindex="0" class="table-wrapper'],
  // Two regions of a kind have names.
  [/<aside class="sidebar-drawer">/g, '<aside class="sidebar-drawer" aria-label="Pages">'],
  [/<aside class="toc-drawer/g, '<aside aria-label="On this page" class="toc-drawer'],
  [/<p class="caption" role="heading">/g, '<p class="caption" role="heading" aria-level="2">'],
  // A column without a title has no heading.
  [/<th class="head"><p><\/p><\/th>/g, '<td></td>'],
]

/** A page of the site that people can use who see little or have no mouse. */
export function accessible(html) {
  const page = REPLACEMENTS.reduce((text, [from, to]) => text.replace(from, to), html)
  const hasTitle = /<h1[ >]/.test(page)
  return hasTitle ? page : page.replace(/(<article role="main"[^>]*>)/, '$1\n<h1>Search</h1>')
}
