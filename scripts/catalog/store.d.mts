import type { Step } from '../../src/model/stored-catalogs.ts'

export function newestText(catalog: object): string
export function olderText(steps: Readonly<Record<string, Step>>): string
export function stepBack(before: object, after: object): Required<Step>
export function withRelease(newest: string, older: string, catalog: object): Record<'newest.json' | 'older.json', string>
