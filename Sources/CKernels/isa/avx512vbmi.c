#if defined(__x86_64__)
#define KEIRYO_TARGET "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx2,fma"
#define KEIRYO_VBMI
#include "keiryo/instruction_set.h"
#include "../vector/exact.h"
#include <math.h>
#include "../vector/avx512.h"

#define LOOPS_FMA
#define LOOPS_SUFFIX avx512vbmi
#define LOOPS_FEATURES (KEIRYO_AVX2 | KEIRYO_AVX512 | KEIRYO_AVX512VBMI)
#include "../loops/all.h"
#include "../vector/end.h"
#endif
