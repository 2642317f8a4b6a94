#include "keiryo/instruction_set.h"

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#ifndef HWCAP_ASIMDDP
#define HWCAP_ASIMDDP (1 << 20)
#endif
#endif

uint32_t keiryo_detected_features(void) {
  uint32_t features = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 0;
  features = KEIRYO_AVX2;
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl") ||
      !__builtin_cpu_supports("avx512dq"))
    return features;
  features |= KEIRYO_AVX512;
  if (__builtin_cpu_supports("avx512vnni")) features |= KEIRYO_AVX512VNNI;
  if (__builtin_cpu_supports("avx512vbmi")) features |= KEIRYO_AVX512VBMI;
#elif defined(__aarch64__)
  features = KEIRYO_NEON;
#if defined(__linux__)
  if (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) features |= KEIRYO_NEON_DOTPROD;
#elif defined(__APPLE__)
  features |= KEIRYO_NEON_DOTPROD;
#endif
#endif
  return features;
}
