#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# certify eval: enclosures, exact points, errors.
load helper

# encloses EXPECTED ARGUMENTS...
gives() {
  local expected=$1
  shift
  split "$CERTIFY" eval "$@"
  expect_status 0
  if [ "$output" != "$expected" ]; then
    echo "certify eval $*: $output, expected $expected"
    return 1
  fi
}

# refuses STATUS MESSAGE ARGUMENTS...
refuses() {
  local code=$1 message=$2
  shift 2
  split "$CERTIFY" eval "$@"
  expect_status "$code"
  expect_text "$message" "$errors"
  [ -z "$output" ]
}

@test "ranges" {
  gives '[0.45464871341284084, 0.84147098480789651]' 'sin(x)/x' --over 'x=[1,2]'
  gives '[1, 2.7182818284590453]' 'exp(x)' --over 'x=[0,1]'
  gives '[-0.25, 0]' 'x^2 - x' --over 'x=[0,1]'
  gives '[-4, 8]' 'x*y' --over 'x=[-1,2]' --over 'y=[3,4]'
  gives '[-1, 1]' 'sin(x)' --over 'x=[0,10]'
  gives '[0, 1]' '1/x' --over 'x=[1,inf)'
  gives '[1, 1]' 'x^0' --over 'x=[-1,1]'
}

@test "ranges to many digits, where they are attained at corners" {
  gives '[1.105170918075647624811707826490246668224, 1.395612425086089528628125319602586837598]' \
    'exp(x)' --over 'x=[0.1, 1/3]' --digits 40
}

@test "the least value in the interior" {
  gives '[-78.33233140754289, 250]' 'x^4 - 16*x^2 + 5*x' --over 'x=[-5,5]' --digits 16
}

@test "exact points" {
  gives '[0.33333333333333333, 0.33333333333333334]' 'x' --at 'x=1/3'
  gives '[0.471404520791031682933896241403, 0.471404520791031682933896241404]' \
    'sqrt(2)*x' --at 'x=1/3' --digits 30
  gives '[-0.85220084976718880177270589375302936826176215041005, -0.85220084976718880177270589375302936826176215041004]' \
    'sin(x)' --at 'x=1e22' -d 50
  gives '[0, 0]' 'sqrt(2)^2 - 2'
  gives '[0, 0]' 'sqrt(x) + sqrt(3) - sqrt(5 + 2*sqrt(6))' --at 'x=2'
  gives '[0.5, 0.5]' '1/2'
}

@test "points and intervals together" {
  gives '[1, 4]' 'a*x^2' --at 'a=1' --over 'x=[1,2]'
}

@test "open ends" {
  gives '[1, inf]' '1/x' --over 'x=(0,1]'
  gives '[1, inf]' '1/(x - 1)^2' --over 'x=[0,1)'
  gives '[-inf, -1]' '1/x^3' --over 'x=[-1,0)'
  gives '[-inf, 0]' 'log(x)' --over 'x=(0,1]'
  gives '[0, inf]' '1/x' --over 'x=(0,inf)'
  gives '[0.5, inf]' '1/(x*y)' --over 'x=(0,1]' --over 'y=(0,2]'
  refuses 1 "undefined at x = 0" '1/x' --over 'x=[0,1]'
}

@test "0/0 at an open end" {
  gives '[0.8414709848078965, 1]' 'sin(x)/x' --over 'x=(0,1]'
  gives '[0.8414709848078965, 2]' 'sin(x*y)/x' --over 'x=(0,1]' --over 'y=[1,2]'
  gives '[1, 1.1883951057781213]' 'x/sin(x)' --over 'x=(0,1]'
}

@test "numbers of any size" {
  gives '[0, 1.0009989037986942e-30103]' 'exp(-exp(exp(x)))' --at 'x=10'
  gives '[9.2785844203248725e-4342944820, 9.2785844203248726e-4342944820]' 'exp(-x)' --at 'x=1e10'
  gives '[1.0777506079585649e4342944819, 1.077750607958565e4342944819]' 'exp(x)' --at 'x=1e10'
  gives '[1.7976931348623157e308, inf]' 'exp(exp(exp(x)))' --at 'x=10'
  gives '[-inf, -1.7976931348623157e308]' --over 'x=[10,11]' -- '-exp(exp(exp(x)))'
}

@test "expressions that begin with a minus sign" {
  gives '[-0.33333333333333334, -0.33333333333333333]' '-1/3'
  gives '[-3, -2]' '-(1 + x)' --over 'x=[1,2]'
  gives '[-1, -1]' --at 'x=1' -- '-x^2'
  refuses 64 "unknown option '-x' (an expression that begins with - goes behind --); \`certify eval --help\` tells more" '-x^2' --at 'x=1'
}

@test "derivatives" {
  gives '[6, 12]' 'd(x^3, x)*2/x' --over 'x=[1,2]'
}

@test "undefined somewhere" {
  refuses 1 "undefined at x = 0" '1/x' --over 'x=[-1,1]'
  refuses 1 "undefined" '1/(x - 1/3)' --at 'x=1/3'
  refuses 1 "undefined at x = " 'sqrt(x)' --over 'x=[-1,1]'
}

@test "wrong use" {
  refuses 64 "one expression expected"
  refuses 64 "one expression expected" 'x' 'y'
  refuses 64 "x has no value: give --over 'x=[A,B]' or --at 'x=VALUE'" 'x + 1'
  refuses 64 "there is no y in the expression" 'x' --at 'x=1' --at 'y=2'
  refuses 64 "x has a value already" 'x' --at 'x=1' --over 'x=[0,1]'
  refuses 64 "a value expected; --over takes intervals" 'x' --at 'x=[0,1]'
  refuses 64 "EXPRESSION:1:" 'x +' --at 'x=1'
  refuses 64 "error: " 'x' --at 'x'
  refuses 64 "error: " 'x' --over 'x=[2,1]'
  refuses 64 "out of range" 'x' --at 'x=1' --digits 0
}

@test "into a file" {
  "$CERTIFY" eval '1/3' -o third.txt
  [ "$(cat third.txt)" = "$("$CERTIFY" eval '1/3')" ]
}

@test "a limit of time" {
  status=0
  "$CERTIFY" eval 'sin(exp(exp(exp(x))))' --at 'x=3' --digits 10000 --time-limit 0.001 >stdout.txt 2>stderr.txt || status=$?
  [ "$status" -eq 2 ] || [ "$status" -eq 0 ]
}
