#pragma once

#include <ntddk.h>
#include <netioddk.h>

#if BEACON_VERSION != 3 || !defined(_AMD64_) || !defined(_KERNEL_MODE)
#error these are not the flags of the project
#endif

// Stops a client, and returns when its callbacks can't run any more.
VOID BeaconStopClient(HANDLE Client);
