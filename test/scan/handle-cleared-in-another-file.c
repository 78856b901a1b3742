// A driver author would believe that the order of clearing and stopping does not
// matter (V06).
// RUN: %check_nmr %s

//--- context.c
#include <wdk-mini.h>
#include <netioddk.h>
typedef struct { HANDLE Reg; } CTX;
void Reset(CTX *Ctx) { Ctx->Reg = NULL; }

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
typedef struct { HANDLE Reg; } CTX;
void Reset(CTX *Ctx);
static NPI_CLIENT_CHARACTERISTICS g_CC;
static CTX g_Ctx;
// VERDICT: g_Ctx.Reg violation

VOID Unload(PDRIVER_OBJECT Driver) {
  Reset(&g_Ctx);
  if (g_Ctx.Reg) {
    NmrDeregisterClient(g_Ctx.Reg);
    NmrWaitForClientDeregisterComplete(g_Ctx.Reg);
  }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Ctx.Reg); // SCAN-WARN: g_Ctx.Reg [nmr-missing-deregister]
}
