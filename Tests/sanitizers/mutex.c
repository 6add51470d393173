// ThreadSanitizer does not see into Swift's own libraries: where a Mutex is waited for, it is told here that what one holder did comes
// before what the next does. Preloaded by scripts/sanitize.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define SLOW_UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"

typedef __attribute__((swiftcall)) void (*Slow)(uint32_t, __attribute__((swift_context)) void *);

__attribute__((swiftcall)) void plens_lock_slow(uint32_t thread, __attribute__((swift_context)) void *mutex) __asm__(SLOW);

__attribute__((swiftcall)) void plens_lock_slow(uint32_t thread, __attribute__((swift_context)) void *mutex) {
  ((Slow)dlsym(RTLD_NEXT, SLOW))(thread, mutex);
  __tsan_acquire(mutex);
}

typedef __attribute__((swiftcall)) void (*SlowUnlock)(__attribute__((swift_context)) void *);

__attribute__((swiftcall)) void plens_unlock_slow(__attribute__((swift_context)) void *mutex) __asm__(SLOW_UNLOCK);

__attribute__((swiftcall)) void plens_unlock_slow(__attribute__((swift_context)) void *mutex) {
  __tsan_release(mutex);
  ((SlowUnlock)dlsym(RTLD_NEXT, SLOW_UNLOCK))(mutex);
}
