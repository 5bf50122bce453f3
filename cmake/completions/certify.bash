# SPDX-License-Identifier: LGPL-3.0-or-later
# Completion for bash of certify and certify-check: verbs and options as `certify VERB --help` prints them, then files.

_certify_verbs() {
  "$1" --help 2>/dev/null | sed -n '/^Verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

_certify_options() {
  "$@" --help 2>/dev/null | grep -oE '^ +(-[A-Za-z], )?--[a-z-]+' | grep -oE -e '--[a-z-]+'
}

# The verb on the command line, its first word; `run` may be left out.
_certify_verb() {
  local word=${COMP_WORDS[1]}
  if [[ $COMP_CWORD -gt 1 ]] && _certify_verbs "$1" | grep -qxF -e "$word"; then
    echo "$word"
  else
    echo run
  fi
}

_certify_files() {
  local pattern=$1 file
  compopt -o filenames 2>/dev/null
  while IFS= read -r file; do
    { [[ -d $file ]] || [[ $file == $pattern ]]; } && COMPREPLY+=("$file")
  done < <(compgen -f -- "$current")
}

_certify() {
  local program=$1 current=$2 previous=$3 verb
  COMPREPLY=()
  verb=$(_certify_verb "$program")
  case $previous in
  --color) mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$current"); return ;;
  --scale) mapfile -t COMPREPLY < <(compgen -W 'auto linear log' -- "$current"); return ;;
  --to) mapfile -t COMPREPLY < <(compgen -W 'coq smt2 gappa' -- "$current"); return ;;
  --cert-dir | --output | -o | --tex | --html | --out) _certify_files '*'; return ;;
  esac
  if [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_certify_options "$program" "$verb")" -- "$current")
    return
  fi
  [[ $COMP_CWORD -eq 1 ]] && mapfile -t COMPREPLY < <(compgen -W "$(_certify_verbs "$program")" -- "$current")
  case $verb in
  report | export) _certify_files '*.@(cert|cert.gz)' ;;
  plot) _certify_files '*.@(spec|cert|cert.gz)' ;;
  eval) ;;
  *) _certify_files '*.spec' ;;
  esac
}

_certify_check() {
  local current=$2
  COMPREPLY=()
  if [[ $3 == --spec ]]; then
    _certify_files '*.spec'
  elif [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_certify_options "$1")" -- "$current")
  else
    _certify_files '*.@(cert|cert.gz)'
  fi
}

complete -F _certify certify
complete -F _certify_check certify-check
