// Labels lead where C says, whatever they are nested in.
// RUN: %nmr_scan --print=summary %s -- %flags | FileCheck %s

int f(int);
int g;

// CHECK-LABEL: define @ranges(
// CHECK: switch.s32 %x of -1: [[A:b[0-9]+]], 5..9: [[A]], 259: [[B:b[0-9]+]] else [[D:b[0-9]+]] "x"
// CHECK: {{^}}[[A]]:
// CHECK-NEXT: @g = 1
// CHECK: {{^}}[[B]]:
// CHECK-NEXT: @g = 2
// CHECK-NEXT: goto [[D]]
// CHECK: {{^}}[[D]]:
// CHECK-NEXT: @g = 3
void ranges(int x) {
  switch (x) {
  case -1:
  case 5 ... 9:
    g = 1;
    break;
  case 259:
    g = 2;
  default:
    g = 3;
  }
}

// CHECK-LABEL: define @duff(
// CHECK: switch.s32 {{.*}} of 0: [[ZERO:b[0-9]+]], 1: [[ONE:b[0-9]+]] else
// CHECK: {{^}}[[ONE]]:
// CHECK: if gt.s32 %n, 0 then [[ZERO]] else
void duff(int n) {
  switch (n % 2) {
  case 0:
    do {
      f(0);
    case 1:
      f(1);
    } while (--n > 0);
  }
}

// A goto ends the life of what it leaves.
// CHECK-LABEL: define @leaves(
// CHECK: if ne.s32 %inner, 0
// CHECK: end %inner
// CHECK-NEXT: goto [[OUT:b[0-9]+]]
// CHECK: call @f(1)
// CHECK-NEXT: end %inner
// CHECK-NEXT: goto [[OUT]]
// CHECK: {{^}}[[OUT]]:
// CHECK-NEXT: @g = 0
void leaves(int x) {
  {
    int inner = x;
    if (inner)
      goto Out;
    f(1);
  }
Out:
  g = 0;
}

// CHECK-LABEL: define @irreducible(
// CHECK: if ne.s32 %x, 0 then [[B:b[0-9]+]] else [[A:b[0-9]+]]
// CHECK: {{^}}[[A]]:
// CHECK-NEXT: @g = 1
// CHECK-NEXT: goto [[B]]
// CHECK: {{^}}[[B]]:
// CHECK: then [[A]] else
void irreducible(int x) {
  if (x)
    goto B;
A:
  g = 1;
B:
  g = 2;
  if (f(g))
    goto A;
}

// Any label whose address was taken, and no other.
// CHECK-LABEL: define @computed(
// CHECK: choose [[L1:b[0-9]+]], [[L2:b[0-9]+]] !
// CHECK: {{^}}[[L1]]:
// CHECK-NEXT: return 1
// CHECK: {{^}}[[L2]]:
// CHECK-NEXT: return 2
// CHECK-NOT: return 3
int computed(int x) {
  static void *Table[] = {&&One, &&Two};
  goto *Table[x];
One:
  return 1;
Two:
  return 2;
Three:
  return 3;
}

// CHECK-LABEL: define @assembly(
// CHECK: havoc %r
// CHECK: choose {{b[0-9]+}}, {{b[0-9]+}} !
int assembly(int *p) {
  int r;
  __asm__ volatile("" : "=r"(r) : "r"(p) : "memory");
  __asm__ goto("" : : : : Elsewhere);
  return r;
Elsewhere:
  return 0;
}
