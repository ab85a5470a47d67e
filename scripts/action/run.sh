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

# An own build of the action's checkout comes first; otherwise the wheel, in the action's version: the program and nothing else. It is fetched in an empty
# folder, by a Python that takes no module of the folder it runs in (-I): nothing of the user's checkout decides what runs.
action=${GITHUB_ACTION_PATH:?}
if [[ -z $INPUT_VERSION && -f $action/dist/cli.js ]]; then
  program=(node "$action/dist/cli.js")
else
  version=${INPUT_VERSION:-$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$action/package.json")}
  folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/dockcompile.XXXXXXXX")
  trap 'rm -rf "$folder"' EXIT
  cd "$folder"
  python3 -I -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --target "$folder" "dockcompile==$version"
  program=("$folder/bin/dockcompile")
fi

# Blanks separate; nothing is expanded.
read -r -a arguments <<<"$INPUT_ARGUMENTS"
cd "${GITHUB_WORKSPACE:?}/$INPUT_DIRECTORY"

status=0
"${program[@]}" "$INPUT_COMMAND" --format github ${arguments[@]+"${arguments[@]}"} || status=$?

if ((status == 0)) && [[ -n ${GITHUB_OUTPUT:-} ]]; then
  printf 'matrix=%s\n' "$("${program[@]}" matrix --quiet ${arguments[@]+"${arguments[@]}"})" >>"$GITHUB_OUTPUT"
fi
if [[ -n ${GITHUB_STEP_SUMMARY:-} ]]; then
  if ((status == 0)); then
    echo "**dockcompile $INPUT_COMMAND**: the generated files match their configuration." >>"$GITHUB_STEP_SUMMARY"
  else
    echo "**dockcompile $INPUT_COMMAND**: exit code $status. Run \`dockcompile\` and commit what it writes." >>"$GITHUB_STEP_SUMMARY"
  fi
fi
exit "$status"
