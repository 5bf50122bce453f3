# SPDX-License-Identifier: LGPL-3.0-or-later
# Completion for fish of certify and certify-check: verbs and options as `certify VERB --help` prints them, then files.

# The verb on the command line, its first word; `run` may be left out.
function __certify_verb
    set -l words (commandline --tokenize --current-process --cut-at-cursor)
    if test (count $words) -gt 1; and contains -- $words[2] (__certify_verbs)
        echo $words[2]
    else
        echo run
    end
end

function __certify_verbs
    string match --regex --groups-only '^  ([a-z]+) +[A-Z|]+(?:\.\.\.)? +\S' -- (certify --help 2>/dev/null)
end

# The options in the help of a command.
function __certify_options
    string match --regex --groups-only '^ +(?:-[A-Za-z], )?(--[a-z-]+)' -- ($argv --help 2>/dev/null)
end

function __certify_is_first
    test (count (commandline --tokenize --current-process --cut-at-cursor)) -eq 1
end

# Folders, and files with one of the endings.
function __certify_paths
    set -l endings (string join '|' -- $argv)
    __fish_complete_path (commandline --current-token) | string match --regex -- "^[^\t]*(?:/|\.(?:$endings))(?:\t.*)?\$"
end

function __certify_files
    switch (__certify_verb)
        case report export
            __certify_paths cert cert.gz
        case plot
            __certify_paths spec cert cert.gz
        case eval
        case '*'
            __certify_paths spec
    end
end

complete --command certify --no-files
complete --command certify --condition __certify_is_first --arguments '(__certify_verbs)'
complete --command certify --condition 'string match --quiet -- "-*" (commandline --current-token)' \
    --arguments '(__certify_options certify (__certify_verb))'
complete --command certify --arguments '(__certify_files)'
complete --command certify --long-option color --exclusive --arguments 'auto always never'
complete --command certify --condition 'test (__certify_verb) = plot' --long-option scale --exclusive --arguments 'auto linear log'
complete --command certify --condition 'test (__certify_verb) = export' --long-option to --exclusive --arguments 'coq smt2 gappa'

for option in cert-dir output tex html out
    complete --command certify --condition "contains -- --$option (__certify_options certify (__certify_verb))" \
        --long-option $option --require-parameter --force-files
end

complete --command certify-check --no-files
complete --command certify-check --condition 'string match --quiet -- "-*" (commandline --current-token)' \
    --arguments '(__certify_options certify-check)'
complete --command certify-check --arguments '(__certify_paths cert cert.gz)'
complete --command certify-check --long-option spec --exclusive --arguments '(__certify_paths spec)'
