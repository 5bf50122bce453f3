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

function __certify_files
    switch (__certify_verb)
        case report export
            __fish_complete_suffix .cert
            __fish_complete_suffix .cert.gz
        case plot
            __fish_complete_suffix .spec
            __fish_complete_suffix .cert
            __fish_complete_suffix .cert.gz
        case eval
        case '*'
            __fish_complete_suffix .spec
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

complete --command certify-check --no-files
complete --command certify-check --condition 'string match --quiet -- "-*" (commandline --current-token)' \
    --arguments '(__certify_options certify-check)'
complete --command certify-check --arguments '(__fish_complete_suffix .cert; __fish_complete_suffix .cert.gz)'
complete --command certify-check --long-option spec --require-parameter --force-files
