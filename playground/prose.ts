/**
 * The parts of a message as a page shows it: text, and `code` in elements of its own.
 *
 * @example prose('`requirements` is a list') // [<code>requirements</code>, ' is a list']
 */
export function prose(text: string): (Node | string)[] {
  return text.split(/`([^`]+)`/).map((part, i) => {
    if (i % 2 === 0) return part
    const code = document.createElement('code')
    code.textContent = part
    return code
  })
}
