// A handle that is lost in the unit is lost for all files.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;


// VERDICT: H violation

NTSTATUS ClientStart(VOID) {
  HANDLE H;
  return NmrRegisterClient(&g_CC, NULL, &H); // WARN: H [nmr-missing-deregister]
}
