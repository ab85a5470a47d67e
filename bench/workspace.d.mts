/** A project with `count` pipelines of ten steps and three images each. */
export function makeWorkspace(folder: string, count: number): void
/** A project with one pipeline of `count` steps, of which every fifth has an image of its own. */
export function makeLongPipeline(folder: string, count: number): void
