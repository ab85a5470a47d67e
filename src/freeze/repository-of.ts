/** The name of an image without tag and digest: `python:3.11` → `python`; the port of a registry is not a tag. */
export const repositoryOf = (reference: string): string => reference.split('@', 1)[0]!.replace(/:[^:/]*$/, '')
