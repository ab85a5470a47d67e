// Written by hand, for validators.generated.js (made by scripts/generate.mjs from schema/).
import type { ShapeNode } from './shape.ts'

/** What ajv reports, without the schema's part. */
export interface Finding {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  /** Set on what `propertyNames` found inside: said about a key, not about a value. */
  readonly propertyName?: string
}
export interface Validator {
  (data: unknown): boolean
  errors?: Finding[] | null
}
export declare const stack: Validator
export declare const pipeline: Validator
export declare const project: Validator
export declare const lock: Validator
export declare const build: Validator
/** One level of `settings.docker`. */
export declare const dockerSettings: Validator
/** `pipeline`, `pipeline/flag`, …: what a file or a definition of its schema looks like. */
export declare const shapes: () => Readonly<Record<string, ShapeNode>>
