"""Brings what the action found to the pull request: a comment that is updated, or results of code scanning.

    python3 -I publish.py comment FILE KEY
    python3 -I publish.py sarif FILE

Reads what GitHub Actions sets (GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_EVENT_NAME, GITHUB_EVENT_PATH, GITHUB_SHA, GITHUB_REF, and for links
GITHUB_SERVER_URL and GITHUB_RUN_ID), and the token from DOCKCOMPILE_TOKEN. Nothing of it is a gate: where GitHub refuses, as it does for a pull
request from a fork, a notice says so and the exit code is 0.
"""

import base64
import gzip
import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.request

# GitHub refuses a longer comment.
LONGEST_COMMENT = 65_536
PER_PAGE = 100
MOST_PAGES = 50
TRIES = 3
SUMMARY = "The summary of this run has the same text."


class Refused(Exception):
    """GitHub does not let this token do it, or knows nothing of it."""


class Failed(Exception):
    """Nobody knows whether it would have been allowed."""


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirection would carry the token to another host."""

    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(NoRedirects)


def call(method, path, body=None):
    """Asks the API, and gives the answer as data. A failure that may pass by itself is tried again."""
    token = os.environ.get("DOCKCOMPILE_TOKEN", "")
    if token == "":
        raise Refused("there is no token")
    request = urllib.request.Request(
        os.environ["GITHUB_API_URL"].rstrip("/") + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "User-Agent": "dockcompile-action",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    for attempt in range(1, TRIES + 1):
        try:
            with OPENER.open(request, timeout=30) as answer:
                text = answer.read()
                return json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            problem = f"GitHub answers {error.code} ({said(error)})"
            if error.code in (401, 403, 404):
                raise Refused(problem) from None
            # A second try of what was made already would make it twice.
            passes = error.code in (429, 502, 503, 504) and method != "POST"
        except (OSError, ValueError) as error:
            problem = f"GitHub gives no answer ({type(error).__name__})"
            passes = method != "POST"
        if not passes or attempt == TRIES:
            break
        time.sleep(float(os.environ.get("DOCKCOMPILE_WAIT", "2")) * attempt)
    raise Failed(problem)


def said(error):
    """The sentence of a refusal, in one line."""
    try:
        message = json.loads(error.read())["message"]
    except (OSError, ValueError, KeyError, TypeError):
        return error.reason
    return " ".join(str(message).split())[:200]


def annotate(kind, text):
    """Prints an annotation; nothing of the text ends it."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::{kind} title=dockcompile::{text}")


def pull_request():
    """The pull request of the event; nothing where it is another event."""
    with open(os.environ["GITHUB_EVENT_PATH"], encoding="utf-8") as file:
        event = json.load(file)
    return event.get("pull_request")


def repository():
    return "/repos/" + os.environ["GITHUB_REPOSITORY"]


def own_login():
    """The account of the token; nothing for the token of a job or an app, which may not ask."""
    try:
        return call("GET", "/user")["login"]
    except Refused:
        return None


def own_comments(number, marker):
    """The comments of earlier runs, oldest first. A marker in a comment of somebody else does not count."""
    login = own_login()
    found = []
    for page in range(1, MOST_PAGES + 1):
        comments = call("GET", f"{repository()}/issues/{number}/comments?per_page={PER_PAGE}&page={page}")
        for comment in comments:
            user = comment.get("user") or {}
            mine = user.get("login") == login if login else user.get("type") == "Bot"
            if mine and (comment.get("body") or "").startswith(marker):
                found.append(comment)
        if len(comments) < PER_PAGE:
            break
    return found


def write_comment(text, key):
    if os.environ.get("GITHUB_EVENT_NAME") == "pull_request_target":
        annotate(
            "error",
            "`comment` does not work on `pull_request_target`, which runs the files of a stranger beside the secrets of the repository:"
            " use `on: pull_request`.",
        )
        return 2
    request = pull_request()
    if request is None:
        print("dockcompile: no pull request, so no comment")
        return 0
    number = int(request["number"])
    marker = f"<!-- dockcompile {hashlib.sha256(key.encode()).hexdigest()[:16]} -->"
    body = f"{marker}\n{text}"
    if len(body) > LONGEST_COMMENT:
        run = "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}".format_map(os.environ)
        body = f"{marker}\n{text.splitlines()[0]}\n\nThis is too long for a comment: [the summary of the run]({run}) has it.\n"
    own = own_comments(number, marker)
    if not own:
        # A pull request that changes nothing needs no comment that says so.
        if text.strip() == "":
            return 0
        call("POST", f"{repository()}/issues/{number}/comments", {"body": body})
        print("dockcompile: comment written")
        return 0
    first, *others = own
    if text.strip() == "":
        body = f"{marker}\n**dockcompile:** no image changes any more.\n"
    if (first["body"] or "").replace("\r\n", "\n").strip() != body.strip():
        call("PATCH", f"{repository()}/issues/comments/{int(first['id'])}", {"body": body})
        print("dockcompile: comment updated")
    # Two runs at the same time may both have written one.
    for other in others:
        call("DELETE", f"{repository()}/issues/comments/{int(other['id'])}")
    return 0


def upload_sarif(data):
    answer = call(
        "POST",
        f"{repository()}/code-scanning/sarifs",
        {
            "commit_sha": os.environ["GITHUB_SHA"],
            "ref": os.environ["GITHUB_REF"],
            "sarif": base64.b64encode(gzip.compress(data, mtime=0)).decode(),
            "tool_name": "dockcompile",
        },
    )
    print(f"dockcompile: results uploaded to code scanning ({answer.get('id', 'no id')})")
    return 0


def why(problem):
    """What a refusal usually means."""
    try:
        request = pull_request() or {}
    except (OSError, ValueError, KeyError):
        request = {}
    head = ((request.get("head") or {}).get("repo") or {}).get("full_name")
    if request and head != os.environ.get("GITHUB_REPOSITORY"):
        return f"{problem}. The token of a pull request from a fork may only read."
    return f"{problem}. The job needs the permission for it (`permissions:`); a run of Dependabot has none."


def main(argv):
    kind, path, *rest = argv
    name = {"comment": "comment was not written", "sarif": "results were not uploaded to code scanning"}[kind]
    more = f" {SUMMARY}" if kind == "comment" else ""
    try:
        with open(path, "rb") as file:
            data = file.read()
        return write_comment(data.decode(), rest[0]) if kind == "comment" else upload_sarif(data)
    except Refused as refused:
        annotate("notice", f"The {name}: {why(refused)}{more}")
    except Failed as failed:
        annotate("warning", f"The {name}: {failed}.{more}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
