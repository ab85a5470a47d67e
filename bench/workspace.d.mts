/** A project with `count` pipelines of ten steps and three images each. */
export function makeWorkspace(folder: string, count: number): void
