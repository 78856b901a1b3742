//===- wdfminiport.h - KMDF in a miniport driver ----------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See wdf.h, which is to be included first.
//
//===----------------------------------------------------------------------===//

#ifndef NMR_WDK_WDFMINIPORT_H
#define NMR_WDK_WDFMINIPORT_H

#ifdef __cplusplus
extern "C" {
#endif

VOID NTAPI WdfDriverMiniportUnload(WDFDRIVER Driver);

#ifdef __cplusplus
}
#endif

#endif // NMR_WDK_WDFMINIPORT_H
