// C++ exceptions: what is thrown is caught, what is left is destroyed.
// RUN: %nmr_scan --print=summary %s -- %flags -std=c++17 -fexceptions -fcxx-exceptions | FileCheck %s

void may();
void never() noexcept;
extern "C" void system_like();
void use(int);
struct R { R(); ~R(); };

// CHECK-LABEL: define @caught(
// CHECK: call @"R::R"(&%r)
// CHECK-NEXT: try {{b[0-9]+}}, [[OUTER:b[0-9]+]]
// CHECK: call @never()
// CHECK-NEXT: call @system_like()
// CHECK-NEXT: call @may()
// CHECK-NEXT: try {{b[0-9]+}}, [[UNWIND:b[0-9]+]]
// CHECK: {{^}}[[UNWIND]]:
// CHECK-NEXT: call @"R::~R"(&%r)
// CHECK: call @use(1)
void caught() {
  try {
    R r;
    never();
    system_like();
    may();
  } catch (...) {
    use(1);
  }
}

// CHECK-LABEL: define @thrown(
// CHECK: if ne.s32 %n, 0 then [[THROW:b[0-9]+]]
// CHECK: {{^}}[[THROW]]:
// CHECK: choose [[INT:b[0-9]+]], [[OUT:b[0-9]+]]
// CHECK: {{^}}[[INT]]:
// CHECK: call @use(2)
// CHECK: {{^}}[[OUT]]:
// CHECK-NEXT: unreachable
void thrown(int n) {
  try {
    if (n)
      throw 1;
    never();
  } catch (int) {
    use(2);
  }
}

// CHECK-LABEL: define @uncaught(
// CHECK: call @"R::~R"(&%r)
// CHECK-NEXT: end %r
// CHECK-NEXT: unreachable
void uncaught(int n) {
  R r;
  if (n)
    throw 1;
}
