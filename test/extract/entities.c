// Roles, linkage, and what belongs to the system.
// RUN: %nmr_scan --print=summary %s -- %flags | FileCheck %s
#include <ntddk.h>

DRIVER_INITIALIZE DriverEntry;
static DRIVER_UNLOAD Unload;
void Helper(void);
DECLSPEC_NORETURN void Fatal(void);
static int Counter = 3;
HANDLE External;
static PDRIVER_UNLOAD Routines[2] = {NULL, Unload};
// Nobody can call through this one.
static PDRIVER_UNLOAD Unused[2] = {NULL, Unload};
__attribute__((annotate("_Function_class_(DRIVER_UNLOAD)"))) void Annotated(PDRIVER_OBJECT Driver) {}

// CHECK-DAG: global @Counter:4 "{{.*}}entities.c|c:entities.c@Counter" !
// CHECK-DAG: global @External:8 "c:@External" external !
// CHECK-DAG: function @Annotated "c:@F@Annotated" external as DRIVER_UNLOAD !
// CHECK-DAG: function @DriverEntry "c:@F@DriverEntry" external as DRIVER_INITIALIZE !
// CHECK-DAG: function @Unload "{{.*}}entities.c|c:entities.c@F@Unload" as DRIVER_UNLOAD !
// CHECK-DAG: function @Helper "c:@F@Helper" external !
// CHECK-DAG: function @Fatal "c:@F@Fatal" external noreturn !
// CHECK-DAG: function @DbgPrint "c:@F@DbgPrint" external system !
// CHECK-DAG: function @InitializeListHead {{.*}} system inline !
// CHECK-DAG: field @DriverUnload "{{.*}}DriverUnload"

// CHECK-LABEL: define @DriverEntry(
// CHECK: %Driver->@DriverUnload+{{[0-9]+}} = @Routines
// CHECK-NOT: @Unused
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  LIST_ENTRY Head;
  static int Calls = 5;
  InitializeListHead(&Head);
  Driver->DriverUnload = Routines[1];
  Calls += Counter;
  DbgPrint("loaded");
  Helper();
  if (Calls == 7)
    Fatal();
  return STATUS_SUCCESS;
}

static void Unload(PDRIVER_OBJECT Driver) { UNREFERENCED_PARAMETER(Driver); }

// The body of a system header's inline function that is called is here too.
// CHECK: define @InitializeListHead(
// CHECK: ->@Blink+8 =

// CHECK-LABEL: {{^}}initialiser {
// CHECK-DAG: @Counter = 3
// CHECK-DAG: @Routines[1 x 8] = @Unload
// CHECK-DAG: @Calls = 5
