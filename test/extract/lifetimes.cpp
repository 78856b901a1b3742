// Constructors, destructors, temporaries, elision.
// RUN: %nmr_scan --print=summary %s -- %flags -std=c++17 > %t
// RUN: FileCheck %s < %t
// RUN: FileCheck %s --check-prefix=MEMBERS < %t

bool ready();
void use(int);
struct Reg {
  int H = 4;
  Reg();
  Reg(int);
  Reg(const Reg &);
  ~Reg();
  bool ok() const;
};
struct Pair { Reg A, B; };

// Last constructed, first destroyed, on every way out.
// CHECK-LABEL: define @scopes() 
// CHECK: call @"Reg::Reg"[[CTOR:(#[0-9])?]](&%a)
// CHECK: if ne.u8
// CHECK: call @"Reg::~Reg"(&%a)
// CHECK-NEXT: end %a
// CHECK-NEXT: return
// CHECK: call @"Reg::Reg"[[CTOR]](&%b)
// CHECK: call @"Reg::~Reg"(&%b)
// CHECK-NEXT: end %b
// CHECK-NEXT: call @"Reg::~Reg"(&%a)
// CHECK-NEXT: end %a
// CHECK-NEXT: return
void scopes() {
  Reg a;
  if (ready())
    return;
  Reg b;
}

// The result is built in the caller's object: no copy, no destructor.
// CHECK-LABEL: define @named() 
// CHECK: call @"Reg::Reg"{{.*}}(&%r
// CHECK-NOT: ~Reg
// CHECK: return
Reg named() {
  Reg r;
  use(r.H);
  return r;
}

// CHECK-LABEL: define @elided() 
// CHECK: %r = call @named()
// CHECK-NEXT: call @"Reg::~Reg"(&%r)
void elided() { Reg r = named(); }

// At the end of the full-expression, not of the block.
// CHECK-LABEL: define @temporary() 
// CHECK: call @"Reg::Reg"{{.*}}(&[[T:%[0-9]+]], 1)
// CHECK: call @"Reg::ok"(&[[T]])
// CHECK: call @"Reg::~Reg"(&[[T]])
// CHECK: call @use(2)
void temporary() {
  use(Reg(1).ok());
  use(2);
}

// CHECK-LABEL: define @extended() 
// CHECK: [[T:%[0-9]+]] = call @named()
// CHECK: call @use(3)
// CHECK: call @"Reg::~Reg"(&[[T]])
void extended() {
  const Reg &r = named();
  use(3);
}

// A temporary that may not exist is destroyed if it does.
// CHECK-LABEL: define @conditional(
// CHECK: [[FLAG:%[0-9]+]] = 0
// CHECK: if ne.s32 %n, 0
// CHECK: call @"Reg::Reg"
// CHECK-NEXT: [[FLAG]] = 1
// CHECK: if ne.u8 [[FLAG]], 0
// CHECK: call @"Reg::~Reg"
void conditional(int n) {
  if (n && Reg(1).ok())
    use(1);
}

// CHECK-LABEL: define @heap(
// CHECK: [[P:%[0-9]+]] = call @"operator new"(4)
// CHECK: call @"Reg::Reg"{{.*}}([[P]], 3)
// CHECK: if ne.u64 [[Q:%[0-9]+]], 0
// CHECK: call @"Reg::~Reg"([[Q]])
// CHECK-NEXT: call @"operator delete"([[Q]]
void heap() {
  Reg *p = new Reg(3);
  delete p;
}

void members() { Pair p; }

// Members are destroyed in reverse, by a destructor that nobody wrote.
// MEMBERS-LABEL: define @"Pair::~Pair"(
// MEMBERS: call @"Reg::~Reg"(&%this->@B+4:4)
// MEMBERS-NEXT: call @"Reg::~Reg"(&%this->@A:4)
