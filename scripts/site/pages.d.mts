/** See pages.mjs. */
export function sitePages(root: string): { pages: Map<string, string>; files: Map<string, string> }
