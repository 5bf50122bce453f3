# SPDX-License-Identifier: LGPL-3.0-or-later
# Run by cpack on the tree that it packs.
if(NOT CPACK_GENERATOR STREQUAL DEB)
  return()
endif()
find_program(GZIP gzip REQUIRED)
set(share ${CPACK_TEMPORARY_INSTALL_DIRECTORY}${CPACK_PACKAGING_INSTALL_PREFIX}/share)

# The date of the package is SOURCE_DATE_EPOCH where that is set.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${share}/doc/certify/changelog "certify (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium

  * What is new is told in changelog.md.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
file(GLOB pages ${share}/man/man1/*.1)
execute_process(COMMAND ${GZIP} -9 --no-name --force ${share}/doc/certify/changelog ${pages} COMMAND_ERROR_IS_FATAL ANY)

# Its text is in copyright and, on Debian, in /usr/share/common-licenses.
file(REMOVE ${share}/doc/certify/LICENSE)

file(WRITE ${share}/lintian/overrides/certify "# Programs, library and header are one package, for those who build it themselves.
certify: package-name-doesnt-match-sonames libcertify${CPACK_PACKAGE_VERSION_MAJOR}
certify: link-to-shared-library-in-wrong-package *
# The folder of libraries is chosen when certify is configured: -DCMAKE_INSTALL_LIBDIR=lib/x86_64-linux-gnu.
certify: pkg-config-unavailable-for-cross-compilation *
# CPack writes these scripts for every package with a library.
certify: maintscript-calls-ldconfig *
")
