#if defined(__x86_64__)
#define KEIRYO_TARGET "avx2,fma"
#include "keiryo/instruction_set.h"
#include "../vector/exact.h"
#include <math.h>
#include "../vector/avx2.h"

#define F32_MR 6
#define F32_NV 2
#define F32_SUFFIX avx2_6x16
#include "../tile/f32_tile.h"
#include "../sparse/f32_sparse.h"

#define Q_MR 6
#define Q_NV 2
#define Q_SUFFIX avx2_6x16
#include "../tile/u8s8_tile.h"
#include "../sparse/u8s8_sparse.h"

#define I4_PANELS 1
#define I4_SUFFIX avx2_4x8
#include "../lowbit/int4_tile.h"

#define DW_FLOAT
#define DW_BLOCK 4
#define DW_TOGETHER 1
#define DW_CODES
#define DW_SUFFIX avx2_8
#include "../depthwise/depthwise_row.h"

#define WINOGRAD_SUFFIX avx2_8
#include "../winograd/transform.h"

#define PROBE_FLOAT
#define PROBE_CODES
#define PROBE_SUFFIX avx2_8
#include "../probe/probe.h"

#define LOOPS_FMA
#define LOOPS_SUFFIX avx2
#define LOOPS_FEATURES KEIRYO_AVX2
#include "../loops/all.h"
#include "../vector/end.h"
#endif
