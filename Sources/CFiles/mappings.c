// Files that are mapped into memory and may be shortened by others meanwhile.
#define _GNU_SOURCE
#include <CFiles.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

enum { most = 4096 };

// A slot is free while its start is 0; its count is written before its start, which the signal's handler reads first.
static struct {
  _Atomic(uintptr_t) start;
  _Atomic(size_t) count;
  atomic_bool is_taken, is_cut;
} mappings[most];

static uintptr_t page = 4096;
static struct sigaction previous;

// Only calls of the system and atomics: it runs in the middle of whatever touched the missing part.
static void handle(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)context;
  uintptr_t place = (uintptr_t)info->si_addr;
  for (int slot = 0; slot < most; slot++) {
    uintptr_t start = atomic_load(&mappings[slot].start);
    uintptr_t end = start + atomic_load(&mappings[slot].count);
    if (start == 0 || place < start || place >= end) continue;
    atomic_store(&mappings[slot].is_cut, true);
    uintptr_t first = place & ~(page - 1);
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
    if (mmap((void *)first, end - first, PROT_READ, flags, -1, 0) != MAP_FAILED) return;
  }
  // Not ours: what touched it is repeated and meets what was set before.
  sigaction(SIGBUS, &previous, NULL);
}

static void install(void) {
  page = (uintptr_t)sysconf(_SC_PAGESIZE);
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, &previous);
}

int plens_guard_mapping(const void *start, size_t count) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install);
  for (int slot = 0; slot < most; slot++) {
    if (atomic_exchange(&mappings[slot].is_taken, true)) continue;
    atomic_store(&mappings[slot].is_cut, false);
    atomic_store(&mappings[slot].count, count);
    atomic_store(&mappings[slot].start, (uintptr_t)start);
    return slot;
  }
  return -1;
}

void plens_release_mapping(int guard) {
  if (guard < 0) return;
  atomic_store(&mappings[guard].start, 0);
  atomic_store(&mappings[guard].is_taken, false);
}

bool plens_mapping_was_cut(int guard) {
  return guard >= 0 && atomic_load(&mappings[guard].is_cut);
}
