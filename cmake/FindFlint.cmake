# SPDX-License-Identifier: LGPL-3.0-or-later
# Finds FLINT with Arb, Antic and Calcium: one library from FLINT 3 on, four libraries before (as in Debian 12).
# Defines Flint::Flint and Flint_VERSION.
include(FindPackageHandleStandardArgs)

find_path(Flint_INCLUDE_DIR flint/flint.h)
find_library(Flint_LIBRARY flint)
find_library(Flint_MPFR_LIBRARY mpfr)
find_library(Flint_GMP_LIBRARY gmp)

if(Flint_INCLUDE_DIR)
  file(STRINGS ${Flint_INCLUDE_DIR}/flint/flint.h version_line
    REGEX "^#define[ \t]+(__FLINT_VERSION|FLINT_VERSION)[ \t]+\"[0-9.]+")
  string(REGEX MATCH "[0-9]+(\\.[0-9]+)+" Flint_VERSION "${version_line}")
endif()

set(Flint_parts Flint_LIBRARY Flint_MPFR_LIBRARY Flint_GMP_LIBRARY)
if(Flint_VERSION AND Flint_VERSION VERSION_LESS 3)
  find_path(Flint_ARB_INCLUDE_DIR arb.h)
  find_library(Flint_ARB_LIBRARY NAMES arb flint-arb)
  find_path(Flint_CALCIUM_INCLUDE_DIR calcium/qqbar.h)
  find_library(Flint_CALCIUM_LIBRARY calcium)
  find_library(Flint_ANTIC_LIBRARY antic)
  set(Flint_parts Flint_CALCIUM_LIBRARY Flint_ANTIC_LIBRARY Flint_ARB_LIBRARY ${Flint_parts})
  set(Flint_old_includes Flint_ARB_INCLUDE_DIR Flint_CALCIUM_INCLUDE_DIR)
endif()

find_package_handle_standard_args(Flint
  REQUIRED_VARS ${Flint_parts} Flint_INCLUDE_DIR ${Flint_old_includes}
  VERSION_VAR Flint_VERSION)

if(Flint_FOUND AND NOT TARGET Flint::Flint)
  add_library(Flint::Flint INTERFACE IMPORTED)
  set(directories ${Flint_INCLUDE_DIR})
  foreach(old ${Flint_old_includes})
    list(APPEND directories ${${old}})
  endforeach()
  list(REMOVE_DUPLICATES directories)
  set_property(TARGET Flint::Flint PROPERTY INTERFACE_INCLUDE_DIRECTORIES ${directories})
  set(libraries)
  foreach(part ${Flint_parts})
    list(APPEND libraries ${${part}})
  endforeach()
  set_property(TARGET Flint::Flint PROPERTY INTERFACE_LINK_LIBRARIES ${libraries} m)
endif()
