#!/usr/bin/env bash
# The first step of action.yml. Inputs come by the environment, never as text of a script: a branch name or an argument cannot become a command.
# The later steps publish what it leaves in the folder of the output `results`; only they have a token.
set -euo pipefail

refuse() {
  echo "::error title=dockcompile::$1"
  exit 2
}

case "$INPUT_COMMAND" in
  check | compile) ;;
  *) refuse "the input \`command\` is check or compile" ;;
esac
for input in "comment ${INPUT_COMMENT:=false}" "sarif ${INPUT_SARIF:=false}" "report ${INPUT_REPORT:=false}"; do
  case ${input#* } in
    true | false) ;;
    *) refuse "the input \`${input%% *}\` is true or false" ;;
  esac
done
if [[ $INPUT_COMMAND != check && $INPUT_COMMENT == true ]]; then refuse "\`comment: true\` belongs to \`command: check\`"; fi

temporary=${RUNNER_TEMP:-/tmp}

# An own build of the action's checkout comes first; otherwise the wheel, in the action's version: the program and nothing else. It is fetched in an empty
# folder, by a Python that takes no module of the folder it runs in (-I): nothing of the user's checkout decides what runs.
action=${GITHUB_ACTION_PATH:?}
if [[ -z $INPUT_VERSION && -f $action/dist/cli.js ]]; then
  program=(node "$action/dist/cli.js")
else
  version=${INPUT_VERSION:-$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$action/package.json")}
  folder=$(mktemp -d "$temporary/dockcompile.XXXXXXXX")
  trap 'rm -rf "$folder"' EXIT
  cd "$folder"
  python3 -I -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --target "$folder" "dockcompile==$version"
  program=("$folder/bin/dockcompile")
fi

# Blanks separate; nothing is expanded.
read -r -a arguments <<<"$INPUT_ARGUMENTS"
cd "${GITHUB_WORKSPACE:?}/$INPUT_DIRECTORY"

dockcompile() { "${program[@]}" "$@" ${arguments[@]+"${arguments[@]}"}; }

# `check` appends its outcome to the summary; the comment has the same text.
summary=$(mktemp "$temporary/dockcompile-summary.XXXXXXXX")
status=0
GITHUB_STEP_SUMMARY=$summary dockcompile "$INPUT_COMMAND" --format github || status=$?
if [[ ! -s $summary ]]; then
  if ((status == 0)); then
    echo "**dockcompile $INPUT_COMMAND**: done." >"$summary"
  else
    echo "**dockcompile $INPUT_COMMAND**: exit code $status. The log of the step says why." >"$summary"
  fi
fi
if [[ -n ${GITHUB_STEP_SUMMARY:-} ]]; then cat "$summary" >>"$GITHUB_STEP_SUMMARY"; fi

# A wrong call (2) has no results.
if ((status > 1)); then exit "$status"; fi

output() { if [[ -n ${GITHUB_OUTPUT:-} ]]; then printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; fi; }

if ((status == 0)); then output matrix "$(dockcompile matrix --quiet)"; fi

# The flags that `diff` takes as well.
outputs=()
for ((i = 0; i < ${#arguments[@]}; i++)); do
  case ${arguments[i]} in
    --config | --output | -o) outputs+=("${arguments[i]}" "${arguments[i + 1]:-}") ;;
    --config=* | --output=* | --no-config) outputs+=("${arguments[i]}") ;;
  esac
done

# The commit that the pull request is compared with: the first parent of GitHub's merge commit, which `fetch-depth: 2` fetches.
base() {
  # A folder of the checkout that looks like a bare repository does not answer.
  local ask=(git -c safe.bareRepository=explicit rev-parse --verify --quiet)
  "${ask[@]}" 'HEAD^2' >/dev/null && "${ask[@]}" 'HEAD^1^{commit}'
}

results=$(mktemp -d "$temporary/dockcompile-results.XXXXXXXX")
if [[ $INPUT_COMMENT == true ]]; then
  comment=$results/comment.md
  if ((status != 0)); then cat "$summary" >"$comment"; else : >"$comment"; fi
  if [[ ${GITHUB_EVENT_NAME:-pull_request} != pull_request* ]]; then
    : # there is nothing to write the comment on
  elif commit=$(base); then
    "${program[@]}" diff "$commit" --format markdown --quiet ${outputs[@]+"${outputs[@]}"} >"$results/diff.md" || true
    if [[ -s $results/diff.md ]]; then
      if [[ -s $comment ]]; then printf '\nOf what is checked in, this changes:\n\n' >>"$comment"; fi
      cat "$results/diff.md" >>"$comment"
    fi
  else
    echo "::notice title=dockcompile::The comment does not say what the pull request changes: use \`fetch-depth: 2\` for actions/checkout, without a \`ref\`."
  fi
fi
if [[ $INPUT_SARIF == true ]]; then dockcompile check --format sarif >"$results/dockcompile.sarif" || true; fi
if [[ $INPUT_REPORT == true ]]; then
  dockcompile report --quiet --out "$results/dockcompile-report.html" >/dev/null 2>&1 ||
    echo "::notice title=dockcompile::There is no report: the input is wrong, or \`arguments\` has a flag that \`report\` does not take."
fi
output results "$results"
# No two artifacts of a run have one name.
if [[ $INPUT_DIRECTORY == . ]]; then output artifact dockcompile-report; else
  output artifact "dockcompile-report-$(printf '%s' "$INPUT_DIRECTORY" | tr -c 'A-Za-z0-9._-' '-')"
fi
exit "$status"
