#if defined(__aarch64__)
#include "keiryo/instruction_set.h"
#include "../vector/exact.h"
#include <math.h>
#include "../vector/neon.h"

#define F32_MR 8
#define F32_NV 3
#define F32_SUFFIX neon_8x12
#include "../tile/f32_tile.h"
#include "../sparse/f32_sparse.h"

#define Q_MR 8
#define Q_NV 3
#define Q_SUFFIX neon_8x12
#include "../tile/u8s8_tile.h"
#include "../sparse/u8s8_sparse.h"

#define I4_PANELS 1
#define I4_SUFFIX neon_4x4
#include "../lowbit/int4_tile.h"

#define DW_FLOAT
#define DW_BLOCK 8
#define DW_TOGETHER 2
#define DW_CODES
#define DW_SUFFIX neon_4
#include "../depthwise/depthwise_row.h"

#define WINOGRAD_SUFFIX neon_4
#include "../winograd/transform.h"

#define PROBE_FLOAT
#define PROBE_CODES
#define PROBE_SUFFIX neon_4
#include "../probe/probe.h"

#define LOOPS_FMA
#define LOOPS_SUFFIX neon
#define LOOPS_FEATURES KEIRYO_NEON
#include "../loops/all.h"
#endif
