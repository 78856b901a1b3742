#include <wdk-mini.h>
#include <netioddk.h>
#include "shared.h"
DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING && WAITS)
    NmrWaitForClientDeregisterComplete(g_Cli);
}
