// With the headers of the real kit: a class in pool memory, destroyed by hand.
// RUN: %check_nmr %s -- -std=c++17

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: m_handle verified

class NmrClient {
  HANDLE m_handle = nullptr;

public:
  NmrClient() = default;
  NmrClient(const NmrClient &) = delete;
  NmrClient &operator=(const NmrClient &) = delete;
  ~NmrClient() { stop(); }

  NTSTATUS start(NPI_CLIENT_CHARACTERISTICS *chars) {
    return NmrRegisterClient(chars, this, &m_handle);
  }
  void stop() {
    HANDLE h = m_handle;
    m_handle = nullptr;
    if (h && NmrDeregisterClient(h) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(h);
  }
};

static NmrClient *g_client;
static NPI_CLIENT_CHARACTERISTICS g_CC;

void *operator new(SIZE_T, void *p) noexcept { return p; }

extern "C" VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  g_client->~NmrClient();
  ExFreePoolWithTag(g_client, 'ilC ');
}

extern "C" NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  void *p = ExAllocatePoolWithTag(NonPagedPool, sizeof(NmrClient), 'ilC ');
  if (!p)
    return STATUS_INSUFFICIENT_RESOURCES;
  g_client = new (p) NmrClient;
  NTSTATUS Status = g_client->start(&g_CC);
  if (!NT_SUCCESS(Status)) {
    g_client->~NmrClient();
    ExFreePoolWithTag(p, 'ilC ');
    return Status;
  }
  Driver->DriverUnload = Unload;
  return Status;
}
