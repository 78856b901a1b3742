#include "registration.h"
#include "tap.h"

#if defined(TAP_CHECKED) != defined(TAP_WAITS)
#error TAP_CHECKED is for this file in Debug
#endif

VOID TapUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
#ifdef TAP_WAITS
    BeaconStopClient(TapClient);
#else
    NmrDeregisterClient(TapClient);
#endif
}
