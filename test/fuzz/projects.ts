import fc from 'fast-check'
import { generated } from './generate.ts'
import { mutated } from './mutate.ts'
import { seeds } from './seeds.ts'

/** All made-up projects: made from nothing, or real ones with a few changes. */
export const projects = fc.oneof(generated, mutated(seeds()))
