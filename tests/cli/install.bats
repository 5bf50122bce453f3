#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# The installed tree: programs, library, header, pkg-config file, manual pages; and a program that uses the library.
load helper

@test "install, and build a program against the library" {
  cmake --install "$CERTIFY_BUILD" --prefix "$PWD/root" >/dev/null
  for file in bin/certify bin/certify-check include/certify/certify.h share/man/man1/certify.1 \
    share/man/man1/certify-check.1 share/bash-completion/completions/certify share/zsh/site-functions/_certify \
    share/fish/vendor_completions.d/certify.fish \
    share/vim/vimfiles/syntax/certify.vim share/doc/certify/certify.schema.json share/doc/certify/examples/verdicts.c; do
    [ -e "root/$file" ] || { echo "missing: $file"; return 1; }
  done
  root/bin/certify --no-cert --quiet "$specs/good.spec"

  pkgconfig=$(dirname "$(find root -name certify.pc)")
  grep -q '^Libs: .*-lcertify' "$pkgconfig/certify.pc"
  [ "$CERTIFY_SANITIZED" = 0 ] || skip "a sanitized library needs a sanitized program"
  library=$(dirname "$(find root -name libcertify.so | head -n 1)")
  "${CC:-cc}" -Wall -Wextra -Werror -Iroot/include "$CERTIFY_SOURCE/tests/cli/use_library.c" -o use -L"$library" -lcertify
  LD_LIBRARY_PATH=$library run ./use "$specs/false.spec"
  expect_status 0
  expect_text "right proved" "$output"
  expect_text "wrong refuted" "$output"

  read -ra flags < <(PKG_CONFIG_PATH=$pkgconfig pkg-config --cflags --libs certify)
  "${CC:-cc}" -std=c99 -Wall -Wextra -Werror root/share/doc/certify/examples/verdicts.c -o verdicts "${flags[@]}"
  LD_LIBRARY_PATH=$library run ./verdicts "$specs/good.spec" "$specs/false.spec"
  expect_status 1
  expect_text "refuted (unexpected)" "$output"
}

@test "the Debian package holds the installed tree" {
  command -v dpkg-deb >/dev/null || skip "no dpkg-deb"
  [ "$CERTIFY_SANITIZED" = 0 ] || skip "nobody packs a sanitized build"
  cpack --config "$CERTIFY_BUILD/CPackConfig.cmake" -G DEB -B "$PWD/pack" >cpack.log || { cat cpack.log; return 1; }
  package=$(find pack -maxdepth 1 -name 'certify_*.deb')
  dpkg-deb --field "$package" Depends | grep -q 'libflint'
  dpkg-deb --extract "$package" tree
  LD_LIBRARY_PATH=$(dirname "$(find tree -name 'libcertify.so.*' | head -n 1)") tree/usr/bin/certify --no-cert --quiet "$specs/good.spec"
  [ -e tree/usr/share/certify/certs/ftm.cert ]
  grep -q '^License: MIT' tree/usr/share/doc/certify/copyright
  for file in man/man1/certify.1.gz man/man1/certify-check.1.gz doc/certify/changelog.gz; do
    gzip --test "tree/usr/share/$file"
  done
  command -v lintian >/dev/null || return 0
  lintian --allow-root --fail-on error,warning "$package"
}

@test "the library shows nothing but its own functions" {
  names=$(nm -D --defined-only "$CERTIFY_BUILD/libcertify.so" | awk '{print $3}' | sed 's/@.*//' | grep -v '^certify_' || true)
  [ -z "$names" ] || { echo "$names"; return 1; }
}

@test "the manual pages are well-formed" {
  command -v man >/dev/null || skip "no man"
  for page in certify certify-check; do
    [ -z "$(man --warnings -E UTF-8 -l -Tutf8 -Z "$CERTIFY_SOURCE/docs/man/$page.1" 2>&1 >/dev/null)" ]
  done
}
