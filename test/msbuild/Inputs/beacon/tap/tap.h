#pragma once

extern HANDLE TapClient;
DRIVER_UNLOAD TapUnload;
