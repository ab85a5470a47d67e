import type { Change } from '../../src/3-resolve/version.ts'

export function dataChanges(before: object, after: object): Map<string, string[]>
export function codeChanges(changes: readonly Change[], before: string, after: string): Record<'rules' | 'validators', string[]>
