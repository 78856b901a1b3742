// I27: the table of callbacks is filled in a third file.
// RUN: %check_nmr %s

//--- ops.h
#include <wdk-mini.h>
#include <netioddk.h>
typedef struct {
  NTSTATUS (*Start)(void);
  void (*Stop)(void);
} OPS;
extern const OPS g_Ops;
NTSTATUS CliStart(void);
void CliStop(void);

//--- ops.c
#include "ops.h"
const OPS g_Ops = {CliStart, CliStop};

//--- cli.c
#include "ops.h"
static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
// VERDICT: g_Cli verified
NTSTATUS CliStart(void) {
  if (g_Cli)
    return STATUS_SUCCESS;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
void CliStop(void) {
  if (g_Cli) {
    NmrDeregisterClient(g_Cli);
    NmrWaitForClientDeregisterComplete(g_Cli);
    g_Cli = NULL;
  }
}

//--- driver.c
#include "ops.h"
VOID Unload(PDRIVER_OBJECT Driver) { g_Ops.Stop(); }
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return g_Ops.Start();
}
