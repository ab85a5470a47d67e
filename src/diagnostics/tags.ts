import type { Code } from './codes.ts'

/** What editors show in a way of its own: `unnecessary` faded, `deprecated` struck through. */
export type Tag = 'unnecessary' | 'deprecated'

const TAGS: Partial<Readonly<Record<Code, Tag>>> = {
  DC2007: 'deprecated',
  DC1002: 'unnecessary',
  DC2009: 'unnecessary',
  DC2013: 'unnecessary',
  DC3012: 'unnecessary',
  DC3019: 'unnecessary',
  DC3040: 'unnecessary',
  DC3084: 'unnecessary',
  DC4015: 'unnecessary',
  DC4016: 'unnecessary',
  DC4065: 'unnecessary',
  DC4114: 'unnecessary',
}

/** The tag of a code: its place may be removed without any effect, or is out of date. Most codes have none. */
export const tagOf = (code: Code): Tag | undefined => TAGS[code]
