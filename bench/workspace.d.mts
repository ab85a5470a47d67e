/** A project with `count` pipelines of ten steps and five images each. */
export function makeWorkspace(folder: string, count: number): void
