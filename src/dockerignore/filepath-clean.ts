/**
 * The shortest path that means the same, as Go's `filepath.Clean` on Unix (internal/filepathlite/path.go): `a//b`, `a/./b`, `a/c/../b` and
 * `a/b/` become `a/b`, `/..` becomes `/`, nothing becomes `.`.
 */
export function filepathClean(path: string): string {
  const rooted = path.startsWith('/')
  const kept: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') kept.push(part)
    else if (kept.length && kept[kept.length - 1] !== '..') kept.pop()
    else if (!rooted) kept.push('..')
  }
  return (rooted ? '/' : '') + kept.join('/') || '.'
}
