/** A plan, or anything else that knows the output folder. */
type WithFolder = { readonly folder: string }

/** A path of the output folder, relative to the project root; the output folder may be the project root itself. */
export function inOutput({ folder }: WithFolder, path: string): string {
  return folder === '.' ? path : `${folder}/${path}`
}

/** The other way round: relative to the output folder, as the manifest names files. */
export function fromOutput({ folder }: WithFolder, path: string): string {
  return folder === '.' ? path : path.slice(folder.length + 1)
}
