# SPDX-License-Identifier: LGPL-3.0-or-later
# With CERTIFY_INTERACTIVE the pages of `certify report --html` have pictures to be zoomed and stepped through. npm fetches
# the plotting library, of the version and with the digest that src/report/page/package-lock.json says.
set(page_source ${PROJECT_SOURCE_DIR}/src/report/page)
if(CERTIFY_INTERACTIVE)
  find_program(NPM npm REQUIRED)
  set(page_build ${PROJECT_BINARY_DIR}/page)
  set(page_library ${page_build}/node_modules/uplot)
  add_custom_command(OUTPUT ${page_library}/package.json
    COMMAND ${CMAKE_COMMAND} -E copy ${page_source}/package.json ${page_source}/package-lock.json ${page_build}
    COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --silent
    COMMAND ${CMAKE_COMMAND} -E touch ${page_library}/package.json
    DEPENDS ${page_source}/package.json ${page_source}/package-lock.json
    WORKING_DIRECTORY ${page_build}
    COMMENT "npm ci: the plotting library of the page" VERBATIM)
  file(MAKE_DIRECTORY ${page_build})
  add_custom_command(OUTPUT ${page_build}/page_bundle.c
    COMMAND ${CMAKE_COMMAND} -D SOURCE=${page_source} -D LIBRARY=${page_library} -D OUTPUT=${page_build}/page_bundle.c
      -P ${page_source}/bundle.cmake
    DEPENDS ${page_library}/package.json ${page_source}/bundle.cmake ${page_source}/stepper.js ${page_source}/views.js
      ${page_source}/planes.js ${page_source}/page.js ${page_source}/page.css
    COMMENT "The scripts of the page" VERBATIM)
  target_sources(certify_report PRIVATE ${page_build}/page_bundle.c)
else()
  target_sources(certify_report PRIVATE ${page_source}/none.c)
endif()
