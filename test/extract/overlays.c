// Records of the driver's that may lie where one of the system's does: members of a union with it, and what a cast makes
// of it; not what begins with it.
// RUN: %nmr_scan --print=summary %s -- %flags | FileCheck %s --implicit-check-not="external overlaid"

#include <wdk-mini.h>

typedef union {
  LIST_ENTRY Link;
  struct {
    ULONG_PTR Flag;
  } State;
} UNION;
typedef struct {
  ULONG_PTR First;
} CAST_TO;
typedef struct {
  ULONG_PTR Second;
} FROM_PART;
typedef struct {
  LIST_ENTRY Head;
  ULONG_PTR Rest;
} BEGINS;
typedef struct {
  ULONG_PTR Third;
} FROM_VOID;
typedef union {
  ULONG Low;
  ULONG_PTR All;
} NUMBERS;

// CHECK-DAG: field @Flag {{.*}} overlaid
// CHECK-DAG: field @State {{.*}} overlaid
// CHECK-DAG: field @First {{.*}} overlaid
// CHECK-DAG: field @Second {{.*}} overlaid
// CHECK-DAG: field @Rest "{{[^"]*}}" external !
// CHECK-DAG: field @Third "{{[^"]*}}" external !
// CHECK-DAG: field @All "{{[^"]*}}" external !

void write(UNION *U, CAST_TO *To, PLIST_ENTRY Entry, void *Any, NUMBERS *N) {
  U->State.Flag = 1;
  To->First = 1;
  Entry = (PLIST_ENTRY)To;
  ((FROM_PART *)&Entry->Blink)->Second = 1;
  ((BEGINS *)Entry)->Rest = 1;
  ((FROM_VOID *)Any)->Third = 1;
  N->All = 1;
}
