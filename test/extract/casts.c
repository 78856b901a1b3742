// Integers keep their meaning through conversions.
// RUN: %nmr_scan --print=summary %s -- %flags | FileCheck %s

typedef void *HANDLE;
typedef unsigned char BOOLEAN;
void use(HANDLE);
BOOLEAN b;
unsigned u;
long long w;

// CHECK-LABEL: define @constants(
// CHECK: call @use(-1)
// CHECK: call @use(0)
// CHECK: @u = 4294967295
// CHECK: @b = 44
// CHECK: @w = -1073741811
void constants(void) {
  use((HANDLE)-1);
  use((void *)0);
  u = -1;
  b = (BOOLEAN)300;
  w = (int)0xC000000D;
}

// A conversion that loses nothing is none.
// CHECK-LABEL: define @conversions(
// CHECK: @w = %s
// CHECK-NEXT: @b = cast.u8 %s
// CHECK-NEXT: @u = cast.u32 %s
void conversions(int s) {
  w = s;
  b = s;
  u = s;
}

// CHECK-LABEL: define @comparisons(
// CHECK: if lt.s32 %s, 0
// CHECK: if lt.u32 @u, 5
// CHECK: if eq.u64 %h, -1
void comparisons(int s, HANDLE h) {
  if (s < 0)
    b = 1;
  if (u < 5)
    b = 2;
  if (h == (HANDLE)-1)
    b = 3;
}

// CHECK-LABEL: define @steps(
// CHECK: [[OLD:%[0-9]+]] = %n
// CHECK-NEXT: %n = sub.s32 [[OLD]], 1
// CHECK-NEXT: @w = [[OLD]]
// CHECK: %p = ptradd %p, 2 x 8
// CHECK: %n = mul.s32 %n, 3
void steps(int n, HANDLE *p) {
  w = n--;
  p += 2;
  n *= 3;
  use(p);
  use((HANDLE)(long long)n);
}
