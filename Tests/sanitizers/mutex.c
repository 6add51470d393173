// ThreadSanitizer does not see into Swift's own libraries: where a Mutex was waited for, it is told here that what the last holder did
// came before. Preloaded by scripts/sanitize.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

void __tsan_acquire(void *address);

#define SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"

typedef __attribute__((swiftcall)) void (*Slow)(uint32_t, __attribute__((swift_context)) void *);

__attribute__((swiftcall)) void plens_lock_slow(uint32_t thread, __attribute__((swift_context)) void *mutex) __asm__(SLOW);

__attribute__((swiftcall)) void plens_lock_slow(uint32_t thread, __attribute__((swift_context)) void *mutex) {
  ((Slow)dlsym(RTLD_NEXT, SLOW))(thread, mutex);
  // The holder before released it by an atomic store to the same place, which is compiled with us and so was seen.
  __tsan_acquire(mutex);
}
