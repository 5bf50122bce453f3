" SPDX-License-Identifier: LGPL-3.0-or-later
" Vim syntax of certify specs. Copy it to ~/.vim/syntax/certify.vim, and put into ~/.vim/ftdetect/certify.vim:
"     autocmd BufNewFile,BufRead *.spec if getline(1, 200)->match('^landscape ') >= 0 | setlocal filetype=certify | endif
if exists('b:current_syntax')
  finish
endif

" Words with a hyphen are identifiers of claims only.
syntax match certifyStatement "^\s*\(cite\|let\|landscape\|point\|region\)\>"
syntax match certifyClaim "^\s*claim\>" nextgroup=certifyId skipwhite
syntax match certifyId "[A-Za-z0-9_.-]\+" contained
syntax keyword certifyClause on for with in expect
syntax keyword certifyVerdict proved refuted undecided
syntax keyword certifyLogic and or not cases otherwise
syntax keyword certifyPhrase almost surely everywhere but
syntax keyword certifyConstant pi e inf whole
syntax keyword certifyFunction sqrt abs min max exp log sin cos tan atan sinh cosh tanh relu sigmoid softplus
syntax keyword certifyFunction norm dot sum d grad hess
syntax keyword certifyPredicate continuous differentiable C1 C2 smooth opsc growth minimum holds exists diameter volume
syntax keyword certifyPredicate lemma1 lemma2 theorem1 theorem2 theorem4 corollary1 proposition3
syntax keyword certifyPredicate stays converges escapes reaches avoids cycle visits nonsingular no_minimum_stable orbit basin
syntax keyword certifyPredicate lands agrees
syntax keyword certifyDynamics gd sgd heavy_ball flow uniform
syntax keyword certifyArgument strict global stated repaired float64 float32 attracting repelling piecewise
syntax match certifyNumber "\<\d\+\(\.\d\+\)\?\([eE][-+]\?\d\+\)\?\>"
syntax match certifyUnknown "?"
syntax region certifyTitle start=+"+ end=+"+ oneline
syntax match certifyComment "#.*$" contains=certifyTodo
syntax keyword certifyTodo TODO FIXME contained

highlight default link certifyStatement Statement
highlight default link certifyClaim Statement
highlight default link certifyId Identifier
highlight default link certifyClause Keyword
highlight default link certifyVerdict Constant
highlight default link certifyLogic Operator
highlight default link certifyPhrase Keyword
highlight default link certifyConstant Constant
highlight default link certifyFunction Function
highlight default link certifyPredicate Type
highlight default link certifyDynamics Type
highlight default link certifyArgument Keyword
highlight default link certifyNumber Number
highlight default link certifyUnknown Special
highlight default link certifyTitle String
highlight default link certifyComment Comment
highlight default link certifyTodo Todo

let b:current_syntax = 'certify'
