#include "registration.h"

VOID BeaconStopClient(HANDLE Client)
{
    if (NmrDeregisterClient(Client) == STATUS_PENDING) {
        NmrWaitForClientDeregisterComplete(Client);
    }
}
