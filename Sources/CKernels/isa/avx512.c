#if defined(__x86_64__)
#define KEIRYO_TARGET "avx512f,avx512bw,avx512vl,avx512dq,avx2,fma"
#include "keiryo/instruction_set.h"
#include "../vector/exact.h"
#include <math.h>
#include "../vector/avx512.h"

#define F32_MR 14
#define F32_NV 2
#define F32_SUFFIX avx512_14x32
#include "../tile/f32_tile.h"
#include "../sparse/f32_sparse.h"

#define Q_MR 14
#define Q_NV 2
#define Q_SUFFIX avx512_14x32
#include "../tile/u8s8_tile.h"
#include "../sparse/u8s8_sparse.h"

#define I4_PANELS 2
#define I4_SUFFIX avx512_4x16
#include "../lowbit/int4_tile.h"

#define DW_FLOAT
#define DW_BLOCK 8
#define DW_TOGETHER 2
#define DW_CODES
#define DW_SUFFIX avx512_16
#include "../depthwise/depthwise_row.h"

#define WINOGRAD_SUFFIX avx512_16
#include "../winograd/transform.h"

#define PROBE_FLOAT
#define PROBE_CODES
#define PROBE_SUFFIX avx512_16
#include "../probe/probe.h"

#define LOOPS_FMA
#define LOOPS_SUFFIX avx512
#define LOOPS_FEATURES (KEIRYO_AVX2 | KEIRYO_AVX512)
#include "../loops/all.h"
#include "../vector/end.h"
#endif
