// RUN: touch %t.c
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*' %t.c -- %flags | count 0
// RUN: %nmr_scan %t.c -- %flags | FileCheck %s
// CHECK: nothing to check: no registration in view
