#ifndef KEIRYO_INSTRUCTION_SET_H
#define KEIRYO_INSTRUCTION_SET_H

#include <stdint.h>

// Features that kernels ask for; a set of them is a bit mask.
enum {
  KEIRYO_AVX2 = 1,        // with FMA
  KEIRYO_AVX512 = 2,      // F, BW, DQ, VL
  KEIRYO_AVX512VNNI = 4,
  KEIRYO_NEON = 8,
  KEIRYO_NEON_DOTPROD = 16,
  KEIRYO_AVX512VBMI = 32,   // tables of bytes; some processors have VNNI without it
};

// What this processor and its operating system offer.
uint32_t keiryo_detected_features(void);

#endif
