import type { Span } from '../../sources/span.ts'
import type { Exception } from '../values/value.ts'

/** Python would raise an exception here. It is thrown, and caught where Python catches it or where the reader was called. */
export class Raised extends Error {
  readonly type: string
  readonly detail: string
  readonly at: Span
  /** What the code raises itself. */
  readonly value: Exception | null

  constructor(type: string, detail: string, at: Span, value: Exception | null = null) {
    super(type)
    this.type = type
    this.detail = detail
    this.at = at
    this.value = value
  }
}

/** A limit is reached: what was asked for cannot be read. */
export class LimitReached extends Error {
  readonly limit: string
  readonly at: Span

  constructor(limit: string, at: Span) {
    super(limit)
    this.limit = limit
    this.at = at
  }
}

export function raise(type: string, detail: string, at: Span): never {
  throw new Raised(type, detail, at)
}

const PARENTS: Readonly<Record<string, string>> = {
  ArithmeticError: 'Exception',
  AssertionError: 'Exception',
  AttributeError: 'Exception',
  ImportError: 'Exception',
  IndexError: 'LookupError',
  KeyError: 'LookupError',
  LookupError: 'Exception',
  ModuleNotFoundError: 'ImportError',
  NameError: 'Exception',
  NotImplementedError: 'RuntimeError',
  OSError: 'Exception',
  FileNotFoundError: 'OSError',
  OverflowError: 'ArithmeticError',
  RuntimeError: 'Exception',
  StopIteration: 'Exception',
  TypeError: 'Exception',
  UnboundLocalError: 'NameError',
  UnicodeError: 'ValueError',
  ValidationError: 'ValueError',
  ValueError: 'Exception',
  ZeroDivisionError: 'ArithmeticError',
  Exception: 'BaseException',
  SystemExit: 'BaseException',
  KeyboardInterrupt: 'BaseException',
}

/** Whether the name is one of Python's exceptions. */
export const isExceptionName = (name: string): boolean => name === 'BaseException' || Object.hasOwn(PARENTS, name)

/** Whether `except ancestor` catches the exception (language reference 8.4); undefined where the type is not one of Python's own. */
export function isKindOf(type: string, ancestor: string): boolean | undefined {
  if (ancestor === 'BaseException') return true
  if (!isExceptionName(type)) return ancestor === 'Exception' || undefined
  for (let at: string | undefined = type; at !== undefined; at = PARENTS[at]) if (at === ancestor) return true
  return false
}
