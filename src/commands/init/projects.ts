/**
 * The folders of a repository that are projects of their own: `projA/configs/train.yaml` beside `projA/requirements.txt`. None where the root is a project
 * itself, where one pipeline belongs to none of them, and where there is one alone.
 *
 * @param places the files with pipelines
 * @param marked the folders with files that only a project's root has
 */
export function projectsIn(places: readonly string[], marked: readonly string[]): string[] {
  if (marked.includes('.')) return []
  const owners = places.map(place => ownerOf(place, marked))
  const projects = new Set(owners.filter(owner => owner !== undefined))
  return owners.includes(undefined) || projects.size < 2 ? [] : [...projects]
}

/** The outermost marked folder that a file is in: a list of requirements deeper inside is one of that project. */
function ownerOf(place: string, marked: readonly string[]): string | undefined {
  const folders = place.split('/').map((_, i, parts) => parts.slice(0, i).join('/'))
  return folders.find(folder => folder !== '' && marked.includes(folder))
}
