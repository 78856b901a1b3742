//===- wdm.h - Makes mingw-w64's <wdm.h> parse as C++ -----------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// mingw-w64's <wdm.h> and Clang's <cpuid.h> define a few functions as static
// that mingw-w64's <intrin.h> has defined as extern inline. C lets a GNU inline
// function be redefined, C++ does not. Leaving out the first definition is what
// <intrin.h> offers its macros for. This folder must precede mingw-w64's.
//
// The macros at the end are those of the WDK that the vendor's project
// templates use and that mingw-w64 lacks.
//
//===----------------------------------------------------------------------===//

#ifdef __cplusplus
#define __INTRINSIC_DEFINED___cpuidex
#define __INTRINSIC_DEFINED_InterlockedBitTestAndSet
#define __INTRINSIC_DEFINED_InterlockedBitTestAndReset
#endif

#include_next <wdm.h>

#ifndef EXTERN_C_START
#ifdef __cplusplus
#define EXTERN_C_START extern "C" {
#define EXTERN_C_END }
#else
#define EXTERN_C_START
#define EXTERN_C_END
#endif
#endif
