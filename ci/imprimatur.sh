#!/bin/sh
# What a CI job does with an Imprimatur registry, where neither a secret nor a configuration is.
#
#   sh imprimatur.sh explain                    may this job publish the package in this folder?
#   sh imprimatur.sh publish [ARGUMENT ...]     the same, and then npm publish
#   sh imprimatur.sh read COMMAND [ARGUMENT ...]   a command that may read private packages: npm ci
#
#   IMPRIMATUR_REGISTRY    the registry's address, such as https://npm.acme.example
#   IMPRIMATUR_PACKAGE     the package, if it is another than that of ./package.json
#
# What "read" starts gets neither the job's identity token nor the means to ask for one, and "publish"
# runs no script of the package. A script that runs in the job can look for them all the same, so let
# none run there: install with --ignore-scripts, and build in a job that has no identity tokens.
#
# Needs curl, and Node.js, which npm needs as well. No token is printed, none is an argument of a
# program, where every user of the machine could see it, and none is written to a file.
# A shell that traces prints every token, so it does not from here on, however it was started.
{ set +x; } 2>/dev/null
set -eu
umask 077

refuse() {
  echo "imprimatur: $*" >&2
  exit 1
}

# Prints a member of the JSON object on standard input; nothing, if it is missing.
member() {
  node -e '
    const value = JSON.parse(require("fs").readFileSync(0, "utf8"))[process.argv[1]];
    if (value !== undefined) console.log(String(value));' "$1" 2>/dev/null || true
}

# What the registry wants identity tokens to be made for; npm asks for the same.
audience() {
  node -p '"npm:" + new URL(process.argv[1]).hostname' "$registry"
}

# GitHub hides in its log whatever it is told here; so do Forgejo and Gitea.
hide() {
  [ "${GITHUB_ACTIONS:-}" != true ] || echo "::add-mask::$1" >&2
}

# Sets id_token: the one that the job was given, or else one that it asks for.
find_id_token() {
  if [ -n "${NPM_ID_TOKEN:-}" ]; then
    id_token=$NPM_ID_TOKEN
  elif [ -n "${ACTIONS_ID_TOKEN_REQUEST_URL:-}" ]; then
    id_token=$(printf 'authorization: Bearer %s\n' "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" |
      curl --silent --show-error --fail --max-time 60 --header @- \
        "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=$(audience)" | member value)
  elif [ "${GITHUB_ACTIONS:-}" = true ]; then
    refuse "this job may not have identity tokens; give it \"permissions: id-token: write\"."
  else
    refuse "this job has no identity token; its definition must put one into NPM_ID_TOKEN."
  fi
  [ -n "$id_token" ] || refuse "the CI system gave this job no identity token."
  hide "$id_token"
}

# Shows the registry the identity token; prints what it answers.
show() {
  printf 'authorization: Bearer %s\n' "$id_token" |
    curl --silent --show-error --max-time 60 --header @- --header content-type: --data '' \
      "$registry$1" || refuse "the registry at $registry cannot be reached."
}

explain() {
  name=${IMPRIMATUR_PACKAGE:-$(node -p 'require("./package.json").name')}
  find_id_token
  answer=$(show "/-/api/v1/oidc/explain/$(node -p 'encodeURIComponent(process.argv[1])' "$name")")
  if [ "$(echo "$answer" | member accepted)" = true ]; then
    echo "imprimatur: this job may publish $name."
    return
  fi
  why=$(echo "$answer" | member detail)
  code=$(echo "$answer" | member code)
  refuse "${why:-the registry gave no reason.}${code:+ See $registry/problems/$code}"
}

with_read_token() {
  find_id_token
  answer=$(show /-/api/v1/oidc/read-token)
  NODE_AUTH_TOKEN=$(echo "$answer" | member token)
  [ -n "$NODE_AUTH_TOKEN" ] || refuse "$(echo "$answer" | member detail)"
  hide "$NODE_AUTH_TOKEN"
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  if [ -f "${NPM_CONFIG_USERCONFIG:-$HOME/.npmrc}" ]; then
    cat "${NPM_CONFIG_USERCONFIG:-$HOME/.npmrc}" >"$folder/npmrc"
  fi
  # npm itself puts the variable in; the file holds no token.
  printf '\n//%s/:_authToken=${NODE_AUTH_TOKEN}\n' "${registry#*://}" >>"$folder/npmrc"
  # Only this command gets the token, and what it starts; and of what buys tokens it gets nothing.
  (
    export NODE_AUTH_TOKEN NPM_CONFIG_USERCONFIG="$folder/npmrc"
    env -u NPM_ID_TOKEN -u SIGSTORE_ID_TOKEN \
      -u ACTIONS_ID_TOKEN_REQUEST_URL -u ACTIONS_ID_TOKEN_REQUEST_TOKEN "$@"
  )
}

registry=${IMPRIMATUR_REGISTRY:-}
registry=${registry%/}
case $registry in
  https://?* | http://?*) ;;
  *) refuse "IMPRIMATUR_REGISTRY must be the registry's address, such as https://npm.acme.example." ;;
esac
command -v curl >/dev/null || refuse "needs curl, and there is none."
command -v node >/dev/null || refuse "needs Node.js, and there is none."

task=${1:-}
[ $# -eq 0 ] || shift
case $task in
  explain) explain ;;
  publish)
    explain
    npm publish --ignore-scripts --registry "$registry/" "$@"
    ;;
  read)
    [ $# -gt 0 ] || refuse "read needs a command, such as npm ci."
    with_read_token "$@"
    ;;
  *) refuse "use explain, publish or read." ;;
esac
