#include "../vector/exact.h"
#include "../vector/scalar.h"

#define F32_MR 4
#define F32_NV 4
#define F32_SUFFIX scalar_4x4
#include "../tile/f32_tile.h"
#include "../sparse/f32_sparse.h"

#define Q_MR 4
#define Q_NV 4
#define Q_SUFFIX scalar_4x4
#include "../tile/u8s8_tile.h"
#include "../sparse/u8s8_sparse.h"

#define I4_PANELS 2
#define I4_SUFFIX scalar_4x1
#include "../lowbit/int4_tile.h"

#define DW_FLOAT
#define DW_BLOCK 4
#define DW_TOGETHER 1
#define DW_CODES
#define DW_SUFFIX scalar_1
#include "../depthwise/depthwise_row.h"

#define WINOGRAD_SUFFIX scalar_1
#include "../winograd/transform.h"

#define PROBE_FLOAT
#define PROBE_CODES
#define PROBE_SUFFIX scalar_1
#include "../probe/probe.h"

#define LOOPS_SUFFIX scalar
#include "../loops/all.h"
