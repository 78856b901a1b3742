// A unit that registers into an external variable leaves the rest to other
// files.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
HANDLE g_Cli;


// VERDICT: g_Cli inconclusive

NTSTATUS ClientStart(VOID) { return NmrRegisterClient(&g_CC, NULL, &g_Cli); }
