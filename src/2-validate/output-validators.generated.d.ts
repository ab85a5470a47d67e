// Written by hand, for output-validators.generated.js (made by scripts/generate.mjs from schema/).
import type { Validator } from './validators.generated.js'

/** Whether a file of an output has the shape that this version reads; keys that it does not know are allowed. */
export declare const manifest: Validator
export declare const bake: Validator
