# SPDX-License-Identifier: LGPL-3.0-or-later
# cpack -G DEB in the build folder makes a Debian package of what is installed.
set(CERTIFY_MAINTAINER "The certify developers <certify@certify.invalid>" CACHE STRING
  "Who answers for the Debian package: NAME <ADDRESS>")
set(CPACK_PACKAGE_NAME certify)
set(CPACK_PACKAGE_VENDOR "The certify developers")
set(CPACK_PACKAGE_CONTACT ${CERTIFY_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION math)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS gnuplot-nox) # for certify plot
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Proves or refutes claims about smoothness, minima and trajectories of
 gradient descent with exact and interval arithmetic, and writes certificates
 that certify-check re-proves.")
# The cache of shared libraries is brought up to date by dpkg's trigger, too: CPack's own scripts call ldconfig.
file(WRITE ${PROJECT_BINARY_DIR}/package/triggers "activate-noawait ldconfig\n")
file(WRITE ${PROJECT_BINARY_DIR}/package/shlibs
  "libcertify ${PROJECT_VERSION_MAJOR} certify (>= ${PROJECT_VERSION})\n")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/package/triggers ${PROJECT_BINARY_DIR}/package/shlibs)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
# What only a package has: a changelog in Debian's form, compressed pages, why lintian's advice is not followed.
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/DebianFiles.cmake)
include(CPack)
