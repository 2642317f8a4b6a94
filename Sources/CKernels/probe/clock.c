#include "keiryo/probe.h"

#if defined(__aarch64__)
static uint64_t virtual_count(void) {
  uint64_t ticks;
  __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(ticks)::"memory");
  return ticks;
}

keiryo_fine_clock keiryo_find_fine_clock(void) { return virtual_count; }
#else
#include <time.h>

static uint64_t system_clock(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

#if defined(__x86_64__)
#include <cpuid.h>
#include <x86intrin.h>

static uint64_t time_stamp(void) {
  _mm_lfence();
  return __rdtsc();
}

// CPUID says that the counter neither stops nor changes its pace.
static int is_steady(void) {
  unsigned a, b, c, d;
  return __get_cpuid(0x80000007, &a, &b, &c, &d) && (d & (1u << 8)) != 0;
}

keiryo_fine_clock keiryo_find_fine_clock(void) { return is_steady() ? time_stamp : system_clock; }
#else
keiryo_fine_clock keiryo_find_fine_clock(void) { return system_clock; }
#endif
#endif
