/** Whether a path names something outside of the folder that it is relative to, on any system. */
export const leadsOutside = (path: string): boolean => /^(?:\.\.(?:\/|$)|\/|[A-Za-z]:)/.test(path)
