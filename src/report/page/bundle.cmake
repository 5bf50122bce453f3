# SPDX-License-Identifier: LGPL-3.0-or-later
# cmake -D SOURCE=src/report/page -D LIBRARY=node_modules/uplot -D OUTPUT=page_bundle.c -P bundle.cmake: joins the plotting
# library, its licence and the scripts of the page into the two functions of report/page_bundle.h.
file(READ ${LIBRARY}/LICENSE licence)
file(READ ${LIBRARY}/dist/uPlot.iife.min.js library)
file(READ ${LIBRARY}/dist/uPlot.min.css library_style)
set(page)
foreach(part stepper views planes page)
  file(READ ${SOURCE}/${part}.js text)
  string(APPEND page "${text}\n")
endforeach()
file(READ ${SOURCE}/page.css style)

# The comment signs hide the marks of CDATA from HTML, and CDATA hides the script from XML.
set(script "//<![CDATA[\n/* The plotting library uPlot.\n\n${licence}\n*/\n${library}\n{\n\"use strict\";\n${page}}\n//]]>")
set(style "/* uPlot: the licence stands in the script. */\n${library_style}\n${style}")

foreach(text licence library page)
  if("${${text}}" MATCHES "]]>|</[sS][cC][rR][iI]|<!--")
    message(FATAL_ERROR "${text}: a text that would end the script")
  endif()
endforeach()
if(style MATCHES "[<&]|[@]import|url\\(")
  message(FATAL_ERROR "a style sheet with signs that XML reads, or that loads something")
endif()

set(code "// Written by src/report/page/bundle.cmake.\n#include \"report/page_bundle.h\"\n")
foreach(name script style)
  if("${${name}}" MATCHES "[^\t\n -~]")
    message(FATAL_ERROR "the ${name} is not all ASCII")
  endif()
  string(HEX "${${name}}" digits)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${digits}")
  string(APPEND code "\nstatic const char ${name}[] = {${bytes}0};\n"
    "\nconst char *page_bundle_${name}(void)\n{\n    return ${name};\n}\n")
endforeach()
file(WRITE ${OUTPUT} "${code}")
