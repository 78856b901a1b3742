//===- netioddk.h - The NMR as the model's drivers see it -------*- C -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_MODEL_NETIODDK_H
#define NMR_MODEL_NETIODDK_H

#include <ntddk.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct _NPI_REGISTRATION_INSTANCE {
  USHORT Version, Size;
  const VOID *NpiId;
  const VOID *ModuleId;
  ULONG Number;
  const VOID *NpiSpecificCharacteristics;
} NPI_REGISTRATION_INSTANCE;
typedef const NPI_REGISTRATION_INSTANCE *PNPI_REGISTRATION_INSTANCE;

typedef NTSTATUS
NPI_CLIENT_ATTACH_PROVIDER_FN(HANDLE NmrBindingHandle, PVOID ClientContext,
                              PNPI_REGISTRATION_INSTANCE Provider);
typedef NTSTATUS NPI_CLIENT_DETACH_PROVIDER_FN(PVOID ClientBindingContext);
typedef VOID NPI_CLIENT_CLEANUP_BINDING_CONTEXT_FN(PVOID ClientBindingContext);
typedef NTSTATUS NPI_PROVIDER_ATTACH_CLIENT_FN(
    HANDLE NmrBindingHandle, PVOID ProviderContext,
    PNPI_REGISTRATION_INSTANCE Client, PVOID ClientBindingContext,
    const VOID *ClientDispatch, PVOID *ProviderBindingContext,
    const VOID **ProviderDispatch);
typedef NTSTATUS NPI_PROVIDER_DETACH_CLIENT_FN(PVOID ProviderBindingContext);
typedef VOID
NPI_PROVIDER_CLEANUP_BINDING_CONTEXT_FN(PVOID ProviderBindingContext);

typedef struct _NPI_CLIENT_CHARACTERISTICS {
  USHORT Version, Length;
  NPI_CLIENT_ATTACH_PROVIDER_FN *ClientAttachProvider;
  NPI_CLIENT_DETACH_PROVIDER_FN *ClientDetachProvider;
  NPI_CLIENT_CLEANUP_BINDING_CONTEXT_FN *ClientCleanupBindingContext;
  NPI_REGISTRATION_INSTANCE ClientRegistrationInstance;
} NPI_CLIENT_CHARACTERISTICS;

typedef struct _NPI_PROVIDER_CHARACTERISTICS {
  USHORT Version, Length;
  NPI_PROVIDER_ATTACH_CLIENT_FN *ProviderAttachClient;
  NPI_PROVIDER_DETACH_CLIENT_FN *ProviderDetachClient;
  NPI_PROVIDER_CLEANUP_BINDING_CONTEXT_FN *ProviderCleanupBindingContext;
  NPI_REGISTRATION_INSTANCE ProviderRegistrationInstance;
} NPI_PROVIDER_CHARACTERISTICS;

NTSTATUS NmrRegisterClient(const NPI_CLIENT_CHARACTERISTICS *Characteristics,
                           PVOID ClientContext, PHANDLE NmrClientHandle);
NTSTATUS
NmrRegisterProvider(const NPI_PROVIDER_CHARACTERISTICS *Characteristics,
                    PVOID ProviderContext, PHANDLE NmrProviderHandle);
NTSTATUS NmrDeregisterClient(HANDLE NmrClientHandle);
NTSTATUS NmrDeregisterProvider(HANDLE NmrProviderHandle);
NTSTATUS NmrWaitForClientDeregisterComplete(HANDLE NmrClientHandle);
NTSTATUS NmrWaitForProviderDeregisterComplete(HANDLE NmrProviderHandle);
NTSTATUS NmrClientAttachProvider(HANDLE NmrBindingHandle,
                                 PVOID ClientBindingContext,
                                 const VOID *ClientDispatch,
                                 PVOID *ProviderBindingContext,
                                 const VOID **ProviderDispatch);
VOID NmrClientDetachProviderComplete(HANDLE NmrBindingHandle);

#ifdef NMR_MODEL
// Under the model a call says where it stands. A function whose address is
// taken has no place; mock.c defines those too.
NTSTATUS modelRegister(int Provider, const void *Characteristics, PVOID Context,
                       PHANDLE Handle, const char *File, int Line);
NTSTATUS modelDeregister(int Provider, HANDLE Handle, const char *File,
                         int Line);
NTSTATUS modelWait(int Provider, HANDLE Handle, const char *File, int Line);
#define NmrRegisterClient(C, X, H)                                             \
  modelRegister(0, (C), (X), (H), __FILE__, __LINE__)
#define NmrRegisterProvider(C, X, H)                                           \
  modelRegister(1, (C), (X), (H), __FILE__, __LINE__)
#define NmrDeregisterClient(H) modelDeregister(0, (H), __FILE__, __LINE__)
#define NmrDeregisterProvider(H) modelDeregister(1, (H), __FILE__, __LINE__)
#define NmrWaitForClientDeregisterComplete(H)                                  \
  modelWait(0, (H), __FILE__, __LINE__)
#define NmrWaitForProviderDeregisterComplete(H)                                \
  modelWait(1, (H), __FILE__, __LINE__)
#endif

#ifdef __cplusplus
}
#endif

#endif // NMR_MODEL_NETIODDK_H
