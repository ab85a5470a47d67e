/**
 * What a CI system takes for a command when it finds it in a log, some of them anywhere in a line. The first character of each is what `breakCommands`
 * writes as an escape: then none of them is one.
 *
 * - GitHub Actions: `::name …::` (actions/runner, ActionCommand.TryParseV2), and `##[name …]`, which it still reads.
 * - Azure Pipelines: `##vso[…]` and `##[…]` (microsoft/azure-pipelines-agent, Command.TryParse).
 * - TeamCity: `##teamcity[…]` ("Service Messages" of its documentation).
 * - GitLab: `section_start:TIME:NAME` between escape sequences ("Expand and collapse job log sections").
 */
const COMMAND = /:(?=:[a-z][\w-]*(?:::|[ \t]))|#(?=#(?:[a-z]{1,20})?\[)|(?<=section)_(?=(?:start|end):\d)/gi

/** A text in which no CI system finds a command. `escaped` writes a character in the grammar of the text. */
export function breakCommands(text: string, escaped: (character: string) => string): string {
  return text.replace(COMMAND, escaped)
}
