/** A path of the project as a path of a folder in it; undefined outside of that. */
export function below(folder: string, path: string): string | undefined {
  if (folder === '.') return path
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined
}
