# SPDX-License-Identifier: LGPL-3.0-or-later
# cpack -G DEB in the build folder makes a Debian package of what is installed.
set(CPACK_PACKAGE_NAME certify)
set(CPACK_PACKAGE_VENDOR "The certify developers")
set(CPACK_PACKAGE_CONTACT "The certify developers <certify@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION math)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS gnuplot-nox) # for certify plot
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Proves or refutes claims about smoothness, minima and trajectories of gradient descent with exact and
 interval arithmetic, and writes certificates that certify-check re-proves.")
# The cache of shared libraries is brought up to date by dpkg's trigger.
file(WRITE ${PROJECT_BINARY_DIR}/package/triggers "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/package/triggers)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
