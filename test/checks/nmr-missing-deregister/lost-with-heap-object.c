// A driver author would believe that freeing the object that holds the
// handle ends the registration.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;


// VERDICT: Ctx->Reg violation

typedef struct {
  HANDLE Reg;
} CTX;

VOID Unload(PDRIVER_OBJECT Driver) {}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  CTX *Ctx = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(CTX), 'xtC ');
  if (Ctx == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_CC, NULL, &Ctx->Reg); // WARN: client registration 'Ctx->Reg' may still be live when the driver is unloaded [nmr-missing-deregister]
  ExFreePool(Ctx);
  return Status;
}
