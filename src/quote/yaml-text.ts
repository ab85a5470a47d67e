/**
 * A text as a YAML value: as it is where every reader of YAML 1.1 and 1.2 takes it for that text, in double quotes otherwise, where JSON's
 * escapes are YAML's as well.
 */
export function yamlText(text: string): string {
  const isPlain =
    /^[A-Za-z_./][\w./+-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null|~|\.(?:inf|nan)|\.?[\d_.]+)$/i.test(text)
  return isPlain || /^[\w-]+(?:\/[\w.*-]+)+$/.test(text) ? text : JSON.stringify(text)
}

/** A text for a comment of one line. */
export const yamlComment = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
