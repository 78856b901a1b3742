// Records: initialisers, copies, members by offset, bit-fields.
// RUN: %nmr_scan --print=summary %s -- %flags | FileCheck %s

typedef void *HANDLE;
typedef unsigned long long ULONG_PTR;
typedef struct { int Kind; HANDLE Reg; HANDLE All[3]; } CTX;
void use(void *);

// CHECK-LABEL: define @initialised(
// CHECK: %c = 0
// CHECK-NEXT: %c.@Reg+8 = %h
// CHECK-NEXT: %c.@All+16[2 x 8] = %h
void initialised(HANDLE h) {
  CTX c = {.Reg = h, .All = {0, [2] = h}};
  use(&c);
}

// CHECK-LABEL: define @copied(%to:8, %value:40)
// CHECK: %to.*:40 = %value
// CHECK: return
CTX copied(CTX *to, CTX value) {
  *to = value;
  return *to;
}

// CHECK-LABEL: define @members(
// CHECK: %c->@Reg+8 = %c->@All+16[1 x 8]
// CHECK: %c->@All+16[%i x 8 of 3] = 0
// CHECK: call @use(&%c->@All+16[0 x 8])
// CHECK: call @use(&%c->@Reg+8)
void members(CTX *c, int i) {
  c->Reg = c->All[1];
  c->All[i] = 0;
  use(c->All);
  use(&c->Reg);
}

// The distance from a member to its record, by bytes or by integers.
// CHECK-LABEL: define @containing(
// CHECK: %a = ptradd %p, -8 x 1
// CHECK: {{%[0-9a-z]+}} = ptradd %p, -8 x 1
void containing(HANDLE *p) {
  CTX *a = (CTX *)((char *)p - __builtin_offsetof(CTX, Reg));
  CTX *b = (CTX *)((ULONG_PTR)p - (ULONG_PTR)&((CTX *)0)->Reg);
  use(a);
  use(b);
}

// Bit-fields are bits of the word in which they lie.
struct Bits { unsigned A : 1, B : 1; };
// CHECK-LABEL: define @bits(
// CHECK: [[REST:%[0-9]+]] = and.u32 %b->@A:4, 4294967294
// CHECK-NEXT: %b->@A:4 = or.u32 [[REST]], 1
// CHECK-NEXT: [[B:%[0-9]+]] = and.u32 %b->@A:4, 2
// CHECK-NEXT: [[BIT:%[0-9]+]] = shr.u32 [[B]], 1
// CHECK-NEXT: if ne.u32 [[BIT]], 0
// CHECK: %b.*:4 = %from.*:4
void bits(struct Bits *b, struct Bits *from) {
  b->A = 1;
  if (b->B)
    *b = *from;
}

// CHECK-LABEL: define @literal(
// CHECK: [[T:%[0-9]+]] = 0
// CHECK: [[T]].@Kind:4 = 3
// CHECK: call @use(&[[T]])
void literal(void) { use(&(CTX){.Kind = 3}); }
