# SPDX-License-Identifier: LGPL-3.0-or-later
# What `cmake --install` puts where.
# The pkg-config file finds its folders from where it lies, so that the tree, or a package of it, can be put anywhere.
file(RELATIVE_PATH CERTIFY_PREFIX_FROM_PC "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
configure_file(${PROJECT_SOURCE_DIR}/cmake/certify.pc.in ${PROJECT_BINARY_DIR}/certify.pc @ONLY)

install(TARGETS certify certify-check libcertify
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/certify DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES ${PROJECT_BINARY_DIR}/certify.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES ${PROJECT_SOURCE_DIR}/docs/man/certify.1 ${PROJECT_SOURCE_DIR}/docs/man/certify-check.1
  DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/cmake/copyright
  DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}
  PATTERN man EXCLUDE PATTERN editors EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/cmake/completions/certify.bash RENAME certify
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${PROJECT_SOURCE_DIR}/cmake/completions/_certify DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${PROJECT_SOURCE_DIR}/cmake/completions/certify.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${PROJECT_SOURCE_DIR}/docs/editors/certify.vim DESTINATION ${CMAKE_INSTALL_DATADIR}/vim/vimfiles/syntax)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/landscapes ${PROJECT_SOURCE_DIR}/certs
  DESTINATION ${CMAKE_INSTALL_DATADIR}/certify)
