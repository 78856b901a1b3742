// Structured exceptions: __finally runs on every way out, __leave included.
// RUN: %nmr_scan --print=summary %s -- %flags -fms-extensions | FileCheck %s

int f(int);
int g;
int _abnormal_termination(void);

// CHECK-LABEL: define @finally(
// CHECK: if eq.s32 %x, 1 then [[RET:b[0-9]+]] else [[REST:b[0-9]+]]
// The return: left abnormally.
// CHECK: {{^}}[[RET]]:
// CHECK-NEXT: @g = 7
// CHECK-NEXT: @g = 9
// CHECK-NEXT: return
// CHECK: {{^}}[[REST]]:
// CHECK-NEXT: if eq.s32 %x, 2 then [[LEAVE:b[0-9]+]] else
// CHECK: call @f(1)
// CHECK: {{^}}[[LEAVE]]:
// CHECK-NEXT: @g = 8
// CHECK-NEXT: @g = 9
void finally(int x) {
  __try {
    if (x == 1)
      return;
    if (x == 2)
      __leave;
    f(1);
  } __finally {
    if (_abnormal_termination())
      g = 7;
    else
      g = 8;
    g = 9;
  }
}

// After each call, and before the first, the handler may be next. The inner
// __finally runs on the way to it.
// CHECK-LABEL: define @except(
// CHECK: try [[BODY:b[0-9]+]], [[HANDLER:b[0-9]+]]
// CHECK: {{^}}[[BODY]]:
// CHECK-NEXT: = call @f(1)
// CHECK-NEXT: try {{b[0-9]+}}, [[UNWIND:b[0-9]+]]
// CHECK: {{^}}[[UNWIND]]:
// CHECK-NEXT: @g = 1
// CHECK-NEXT: goto [[HANDLER]]
// CHECK: {{^}}[[HANDLER]]:
// CHECK-NEXT: @g = 2
void except(void) {
  __try {
    __try {
      f(1);
    } __finally {
      g = 1;
    }
  } __except (1) {
    g = 2;
  }
}

// CHECK-LABEL: define @filter(
// CHECK: if eq.u32 ?, 5 then [[HANDLER:b[0-9]+]] else [[SEARCH:b[0-9]+]]
// CHECK: {{^}}[[HANDLER]]:
// CHECK-NEXT: @g = 3
// CHECK: {{^}}[[SEARCH]]:
// CHECK-NEXT: unreachable
unsigned long _exception_code(void);
void filter(void) {
  __try {
    f(1);
  } __except (_exception_code() == 5 ? 1 : 0) {
    g = 3;
  }
}
