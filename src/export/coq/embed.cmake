# SPDX-License-Identifier: LGPL-3.0-or-later
# cmake -D SOURCE=src/export/coq -D OUTPUT=coq_prelude.c -P embed.cmake: what every file for Coq begins with, as a text in C.
set(prelude "")
foreach(name polynomial sign decide pieces)
  file(READ ${SOURCE}/${name}.v text)
  string(APPEND prelude "${text}")
endforeach()
string(HEX "${prelude}" digits)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${digits}")
file(WRITE ${OUTPUT} "// Written by src/export/coq/embed.cmake.\n#include \"export/coq_internal.h\"\n\nconst char coq_prelude[] = {${bytes}0};\n")
