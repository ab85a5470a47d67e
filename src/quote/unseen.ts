/**
 * Characters that nobody sees in a review, or that turn the direction of what is around them: control and format characters, separators of lines, and
 * whatever Unicode draws as nothing (Default_Ignorable_Code_Point: joiners, zero width spaces, tags, variation selectors, fillers).
 *
 * Not those that belong to what is seen: the parts of an emoji (`👩‍💻`, `❤️`, `1️⃣`), and joiners between letters of scripts that need them.
 */
const EMOJI_OR_UNSEEN =
  /[0-9#*]\ufe0f\u20e3|\p{Extended_Pictographic}(?:\ufe0f|\ufe0e|\p{Emoji_Modifier})?(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)*|(?<=[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}])[\u200c\u200d](?=\p{L})|(?<unseen>[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}\p{Default_Ignorable_Code_Point}])/gu

/** Nothing else than printed ASCII, as nearly every text is: V8 takes long to learn the categories. */
const isOrdinary = (text: string): boolean => /^[ -~\n\t]*$/.test(text)

/** A text with an escape for each character that nobody sees; those of `but` stay. */
export function showUnseen(text: string, escaped: (character: string) => string, but = '\n\t'): string {
  if (isOrdinary(text) && but === '\n\t') return text
  return text.replace(EMOJI_OR_UNSEEN, (found, unseen: string | undefined) =>
    unseen === undefined || but.includes(unseen) ? found : escaped(unseen),
  )
}

/** The first character of a text that nobody sees, as `U+202E`; tabs and line breaks are seen. */
export function firstUnseen(text: string): string | undefined {
  if (isOrdinary(text)) return undefined
  let first: string | undefined
  showUnseen(
    text,
    character => {
      first ??= codePoint(character)
      return ''
    },
    '\n\r\t',
  )
  return first
}

/** `U+2028`, for characters that nobody sees. */
export const codePoint = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
