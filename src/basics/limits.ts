/**
 * Bounds that keep time and memory within what a person would wait for: none of 2,300 real files came near one, and a program that writes more
 * has better places for it. One message names what was too much (DC1018).
 */
export const MAX_BYTES = 10_000_000
export const MAX_DEPTH = 200
/** Words, signs, comments and line breaks of a file, as the lexer counts them: a key with its value is about eight. */
export const MAX_LEXEMES = 1_000_000
/** What a file's aliases stand for, those inside of aliased values included. */
export interface Aliased {
  /** Times that an alias is followed. */
  aliases: number
  values: number
  characters: number
}
export const ALIAS_LIMITS: readonly { readonly what: keyof Aliased; readonly limit: number; readonly problem: string }[] = [
  { what: 'aliases', limit: 10_000, problem: 'are too many, counting those in aliased values' },
  { what: 'values', limit: 100_000, problem: 'stand for too many values' },
  { what: 'characters', limit: MAX_BYTES, problem: 'stand for too much text' },
]
/** Steps of one pipeline file, or listed for one pipeline in the project file. */
export const MAX_STEPS = 20_000

/** Pipelines of a project. */
export const MAX_PIPELINES = 10_000

/** What all images of a run have together: a setting of the pipeline is there once for each of its images. */
export interface Amount {
  images: number
  /** Lines of their requirement lists. */
  lines: number
  /** Characters of what is written for them. */
  characters: number
}
export const IMAGE_LIMITS: readonly { readonly what: keyof Amount; readonly limit: number; readonly problem: string }[] = [
  { what: 'images', limit: 10_000, problem: 'the pipelines ask for too many different images' },
  { what: 'lines', limit: 1_000_000, problem: 'the requirement lists of all images together have too many lines' },
  { what: 'characters', limit: 100_000_000, problem: 'the files of all images together have too much text' },
]

/** A thousand packages with a hundred hashes each. */
export const MAX_REQUIREMENT_LINES = 100_000

/** One file of an output, manifest and journal among them, as it is written and as it is found. */
export const MAX_OUTPUT_BYTES = 50_000_000
/** Keys, lists and mappings of a manifest or a journal: ours have about fifty for each image. */
export const MAX_OUTPUT_VALUES = 800_000
/** Files of an output, and of those that an earlier run left: an image has five or six. */
export const MAX_OUTPUT_FILES = 100_000

/** Instructions of a Dockerfile that a user wrote: real ones have a few hundred. */
export const MAX_INSTRUCTIONS = 10_000
/** Levels of `${A:-${B:-…}}` in a Dockerfile. */
export const MAX_EXPANSION_DEPTH = 100
/** Characters that the values of variables have in a Dockerfile, wherever they are put in. */
export const MAX_EXPANDED = 1_000_000

/** A file of bake about what it built: with `mode=max` the provenance of an image has up to a thousand values. */
export const MAX_METADATA_BYTES = 100_000_000
export const MAX_METADATA_VALUES = 2_000_000

/** A glob of the project file. Its matcher tries the stars of a name in all ways, and writes out all alternatives of braces. */
export const MAX_GLOB = { characters: 1000, alternatives: 1000, stars: 3, folders: 6 } as const

/** A limit as messages show it: `1,000,000`. The first call of `toLocaleString` would take longer than all that a small project needs. */
export const shown = (limit: number): string =>
  limit < 1000 ? String(limit) : `${shown(Math.floor(limit / 1000))},${String(limit % 1000).padStart(3, '0')}`
