/** `./a//b/` → `a/b`; the project root itself is `.`. Paths that climb out keep their `..`. */
export function cleanPath(path: string): string {
  const slashed = path.replaceAll('\\', '/')
  const absolute = slashed.startsWith('/')
  const parts: string[] = []
  for (const part of slashed.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length && parts[parts.length - 1] !== '..') parts.pop()
    else parts.push(part)
  }
  return (absolute ? '/' : '') + parts.join('/') || '.'
}
