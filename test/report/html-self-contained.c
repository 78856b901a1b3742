// The page would load something from elsewhere, or run what a source holds.
// RUN: rm -rf %t && split-file %s %t && cd %t
// RUN: not %nmr_scan --format=html -o page.html bad.c broken.c -- %flags
// RUN: FileCheck %s < page.html
// Nothing is loaded: no element that does, and nothing in the style.
// RUN: not grep -i -E '<(link|img|iframe|object|embed|base)|src=|url\(|@import' page.html
// One script, ours.
// RUN: grep -o '<script' page.html | count 1
// RUN: not grep '<b>bold' page.html
//
// CHECK: default-src 'none'; style-src 'sha256-{{[^']+}}'; script-src 'sha256-{{[^']+}}';
// CHECK: not analysed
// CHECK: broken.c{{.*}}expected &apos;;&apos; after
// CHECK: assuming &apos;Text == &quot;&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;bold&quot;&apos; is true
// CHECK: <code>  if (Text == &quot;&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;bold&quot;)
// CHECK: <code>    return; // {{.*}}hidden</code>

//--- bad.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g; extern const char *Text;
DRIVER_UNLOAD Unload; VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status = NmrDeregisterClient(g);
  if (Text == "<script>alert(1)</script><b>bold")
    return; // ‮hidden
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g);
}
//--- broken.c
int Answer(void) { return 42 }
