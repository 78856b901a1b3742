#pragma once
#define WAITS 1
extern HANDLE g_Cli;
