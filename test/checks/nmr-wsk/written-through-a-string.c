// The system copies a string to where a pointer of unknown origin leads. A
// careless check would take that for a write to the flag that guards the end.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

__declspec(dllimport) NTSTATUS RtlStringCbCopyW(PWSTR To, SIZE_T Size,
                                                const WCHAR *From);
__declspec(dllimport) VOID RtlCopyUnicodeString(PUNICODE_STRING To,
                                                const UNICODE_STRING *From);

static WSK_CLIENT_NPI g_Npi;
static struct {
  WCHAR Name[32];
  UNICODE_STRING Path;
  BOOLEAN Up;
  WSK_REGISTRATION Reg;
} g;

// VERDICT: g.Reg verified

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  if (g.Up)
    WskDeregister(&g.Reg);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  if (NT_SUCCESS(WskRegister(&g_Npi, &g.Reg)))
    g.Up = TRUE;
  RtlStringCbCopyW(g.Name, sizeof(g.Name), Path->Buffer);
  g.Path.Buffer = g.Name;
  RtlCopyUnicodeString(Path, &g.Path);
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
