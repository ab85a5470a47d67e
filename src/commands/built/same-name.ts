/** A name as people write it: Docker Hub has a host that bake adds. */
export const plainName = (name: string): string => name.replace(/^(?:index\.)?docker\.io\/(?:library\/)?/, '')

/** Whether a built name is that of a tag, with the suffix that `DOCKCOMPILE_TAG_SUFFIX` gave it or without. */
export function isNamed(name: string, tag: string): boolean {
  const [built, planned] = [plainName(name), plainName(tag)]
  return built === planned || (built.startsWith(planned) && /^[-._]/.test(built.slice(planned.length)))
}
