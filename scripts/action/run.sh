#!/usr/bin/env bash
# The step of action.yml. Inputs come by the environment, never as text of a script: a branch name or an argument cannot become a command.
set -euo pipefail

case "$INPUT_COMMAND" in
  check | compile) ;;
  *)
    echo "::error title=dockcompile::the input \`command\` is check or compile"
    exit 2
    ;;
esac

# An own build of the action's checkout comes first; otherwise the package of npm, in the action's version. It is fetched in an empty folder:
# in the user's checkout npm would take the registry of its .npmrc, and npx the program of its node_modules.
action=${GITHUB_ACTION_PATH:?}
if [[ -z $INPUT_VERSION && -f $action/dist/cli.js ]]; then
  program=$action/dist/cli.js
else
  cd "$action"
  version=${INPUT_VERSION:-$(node -p 'require(process.argv[1]).version' "$action/package.json")}
  folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/dockcompile.XXXXXXXX")
  trap 'rm -rf "$folder"' EXIT
  cd "$folder"
  echo '{}' >package.json
  npm install --prefix "$folder" --ignore-scripts --no-save --no-audit --no-fund --loglevel=error "dockcompile@$version"
  program=$folder/node_modules/dockcompile/dist/cli.js
fi

# Blanks separate; nothing is expanded.
read -r -a arguments <<<"$INPUT_ARGUMENTS"
cd "${GITHUB_WORKSPACE:?}/$INPUT_DIRECTORY"

status=0
node "$program" "$INPUT_COMMAND" --format github ${arguments[@]+"${arguments[@]}"} || status=$?

if ((status == 0)) && [[ -n ${GITHUB_OUTPUT:-} ]]; then
  printf 'matrix=%s\n' "$(node "$program" matrix --quiet ${arguments[@]+"${arguments[@]}"})" >>"$GITHUB_OUTPUT"
fi
if [[ -n ${GITHUB_STEP_SUMMARY:-} ]]; then
  if ((status == 0)); then
    echo "**dockcompile $INPUT_COMMAND**: the generated files match their configuration." >>"$GITHUB_STEP_SUMMARY"
  else
    echo "**dockcompile $INPUT_COMMAND**: exit code $status. Run \`dockcompile\` and commit what it writes." >>"$GITHUB_STEP_SUMMARY"
  fi
fi
exit "$status"
