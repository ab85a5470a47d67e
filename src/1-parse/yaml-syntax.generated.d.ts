// Written by hand, for yaml-syntax.generated.js (made by scripts/generate/yaml-syntax.mjs from the package `yaml`).
import type { CST } from 'yaml'

/** The package's lexer. Gives each lexeme to `emit` as soon as it has it, and goes on when that is back. */
export declare abstract class Lexer {
  indent: number
  abstract emit(lexeme: string): void
  lex(source: string): void
}

/** The package's parser of tokens. Gives each whole token (a document, a directive, a comment between documents) to `emit`. */
export declare abstract class Parser {
  /** Where the next lexeme starts. */
  readonly offset: number
  /** What is not whole yet, outermost first. */
  readonly stack: readonly CST.Token[]
  abstract emit(token: CST.Token): void
  next(lexeme: string): void
  end(): void
}
