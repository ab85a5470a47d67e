/** A pipeline file with these lines below `settings.docker`. */
export const dockerBlock = (lines: string): string => `settings:\n  docker:\n    ${lines.replaceAll('\n', '\n    ')}\n`
