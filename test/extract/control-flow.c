// Conditions become control flow, without temporaries, and keep their text.
// RUN: %nmr_scan --print=summary %s -- %flags | FileCheck %s

#define NT_SUCCESS(Status) ((int)(Status) >= 0)
int f(int);
int g;

// CHECK-LABEL: define @negation(
// CHECK: if ge.s32 %s, 0 then [[OK:b[0-9]+]] else [[FAIL:b[0-9]+]] not "!NT_SUCCESS(s)"
// CHECK: {{^}}[[OK]]:
// CHECK-NEXT: return 2
// CHECK: {{^}}[[FAIL]]:
// CHECK-NEXT: return 1
int negation(int s) {
  if (!NT_SUCCESS(s))
    return 1;
  return 2;
}

// The second operand is reached only through the first.
// CHECK-LABEL: define @shortCircuit(
// CHECK: if ne.s32 %a, 0 then [[B:b[0-9]+]] else [[NO:b[0-9]+]] "a"
// CHECK: {{^}}[[B]]:
// CHECK-NEXT: = call @f(1)
// CHECK-NEXT: if eq.s32 {{.*}} then {{b[0-9]+}} else [[NO]] "f(1) == 3"
int shortCircuit(int a) {
  if (a && f(1) == 3)
    return 1;
  return 0;
}

// A value made of a condition is 1 or 0.
// CHECK-LABEL: define @conditionAsValue(
// CHECK: if ne.s32 %a, 0 then [[Y:b[0-9]+]]
// CHECK: %r = 1
// CHECK: %r = 0
int conditionAsValue(int a, int b) {
  int r = a || b;
  return r;
}

// CHECK-LABEL: define @truth(
// CHECK: if ge.s32 %s, 0 then {{.*}} "NT_SUCCESS(s) == 1"
// CHECK: if ge.s32 %s, 0 then {{.*}} not "NT_SUCCESS(s) == 0"
void truth(int s) {
  if (NT_SUCCESS(s) == 1)
    g = 1;
  if (NT_SUCCESS(s) == 0)
    g = 2;
}

// CHECK-LABEL: define @gnuConditional(
// CHECK: [[V:%[0-9]+]] = call @f(1)
// CHECK: if ne.s32 [[V]], 0
// CHECK: %r = [[V]]
// CHECK: %r = 5
int gnuConditional(void) {
  int r = f(1) ?: 5;
  return r;
}

// CHECK-LABEL: define @loop(
// CHECK: %i = 0
// CHECK-NEXT: goto [[HEAD:b[0-9]+]]
// CHECK: {{^}}[[HEAD]]:
// CHECK-NEXT: if lt.s32 %i, 10
// CHECK: end %j
// CHECK: %i = add.s32 %i, 1
// CHECK-NEXT: goto [[HEAD]]
void loop(void) {
  for (int i = 0; i < 10; ++i) {
    int j = f(i);
    if (j == 3)
      continue;
    g = j;
  }
}

// A condition that is known takes its way.
// CHECK-LABEL: define @known(
// CHECK: b0:
// CHECK-NEXT: call @f(1)
// CHECK-NEXT: return
void known(void) {
  do {
    if (sizeof(int) == 4)
      f(1);
    else
      f(2);
  } while (0);
}

// CHECK-LABEL: define @assumed(
// CHECK: if gt.s32 %x, 3 then {{b[0-9]+}} else [[NEVER:b[0-9]+]]
// CHECK: {{^}}[[NEVER]]:
// CHECK-NEXT: unreachable
int assumed(int x) {
  __builtin_assume(x > 3);
  return __builtin_expect(x, 4);
}
