/** The folder of a path with `/`; `.` for a path without one. */
export const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.')

/** The last part of a path with `/`. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
