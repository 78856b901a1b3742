// Two runs say the same, byte for byte, and so does a summary that was written
// and read again.
// RUN: rm -rf %t && mkdir %t && cp %S/../checks/nmr-missing-deregister/move-only-owner.cpp %t/a.cpp && cd %t
// RUN: %nmr_scan a.cpp -- %flags > 1
// RUN: %nmr_scan a.cpp -- %flags > 2
// RUN: diff 1 2
// RUN: %nmr_scan --print=summary a.cpp -- %flags > a.nmrsum
// RUN: %nmr_scan --print=summary a.cpp -- %flags | diff a.nmrsum -
// RUN: %nmr_scan a.nmrsum | diff 1 -
// RUN: not grep %t a.nmrsum
