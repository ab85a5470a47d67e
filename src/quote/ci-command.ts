/**
 * What a CI system takes for a command when it finds it in a log, some of them anywhere in a line. The first character of each is what `breakCommands`
 * writes as an escape: then none of them is one.
 *
 * - GitHub Actions: `::name …::` (actions/runner, ActionCommand.TryParseV2), and `##[name …]`, which it still reads. Behind a letter only the names
 *   that it knows are broken: `Dir::Cache::Archives` is an option of apt, and a diff of it stays a patch.
 * - Azure Pipelines: `##vso[…]` and `##[…]` (microsoft/azure-pipelines-agent, Command.TryParse).
 * - TeamCity: `##teamcity[…]` ("Service Messages" of its documentation).
 * - GitLab: `section_start:TIME:NAME` between escape sequences ("Expand and collapse job log sections").
 */
const COMMAND =
  /:(?=:(?:add-(?:mask|matcher|path)|debug|echo|end-?group|error|group|notice|remove-matcher|save-state|set-(?:env|output)|stop-commands|warning)\b)|(?<!\w):(?=:[a-z][\w-]*(?:::|[ \t]))|#(?=#(?:[a-z]{1,20})?\[)|(?<=section)_(?=(?:start|end):\d)/gi

/** All of them have one of these, and nearly no text has: that is known in a fraction of the time. */
const BEGINNING = /::|##|section_/i

/** A text in which no CI system finds a command. `escaped` writes a character in the grammar of the text. */
export function breakCommands(text: string, escaped: (character: string) => string): string {
  return BEGINNING.test(text) ? text.replace(COMMAND, escaped) : text
}
