// How the loops are compiled for several x86-64 levels; the level is chosen at start.
#ifndef VARIANTS_H
#define VARIANTS_H

// ThreadSanitizer watches functions from their first instruction on, and what chooses among levels runs before it is there.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define VARIANTS
#endif
#endif

#ifdef VARIANTS
#elif defined(__x86_64__)
#define VARIANTS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define VARIANTS
#endif

#endif
