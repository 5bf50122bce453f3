# SPDX-License-Identifier: LGPL-3.0-or-later
# cmake --build BUILD --target docs makes a web page of each page of docs/ in BUILD/docs, where pandoc is installed.
find_program(PANDOC pandoc)
if(PANDOC)
  file(GLOB pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/*.md)
  set(folder ${PROJECT_BINARY_DIR}/docs)
  set(html)
  foreach(page ${pages})
    get_filename_component(name ${page} NAME_WE)
    add_custom_command(OUTPUT ${folder}/${name}.html
      COMMAND ${PANDOC} --from gfm --to html5 --standalone --self-contained --fail-if-warnings --toc --toc-depth 2
        --lua-filter ${PROJECT_SOURCE_DIR}/docs/html/links.lua --css ${PROJECT_SOURCE_DIR}/docs/html/style.css
        --metadata "pagetitle=certify: ${name}" --resource-path ${PROJECT_SOURCE_DIR}/docs
        --output ${folder}/${name}.html ${page}
      DEPENDS ${page} ${PROJECT_SOURCE_DIR}/docs/html/links.lua ${PROJECT_SOURCE_DIR}/docs/html/style.css
      COMMENT "docs/${name}.html" VERBATIM)
    list(APPEND html ${folder}/${name}.html)
  endforeach()
  file(MAKE_DIRECTORY ${folder})
  add_custom_target(docs DEPENDS ${html})
endif()
