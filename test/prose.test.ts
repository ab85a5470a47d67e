/**
 * The words of messages, help, pages and comments: plain English that a reader gets at first sight, with a subject that acts. A phrase that somebody
 * stumbled over is a line of the table, with the words to write instead. docs/glossary.md has the words that mean something of their own.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { proseOf } from './docs/page.ts'

const PLACE =
  '(?:in|on|at|below|beside|between|under|there|here|elsewhere|inside|outside|around|twice|nowhere|above|behind|before|after|among)'

/** A phrase, and what to write in its place. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/(?<![Tt]here )\b(?:is|was) no (?!longer|faster|more|less|better|worse|one|matter|other)[a-z`]/, '"is not a …"'],
  [/(?<![Tt]here )\b(?:are|were) no (?!longer|faster|more|less|better|worse|one|matter|other)[a-z`]/, '"are not …"'],
  [/\b(?:is|are|was|were|be|been|not|once|already) told\b/, '"is reported", or say who reports it: "the message names …"'],
  [/\b(?:mends?|mended)\b/, '"fix"'],
  [/\bwithout a word\b/, '"silently"'],
  [/\bsmall letters\b/, '"lower case"'],
  [/\b[Ff]oreign keys?\b/, '"unknown key": the other one is a term of databases'],
  [/\bquiet hour\b/, '"hints can wait"'],
  [new RegExp(`(?<!-)\\b(?:stands?|lies?) ${PLACE}\\b(?! for\\b)`), '"is in …", "comes before …"'],
  [/\bstands? on (?:it|a|the)\b/, '"is based on …"'],
  [/\bstands? (?:nothing|no|which|against)\b/, '"accepts …", "in place of …"'],
  [/\bwhere (?:it|they) (?:stands?|lies?)\b(?! for\b)/, '"where it is"'],
  [/\bsays more of\b/, '"says more about"'],
  [/\bcheck \S+\.lock\.json in\b/, '"commit …": `check` is a command'],
  [/\bno other one\b/, '"no other"'],
]

/** In pages and messages, a sentence whose subject is a clause with "what": the reader learns only at its end what it is about. */
const CLAUSE =
  /(?:^|[.!] )What (?!\S+ (?:says|means)\b)(?:[a-z`]\S* ){1,12}?(?:is|are|was|were|has|have|goes|comes|belongs) (?:in|not|reported|planned|sorted|written|there|right|from|a|an|the|left|kept|below|above)\b/m

/** Where a phrase is meant; with the reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'test/prose.test.ts': 'the table names the phrases',
  'examples/quickstart/penguins/model.py': '"told right" is what a classifier does, and the text is part of the checked images',
  'bench/quickstart-yaml/penguins/model.py': 'a copy of the quickstart',
}

/** Not ours, made from others, or inputs whose text is what they test. */
const LEFT_OUT =
  /\.generated\.|\/generated\/|\/(?:input|before)\/|^examples\/[^/]+\/build\/|package-lock|\.json$|\.csv$|^test\/[^/]*\.json$/

const ROOTS =
  'README.md CONTRIBUTING.md CHANGELOG.md SECURITY.md action.yml .github docs src schema templates playground scripts test bench examples python golden'.split(
    ' ',
  )

function* texts(path: string): Generator<string> {
  if (LEFT_OUT.test(`${path}/`) || LEFT_OUT.test(path)) return
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path).sort())
      if (name !== '__pycache__' && name !== 'installed') yield* texts(`${path}/${name}`)
  } else if (/\.(?:ts|mjs|cjs|js|hbs|html|css|md|py|yml|yaml|txt|sh)$|\/Makefile$/.test(path)) yield path
}

const files = [...ROOTS.flatMap(root => [...texts(root)]), ...schemas()]

function schemas(): string[] {
  return readdirSync('schema', { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.json'))
    .map(name => `schema/${name.replaceAll('\\', '/')}`)
}

/** The phrases, also where a line ends within one, in a comment as well. */
const PHRASES = WORDS.map(
  ([{ source }, instead]) =>
    [new RegExp(source.replaceAll(' ', String.raw`(?: |\s*\n\s*(?:\*|//|#)?\s*)`), 'g'), instead] as const,
)

test('no text has a phrase that readers stumble over', () => {
  const found = files
    .filter(path => !(path in EXCEPTIONS))
    .flatMap(path => {
      const text = readFileSync(path, 'utf8')
      return PHRASES.flatMap(([phrase, instead]) =>
        [...text.matchAll(phrase)].map(
          ({ 0: words, index }) => `${path}:${text.slice(0, index).split('\n').length}: "${words}": write ${instead}`,
        ),
      )
    })
  assert.equal(found, [])
  assert.ok(files.length > 1000, `only ${files.length} files are read`)
})

test('no page has a sentence whose subject begins with "What"', () => {
  const pages = files.filter(path => path.endsWith('.md') && !path.startsWith('golden/') && !(path in EXCEPTIONS))
  const found = pages.flatMap(path => {
    const prose = proseOf(readFileSync(path, 'utf8'))
    return [...prose.matchAll(new RegExp(CLAUSE, 'gm'))].map(([words]) => `${path}: ${words.trim()} …`)
  })
  assert.equal(found, [])
})

/** The same in comments, where a clause alone (`What a node says.`) is a label: the sentence needs a verb behind the clause. */
const CLAUSE_IN_COMMENT =
  /(?:^|[.!] )What (?:(?!that |which |who |whose |when )[a-z`][^\s,;:.]* ){0,8}?(?:is|are|was|were|has|have|[a-z]{2,}(?<!s)s)`? (?:(?!that |which |who |whose |when )[a-z`][^\s,;:.]* ){0,6}?(?:is|are|was|were|stays?|makes?|counts?) (?:in|not|reported|planned|sorted|written|there|right|from|an?|the|left|kept|below|above|valid|compared)\b/gm

/** Each comment of a program as one line. */
function commentsOf(text: string): string[] {
  return [...text.matchAll(/\/\*\*.*?\*\/|(?:^[ \t]*\/\/.*\n?)+/gms)].map(([comment]) =>
    comment
      .replace(/^\s*(?:\/\*\*|\*\/|\*|\/\/)?\s?|\s*\*\/$/gm, '')
      .replaceAll('\n', ' ')
      .trim(),
  )
}

test('no comment has a sentence whose subject begins with "What"', () => {
  const programs = files.filter(
    path => /^(?:src|scripts|test|playground)\/.*\.(?:ts|mjs|cjs|js)$/.test(path) && !(path in EXCEPTIONS),
  )
  const found = programs.flatMap(path =>
    commentsOf(readFileSync(path, 'utf8')).flatMap(comment =>
      [...comment.matchAll(CLAUSE_IN_COMMENT)].map(([words]) => `${path}: ${words.trim()} …`),
    ),
  )
  assert.equal(found, [])
  assert.ok(programs.length > 500, `only ${programs.length} programs are read`)
})

test('each exception is a file that is there', () => {
  assert.equal(
    Object.keys(EXCEPTIONS).filter(path => !existsSync(path)),
    [],
  )
})

test.run()
