// A log would be full of escape sequences, or a terminal without colours.
// RUN: not %nmr_scan %s -- %flags > %t.plain
// RUN: %python %S/Inputs/on_terminal.py %nmr_scan -o %t.file %s -- %flags < /dev/null
// RUN: diff %t.plain %t.file
// RUN: %python -c "import sys; sys.exit(b'\x1b' in open(r'%t.plain', 'rb').read())"
// RUN: %python %S/Inputs/on_terminal.py %nmr_scan %s -- %flags < /dev/null > %t.coloured
// RUN: %python -c "import sys; sys.exit(b'\x1b[0;31mviolation' not in open(r'%t.coloured', 'rb').read())"
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g;
DRIVER_UNLOAD Unload;
VOID Unload(PDRIVER_OBJECT Driver) { NmrDeregisterClient(g); }
