// Closures, virtual calls, templates, range-for.
// RUN: %nmr_scan --print=summary %s -- %flags -std=c++17 > %t
// RUN: FileCheck %s < %t
// RUN: FileCheck %s --check-prefix=GUARD < %t
// RUN: FileCheck %s --check-prefix=INVOKE < %t

void use(int);
void run(void (*)(int));
struct Base { virtual void stop(); virtual ~Base(); };
struct Derived final : Base { int H = 1; void stop() override { use(H); } };
template <class F> struct Guard {
  F OnExit;
  ~Guard() { OnExit(); }
};
template <class F> Guard(F) -> Guard<F>;

// CHECK-DAG: function @"Derived::stop" {{.*}} overrides @"Base::stop"

// CHECK-LABEL: define @virtualCalls(
// CHECK: vcall @"Base::stop"(%b)
// CHECK-NEXT: call @"Derived::stop"(%d)
// CHECK-NEXT: call @"Base::stop"(%b)
void virtualCalls(Base *b, Derived *d) {
  b->stop();
  d->stop();
  b->Base::stop();
}

// CHECK-LABEL: define @guarded(
// CHECK: %g.{{.*}}@n{{.*}} = %n
// CHECK: call @"Guard<{{.*}}>::~Guard"(&%g)
void guarded(int n) {
  Guard g{[n] { use(n); }};
  use(2);
}

// CHECK-LABEL: define @pointer(
// CHECK: call @run(
void pointer() {
  run([](int x) { use(x); });
}

// CHECK-LABEL: define @range(
// CHECK: if ne.u64 %__begin1, %__end1
// CHECK: %e = %__begin1
// CHECK-NEXT: call @use(%e.*:4)
void range() {
  int a[3] = {1, 2, 3};
  for (int &e : a)
    use(e);
}

// GUARD: define @"Guard<{{.*}}>::~Guard"(%this:8)
// GUARD: call @"guarded{{.*}}operator()"(&%this->@OnExit:4)
// GUARD: define @"guarded{{.*}}operator()"(%this:8)
// GUARD: call @use(%this->@n:4)
// INVOKE: define @"pointer{{.*}}__invoke"(%x:4)
// INVOKE: call @"pointer{{.*}}operator()"{{.*}}, %x)
