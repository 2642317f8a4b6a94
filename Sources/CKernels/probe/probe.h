// Probes of one instruction set. Before the include: PROBE_SUFFIX, PROBE_FLOAT and PROBE_CODES where those exist here.
#include "keiryo/probe.h"

// Chains that do not wait for each other: enough to fill the latency of two (x86) or four (AArch64) units.
#if defined(__aarch64__)
#define PROBE_CHAINS 20
#else
#define PROBE_CHAINS 12
#endif

// The compiler may not know that an operand is the same as before, or it would take a product only once.
#if VF_WIDTH == 1
#define PROBE_KEEP(x) __asm__("" : "+r"(x))
#elif defined(__aarch64__)
#define PROBE_KEEP(x) __asm__("" : "+w"(x))
#else
#define PROBE_KEEP(x) __asm__("" : "+x"(x))
#endif

#ifdef PROBE_FLOAT
uint32_t KEIRYO_JOIN(keiryo_f32_probe__, PROBE_SUFFIX)(const void *data, size_t count) {
  (void)data;
  vf chains[PROBE_CHAINS], half = vf_set(0.5f), one = vf_set(1);
  KEIRYO_UNROLL for (int i = 0; i < PROBE_CHAINS; i++) chains[i] = vf_set((float)i);
  for (size_t round = 0; round < count; round++) {
    KEIRYO_UNROLL for (int i = 0; i < PROBE_CHAINS; i++) chains[i] = vf_fma(chains[i], half, one);
  }
  float sum = 0, lanes[VF_WIDTH];
  for (int i = 0; i < PROBE_CHAINS; i++) {
    memcpy(lanes, &chains[i], sizeof lanes);
    for (int lane = 0; lane < VF_WIDTH; lane++) sum += lanes[lane];
  }
  return (uint32_t)sum;
}

#define PROBE_READS 8
uint32_t KEIRYO_JOIN(keiryo_read_probe__, PROBE_SUFFIX)(const void *data, size_t count) {
  const int32_t *words = data;
  size_t total = count / 4, i = 0;
  vi sums[PROBE_READS];
  KEIRYO_UNROLL for (int part = 0; part < PROBE_READS; part++) sums[part] = vi_set(0);
  for (; i + PROBE_READS * VF_WIDTH <= total; i += PROBE_READS * VF_WIDTH) {
    KEIRYO_UNROLL for (int part = 0; part < PROBE_READS; part++)
      sums[part] = vi_add(sums[part], vi_load(words + i + part * VF_WIDTH));
  }
  for (; i < total; i += VF_WIDTH) sums[0] = vi_add(sums[0], vi_load(words + i));
  KEIRYO_UNROLL for (int part = 1; part < PROBE_READS; part++) sums[0] = vi_add(sums[0], sums[part]);
  uint32_t sum = 0, lanes[VF_WIDTH];
  memcpy(lanes, &sums[0], sizeof lanes);
  for (int lane = 0; lane < VF_WIDTH; lane++) sum += lanes[lane];
  return sum;
}
#endif

#ifdef PROBE_CODES
uint32_t KEIRYO_JOIN(keiryo_u8s8_probe__, PROBE_SUFFIX)(const void *data, size_t count) {
  (void)data;
  // The first code of every group is 1, the others 0: a lane counts the rounds, whatever its depth.
  _Alignas(64) static const uint8_t ones[4] = {1, 0, 0, 0};
  vi chains[PROBE_CHAINS];
  vq a = vq_broadcast_a(ones), b = a;
  KEIRYO_UNROLL for (int i = 0; i < PROBE_CHAINS; i++) chains[i] = vi_set(0);
  for (size_t round = 0; round < count; round++) {
    KEIRYO_UNROLL for (int i = 0; i < PROBE_CHAINS; i++) {
      PROBE_KEEP(a);
      chains[i] = vq_dot(chains[i], a, b);
    }
  }
  uint32_t sum = 0, lanes[VF_WIDTH];
  for (int i = 0; i < PROBE_CHAINS; i++) {
    memcpy(lanes, &chains[i], sizeof lanes);
    for (int lane = 0; lane < VF_WIDTH; lane++) sum += lanes[lane];
  }
  return sum;
}
#endif

#undef PROBE_FLOAT
#undef PROBE_CODES
#undef PROBE_SUFFIX
