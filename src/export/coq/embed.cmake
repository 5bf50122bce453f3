# SPDX-License-Identifier: LGPL-3.0-or-later
# cmake -D SOURCE=src/export/coq -D OUTPUT=coq_prelude.c -P embed.cmake: what files for Coq begin with, as texts in C.
function(embed symbol)
  set(text "")
  foreach(name ${ARGN})
    file(READ ${SOURCE}/${name}.v part)
    string(APPEND text "${part}")
  endforeach()
  string(HEX "${text}" digits)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${digits}")
  file(APPEND ${OUTPUT} "\nconst char ${symbol}[] = {${bytes}0};\n")
endfunction()

file(WRITE ${OUTPUT} "// Written by src/export/coq/embed.cmake.\n#include \"export/coq_internal.h\"\n")
embed(coq_prelude polynomial box bernstein sign decide pieces)
embed(coq_derivatives derive)
embed(coq_enclosures enclose)
